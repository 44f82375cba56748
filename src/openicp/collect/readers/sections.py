"""Several tables one below the other in one sheet or text: where the next begins.

Comes in: rows with their lines, in order. Goes out: a table for each header that has rows of its own below it. It
begins a new table behind a blank row only, and in doubt goes on with the one before.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from openicp.collect.readers.delimiter import CANDIDATES
from openicp.collect.readers.header import clean_name, extent_of, filled, is_data, kind_of_value
from openicp.collect.readers.output import SAMPLE, Job, Note, begin, note
from openicp.collect.readers.records import Damaged, Record, Sound
from openicp.collect.readers.table import Table, as_text, is_total

Row = tuple[int, list[str]]

LOOKED_AT = 12
"""Rows behind a blank one that decide whether a table begins there."""
LONGEST_NAME = 40
"""Characters of a cell that may still be a company's name and nothing else."""
PREAMBLE = 12
"""Rows of two cells above a wider table that are rather what the report was asked for."""


def is_blank(cells: list[str]) -> bool:
    """Whether no cell has anything in it."""
    return not any(cell.strip() for cell in cells)


def blocks_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows between blank ones."""
    grouped = itertools.groupby(rows, key=lambda row: is_blank(row[1]))
    return [list(block) for blank, block in grouped if not blank]


def first_table(rows: Sequence[Row]) -> list[Row]:
    """The rows, blank ones included, up to where a second table begins."""
    kept: list[Row] = []
    for block in blocks_of(rows):
        if _is_table(kept, block) and begins_table(block, [cells for _, cells in kept]):
            return [row for row in rows if row[0] < block[0][0]]
        kept += block
    return list(rows)


def begins_table(block: Sequence[Row], before: Sequence[list[str]]) -> bool:
    """Whether rows behind a blank one are another table than the rows before.

    A header is a row of words, none twice, with a row below it. It begins a table when it is not that of the table
    before and something tells them apart: a title above it, another number of columns, or words where the columns
    before have figures.
    """
    cells = [row for _, row in block]
    titles = next((place for place, row in enumerate(cells) if filled(row) > 1), len(cells))
    header, below = cells[titles : titles + 1], cells[titles + 1 :]
    if not header or not below or titles > 3 or not _is_header(header[0]):
        return False
    own, other = extent_of(header[0]), max(map(extent_of, before), default=0)
    if _folded(header[0]) in [_folded(row) for row in before[:SAMPLE]]:
        return False
    fits = sum(filled(row) > 1 and extent_of(row) <= own for row in below)
    if fits < 0.6 * len(below):
        return False
    return (
        titles > 0 or own > other or (own < other and max(map(extent_of, below)) < other) or _words(header[0], before)
    )


def _is_header(cells: list[str]) -> bool:
    names = [clean_name(cell).casefold() for cell in cells if cell.strip()]
    words = all(kind_of_value(name) == "text" and len(name) <= 60 for name in names)
    return len(names) > 1 and words and len(set(names)) == len(names) and filled(cells) >= 0.6 * extent_of(cells)


def _words(header: list[str], before: Sequence[list[str]]) -> bool:
    """Whether the header has words where the table before has figures, dates or addresses."""
    below = [cells for cells in before[1:] if filled(cells) > 1][-LOOKED_AT:]
    for place, cell in enumerate(header):
        kinds = {kind_of_value(cells[place]) for cells in below if place < len(cells)} - {"empty"}
        if cell.strip() and kinds and "text" not in kinds:
            return True
    return False


def _is_table(kept: Sequence[Row], following: Sequence[Row]) -> bool:
    """Whether rows are a table and not titles, nor the settings of a report above a wider table."""
    rows = [cells for _, cells in kept if filled(cells) > 1]
    if len(rows) < 2:
        return False
    begun = any(_is_header(cells) for cells in rows[:3]) or is_data(rows, 0)
    return begun and not _are_settings(rows, following)


def _are_settings(rows: Sequence[list[str]], following: Sequence[Row]) -> bool:
    """Pairs of a name and anything but figures, above a wider table without a title."""
    wider = max(extent_of(cells) for _, cells in following) > 2 and filled(following[0][1]) > 1
    if not wider or len(rows) > PREAMBLE or max(map(extent_of, rows)) > 2:
        return False
    return any(kind_of_value(cells[1]) != "number" for cells in rows[1:])


def _folded(cells: list[str]) -> list[str]:
    return [clean_name(cell).casefold() for cell in cells[: extent_of(cells)]]


class Stack:
    """The tables of one sheet or text, from the top down."""

    def __init__(self, job: Job, first: Sequence[Row], *, sheet: str = "", notes: Iterable[Note] = ()) -> None:
        self._job = job
        self._sheet = sheet
        self._notes = list(notes)
        self._tables = 0
        self._waiting: list[Row] = []
        """Rows behind a blank one, until it is clear whether they are another table."""
        self._remarks: list[Row] = []
        """Lone cells behind a blank row, until it is clear whether more rows follow."""
        self._behind_blank = False
        self._before: list[list[str]] = []
        self._table, self.begins = self._begin(first_table(first), sheet)

    def add(self, line: int, cells: list[str], *, mended: bool = False) -> None:
        """The next row."""
        if is_blank(cells):
            self._decide()
            self._behind_blank = True
            self._table.add(line, cells)
        elif self._behind_blank or self._remarks:
            self._waiting.append((line, cells))
            if mended or len(self._waiting) >= LOOKED_AT:
                self._decide()
        else:
            self._table.add(line, cells, mended=mended)

    def add_many(self, sound: Sound) -> None:
        """The next rows, all at once where nothing is odd about them."""
        if self._behind_blank or self._remarks or not self._table.add_many(sound):
            for line, cells in enumerate(sound.cells(), start=sound.line):
                self.add(line, cells)

    def add_record(self, record: Record | Damaged) -> None:
        """The next record of a text."""
        if isinstance(record, Record):
            self.add(record.line, record.cells, mended=record.mended)
        else:
            self._decide()
            self._table.set_aside(record.line, record.text, record.reason)

    def close(self) -> None:
        """There are no more rows: hand all tables over."""
        self._decide()
        self._finish()

    def abandon(self) -> None:
        """Something went wrong: leave no file open."""
        self._table.close()

    def _decide(self) -> None:
        """Give the rows behind a blank one to the table, to a table of their own, or keep them as remarks."""
        waiting, self._waiting = self._waiting, []
        self._behind_blank = False
        if not waiting:
            return
        together = [*self._remarks, *waiting]
        block = next((rows for rows in (waiting, together) if begins_table(rows, self._before)), None)
        if block is not None:
            self._remarks = [row for row in self._remarks if row not in block]
            self._finish()
            named = self._name(block)
            self._table, begins = self._begin(block, named)
            self._put([row for row in block if row[0] >= begins])
        elif all(self._is_remark(cells) for _, cells in waiting):
            self._remarks = together
        else:
            self._remarks = []
            self._put(together)

    def _put(self, rows: Sequence[Row]) -> None:
        for line, cells in rows:
            self._table.add(line, cells)

    def _is_remark(self, cells: list[str]) -> bool:
        """A lone cell that is shorter than any row, longer than any name, or a sum without one."""
        if filled(cells) != 1 or not cells[0].strip():
            return False
        width = len(self._table.header.names)
        return len(cells) == 1 < width - 1 or len(cells[0]) > LONGEST_NAME or is_total(cells[0])

    def _begin(self, rows: list[Row], sheet: str) -> tuple[Table, int]:
        """A table, and the line at which its rows begin."""
        table, start, self._line = begin(rows, self._job, sheet=sheet)
        self._before = [cells for _, cells in rows[max(table.header.row, 0) :]]
        above = [row for row in rows[: max(table.header.row - table.header.lines + 1, 0)] if not is_blank(row[1])]
        self._notes += title_note([row for row in above if _is_title(row[1])])
        for line, cells in above:
            if not _is_title(cells):
                table.set_aside(line, as_text(cells), "above_header")
        return table, rows[start][0] if start < len(rows) else self._line + 1

    def _finish(self) -> None:
        for line, cells in self._remarks:
            self._table.set_aside(line, cells[0], "remark")
        self._remarks = []
        self._job.add(self._table, first_line=self._line, notes=self._notes)
        self._tables += 1
        self._notes = []

    def _name(self, rows: Sequence[Row]) -> str:
        """The title of a further table, or its number."""
        first = [cell.strip() for cell in rows[0][1] if cell.strip()]
        title = clean_name(first[0])[:60] if len(first) == 1 else str(self._tables + 1)
        name = f"{self._sheet} {title}".strip()
        return name if self._job.named(name) not in self._job.sheets else f"{name} {self._tables + 1}"


def write_rows(rows: Sequence[Row], job: Job, *, sheet: str) -> None:
    """Add the tables of rows that are all at hand; nothing when every row is blank."""
    places = [place for place, (_, cells) in enumerate(rows) if not is_blank(cells)]
    if not places:
        return
    rows = rows[places[0] : places[-1] + 1]
    stack = Stack(job, rows[:SAMPLE], sheet=sheet)
    try:
        for line, cells in rows:
            if line >= stack.begins:
                stack.add(line, cells)
        stack.close()
    finally:
        stack.abandon()


def _is_title(cells: list[str]) -> bool:
    """A lone cell that is not a row of another delimiter."""
    text = "".join(cells)
    return filled(cells) == 1 and max(map(text.count, CANDIDATES)) < 2


def title_note(titles: Sequence[Row]) -> list[Note]:
    """What stands above the header."""
    texts = ["".join(cells).strip() for _, cells in titles]
    return [note("title_rows", n=len(texts), title=texts[0][:120])] if texts else []
