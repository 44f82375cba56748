"""Worksheets of ours as they come back: what we wrote ourselves is left out, what a person answered stays.

Comes in: the raw tables of a file. Goes out: the tables that hold answers, and whether it was a worksheet without any.
It never touches another file: only a header that bears our sign makes a table one of ours.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openicp.collect.read import RawTable
from openicp.collect.recognise.headers import fold
from openicp.collect.recognise.systems import OURS, known
from openicp.vocab.marks import BRAND, SIGN, marked

OUR_ID, COMPANY = "account_ref", "account_name"


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What a file holds once our own words are left out."""

    tables: tuple[RawTable, ...]
    untouched: bool
    """Whether it is a worksheet that nobody has filled in."""


def filled_in(tables: Sequence[RawTable]) -> FilledIn:
    """The tables of a file, those of a worksheet without what we wrote ourselves; its empty sheets are left out."""
    if not any(is_ours(each) for each in tables):
        return FilledIn(tuple(tables), untouched=False)
    kept = [_answered(each) if is_ours(each) else each for each in tables if not is_cover(each)]
    filled = tuple(each for each in kept if each.rows or not is_ours(each))
    return FilledIn(filled, untouched=not filled)


def is_cover(raw: RawTable) -> bool:
    """Whether it is the sheet that explains the others."""
    return raw.header[:1] == (BRAND,)


def is_ours(raw: RawTable) -> bool:
    """Whether any header bears our sign."""
    return any(marked(name) for name in raw.header)


def _answered(raw: RawTable) -> RawTable:
    """The table with the answers alone: cells with our sign are empty, rows without any answer are gone."""
    path = raw.path.with_suffix(".answers.csv")
    references = _references(raw.header)
    batch, rows = "", 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for number, cells in enumerate(_records(raw)):
            batch = batch or _batch(cells[1:], references)
            kept = [cells[0], *("" if marked(cell) else cell for cell in cells[1:])] if number else cells
            told = any(cell for place, cell in enumerate(kept[1:]) if place not in references.values())
            if not number or told or (OUR_ID not in references and any(kept[1:])):
                writer.writerow(kept)
                rows += bool(number)
    return replace(raw, path=path, rows=rows, batch=batch)


def _records(raw: RawTable) -> Iterator[list[str]]:
    csv.field_size_limit(10_000_000)
    with raw.path.open(encoding="utf-8", newline="") as stream:
        yield from csv.reader(stream)


def _references(header: Sequence[str]) -> dict[str, int]:
    """Places of our id and of the company's name."""
    columns = [each.columns for each in known() if each.system == OURS]
    named = {name: column for found in columns for name, column in found.items() if column in (OUR_ID, COMPANY)}
    places = {named.get(fold(text)): place for place, text in reversed(list(enumerate(header))) if marked(text)}
    return {column: place for column, place in places.items() if column is not None}


def _batch(cells: Sequence[str], references: dict[str, int]) -> str:
    """Which prefilled sheet it is: said by the explanation of our id."""
    place = references.get(OUR_ID, len(cells))
    cell = cells[place] if place < len(cells) else ""
    return cell.removeprefix(SIGN).strip() if marked(cell) and any(sign.isdecimal() for sign in cell) else ""
