"""One table on its way to a clean CSV: which rows are data, and what is set aside with line and reason.

Comes in: rows as texts with their lines. Goes out: a UTF-8 CSV of ours, counts, findings and what was set aside. It
never changes a text, and rows in are rows written plus rows set aside.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from operator import methodcaller
from pathlib import Path
from typing import IO, Any

from openicp.collect.readers.header import LINE, Header
from openicp.collect.readers.limits import Limits
from openicp.collect.readers.records import Sound
from openicp.collect.readers.unreadable import Unreadable

TOTALS = frozenset(
    {
        *(
            "total",
            "totals",
            "grand total",
            "grand totals",
            "subtotal",
            "subtotals",
            "sub-total",
            "sum",
            "overall total",
        ),
        *("total result", "summe", "summen", "gesamt", "gesamtsumme", "zwischensumme", "endsumme", "insgesamt"),
        *("gesamtergebnis", "gesamt ergebnis", "teilergebnis", "totaal", "eindtotaal", "subtotaal", "totaal generaal"),
        *("som", "eindresultaat", "total général", "totaux", "sous-total", "somme", "somme totale", "résultat total"),
        *("total general", "subtotal general", "suma", "sumă", "rezultat total", "total geral"),
    }
)
"""First cells of a row that adds up the others."""

SIGNS_OF_TOTALS = " :\t\u00a0=*"
_COUNT = re.compile(r"[\s:]*[(\[]?\d[\d.,'\s]*[^\W\d]*[)\]]?$")
"""``(2 records)`` behind the word."""
_begins_as_a_total = methodcaller("startswith", tuple(sorted({word.split()[0] for word in TOTALS})))
_without_signs = methodcaller("strip", SIGNS_OF_TOTALS)
_FIGURE = re.compile(r"[\d\s.,'’%€$£()+\-−/:\u00a0\u202f]*")
KEPT_OF_A_ROW = 10_000
"""Characters of a row set aside that are kept as its original."""


@dataclass(slots=True)
class Aside:
    """Everything set aside in one file, written line by line."""

    stream: IO[str]
    limits: Limits
    count: int = 0

    def add(self, *, sheet: str, line: int, column: str, value: str, reason: str) -> None:
        """A row (``column`` empty) or a cell that is not used."""
        self.count += 1
        if self.count > self.limits.set_aside:
            raise Unreadable("damaged", detail="set_aside", limit=self.limits.set_aside)
        entry = [sheet, line, column, value[:KEPT_OF_A_ROW], reason, "cell" if column else "row"]
        self.stream.write(json.dumps(entry) + "\n")


@dataclass(slots=True)
class Counts:
    """What happened to the rows of a table."""

    rows: int = 0
    aside: int = 0
    blank: int = 0
    padded: int = 0
    mended: int = 0
    repeated_headers: int = 0
    totals: int = 0
    other_delimiters: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    """First line of each kind of finding."""


class Table:
    """A clean CSV being written."""

    def __init__(self, path: Path, header: Header, aside: Aside, *, sheet: str = "") -> None:
        self.path = path
        self.header = header
        self.sheet = sheet
        self.counts = Counts()
        self._aside = aside
        self._width = len(header.names)
        self._names = tuple(name.casefold() for name in header.names)
        self._first_name = self._names[0]
        self._odd = {"", self._first_name, _without_signs(self._first_name)}
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._writer: Any = csv.writer(self._stream, lineterminator="\n")
        self._writer.writerow([LINE, *header.names])

    def close(self) -> None:
        """Everything is on its way to the disk."""
        self._stream.close()

    def add(self, line: int, cells: list[str], *, mended: bool = False) -> None:
        """One row of the file: written, skipped when blank, or set aside."""
        if len(cells) != self._width:
            fitting = self._fit(line, cells)
            if fitting is None:
                return
            cells = fitting
        first = cells[0]
        if not first.strip() and not any(cell.strip() for cell in cells):
            self.counts.blank += 1
            return
        if (first.strip().casefold() == self._first_name and self._repeats(cells)) or self._adds_up(cells):
            self._set_aside_row(line, cells)
            return
        if mended:
            self._count("mended", line)
        self.counts.rows += 1
        self._writer.writerow([line, *cells])

    def add_many(self, sound: Sound) -> bool:
        """Many rows at once, the same as ``add`` of each; when one of them is odd nothing is done."""
        cells = sound.cells
        if any(len(row) != self._width for row in cells) or self._any_odd(cells):
            return False
        self.counts.rows += len(cells)
        if sound.clean:
            numbered = enumerate(sound.texts, start=sound.line)
            self._stream.write("".join([f"{line},{text}\n" for line, text in numbered]))
        else:
            self._writer.writerows([[line, *row] for line, row in enumerate(cells, start=sound.line)])
        return True

    def _any_odd(self, cells: list[list[str]]) -> bool:
        """Whether a row could be blank, a header or a total: told by its first cell."""
        firsts = map(_without_signs, [row[0] for row in cells])
        folded = list(map(str.casefold, firsts))
        return not self._odd.isdisjoint(folded) or any(map(_begins_as_a_total, folded))

    def add_object(self, line: int, cells: list[str]) -> None:
        """A record that has no header to repeat and no totals: written as it is."""
        self.counts.rows += 1
        self._writer.writerow([line, *cells])

    def set_aside(self, line: int, text: str, reason: str) -> None:
        """A row that could not be parsed."""
        self.counts.aside += 1
        self._aside.add(sheet=self.sheet, line=line, column="", value=text, reason=reason)

    def _count(self, kind: str, line: int) -> None:
        setattr(self.counts, kind, getattr(self.counts, kind) + 1)
        self.counts.seen.setdefault(kind, line)

    def _fit(self, line: int, cells: list[str]) -> list[str] | None:
        if len(cells) < self._width:
            if any(cell.strip() for cell in cells):
                if (other := self._cut_otherwise(cells)) is not None:
                    self._count("other_delimiters", line)
                    return other
                self._count("padded", line)
            return [*cells, *[""] * (self._width - len(cells))]
        extra = cells[self._width :]
        if not any(cell.strip() for cell in extra):
            return cells[: self._width]
        if len(cells) > self.header.written:
            self.set_aside(line, as_text(cells), "too_many_cells_in_row")
            return None
        return self._without_extra(line, cells)

    def _without_extra(self, line: int, cells: list[str]) -> list[str]:
        """Cells below an empty header cell: the row is right, the cells have no column."""
        for index, cell in enumerate(cells[self._width :], start=self._width + 1):
            if cell.strip():
                column = f"column_{index}"
                self._aside.add(sheet=self.sheet, line=line, column=column, value=cell, reason="no_header")
        return cells[: self._width]

    def _cut_otherwise(self, cells: list[str]) -> list[str] | None:
        """A lone cell that another delimiter cuts into exactly our columns."""
        if len(cells) != 1 or self._width < 3 or '"' in cells[0]:
            return None
        found = (cells[0].split(sign) for sign in (",", ";", "\t", "|"))
        return next((cut for cut in found if len(cut) == self._width), None)

    def _repeats(self, cells: list[str]) -> bool:
        written = zip(cells, self._names, strict=True)
        return self._width > 1 and all(_same(cell, name) for cell, name in written)

    def _adds_up(self, cells: list[str]) -> bool:
        """``Total`` in the first filled cell and nothing but figures behind it."""
        if self._width < 2:
            return False
        position = next(index for index, cell in enumerate(cells) if cell.strip())
        if position > 1 or not is_total(cells[position]):
            return False
        return all(_is_figure(cell) for cell in cells[position + 1 :])

    def _set_aside_row(self, line: int, cells: list[str]) -> None:
        repeats = self._repeats(cells)
        self._count("repeated_headers" if repeats else "totals", line)
        self.set_aside(line, as_text(cells), "repeated_header" if repeats else "totals_row")


def is_total(cell: str) -> bool:
    """Whether a cell names a sum.

    >>> is_total("Grand Totals (2 records)"), is_total("Summe:"), is_total("Total Energies")
    (True, True, False)
    """
    text = _without_signs(cell).casefold()
    return text in TOTALS or (_begins_as_a_total(text) and _without_signs(_COUNT.sub("", text)) in TOTALS)


def _same(cell: str, name: str) -> bool:
    cell = " ".join(cell.split()).casefold()
    return cell == name or (not cell and name.startswith("column_")) or name.startswith(f"{cell} (")


def _is_figure(cell: str) -> bool:
    """Digits, signs and at most a currency or a unit."""
    rest = _FIGURE.sub("", cell)
    return len(rest) <= 10 and (not rest or rest != cell.strip())


def as_text(cells: list[str]) -> str:
    """A row as its original."""
    return ",".join(cells)
