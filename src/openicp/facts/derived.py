"""Attributes made from others: size class from people and revenue, region from country.

Comes in: columns as gathered. Goes out: the same with derived ones added, a person's exclusions taken out. It never
replaces an attribute that the user's own system names for most accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from openicp.config.project import Project
from openicp.config.sizes import SizeScheme, size_of
from openicp.facts.attributes import Gathered
from openicp.model.attribute import Attribute, Kind
from openicp.model.facts import CategoryColumn, NumberColumn
from openicp.model.finding import Finding
from openicp.vocab import region_of

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints


EXAMPLES = 10
Names = Callable[[Sequence[int]], list[str]]
"""Names of accounts by their places."""


def add_derived(gathered: Gathered, project: Project, names: Names) -> None:
    """Add ``size_class`` and ``region`` where fewer than half of the accounts have one."""
    if not _mostly_known(gathered, "size_class"):
        _add_size(gathered, project.sizes, names)
    if not _mostly_known(gathered, "region"):
        _add_region(gathered)


def without(gathered: Gathered, excluded: Iterable[str]) -> Gathered:
    """Without the attributes that a person excluded."""
    for attribute in excluded:
        gathered.columns.pop(attribute, None)
    return gathered


def _mostly_known(gathered: Gathered, name: str) -> bool:
    column = gathered.columns.get(name)
    return isinstance(column, CategoryColumn) and bool((column.codes >= 0).mean() >= 0.5)


def _add_region(gathered: Gathered) -> None:
    country = gathered.columns.get("country")
    if not isinstance(country, CategoryColumn):
        return
    # The last place answers for -1: unknown.
    regions = [*(region_of(code) for code in country.values), None]
    _put_category(gathered, "region", regions, country.codes, like="country")


def _add_size(gathered: Gathered, scheme: SizeScheme, names: Names) -> None:
    people, revenue = gathered.columns.get("employees"), gathered.columns.get("revenue")
    if not isinstance(people, NumberColumn) and not isinstance(revenue, NumberColumn):
        return
    known = [column for column in (people, revenue) if isinstance(column, NumberColumn)]
    blank = np.full(len(known[0].low), np.nan)
    if gathered.currencies.get("revenue", scheme.currency) != scheme.currency:
        revenue = None  # In another currency than the bounds it does not say which class.
    # Unknown is -1 here: rows with NaN are never equal to each other.
    bounds = [np.nan_to_num(end, nan=-1.0) for column in (people, revenue) for end in _ends(column, blank)]
    distinct, place = _distinct(bounds)
    sized = [size_of(scheme, (_or_none(r[0]), _or_none(r[1])), (_or_none(r[2]), _or_none(r[3]))) for r in distinct]
    disagreeing = np.flatnonzero(np.array([found.disagrees for found in sized])[place])
    if len(disagreeing):
        flagged = names([int(ix) for ix in disagreeing[:EXAMPLES]])
        gathered.findings.append(Finding("size_disagrees", "note", {"n": len(disagreeing), "names": flagged}))
    classes = [found.code for found in sized]
    _put_category(gathered, "size_class", classes, place, like="employees" if people is not None else "revenue")


def _ends(column: object, blank: Floats) -> tuple[Floats, Floats]:
    return (column.low, column.high) if isinstance(column, NumberColumn) else (blank, blank)


def _distinct(columns: Sequence[Floats]) -> tuple[Floats, Ints]:
    """Rows that occur, and which of them each row is."""
    place = np.zeros(len(columns[0]), dtype=np.int64)
    # Column by column: sorting whole rows took 2.2 s for a million, this 0.2.
    for column in columns:
        values, code = np.unique(column, return_inverse=True)
        _, first, place = np.unique(place * len(values) + code, return_index=True, return_inverse=True)
    return np.stack([column[first] for column in columns], axis=1), place


def _or_none(value: float) -> float | None:
    return None if value == -1 else float(value)


def _put_category(gathered: Gathered, name: str, found: Sequence[str | None], place: Ints, *, like: str) -> None:
    """A column of the codes ``found[place]``; known as of the same day as ``like``."""
    values = sorted({value for value in found if value is not None})
    order = {value: code for code, value in enumerate(values)}
    codes = np.array([-1 if value is None else order[value] for value in found], dtype=np.int64)[place]
    if len(np.unique(codes[codes >= 0])) < 2:
        return
    gathered.columns[name] = CategoryColumn(Attribute(name, Kind.CATEGORY), tuple(values), codes)
    if like in gathered.only_now:
        gathered.only_now.add(name)
    else:
        gathered.only_now.discard(name)
