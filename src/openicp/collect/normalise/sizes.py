"""Size classes from people and revenue, by one of three schemes or a user's own.

Comes in: closed ranges of people and of revenue in the scheme's currency. Goes out: the class, what decided it, and
whether people and revenue disagree. Bounds are half-open: 500 people is mid-market; exactly $1B still is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from openicp.vocab import load

Span = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class SizeBand:
    """One class: what it ends at; ``None`` where it has no end."""

    code: str
    employees_below: float | None
    revenue_below: float | None
    revenue_up_to: float | None = None
    """An end that still belongs to the class (*above* $1B is enterprise)."""


@dataclass(frozen=True, slots=True)
class SizeScheme:
    """Classes from small to large."""

    name: str
    currency: str | None
    bands: tuple[SizeBand, ...]


@dataclass(frozen=True, slots=True)
class SizeClass:
    """The class of one company."""

    code: str | None
    """``None`` when unknown or when the range spans classes."""
    by: str | None
    """``employees`` or ``revenue``: what decided."""
    possible: tuple[str, ...]
    """Every class that the deciding range reaches."""
    disagrees: bool
    """People and revenue say classes that have none in common; people decide, the account is flagged."""


@lru_cache(maxsize=1)
def schemes() -> Mapping[str, SizeScheme]:
    """The schemes of the package by name: ``default``, ``headcount``, ``eu``."""
    found: dict[str, SizeScheme] = {}
    for entry in load("size_scheme").entries.values():
        name, code, facts = entry.facts["scheme"], entry.code.partition("/")[2], entry.facts
        ends = [float(facts[end]) if end in facts else None for end in END_COLUMNS]
        bands = found[name].bands if name in found else ()
        found[name] = SizeScheme(name, facts.get("currency"), (*bands, SizeBand(code, *ends)))
    return found


END_COLUMNS = ("employees_below", "revenue_below", "revenue_up_to")


def size_class(employees: Span, revenue: Span, scheme: SizeScheme) -> SizeClass:
    """The size class of a company; headcount decides wherever it is known.

    Parameters
    ----------
    employees, revenue
        Closed ``(low, high)``; ``(None, None)`` is unknown, an infinite ``high`` an open end.
    """
    by_people = _reached(employees, [band.employees_below for band in scheme.bands], scheme)
    revenue_ends = [_just_above(band) for band in scheme.bands]
    by_revenue = _reached(revenue, revenue_ends, scheme) if any(revenue_ends) else ()
    possible, by = (by_people, "employees") if by_people else (by_revenue, "revenue")
    disagrees = bool(by_people and by_revenue) and not set(by_people) & set(by_revenue)
    return SizeClass(possible[0] if len(possible) == 1 else None, by if possible else None, possible, disagrees)


def _just_above(band: SizeBand) -> float | None:
    if band.revenue_up_to is not None:
        return math.nextafter(band.revenue_up_to, math.inf)
    return band.revenue_below


def _reached(span: Span, ends: list[float | None], scheme: SizeScheme) -> tuple[str, ...]:
    if span == (None, None):
        return ()
    low = -math.inf if span[0] is None else span[0]
    high = math.inf if span[1] is None else span[1]
    starts = [-math.inf, *(math.inf if end is None else end for end in ends[:-1])]
    return tuple(
        band.code
        for band, start, end in zip(scheme.bands, starts, ends, strict=True)
        if high >= start and (end is None or low < end)
    )
