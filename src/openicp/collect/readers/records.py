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

_CLEAN = re.compile(r'(?:(?:"[^"\n]++"|[^",\n]*+)[,\n])*+')
"""Rows of which no cell has a quotation mark inside; 240 MB/s, where writing them anew makes 80."""

MOST_FRAGMENTS = 100
"""Lines behind a broken quote among which its end is looked for."""

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


@dataclass(frozen=True, slots=True)
class Sound:
    """Many lines of which each is a whole record by itself."""

    line: int
    """Number of the first; the others follow without a gap."""
    texts: list[str]
    delimiter: str
    clean: bool
    """Whether the texts are what a writer of CSV makes of the cells."""
    whole: str | None = None
    """The texts without any quotation mark, in one; nothing where some have one."""
    quoted: list[list[str]] | None = None
    """The cells of texts with quotation marks."""

    def cells(self) -> list[list[str]]:
        """The cells of each line; where there is no quotation mark they are cut only when they are asked for."""
        return [text.split(self.delimiter) for text in self.texts] if self.quoted is None else self.quoted


def strict_cells(text: str, delimiter: str) -> list[str] | None:
    """Cells of a complete record whose quotes are as the standard wants them, else ``None``.

    Spaces are kept as they stand, but for those before a quotation mark that opens a cell.

    >>> strict_cells('a,",", ', ","), strict_cells('a, "b, c"', ",")
    (['a', ',', ' '], ['a', 'b, c'])
    """
    cells = _parsed(text, delimiter)
    if cells is None or delimiter == "\t" or not any(cell.lstrip(" ").startswith('"') for cell in cells):
        return cells
    within = _parsed(text, delimiter, spaces_before_quotes=True)
    if within is None or len(within) != len(cells):
        return within
    quoted = [cell.lstrip(" ").startswith('"') for cell in cells]
    return [inner if marked else cell for cell, inner, marked in zip(cells, within, quoted, strict=True)]


def _parsed(text: str, delimiter: str, *, spaces_before_quotes: bool = False) -> list[str] | None:
    reader = csv.reader([text], delimiter=delimiter, strict=True, skipinitialspace=spaces_before_quotes)
    try:
        return next(reader, [""])
    except csv.Error:
        return None


def many_cells(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """Cells of lines that are all whole records, as ``strict_cells`` gives them; else ``None``."""
    try:
        cells = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    # Fewer records than lines: a cell goes over several, which may be a broken quote.
    return cells if len(cells) == len(lines) else None


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


def escaped_cells(text: str, delimiter: str) -> list[str] | None:
    r"""Cells where a backslash stands before a quotation mark, as databases write them.

    >>> escaped_cells('A,"say \\\"hi\\\", you"', ",")
    ['A', 'say "hi", you']
    """
    if '\\"' not in text:
        return None
    reader = csv.reader([text], delimiter=delimiter, strict=True, escapechar="\\", doublequote=False)
    try:
        return next(reader, None)
    except csv.Error:
        return None


class Records:
    """The records of a delimited text, many at once where nothing is odd about them."""

    def __init__(self, lines: Lines, delimiter: str, width: int, longest: int) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._width = width
        self._longest = longest
        self._spaced = re.compile(rf'(?:^|{re.escape(delimiter)}) +"', re.M)
        """Spaces before a quotation mark that opens a cell."""
        self._shaken = False
        """True just behind a damaged line, where fragments of its cell may follow."""

    def __iter__(self) -> Iterator[Record | Damaged]:
        while (line := self._lines.next()) is not None:
            yield self._record(line)

    def many(self) -> Iterator[Sound | Record | Damaged]:
        """The rest of the records: 0.6 s instead of 5 s for a million lines."""
        while True:
            first, texts = (0, []) if self._shaken else self._lines.many()
            if texts:
                yield from self._sound(first, texts)
            elif (line := self._lines.next()) is not None:
                yield self._record(line)
            else:
                return

    def _sound(self, first: int, texts: list[str]) -> Iterator[Sound]:
        """Many lines at once, or all of them put back to be looked at one by one."""
        whole = "\n".join(texts)
        if '"' not in whole:
            if self._delimiter != "," and "," not in whole:
                whole = whole.replace(self._delimiter, ",")
                yield Sound(first, whole.split("\n"), ",", clean=True, whole=whole)
                return
            yield Sound(first, texts, self._delimiter, clean=self._delimiter == ",", whole=whole)
            return
        spaced = ' "' in whole and self._spaced.search(whole)
        found = None if spaced else many_cells(texts, self._delimiter)
        if found is None:
            self._lines.put_back(list(enumerate(texts, start=first)))
        else:
            clean = self._delimiter == "," and _CLEAN.fullmatch(whole + "\n") is not None
            yield Sound(first, texts, self._delimiter, clean=clean, quoted=found)

    def _record(self, line: Line) -> Record | Damaged:
        number, text = line
        if number in self._lines.overlong:
            return Damaged(number, text[:2000], "row_too_long")
        if self._shaken or '"' in text:
            return self._with_quotes(line)
        return Record(number, text.split(self._delimiter))

    def _with_quotes(self, line: Line) -> Record | Damaged:
        number, text = line
        if self._shaken and self._is_fragment(text):
            self._shaken = not _closes(text, self._delimiter)
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
        for read in (escaped_cells, lenient_cells):
            cells = read(text, self._delimiter)
            if cells is not None and len(cells) == self._width:
                return Record(number, cells, mended=True)
        self._shaken = self._closes_later()
        return Damaged(number, text, "unbalanced_quote")

    def _closes_later(self) -> bool:
        """Whether a line soon after ends the cell that is open: only then are those between a part of it."""
        taken: list[Line] = []
        while len(taken) < MOST_FRAGMENTS and (line := self._lines.next()) is not None:
            taken.append(line)
            if _closes(line[1], self._delimiter):
                break
        self._lines.put_back(taken)
        return bool(taken) and _closes(taken[-1][1], self._delimiter)

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


def _closes(text: str, delimiter: str) -> bool:
    return text.count('"') % 2 == 1 and _closes_what_it_did_not_open(text, delimiter)


def _closes_what_it_did_not_open(text: str, delimiter: str) -> bool:
    """``there",x,y``: the end of a cell that began on a damaged line."""
    return any(cell.endswith('"') and not cell.lstrip().startswith('"') for cell in text.split(delimiter))
