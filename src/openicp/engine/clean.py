"""Clean CSVs of ours, as the reading of a user's file leaves them: DuckDB reads them, whatever engine asks.

Comes in: the path of such a file, names for its columns. Goes out: the text that reads it. It never sees a user's
file, and guesses nothing: which sign ends a cell is agreed, not found out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openicp.sql.dialect import DUCKDB

OPTIONS = (
    "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
    "new_line = '\\n', max_line_size = 8000000, buffer_size = 16000000"
)
"""An empty cell is NULL and is never quoted; every other text comes back as it stands, a cell ``NULL`` too."""


def rows_of(path: Path, columns: Sequence[str]) -> str:
    """The rows of a clean CSV, in DuckDB's words: the first column is the number of the line, the others are texts."""
    first, *others = columns
    named = ", ".join([f"{DUCKDB.literal(first)}: 'BIGINT'", *(f"{DUCKDB.literal(n)}: 'VARCHAR'" for n in others)])
    return f"from read_csv({DUCKDB.literal(unglobbed(path))}, columns = {{{named}}}, {OPTIONS})"


def unglobbed(path: Path) -> str:
    """The path as a pattern that matches this file alone: DuckDB reads ``a[12]`` as ``a1`` or ``a2``."""
    return pattern(str(path.resolve()))


def pattern(text: str) -> str:
    """A text as a pattern that matches nothing else."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in text)


__all__ = ["pattern", "rows_of", "unglobbed"]
