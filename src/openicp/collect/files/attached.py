"""Contacts with the company that a list of associations names, before they are read.

Comes in: the drafts of one import, a system's contacts and its list of which contact is of which company. Goes out: the
drafts, the contacts with one more column. It works on clean files of ours; ids of persons go no further.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from openicp.collect.read import RawTable
from openicp.collect.recognise import look_at, recognise
from openicp.collect.recognise.draft import Draft, sample
from openicp.collect.recognise.headers import fold

CONTACTS, ASSOCIATIONS = "contacts", "companies of contacts"
IDS = ("contact id", "record id", "hs object id", "id", "vid", "datensatz id", "id de fiche d informations")
COMPANY = "associated company id"
"""The header that the new column gets, as the system itself calls it."""


def with_companies(drafts: list[Draft], folder: Path) -> list[Draft]:
    """The drafts, contacts without a company's id with the one that associations of the same system tell."""
    found = []
    for place, each in enumerate(drafts):
        lists = [
            one for one in drafts if one.mapping.object == ASSOCIATIONS and one.mapping.system == each.mapping.system
        ]
        if lists and each.mapping.object == CONTACTS and each.mapping.column("account_ref") is None:
            each = _attached(each, _companies(lists), folder / f"attached-{place}.csv")
        found.append(each)
    return found


def _place(header: Sequence[str], names: Sequence[str]) -> int | None:
    folded = [fold(text) for text in header]
    return next((folded.index(name) for name in names if name in folded), None)


def _companies(lists: Sequence[Draft]) -> dict[str, str]:
    """Company by contact; of several the first."""
    found: dict[str, str] = {}
    for each in lists:
        contact, company = (_place(each.raw.header, (name,)) for name in ("contact id", "company id"))
        if contact is None or company is None:
            continue
        with each.raw.path.open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream)
            next(rows)
            for _, *cells in rows:
                if cells[contact] and cells[company]:
                    found.setdefault(cells[contact], cells[company])
    return found


def _attached(each: Draft, companies: dict[str, str], path: Path) -> Draft:
    place = _place(each.raw.header, IDS)
    if place is None or not companies:
        return each
    raw = _written(each.raw, place, companies, path)
    look = look_at(each.file, raw.header, sample(raw))
    return replace(each, raw=raw, look=look, mapping=replace(recognise(look), source=each.mapping.source))


def _written(raw: RawTable, place: int, companies: dict[str, str], path: Path) -> RawTable:
    with raw.path.open(encoding="utf-8", newline="") as there, path.open("w", encoding="utf-8", newline="") as here:
        writer = csv.writer(here, lineterminator="\n")
        rows = csv.reader(there)
        writer.writerow([*next(rows), COMPANY])
        writer.writerows([*row, companies.get(row[place + 1], "")] for row in rows)
    return replace(raw, header=(*raw.header, COMPANY), path=path)
