"""Connections to an engine and a handful of verbs.

Comes in: SQL texts that ``sql`` wrote, Parquet snapshots, small tables of our own values. Goes out: arrays, rows,
Parquet files. It never knows what a table means, and never sees the name of a user's file.
"""

from openicp.engine.choosing import chosen
from openicp.engine.elsewhere import Location, is_path, on_disk, parts_on_disk
from openicp.engine.local import duck
from openicp.engine.protocol import Engine

__all__ = ["Engine", "Location", "chosen", "duck", "is_path", "on_disk", "parts_on_disk"]
