"""A list of companies made ready for the card: which attributes it has, and those that follow from others.

Comes in: the tables ``prospects`` and ``prospect_tags`` in the engine, a profile, the size classes. Goes out: the
SELECT that ``score_sql`` reads from, and which attribute is of which kind. It never matches or scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openicp.config.sizes import SizeScheme
from openicp.engine import Engine
from openicp.model.attribute import Condition, Kind
from openicp.model.profile import Profile
from openicp.sql import score as sql
from openicp.vocab import region_of


@dataclass(frozen=True)
class Listing:
    """A list of companies as the card reads it."""

    kinds: dict[str, Kind]
    """Attributes of the profile that the list has."""
    source: str
    """SELECT with a column for each category, two for each number."""
    missing: tuple[str, ...]
    """Attributes of the profile of which the list tells nothing: unknown for everybody."""


def prepare(
    engine: Engine,
    profile: Profile,
    *,
    sizes: SizeScheme,
    tagged: bool,
    shared: Mapping[str, Sequence[float]] | None = None,
) -> Listing:
    """Read which attributes the list has.

    Parameters
    ----------
    tagged
        Whether there are ``prospect_tags``.
    shared
        Upper ends at which another range begins, by attribute, where the list is only a part of one; default: as the
        list shows it.
    """
    stored = engine.fetch(f"select * from {engine.dialect.ident(sql.TABLE)} limit 0")
    wanted = wanted_values(profile)
    kinds: dict[str, Kind] = {}
    columns: dict[str, str] = {}
    for name in wanted:
        kind = _kind(name, profile, stored)
        if kind is Kind.NUMBER:
            columns |= _number(engine, name, stored, shared)
        elif kind is Kind.CATEGORY:
            columns[name] = _category(engine, name, stored, wanted[name], sizes)
        elif kind is None or not tagged:
            continue
        kinds[name] = kind
    source = sql.list_sql(engine.dialect, columns)
    told = _told(engine, source, list(columns), tagged=tagged)
    known = {name for name in kinds if told & {name, f"{name}_low", f"{name}_high"}}
    return Listing(kinds, source, tuple(name for name in wanted if name not in known))


def _told(engine: Engine, source: str, columns: Sequence[str], *, tagged: bool) -> set[str]:
    """Columns and tags that some company has: a published list has every column, also of those that it lacks."""
    counts = engine.rows(sql.told_sql(engine.dialect, source, columns))[0]
    tags = engine.rows(sql.tagged_sql(engine.dialect)) if tagged else []
    return {name for name, n in zip(columns, counts, strict=False) if n} | {str(attribute) for (attribute,) in tags}


def wanted_values(profile: Profile) -> dict[str, set[str]]:
    """Attributes of the profile's lines with the values that their bands name."""
    wanted: dict[str, set[str]] = {}
    for condition in wanted_conditions(profile):
        wanted.setdefault(condition.attribute, set()).update(condition.values)
    return wanted


def wanted_conditions(profile: Profile) -> Iterator[Condition]:
    """Every condition that a band names."""
    return (one for line in profile.lines for band in line.bands for one in band.conditions)


def _kind(name: str, profile: Profile, stored: Mapping[str, Any]) -> Kind | None:
    """By how the list stores it; what is stored nowhere may be a tag."""
    if any(one.attribute == name and one.is_range for one in wanted_conditions(profile)):
        return Kind.NUMBER if {name, f"{name}_low"} & set(stored) else None
    if name in stored or name in ("region", "size_class"):
        return Kind.CATEGORY
    return Kind.TAGS


def _number(
    engine: Engine, name: str, stored: Mapping[str, Any], told: Mapping[str, Sequence[float]] | None
) -> dict[str, str]:
    d = engine.dialect
    if f"{name}_low" not in stored:
        own = d.column("p", name)
        number = d.try_double(own) if stored[name].dtype.kind == "O" else d.to_double(own)
        return {f"{name}_low": number, f"{name}_high": number}
    shared: Sequence[float] = ()
    if told is None:
        shared = [float(row[0]) for row in engine.rows(sql.shared_ends_sql(d, name))]
    else:
        shared = told.get(name, ())
    return {f"{name}_low": d.column("p", f"{name}_low"), f"{name}_high": sql.open_end(d, name, shared)}


def _category(engine: Engine, name: str, stored: Mapping[str, Any], values: set[str], sizes: SizeScheme) -> str:
    derived = None
    if name == "region" and "country" in stored:
        derived = _region(engine, values)
    if name == "size_class" and "employees_low" in stored and values <= {entry.name for entry in sizes.classes}:
        derived = _size(engine, sizes, stored)
    own = _own(engine, name, stored) if name in stored else None
    both = [expression for expression in (own, derived) if expression is not None]
    return f"coalesce({', '.join(both)})" if both else engine.dialect.to_text("null")


def _own(engine: Engine, name: str, stored: Mapping[str, Any]) -> str:
    """The column as text; a flag as profiles say it."""
    column = engine.dialect.column("p", name)
    if stored[name].dtype.kind == "i" and stored[name].dtype.itemsize == 1:
        return sql.yes_or_no(engine.dialect, column)
    return engine.dialect.to_text(column)


def _region(engine: Engine, values: set[str]) -> str | None:
    """The region of the country, where the profile speaks of regions of the world at all."""
    d = engine.dialect
    found = engine.rows(f"select distinct country from {d.ident(sql.TABLE)} where country is not null")
    regions = {str(code): region for (code,) in found if (region := region_of(str(code))) is not None}
    if not values <= _world():
        return None
    return sql.looked_up(d, d.column("p", "country"), regions)


def _world() -> set[str]:
    from openicp.vocab.book import load

    return {str(entry.facts["region"]) for entry in load("country").entries.values() if "region" in entry.facts}


def _size(engine: Engine, sizes: SizeScheme, stored: Mapping[str, Any]) -> str:
    """The class by headcount; without one, by revenue."""
    people, revenue = classes_of("employees", sizes), classes_of("revenue", sizes)
    by_people = sql.first_that_holds(engine.dialect, people)
    if "revenue_low" not in stored:
        return by_people
    own = f"coalesce(p.revenue_currency, {engine.dialect.literal(sizes.currency)})"
    same = f"{own} = {engine.dialect.literal(sizes.currency)}"
    by_revenue = sql.first_that_holds(engine.dialect, revenue)
    return f"coalesce({by_people}, case when {same} then {by_revenue} end)"


def classes_of(attribute: str, sizes: SizeScheme) -> list[tuple[Condition, str]]:
    """The range of people or of revenue of each size class."""
    people = attribute == "employees"
    bounds = [entry.people_below if people else entry.revenue_below for entry in sizes.classes]
    if not any(bounds):
        return []
    starts = [None, *bounds[:-1]]
    return [
        (Condition(attribute, (), start, end), entry.name)
        for entry, start, end in zip(sizes.classes, starts, bounds, strict=True)
    ]
