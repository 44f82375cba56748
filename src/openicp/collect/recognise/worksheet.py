"""Worksheets of ours as they come back: what we wrote ourselves is left out, what a person answered stays.

Comes in: what was read of a file. Goes out: the same with the tables that hold answers, and whether there were any.
It never touches another file: only a header that bears our sign makes a table one of ours.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from openicp.collect.read import RawTable, ReadResult
from openicp.collect.recognise.headers import fold
from openicp.collect.recognise.systems import OURS, known
from openicp.model.finding import SetAside
from openicp.vocab.marks import BRAND, SIGN, marked

ANSWERS = ("company", "role", "kind", "quote", "theme", "language", "date", "consent", "keep_until")
"""Columns of our sheet for the answers of interviews, by the ids of their headers in ``texts``."""
OUR_ID, COMPANY = "account_ref", "account_name"
WRITTEN = 2
"""Rows that we write below the header: explanations and an example."""


def filled_in(result: ReadResult) -> tuple[ReadResult, bool]:
    """A file without what we wrote ourselves, and whether it is a worksheet that nobody has filled in.

    Sheets without an answer are left out. Beyond our explanation and our example, a row that bears our sign
    everywhere was somebody's answer once: it is set aside, never lost.
    """
    if any(is_for_answers(each) for each in result.tables):
        return _spoken_of(result)
    if not any(is_ours(each) for each in result.tables):
        return result, False
    kept: list[RawTable] = []
    aside: list[SetAside] = []
    for raw in (each for each in result.tables if not is_cover(each)):
        table, copied = _answered(raw, result.file) if is_ours(raw) else (raw, [])
        aside += copied
        if table.rows or copied or table is raw:
            kept.append(table)
    return replace(result, tables=tuple(kept), set_aside=(*result.set_aside, *aside)), not kept


def is_for_answers(raw: RawTable) -> bool:
    """Whether it is our sheet for the answers of interviews, in any language."""
    return tuple(fold(name) for name in raw.header[: len(ANSWERS)]) in _answer_headers()


@cache
def _answer_headers() -> frozenset[tuple[str, ...]]:
    from openicp.texts import LANGUAGES, catalogue

    return frozenset(tuple(fold(catalogue(lang)(f"answers.{name}")) for name in ANSWERS) for lang in LANGUAGES)


def _spoken_of(result: ReadResult) -> tuple[ReadResult, bool]:
    """The sheet without the rows that nobody has written words in: company and question stand there beforehand."""
    kept = []
    for raw in result.tables:
        if not is_for_answers(raw):
            kept.append(raw)
            continue
        path, rows = raw.path.with_suffix(".answers.csv"), 0
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            header, *records = _records(raw)
            writer.writerow(header)
            for cells in records:
                if cells[1 + ANSWERS.index("quote")].strip():
                    writer.writerow(cells)
                    rows += 1
        kept += [replace(raw, path=path, rows=rows)] if rows else []
    return replace(result, tables=tuple(kept)), not kept


def is_cover(raw: RawTable) -> bool:
    """Whether it is the sheet that explains the others."""
    return raw.header[:1] == (BRAND,)


def is_ours(raw: RawTable) -> bool:
    """Whether any header bears our sign."""
    return any(marked(name) for name in raw.header)


def _answered(raw: RawTable, file: str) -> tuple[RawTable, list[SetAside]]:
    """The table with the answers alone: cells with our sign are empty, rows without any answer are gone."""
    path = raw.path.with_suffix(".answers.csv")
    references = _references(raw.header)
    batch, rows, ours = "", 0, list[list[str]]()
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        header, *records = _records(raw)
        writer.writerow(header)
        for cells in records:
            batch = batch or _batch(cells[1:], references)
            kept = [cells[0], *("" if marked(cell) else cell for cell in cells[1:])]
            told = any(cell for place, cell in enumerate(kept[1:]) if place not in references.values())
            if told or (OUR_ID not in references and any(kept[1:])):
                writer.writerow(kept)
                rows += 1
            elif not any(kept[1:]):
                ours.append(cells)
    return replace(raw, path=path, rows=rows, batch=batch), [_copied(file, raw, cells) for cells in ours[WRITTEN:]]


def _copied(file: str, raw: RawTable, cells: Sequence[str]) -> SetAside:
    text = ",".join(cell for cell in cells[1:] if cell)
    return SetAside(file, int(cells[0]), "", text, "bears_our_sign", "row", raw.sheet)


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
