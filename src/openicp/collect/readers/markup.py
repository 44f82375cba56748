"""Tables in web pages and in Excel's XML of 2003, which some systems call ``.xls``.

Comes in: a text with tags and its encoding. Goes out: a clean CSV per table. It never follows a link, runs a script or
expands an entity of the file's own.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from openicp.collect.readers.lines import open_text
from openicp.collect.readers.output import Job
from openicp.collect.readers.sections import Row, write_rows
from openicp.collect.readers.unreadable import Unreadable

PIECE = 1 << 18
SILENT = frozenset({"script", "style", "head"})
WIDEST = 1_000
"""Columns that one cell may span."""
SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read_page(path: Path, encoding: str, job: Job) -> None:
    """Add every table of a web page that has two rows or two columns."""
    page = _Page(job.limits.cells)
    with open_text(path, encoding) as stream:
        while text := stream.read(PIECE):
            page.feed(text)
    page.close()
    tables = [rows for rows in page.tables if len(rows) > 1]
    for number, rows in enumerate(tables, start=1):
        write_rows(rows, job, sheet=str(number) if len(tables) > 1 else "")
    if not job.tables:
        raise Unreadable("not_a_table", looks="webpage")


def read_sheets(path: Path, job: Job) -> None:
    """Add every sheet of a workbook that is one text of XML."""
    try:
        for _, element in ElementTree.iterparse(path):  # noqa: S314 - in the child, within its limits
            if element.tag == f"{SHEET}Worksheet":
                _add_sheet(element, job)
                element.clear()
    except ElementTree.ParseError as error:
        raise Unreadable("damaged", detail=str(error)[:200]) from error
    if not job.tables:
        raise Unreadable("not_a_table", looks="markup")


def _add_sheet(sheet: ElementTree.Element, job: Job) -> None:
    rows: list[Row] = []
    line, size = 0, 0
    for row in sheet.iter(f"{SHEET}Row"):
        line = int(row.get(f"{SHEET}Index", line + 1))
        cells: list[str] = []
        for cell in row.iter(f"{SHEET}Cell"):
            place = min(int(cell.get(f"{SHEET}Index", len(cells) + 1)), job.limits.columns)
            cells += [""] * (place - 1 - len(cells))
            data = cell.find(f"{SHEET}Data")
            cells.append("" if data is None else _value("".join(data.itertext()), data.get(f"{SHEET}Type", "")))
        size += len(cells)
        if size > job.limits.cells:
            raise Unreadable("too_many_cells", rows=line, columns=len(cells), limit=job.limits.cells)
        rows.append((line, cells))
    write_rows(rows, job, sheet=sheet.get(f"{SHEET}Name", ""))


def _value(text: str, kind: str) -> str:
    """A day at midnight as a day."""
    return text.removesuffix("T00:00:00.000") if kind == "DateTime" else text


class _Page(HTMLParser):
    """Collects the rows of the tables that hold no further table."""

    def __init__(self, most: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[Row]] = []
        self._open: list[list[Row]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._silent = 0
        self._most = most

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell; a new line is one inside a cell too."""
        if tag in SILENT:
            self._silent += 1
        elif tag == "table":
            self._open.append([])
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].append((len(self._open[-1]) + 1, []))
        elif tag in ("td", "th") and self._open and self._open[-1]:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._span = [], min(int(span), WIDEST) if span.isdecimal() else 1
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell or a table."""
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self.tables.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        """Text of the cell; line ends in the page's own text mean nothing."""
        if self._cell is not None and not self._silent:
            self._cell.append(" ".join(data.split()) if data.strip() else " ")

    def close(self) -> None:
        """A page that is cut off still has what was read."""
        super().close()
        self._end_cell()
        self.tables += [table for table in reversed(self._open) if table]
        self._open = []

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = "".join(self._cell).replace("\u00a0", " ").replace("\0", "").strip()
        self._open[-1][-1][1].extend([text, *[""] * (self._span - 1)])
        self._cell = None
        self._most -= self._span
        if self._most < 0:
            raise Unreadable("too_large", detail="cells")
