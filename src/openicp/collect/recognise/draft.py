"""A raw table with what was recognised of it, before anything is loaded.

Comes in: what was read of a file, and what is known of its source. Goes out: a ``Draft``; ``settle`` says what only
all files together can tell. It never changes a workspace.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from openicp.collect.files.sources import Name, named
from openicp.collect.mapping import Mapping
from openicp.collect.read import RawTable, ReadResult
from openicp.collect.recognise import FILES, Look, look_at, recognise, with_others
from openicp.collect.recognise.headers import parse
from openicp.collect.recognise.systems import not_needed, recognised
from openicp.collect.recognise.tables import file_thing, row_thing
from openicp.collect.recognise.wide import Wide, wide
from openicp.collect.schema import stored_name
from openicp.errors import TableNotRecognised
from openicp.model.finding import SetAside
from openicp.model.tables import REFERENCES, TABLES
from openicp.workspace import Workspace

SAMPLE = 5000
"""Rows looked at; every value is read later, whatever the sample shows."""
CUSTOMER_COLUMNS = frozenset({"customer_since", "churned_on", "is_churned", "tenure_months", "mrr", "arr", "plan"})
OVERLAP = 0.2
KEYED = ("history", "tags", "ratings", "segment_figures")
"""Tables of which a row says nothing without one column; of the others many columns do, or a system's own words."""
SHOWN = 20
"""Columns that are told at most."""
COVERED = 0.9
"""Share of a list's companies from which on it is where another file's companies come from."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One raw table of one file."""

    path: Path
    digest: str
    raw: RawTable
    look: Look
    mapping: Mapping
    name: Name
    set_aside: tuple[SetAside, ...]
    """At reading, of this table."""
    learned: bool
    """Whether the source has a file of its own already."""
    wide: Wide | None
    """How it is wide, where it is: its columns become rows before it is loaded."""
    values: dict[str, frozenset[str]]
    """Sampled ids and names of companies, folded, by canonical column: to see which files speak of the same."""

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.path.name

    @property
    def rows(self) -> int:
        """Data rows of the table, those set aside at reading included."""
        return self.raw.rows + sum(each.scope == "row" for each in self.set_aside)


def draft(
    workspace: Workspace, path: Path, result: ReadResult, raw: RawTable, *, table: str | None, several: bool
) -> Draft:
    """Recognise a raw table; what was learned of its source earlier wins."""
    rows = sample(raw)
    found = None if table or _told(raw.header, path.name) else wide(path.name, raw.header, rows)
    header = found.header(raw.header) if found else raw.header
    rows = found.sample(rows) if found else rows
    look = look_at(path.name, header, rows)
    if several and raw.sheet:
        look = replace(look, file=f"{path.stem} {raw.sheet}{path.suffix}")
    fresh = recognise(look, table=table)
    name = named(path, fresh, raw.sheet, several=several, batch=raw.batch)
    learned = workspace.sources_yaml.load(name.source)
    mapping = replace(recognise(look, table=table, learned=learned), source=name.source)
    aside = tuple(each for each in result.set_aside if each.sheet == raw.sheet)
    values = _values(header, rows, mapping)
    return Draft(path, result.digest, raw, look, mapping, name, aside, learned is not None, found, values)


def check_asked(drafts: Sequence[Draft], table: str | None) -> None:
    """Refuse a file as the table that the user named, where no column is what a row of it is about.

    Raises
    ------
    TableNotRecognised
    """
    if table not in KEYED or not drafts or any(_has_key(each.mapping) for each in drafts):
        return
    first, key = drafts[0], list(TABLES[table].key)
    columns = list(first.raw.header)[:SHOWN]
    raise TableNotRecognised(file=first.file, columns=columns, table=table, needed=key, reason="keyless")


def _has_key(mapping: Mapping) -> bool:
    key = TABLES[str(mapping.table)].key
    columns = (*mapping.columns, *mapping.doubtful)
    return any(each.kind == "tags" or stored_name(each.table, each.column) in key for each in columns)


def _told(header: Sequence[str], file: str) -> bool:
    """Whether a system's export has this header: then it is as its system writes it."""
    headers = [parse(text) for text in header]
    return recognised(headers, file) is not None or not_needed(headers, file, sure=True) is not None


def sample(raw: RawTable) -> list[list[str | None]]:
    """The first rows of a clean CSV."""
    with raw.path.open(encoding="utf-8", newline="") as stream:
        csv.field_size_limit(10_000_000)
        return [[cell or None for cell in row[1:]] for row in islice(csv.reader(stream), 1, SAMPLE + 1)]


