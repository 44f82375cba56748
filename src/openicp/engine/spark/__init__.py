"""Spark, on this machine or on a cluster: the same verbs as on a laptop.

Comes in: the address of a master, SQL texts of the ``SPARK`` dialect, Parquet that the workers can see. Goes out: an
``Engine``. It never runs Python on a worker, and only small arrays travel.
"""

from openicp.engine.spark.tables import SparkEngine, spark

__all__ = ["SparkEngine", "spark"]
