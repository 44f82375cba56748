"""Which values of a row are estimates: what the cell says (``~50``, ``ca. 50``), or its header (``Employees (est.)``).

Comes in: the columns of a file with their dictionaries. Goes out: one SQL expression, the names of the attributes that
a row only estimates. It never changes a value, and costs nothing where no cell says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from openicp.collect.loading.columns import Column
from openicp.sql import estimates as sql
from openicp.sql.dialect import Dialect
from openicp.vocab import load

TABLES = ("accounts", "prospects")
KINDS = ("range", "moneyrange")
"""Kinds whose texts are kept as they were written."""


def may_be(column: Column) -> bool:
    """Whether cells of a column can be told to be estimates."""
    return column.kind in KINDS and column.table in (*TABLES, "own")


def said_in(header: str) -> bool:
    """Whether a header says that its column is estimated.

    >>> said_in("Employees (estimated)"), said_in("Mitarbeiter geschätzt"), said_in("Estate agents")
    (True, True, False)
    """
    book = load("origin")
    return any(book.find(word) == "estimate" for word in re.findall(r"[^\W\d_]+", header))


def estimates(d: Dialect, columns: Iterable[Column]) -> str | None:
    """The names of the attributes that a row estimates, joined by ``;``; ``None`` when nothing says so."""
    parts = []
    for column in columns:
        if column.dictionary is None or not may_be(column):
            continue
        original = f"{column.table}.{column.column}_original"
        if said_in(column.header):
            parts.append(sql.where_known(d, column.column, original))
        elif column.estimated:
            parts.append(sql.where_estimated(d, column.column, original, column.dictionary))
    return sql.names_joined(d, parts) if parts else None
