"""Lines to records: cells in quotes may hold delimiters and line ends, and a broken quote costs only its own line.

Comes in: lines, the delimiter and the usual number of cells. Goes out: records, or lines that are damaged. It never
lets an unbalanced quote swallow the lines behind it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from openicp.collect.readers.lines import Line, Lines

LONGEST_CELL = 2_000
"""Lines that one cell in quotes may span."""

csv.field_size_limit(16 << 20)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: where it begins, its cells, and whether quotes inside it had to be read leniently."""

    line: int
    cells: list[str]
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line that is no record."""

    line: int
    text: str
    reason: str
    """``unbalanced_quote`` or ``row_too_long``."""


def strict_cells(text: str, delimiter: str) -> list[str] | None:
    """Cells of a complete record whose quotes are as the standard wants them, else ``None``."""
    reader = csv.reader([text], delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t")
    try:
        return next(reader, [""])
    except csv.Error:
        return None


def lenient_cells(text: str, delimiter: str) -> list[str] | None:
    """Cells when a quote that is not before a delimiter is a plain sign; ``None`` when one stays open.

    >>> lenient_cells('"Acme "The Best" Ltd",NL', ",")
    ['Acme "The Best" Ltd', 'NL']
    """
    mark = re.escape(delimiter)
    cells, position = [], 0
    quoted, plain = re.compile(rf' *"(.*?)" *({mark}|$)', re.S), re.compile(rf"([^{mark}]*)({mark}|$)", re.S)
    while True:
        opens = text[position:].lstrip(" ")[:1] == '"'
        found = (quoted if opens else plain).match(text, position)
        if found is None:
            return None
        cells.append(found[1].replace('""', '"') if opens else found[1])
        if not found[2]:
            return cells
        position = found.end()


class Records:
    """An iterator over the records of a delimited text."""

    def __init__(self, lines: Lines, delimiter: str, width: int, longest: int) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._width = width
        self._longest = longest
        self._shaken = False
        """True just behind a damaged line, where fragments of its cell may follow."""

    def __iter__(self) -> Iterator[Record | Damaged]:
        delimiter = self._delimiter
        while (line := self._lines.next()) is not None:
            number, text = line
            if number in self._lines.overlong:
                yield Damaged(number, text[:2000], "row_too_long")
            elif self._shaken or '"' in text:
                yield self._with_quotes(line)
            else:
                yield Record(number, text.split(delimiter))

    def _with_quotes(self, line: Line) -> Record | Damaged:
        number, text = line
        if self._shaken and self._is_fragment(text):
            return Damaged(number, text, "unbalanced_quote")
        self._shaken = False
        cells = text.split(self._delimiter) if '"' not in text else strict_cells(text, self._delimiter)
        if cells is not None:
            return Record(number, cells)
        return self._across_lines(line) or self._leniently(line)

    def _is_fragment(self, text: str) -> bool:
        cells = strict_cells(text, self._delimiter)
        if cells is None or not text.strip():
            return cells is not None
        return len(cells) != self._width or _closes_what_it_did_not_open(text, self._delimiter)

    def _leniently(self, line: Line) -> Record | Damaged:
        number, text = line
        cells = lenient_cells(text, self._delimiter)
        if cells is not None and len(cells) == self._width:
            return Record(number, cells, mended=True)
        self._shaken = True
        return Damaged(number, text, "unbalanced_quote")

    def _across_lines(self, first: Line) -> Record | None:
        """The record that begins here and ends on a later line; nothing is consumed when there is none."""
        if first[1].count('"') % 2 == 0:
            return None
        taken, size = [first], len(first[1])
        while len(taken) < LONGEST_CELL and size < self._longest:
            line = self._lines.next()
            if line is None:
                break
            taken.append(line)
            size += len(line[1])
            if line[1].count('"') % 2:
                cells = strict_cells("\n".join(text for _, text in taken), self._delimiter)
                if cells is not None and not self._swallows(taken, cells):
                    return Record(first[0], cells)
                break
        self._lines.put_back(taken[1:])
        return None

    def _swallows(self, taken: list[Line], cells: list[str]) -> bool:
        """Whether a cell across lines is rather an unbalanced quote that eats whole records.

        With the usual number of cells it is believed, unless every line strictly inside is a whole record by
        itself; with another number it is doubted as soon as one later line is a whole record.
        """
        marks = self._width - 1
        if marks < 1:
            return False
        counts = [text.count(self._delimiter) for _, text in taken[1:]]
        if len(cells) == self._width:
            inside = counts[:-1]
            return marks >= 2 and bool(inside) and all(count == marks for count in inside)
        return any(count >= marks for count in counts)


def _closes_what_it_did_not_open(text: str, delimiter: str) -> bool:
    """``there",x,y``: the end of a cell that began on a damaged line."""
    return any(cell.endswith('"') and not cell.lstrip().startswith('"') for cell in text.split(delimiter))
