"""How each column of a file was read, and why: what ``import --explain`` shows.

Comes in: a draft and the mapping with which it was loaded. Goes out: plain data per column, kept with the source so
that it can be told later without the file. It never holds a value of a column that is kept out or that may name a
person.
"""

from __future__ import annotations

from typing import Any

from openicp.collect.mapping import ColumnMapping, Mapping
from openicp.collect.recognise.draft import Draft
from openicp.collect.recognise.persons import names_persons
from openicp.collect.recognise.tables import Look
from openicp.collect.recognise.values import ColumnProfile

Plain = dict[str, Any]
LONGEST = 40
"""Letters of an example."""
UNSAID = frozenset({"account_mail", "quote", "account_name", "deal_name", "parent_name", "referred_name"})
"""Columns of which no value is shown: a company may be named after a person."""


def explained(each: Draft, mapping: Mapping) -> list[Plain]:
    """One entry per column of the file, in its order.

    Returns
    -------
    ``header``, ``as`` (``used``, ``own``, ``asked``, ``rows``, ``kept_out``) and, where they say something, ``table``,
    ``column``, ``group``, ``stands_for``, ``currency``, ``scale``, ``reason``, ``confidence``, ``example``.
    """
    profiles = _profiles(each.look)
    found = {one.header: _mapped(one, "used", profiles) for one in mapping.columns}
    found |= {one.header: _mapped(one, "asked", profiles) for one in mapping.doubtful}
    for own in mapping.own:
        example = _example(profiles.get(own.header))
        found[own.header] = {"as": "own", "column": own.attribute, "kind": own.kind, "reason": "own", **example}
    found |= {header: {"as": "kept_out", "group": group} for header, group in mapping.apart.items()}
    entries = found | _molten(each, mapping)
    return [{"header": header, **entries[header]} for header in each.raw.header if header in entries]


def _profiles(look: Look) -> dict[str, ColumnProfile]:
    return {header.text: profile for header, profile in zip(look.headers, look.profiles, strict=True)}


def _mapped(one: ColumnMapping, read_as: str, profiles: dict[str, ColumnProfile]) -> Plain:
    entry: Plain = {"as": read_as, "table": one.table, "column": one.column, "reason": one.reason}
    entry["confidence"] = round(one.confidence, 2)
    entry |= {"currency": one.currency} if one.currency else {}
    entry |= {"scale": one.scale} if one.scale != 1 else {}
    return entry | ({} if one.column in UNSAID else _example(profiles.get(one.header)))


def _example(found: ColumnProfile | None) -> Plain:
    """The most frequent value, unless the column may name persons."""
    if found is None or not found.top or names_persons(found):
        return {}
    if found.share("mail") > 0.2 or (found.share("phone") > 0.2 and found.share("number", "date") < 0.5):
        return {}
    text = found.top[0]
    return {"example": text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"}


def _molten(each: Draft, mapping: Mapping) -> dict[str, Plain]:
    """Columns of a wide table that became rows, and its totals."""
    if each.wide is None:
        return {}
    kind = each.wide.names[0]
    entry: Plain = {"as": "rows", "table": mapping.table, "column": kind, "reason": "wide"}
    header = each.raw.header
    rows = {header[place]: {**entry, "stands_for": name} for place, name in each.wide.molten}
    return rows | {header[place]: {"as": "kept_out", "group": "total"} for place in each.wide.left}
