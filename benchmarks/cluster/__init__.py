"""A real standalone cluster on this machine, what runs on it, and what it costs.

Comes in: the installed Spark and Java, sizes. Goes out: a table beside DuckDB, for ``docs/cluster.md``. It never
reports a time whose result differs from DuckDB's, and leaves no process behind.
"""
