"""Recognises tables and columns from headers and values, in five languages and in the words of known systems.

Comes in: headers, a sample of rows, the file's name, what was learned earlier. Goes out: a ``Mapping`` with a
confidence and a reason per column. It never reads a whole file and never decides what a person should.
"""

from __future__ import annotations

from collections.abc import Mapping as Plain
from collections.abc import Sequence
from dataclasses import replace

from openicp.collect.mapping import ColumnMapping, Mapping, remembered
from openicp.collect.recognise.columns import assign
from openicp.collect.recognise.headers import candidates, parse
from openicp.collect.recognise.systems import UNUSED, SystemObject, named_system, not_needed, recognised
from openicp.collect.recognise.tables import Look, bare_name, file_thing, lacks_company, likely, row_thing
from openicp.collect.recognise.values import profile
from openicp.collect.recognise.words import kinds_of, outcomes_of
from openicp.model.tables import ATTRIBUTES, REFERENCES

FILES = "files"
"""The system of files of which no system is known: their ids share one space of names."""
DESCRIBING = frozenset({"deals", "subscriptions", "leads", "invoices", "mrr_events"})
"""Tables whose rows often carry what their companies are."""


def look_at(file: str, header: Sequence[str], sample: Sequence[Sequence[str | None]]) -> Look:
    """Headers taken apart and columns profiled."""
    columns = [[row[place] if place < len(row) else None for row in sample] for place in range(len(header))]
    return Look(file, tuple(parse(text) for text in header), tuple(profile(column) for column in columns))


def recognise(
    look: Look,
    *,
    table: str | None = None,
    learned: Plain[str, object] | None = None,
    sheet: str = "",
) -> Mapping:
    """What a raw table is, and what each of its columns is.

    Parameters
    ----------
    look
        See ``look_at``.
    table
        The table, where the user says so.
    learned
        Content of ``sources/<source>.yaml``.
    sheet
        Name of the sheet, where a file has several.
    """
    chosen = table or (str(learned["table"]) if learned and learned.get("table") else None)
    known = recognised(look.headers, look.file)
    other = None if known or chosen else not_needed(look.headers, look.file, sure=True)
    system = known.system if known else named_system(look.file) or FILES
    fits = likely(look, chosen or (known.table if known else None))
    if not fits or fits[0].table == UNUSED or other:
        return _unused(look, sheet, other or not_needed(look.headers, look.file, sure=False), system)
    best = fits[0]
    at_home = known is not None and known.table in (best.table, *_like(best.table))
    fixed = known.columns if known and at_home else {}
    persons = at_home and known is not None and known.persons
    found = assign(look, best.table, fixed, cents=_in_cents(known, look), persons=persons)
    mapping = Mapping(
        source_name(look.file, sheet),
        system,
        best.table,
        1.0 if best.reason == "asked" else min(0.99, 0.5 + best.score / 30),
        "system" if known else best.reason,
        found.mapped,
        found.own,
        found.apart,
        found.doubtful,
        object=known.object if known and at_home else "",
    )
    mapping = with_described(mapping, described(look, mapping))
    return with_words(with_others(remembered(learned, mapping)), look)


def _unused(look: Look, sheet: str, other: SystemObject | None, system: str) -> Mapping:
    """A file of which nothing is used, because it is known and not needed, or because nothing is known of it."""
    source = source_name(look.file, sheet)
    if other is not None:
        return Mapping(source, other.system, None, 0.9, "not_needed", object=other.object)
    known = UNUSED in (file_thing(look.file), row_thing(look))
    reason = "not_needed" if known else "no_company" if lacks_company(look) else "no_table"
    return Mapping(source, system, None, 0.0, reason)


def with_described(mapping: Mapping, columns: tuple[ColumnMapping, ...]) -> Mapping:
    """With the columns that describe the companies of the rows."""
    found = {each.header for each in columns}
    apart = {header: group for header, group in mapping.apart.items() if header not in found}
    own = tuple(each for each in mapping.own if each.header not in found)
    return replace(mapping, columns=(*mapping.columns, *columns), apart=apart, own=own)


def _in_cents(known: SystemObject | None, look: Look) -> bool:
    return known is not None and bool(known.cents & {header.full for header in look.headers})


def _like(table: str) -> tuple[str, ...]:
    return ("accounts",) if table == "prospects" else ()


def source_name(file: str, sheet: str = "") -> str:
    """Name of the source: the file's without date and version, with its sheet where there are several."""
    name = bare_name(file)
    return (f"{name} {bare_name(sheet)}" if sheet else name).replace(" ", "-")


def with_others(mapping: Mapping) -> Mapping:
    """Further tables that the same file feeds: companies described in the rows of deals, a score in a sheet."""
    others = {each.table for each in mapping.columns if each.table != mapping.table}
    return replace(mapping, others=tuple(sorted(others)))


def described(look: Look, mapping: Mapping) -> tuple[ColumnMapping, ...]:
    """Columns of a file of deals or subscriptions that describe its companies."""
    references = any(each.column in (*REFERENCES, "account_mail") for each in mapping.columns)
    if mapping.table == "voices":
        return tuple(each for each in assign(look, "ratings").mapped if each.column == "score")
    if mapping.table == "accounts" and mapping.system == FILES:
        return _talked(look, mapping)
    if mapping.table not in DESCRIBING or not references:
        return ()
    used = {each.header for each in (*mapping.columns, *mapping.doubtful)}
    found = assign(look, "accounts").mapped
    names = {each.name for each in ATTRIBUTES} - {"channel", "size_class", "region"}
    return tuple(each for each in found if each.column in names and each.header not in used)


def _talked(look: Look, mapping: Mapping) -> tuple[ColumnMapping, ...]:
    """The day of the first talk: beside that of signing, a sheet of customers tells how each was won."""
    if mapping.column("customer_since") is None:
        return ()
    used = {each.header for each in (*mapping.columns, *mapping.doubtful)}
    days = [each for each in assign(look, "deals").mapped if each.column == "opened_on" and each.header not in used]
    return tuple(each for each in days if not any(found.fits("accounts") for found in candidates(each.header)))


def with_words(mapping: Mapping, look: Look) -> Mapping:
    """With what the stages, results, pipelines and types of deals mean."""
    if mapping.table not in ("deals", "mrr_events"):
        return mapping
    tops = {header.text: profile.top for header, profile in zip(look.headers, look.profiles, strict=True)}
    values = {each.column: tops.get(each.header, ()) for each in mapping.columns}
    outcomes = outcomes_of([*values.get("outcome", ()), *values.get("stage", ())])
    kinds = kinds_of([*values.get("kind", ()), *values.get("pipeline", ())]) if mapping.table == "deals" else {}
    return replace(mapping, outcomes={**outcomes, **mapping.outcomes}, kinds={**kinds, **mapping.kinds})


__all__ = ["FILES", "Look", "described", "look_at", "recognise", "source_name", "with_words"]
