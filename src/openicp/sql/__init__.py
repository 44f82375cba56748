"""Every SQL text for the engines, as pure functions of a ``Dialect`` and model values.

Comes in: a dialect and values of ``model``. Goes out: one SELECT per function, every name and literal quoted by
the dialect. It never opens a connection; the ledger's own SQL stays in the ledger.
"""

from openicp.sql.dialect import DUCKDB, Dialect

__all__ = ["DUCKDB", "Dialect"]
