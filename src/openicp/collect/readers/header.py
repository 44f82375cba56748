"""Where a table begins: titles above it, its header, and names that are unique.

Comes in: the first rows as texts. Goes out: which row is the header and the names of the columns. It never drops a
row of data.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

LINE = "_line"
"""Name of the first column of every clean CSV: the line (or sheet row) in the user's file."""

_NUMBER = re.compile(r"[^\w\s]{0,3}\s*\(?[-+−]?\d[\d.,'’\s\u00a0\u202f]*\)?\s*(%|[^\w\s]|[A-Z]{3})?$")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}.*)?$")
_ADDRESS = re.compile(r"(https?://|www\.)\S+$|\S+@\S+\.\S+$")
_TRUTH = frozenset({"true", "false", "yes", "no", "ja", "nein", "oui", "non", "da", "nu"})
_DIGITS = re.compile(r"[0-9]")
_YEAR = re.compile(r"(19|20)\d\d$")


LONGEST_VALUE = 80
"""Characters of a cell that tell a number or a date; more could only cost time."""


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns and what was noticed about them."""

    row: int
    """Index of the header among the rows given; -1 when there is none."""
    names: tuple[str, ...]
    """Unique regardless of case, none empty."""
    lines: int
    """How many rows it goes over; none where the names were made up."""
    written: int
    """Cells that the header row has, trailing empty ones included."""
    repeated: tuple[str, ...] = ()
    """Names that occurred more than once."""
    nameless: tuple[str, ...] = ()
    """Names given to columns that had none."""


def kind_of_value(text: str) -> str:
    """``empty, number, date, address, truth`` or ``text``: rough, to tell a header from data."""
    text = text[:LONGEST_VALUE].strip()
    if not text:
        return "empty"
    if _DATE.match(text):
        return "date"
    if _NUMBER.match(text):
        return "number"
    if _ADDRESS.match(text):
        return "address"
    return "truth" if text.casefold() in _TRUTH else "text"


def find_header(rows: list[list[str]]) -> Header:
    """Locate the header below titles; a table that begins with data gets numbered names."""
    extents = [extent_of(row) for row in rows]
    width = _usual(extents)
    row = next((index for index, cells in enumerate(rows) if filled(cells) >= _enough(width)), 0)
    row = next((below for below in range(row + 1, min(row + 6, len(rows))) if _is_fuller(rows, row, below, width)), row)
    if is_data(rows, row):
        return replace(_named([""] * max(extents[row:]), row=row - 1, rows=rows, start=row), lines=0)
    if _goes_on(rows, row):
        return replace(_named(_together(rows[row], rows[row + 1]), row=row + 1, rows=rows, start=row + 2), lines=2)
    if row and _groups(rows[row - 1], rows[row]):
        return replace(_named(_together(rows[row - 1], rows[row]), row=row, rows=rows, start=row + 1), lines=2)
    return _named(rows[row], row=row, rows=rows, start=row + 1)


def _goes_on(rows: list[list[str]], row: int) -> bool:
    """Whether the row below fills the gaps of the header: ``Name, Revenue, "", Country`` over ``"", MRR, ARR, ""``."""
    if row + 2 >= len(rows):
        return False
    above, below = rows[row], rows[row + 1]
    gaps = [place for place in range(extent_of(above)) if not above[place].strip()]
    under = {place for place, cell in enumerate(below) if cell.strip() and cell not in above[place : place + 1]}
    words = all(kind_of_value(below[place]) == "text" for place in under)
    if not gaps or not under or not words or not set(gaps) <= under or 0 in under or len(under) > len(above):
        return False
    data = rows[row + 2 : row + 200]
    votes = [_vote(below[place], [cells[place] for cells in data if place < len(cells)]) for place in under]
    return min(votes) >= 0 and max(votes) > 0


def _groups(above: list[str], header: list[str]) -> bool:
    """Whether names that stand twice in the header are told apart by the row above: ``2023, "", 2024, ""``."""
    names = [clean_name(cell).casefold() for cell in header if cell.strip()]
    return len(set(names)) < len(names) and filled(above) > 1 and extent_of(above) <= extent_of(header)


def _together(above: list[str], below: list[str]) -> list[str]:
    """The names of both rows; a name above stands for the empty cells behind it, where there is one below."""
    width = max(len(above), len(below))
    first, second = ([*cells, *[""] * (width - len(cells))] for cells in (above, below))
    names, group = [], ""
    for upper, lower in zip(first, second, strict=True):
        group = upper if upper.strip() else group if lower.strip() else ""
        names.append(lower if group == lower else f"{group} {lower}")
    return names


def clean_name(text: str) -> str:
    """One line, no spaces around it.

    >>> clean_name(' Annual\\nrevenue ')
    'Annual revenue'
    """
    return " ".join(text.split())


def extent_of(row: list[str]) -> int:
    """Cells up to the last that is not blank."""
    return next((index for index in range(len(row), 0, -1) if row[index - 1].strip()), 0)


def filled(row: list[str]) -> int:
    """Cells that are not blank."""
    return sum(1 for cell in row if cell.strip())


def _usual(extents: list[int]) -> int:
    """The most frequent extent; the larger one when two are as frequent."""
    counts = Counter(extent for extent in extents if extent)
    return max(counts, key=lambda extent: (counts[extent], extent)) if counts else 0


def _enough(width: int) -> float:
    return max(0.6 * width, 2.0) if width > 1 else 1


def is_data(rows: list[list[str]], row: int) -> bool:
    """Whether the candidate already is a record: its kinds are those of the columns below it."""
    return _votes(rows, row) < 0


def _votes(rows: list[list[str]], row: int) -> int:
    below = [cells for cells in rows[row + 1 : row + 200] if filled(cells)]
    return sum(_vote(cell, [cells[i] for cells in below if i < len(cells)]) for i, cell in enumerate(rows[row]))


def _is_fuller(rows: list[list[str]], row: int, below: int, width: int) -> bool:
    """Whether a row soon behind a narrower candidate is the header rather: a word over every column, over figures."""
    return extent_of(rows[row]) < width == filled(rows[below]) and _votes(rows, below) > 0


def _vote(cell: str, below: list[str]) -> int:
    """1 for a header (a word above numbers), -1 against one (a number above numbers), 0 when it cannot tell."""
    kinds = Counter(kind for value in below if (kind := kind_of_value(value)) != "empty")
    here = kind_of_value(cell)
    if here == "empty" or not kinds:
        return 0
    usual, count = kinds.most_common(1)[0]
    if usual == "text" and _alike(cell, below):
        return -1
    if usual == "text" or count < 0.8 * kinds.total():
        return 0
    if here == usual:
        return 0 if _YEAR.match(cell.strip()) else -1
    return 1 if here == "text" else 0


def _alike(cell: str, below: list[str]) -> bool:
    """Whether a cell with digits is written as those below it: ``cus_001`` above ``cus_002``."""
    form = _DIGITS.sub("0", cell.strip())
    written = [value.strip() for value in below if value.strip()]
    return form != cell.strip() and sum(_DIGITS.sub("0", text) == form for text in written) >= 0.8 * len(written)


def _named(cells: list[str], *, row: int, rows: list[list[str]], start: int) -> Header:
    written = len(cells)
    width = max([extent_of(cells), *(extent_of(data[:written]) for data in rows[start:])]) if cells else 0
    if row < 0 or not extent_of(cells):
        width = max(width, *(extent_of(data) for data in rows[start:]), 1)
        cells, written = [""] * width, width
    names, repeated, nameless = _unique([clean_name(cell) for cell in cells[:width]])
    return Header(row, tuple(names), 1, max(written, width), tuple(repeated), tuple(nameless))


def _unique(wanted: list[str]) -> tuple[list[str], list[str], list[str]]:
    taken = {LINE}
    names: list[str] = []
    repeated: list[str] = []
    nameless: list[str] = []
    reserved = {name.casefold() for name in wanted if name}
    for index, name in enumerate(wanted, start=1):
        free = _free(name or f"column_{index}", taken, reserved if not name else frozenset())
        if not name:
            nameless.append(free)
        elif free != name:
            repeated.append(name)
        taken.add(free.casefold())
        names.append(free)
    return names, list(dict.fromkeys(repeated)), nameless


def _free(name: str, taken: set[str], reserved: set[str] | frozenset[str]) -> str:
    """``name``, or ``name (2)`` and so on; names of a later column are not taken away from it."""
    candidate, number = name, 2
    while candidate.casefold() in taken or candidate.casefold() in reserved:
        candidate, number = f"{name} ({number})", number + 1
    return candidate
