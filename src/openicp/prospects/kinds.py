"""A list in kinds of companies: what each column can say of the card, and one company that stands for each kind.

Comes in: a profile, the size classes, what a column stores for each of its values. Goes out: codes of values, and
companies to be ranked, one for every way in which the columns can differ for the card. It never sees a row.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from openicp.config.sizes import SizeScheme
from openicp.model.attribute import Condition
from openicp.model.profile import Profile
from openicp.prospects.explain import holds
from openicp.prospects.listing import classes_of, wanted_conditions
from openicp.sql.score import BELOW
from openicp.vocab import region_of

Stored = Mapping[str, Any]
"""What a list stores of one value, by the name of the column."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one value of a column says."""

    stored: Stored = field(default_factory=dict)
    tags: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not self.tags and all(value is None for value in self.stored.values())


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Facet:
    """What one column can say of the card."""

    attribute: str
    said: tuple[Said, ...]
    """The first value of each code; code 0 says nothing."""
    shared: tuple[float, ...] = ()
    """Upper ends at which another range of the column begins."""


class Card:
    """What a card asks: the same answers to all of it are the same kind of company."""

    def __init__(self, profile: Profile, sizes: SizeScheme) -> None:
        self.conditions: dict[str, list[Condition]] = {}
        for one in wanted_conditions(profile):
            if one not in self.conditions.setdefault(one.attribute, []):
                self.conditions[one.attribute].append(one)
        self.sizes = sizes

    @property
    def attributes(self) -> set[str]:
        """Those that a column may tell, be it by another one."""
        derived = {"region": {"country"}, "size_class": {"employees", "revenue"}}
        return set(self.conditions).union(*(derived.get(name, set()) for name in self.conditions))

    def facet(self, attribute: str, values: Sequence[Said]) -> tuple[Facet, list[int]]:
        """The facet of a column, and the code of each of its values."""
        coder = Coder(self, attribute, shared_ends(attribute, values))
        coded = [coder.code(value) for value in values]
        return coder.facet, coded

    def answers(self, attribute: str, value: Said, shared: frozenset[float] = frozenset()) -> tuple[object, ...]:
        """All that the card can tell of a value."""
        own = known(attribute, value, shared)
        told: list[object] = [own is None, *(holds(one, _fit(one, own)) for one in self.conditions.get(attribute, ()))]
        if attribute == "country" and "region" in self.conditions:
            told.append(region_of(str(own)))
        if attribute in ("employees", "revenue") and "size_class" in self.conditions:
            told += [value.stored.get(f"{attribute}_currency"), self._class(attribute, value)]
        return tuple(told)

    def _class(self, attribute: str, value: Said) -> str | None:
        low, high = (value.stored.get(f"{attribute}_{end}") for end in ("low", "high"))
        ranges = classes_of(attribute, self.sizes)
        return next((name for one, name in ranges if one.holds_range(low, high)), None)

    def steps(self, attribute: str, *, least: float) -> list[float]:
        """Where a number begins to say something else, from ``least`` on."""
        ranges = [*self.conditions.get(attribute, ())]
        if "size_class" in self.conditions:
            ranges += [one for one, _ in classes_of(attribute, self.sizes)]
        ends = {float(end) for one in ranges for end in (one.low, one.high) if end is not None}
        return [least, *sorted(end for end in ends if least < end < math.inf)]


class Coder:
    """Codes the values of one column: what answers the whole card alike has one code. It holds a value for each."""

    def __init__(self, card: Card, attribute: str, shared: frozenset[float]) -> None:
        self.card, self.attribute, self.shared = card, attribute, shared
        self._codes: dict[tuple[object, ...], int] = {}
        self._firsts = [NOTHING]

    def code(self, value: Said) -> int:
        """The code of a value; 0 says nothing."""
        if value.empty:
            return 0
        answers = self.card.answers(self.attribute, value, self.shared)
        if answers not in self._codes:
            self._codes[answers] = len(self._firsts)
            self._firsts.append(value)
        return self._codes[answers]

    @property
    def facet(self) -> Facet:
        """What was coded until now."""
        return Facet(self.attribute, tuple(self._firsts), tuple(sorted(self.shared)))


def shared_ends(attribute: str, values: Iterable[Said]) -> frozenset[float]:
    """Upper ends of ranges at which another range begins."""
    begins: set[float] = set()
    ends: set[float] = set()
    for one in values:
        low, high = (one.stored.get(f"{attribute}_{end}") for end in ("low", "high"))
        if low is not None and (high is None or low < high):
            begins.add(float(low))
            ends.update(() if high is None else (float(high),))
    return frozenset(begins & ends)


def known(attribute: str, value: Said, shared: frozenset[float]) -> object:
    """A value as conditions read it: a code, ``(low, high)``, codes, or ``None``."""
    if value.tags:
        return value.tags
    if f"{attribute}_low" in value.stored:
        low, high = (value.stored[f"{attribute}_{end}"] for end in ("low", "high"))
        if low is None and high is None:
            return None
        open_end = high in shared and low is not None and low < high
        return _end(low), _end(high) * (BELOW if open_end else 1)
    found = value.stored.get(attribute)
    return ("yes" if found else "no") if isinstance(found, bool) else found


def _end(end: float | None) -> float:
    return math.nan if end is None else end


def _fit(condition: Condition, value: object) -> object:
    """A number where a range is asked for; where codes are, a text."""
    if value is None or isinstance(value, tuple):
        return value if value is None or condition.is_range == _numbers(value) else None
    if not condition.is_range:
        return str(value)
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number, number


def _numbers(value: tuple[object, ...]) -> bool:
    return all(isinstance(one, float) for one in value)


@dataclass(frozen=True)
class Kinds:
    """Every way in which the columns of a list can differ for the card."""

    facets: tuple[Facet, ...]

    @property
    def weights(self) -> tuple[int, ...]:
        """What the code of each facet counts in the number of a kind."""
        found, weight = [], 1
        for facet in self.facets:
            found.append(weight)
            weight *= len(facet.said)
        return tuple(found)

    @property
    def number(self) -> int:
        """How many there can be."""
        return math.prod(len(facet.said) for facet in self.facets)

    def all(self) -> list[int]:
        """The number of each."""
        return list(range(self.number))

    def of(self, kind: int) -> tuple[Said, ...]:
        """What the columns say of a kind."""
        found = []
        for facet in self.facets:
            kind, code = divmod(kind, len(facet.said))
            found.append(facet.said[code])
        return tuple(found)

    @property
    def shared(self) -> dict[str, tuple[float, ...]]:
        """Upper ends at which another range begins, by attribute."""
        return {facet.attribute: facet.shared for facet in self.facets if facet.shared}


def standing(kinds: Kinds, numbers: Sequence[int], types: Mapping[str, str]) -> tuple[dict[str, list[Any]], Any]:
    """Companies that stand for kinds, and their tags, as columns of ``prospects`` and of ``prospect_tags``.

    Parameters
    ----------
    types
        Columns of ``prospects`` with their SQL types.
    """
    columns: dict[str, list[Any]] = {"prospect_id": [str(number) for number in numbers]}
    columns |= {name: [None] * len(numbers) for name in types if name not in columns}
    tags: dict[str, list[str]] = {"prospect_id": [], "attribute": [], "value": []}
    for place, number in enumerate(numbers):
        for facet, said in zip(kinds.facets, kinds.of(number), strict=True):
            for name, value in said.stored.items():
                columns[name][place] = value
            for attribute, value in product([facet.attribute], said.tags):
                for key, one in zip(tags, (str(number), attribute, value), strict=True):
                    tags[key].append(one)
    return columns, tags
