"""What the child hands back: tables, findings and counts as plain data.

Comes in: finished tables. Goes out: dictionaries for JSON. It never holds a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openicp.collect.readers.header import Header, find_header
from openicp.collect.readers.limits import Limits
from openicp.collect.readers.table import Aside, Table
from openicp.collect.readers.unreadable import Unreadable

Note = dict[str, object]
SAMPLE = 500
"""Rows looked at to find the header."""


def note(code: str, severity: str = "note", /, **fields: object) -> Note:
    """A finding as plain data."""
    return {"code": code, "severity": severity, "fields": fields}


@dataclass(slots=True)
class Job:
    """One file being read: where to put tables, and what was noticed about the whole file."""

    into: Path
    limits: Limits
    aside: Aside
    tables: list[dict[str, object]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    entry: str = ""
    """Name of the file inside an archive of several."""

    def named(self, sheet: str) -> str:
        """The name of a table: that of its sheet, behind that of its file in an archive."""
        return f"{self.entry} {sheet}".strip()

    @property
    def sheets(self) -> set[object]:
        """Names of the tables so far."""
        return {table["sheet"] for table in self.tables}

    def path(self, ending: str = "csv") -> Path:
        """A fresh name of our own."""
        return self.into / f"table-{len(self.tables):03}.{ending}"

    def add(self, table: Table, *, first_line: int, notes: list[Note]) -> None:
        """A finished table."""
        table.close()
        self.tables.append(
            {
                "sheet": table.sheet,
                "header": list(table.header.names),
                "rows": table.counts.rows,
                "aside": table.counts.aside,
                "path": table.path.name,
                "first_line": first_line,
                "notes": [*notes, *notes_of(table)],
            }
        )


def check_columns(count: int, limits: Limits) -> None:
    """Refuse what no export has."""
    if count > limits.columns:
        raise Unreadable("too_many_columns", columns=count, limit=limits.columns)


def begin(rows: list[tuple[int, list[str]]], job: Job, *, sheet: str = "") -> tuple[Table, int, int]:
    """Find the header among the first rows: the table to write, the index of its first row, the header's line."""
    cells = [found for _, found in rows]
    check_columns(max(map(len, cells)), job.limits)
    header = find_header(cells)
    table = Table(job.path(), header, job.aside, sheet=job.named(sheet))
    return table, header.row + 1, rows[max(header.row, 0)][0]


def notes_of(table: Table) -> list[Note]:
    """Everything noticed while the rows went by."""
    return [*_about_header(table), *_about_rows(table)]


def _about_header(table: Table) -> Iterator[Note]:
    header: Header = table.header
    if not header.lines:
        yield note("no_header", "warning", columns=len(header.names))
    elif header.nameless:
        yield note("columns_without_name", n=len(header.nameless), columns=list(header.nameless))
    if header.repeated:
        yield note("repeated_names", "warning", n=len(header.repeated), columns=list(header.repeated))


ROW_NOTES: tuple[tuple[str, str, str], ...] = (
    ("padded", "rows_too_short", "warning"),
    ("mended", "quotes_mended", "warning"),
    ("repeated_headers", "repeated_headers", "note"),
    ("totals", "totals_rows", "warning"),
    ("other_delimiters", "other_delimiter", "warning"),
)
"""Count, code of its finding, severity."""


def _about_rows(table: Table) -> Iterator[Note]:
    counts = table.counts
    if not counts.rows:
        yield note("header_only", "warning")
    if counts.blank:
        yield note("blank_rows", n=counts.blank)
    for kind, code, severity in ROW_NOTES:
        if number := getattr(counts, kind):
            yield note(code, severity, n=number, line=counts.seen[kind])