def values_of(each: Draft, mapping: Mapping) -> dict[str, frozenset[str]]:
    """The sampled ids and names of companies of a draft that is mapped anew."""
    rows = sample(each.raw)
    header = [one.text for one in each.look.headers]
    return _values(header, each.wide.sample(rows) if each.wide else rows, mapping)


def _values(header: Sequence[str], rows: Sequence[Sequence[str | None]], mapping: Mapping) -> dict[str, frozenset[str]]:
    places = {text: place for place, text in enumerate(header)}
    found = {}
    for column in (*REFERENCES, "subscription_id"):
        mapped = mapping.column(column)
        if mapped is not None and mapped.header in places:
            place = places[mapped.header]
            found[column] = frozenset(cell.strip().lower() for row in rows if (cell := row[place]))
    return found


def settle(drafts: list[Draft], before: set[str], *, asked: bool) -> list[Draft]:
    """Lists of companies that nothing else speaks of are prospects; contracts beside subscriptions are not used.

    Parameters
    ----------
    before
        Tables that earlier imports gave.
    asked
        Whether the user named the table: then nothing is changed.
    """
    if asked:
        return drafts
    others = {each.mapping.table for each in drafts if each.mapping.table}
    settled = [_sold_elsewhere(_contract(each, drafts), drafts, before) for each in drafts]
    known = bool((others | before) & {"deals", "subscriptions", "mrr_events"})
    return [_as_list(each, settled, known=known, before=before) for each in settled]


def _contract(each: Draft, drafts: list[Draft]) -> Draft:
    """A table of contracts says the same as the subscriptions that name them, only with other ends."""
    if each.mapping.table != "subscriptions" or row_thing(each.look) != "contracts" or each.learned:
        return each
    rivals = [d for d in drafts if d is not each and d.mapping.table == "subscriptions"]
    if not rivals:
        return each
    return replace(each, mapping=replace(each.mapping, table=None, reason="contracts_beside_subscriptions"))


def _sold_elsewhere(each: Draft, drafts: list[Draft], before: set[str]) -> Draft:
    """Where a file of deals tells what was won, a sheet of customers does not count its rows as won once more."""
    if each.mapping.table != "accounts" or "deals" not in each.mapping.others:
        return each
    telling = ("is_won", "outcome", "stage")
    told = any(d.mapping.table == "deals" and any(map(d.mapping.column, telling)) for d in drafts)
    if not told and (each.learned or "deals" not in before):
        return each
    left = [one for one in each.mapping.columns if one.table == "deals"]
    kept = tuple(one for one in each.mapping.columns if one.table != "deals")
    apart = {**each.mapping.apart, **{one.header: "unneeded" for one in left}}
    mapping = replace(each.mapping, columns=kept, apart=apart)
    return replace(each, mapping=with_others(mapping))


def _as_list(each: Draft, drafts: list[Draft], *, known: bool, before: set[str]) -> Draft:
    mapping = each.mapping
    if mapping.table != "accounts" or mapping.system != FILES or each.learned or not known:
        return each
    if CUSTOMER_COLUMNS & {column.column for column in mapping.columns}:
        return each
    rivals = [d for d in drafts if d is not each and d.mapping.table not in (None, "accounts")]
    lists = [d for d in drafts if d is not each and d.mapping.table == "accounts"]
    if any(_home_of(each, rival, lists) for rival in rivals):
        return each
    if not (lists or "accounts" in before) and file_thing(each.file) == "accounts":
        return each
    fresh = replace(recognise(each.look, table="prospects"), source=mapping.source)
    return replace(each, mapping=fresh)


def _home_of(each: Draft, rival: Draft, lists: Sequence[Draft]) -> bool:
    """Whether another file's rows name the companies of this one: of no other list more, or nearly all of them."""
    own = _named_by(rival, each)
    if own < OVERLAP:
        return False
    return _named_by(each, rival) >= COVERED or all(own > _named_by(rival, other) for other in lists)


def _named_by(rival: Draft, each: Draft) -> float:
    """The share of a file's companies that a list has, by the column in which it has most."""
    shares = [0.0]
    for column in REFERENCES:
        there = rival.values.get(column, frozenset())
        if there:
            shares.append(len(there & each.values.get(column, frozenset())) / len(there))
    return max(shares)
