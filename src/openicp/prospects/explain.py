"""Why a company has its points, what is open, and which answer would change its tier.

Comes in: points by line, the company's values. Goes out: reasons, open attributes and what to ask. It never writes
words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine
from openicp.model.attribute import Condition, Kind, all_of
from openicp.model.profile import Band, Line, Profile
from openicp.prospects.listing import Listing
from openicp.prospects.rows import Ask, Reason
from openicp.sql import score as sql

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints

MOST_ASKED = 2
"""Answers that one question may take: nobody looks up three things for one company."""


class Values:
    """What the list says of each company, for the attributes of the profile."""

    def __init__(self, engine: Engine, listing: Listing, names: dict[str, Any], *, tagged: bool) -> None:
        place = {key: i for i, key in enumerate(names["prospect_id"])}
        rows = engine.fetch(listing.source)
        order = np.array([place[key] for key in rows["prospect_id"]], dtype=np.int64)
        self._kinds = listing.kinds
        self._columns: dict[str, Any] = {}
        for name, column in rows.items():
            self._columns[name] = np.empty_like(column)
            self._columns[name][order] = column
        self._tags: dict[tuple[int, str], list[str]] = {}
        if tagged and Kind.TAGS in listing.kinds.values():
            for key, attribute, value in engine.rows(sql.prospect_tags_sql(engine.dialect)):
                if key in place and attribute in listing.kinds:
                    self._tags.setdefault((place[key], attribute), []).append(value)

    def of(self, company: int, attribute: str) -> object:
        """A code, ``(low, high)``, a tuple of codes, or ``None``."""
        kind = self._kinds.get(attribute)
        if kind is None:
            return None
        if kind is Kind.TAGS:
            return tuple(self._tags.get((company, attribute), ())) or None
        if kind is Kind.NUMBER:
            low, high = (self._columns[f"{attribute}_{end}"][company] for end in ("low", "high"))
            return None if np.isnan(low) and np.isnan(high) else (float(low), float(high))
        found: object = self._columns[attribute][company]
        return found


def holds(condition: Condition, value: object) -> bool | None:
    """Three-valued answer for a value of ``Values.of``."""
    if value is None:
        return None
    if condition.is_range:
        assert isinstance(value, tuple)
        low, high = (None if np.isnan(end) else float(end) for end in value)
        return condition.holds_range(low, high)
    if isinstance(value, tuple):
        return any(code in condition.values for code in value)
    return condition.holds_value(str(value))


def reasons(profile: Profile, points: Ints, unknown: Bools, values: Values, company: int) -> tuple[Reason, ...]:
    """Known lines that give or take points, the most first."""
    found = [
        _reason(j, line, int(points[j]), values, company)
        for j, line in enumerate(profile.lines)
        if points[j] != 0 and not unknown[j]
    ]
    return tuple(sorted(found, key=lambda reason: (-reason.points, reason.line)))


def _reason(j: int, line: Line, points: int, values: Values, company: int) -> Reason:
    band = next(
        (place for place, one in enumerate(line.bands) if one.conditions and _all_hold(one, values, company)), None
    )
    if line.is_together:
        held = line.asked if band is not None else ()
        pairs = tuple((one.attribute, _telling(one, values.of(company, one.attribute))) for one in held)
        return Reason(j, line.attribute, points, pairs, band)
    value = values.of(company, line.attribute)
    condition = None if band is None else line.bands[band].condition
    return Reason(j, line.attribute, points, value if condition is None else _telling(condition, value), band)


def _all_hold(band: Band, values: Values, company: int) -> bool:
    return all_of([holds(one, values.of(company, one.attribute)) for one in band.conditions]) is True


def _telling(condition: Condition, value: object) -> object:
    """Of several codes those that the condition names."""
    if isinstance(value, tuple) and not condition.is_range:
        return tuple(code for code in value if code in condition.values)
    return value


def open_attributes(profile: Profile, unknown: Bools, values: Values, company: int) -> tuple[str, ...]:
    """Attributes on which points depend and of which too little is known."""
    lines = [profile.lines[j] for j in np.flatnonzero(unknown)]
    names = [
        one
        for line in lines
        for one in ([c.attribute for c in _unknown(line, values, company)] if line.is_together else [line.attribute])
    ]
    return tuple(dict.fromkeys(names))


def _unknown(line: Line, values: Values, company: int) -> tuple[Condition, ...]:
    """What a line of several conditions asks and the list does not tell."""
    return tuple(one for one in line.asked if holds(one, values.of(company, one.attribute)) is None)


Lift = tuple[int, int, int, int, tuple[Condition, ...]]
"""(tier, answers that it takes, points less, line, what the answers would have to be): the least is the best."""


def asks(
    profile: Profile,
    score: Ints,
    points: Ints,
    highs: Ints,
    cuts: Sequence[tuple[str, float]],
    values: Values,
) -> Callable[[int], Ask | None]:
    """A function of the company: the open line whose best answer lifts the tier most, else ``None``."""

    def lifts(i: int) -> Iterator[Lift]:
        for j in np.flatnonzero(highs[i] > points[i]):
            line = profile.lines[j]
            asked = _unknown(line, values, i) if line.is_together else (_most(line),)
            lifted = int(score[i] - points[i, j] + highs[i, j])
            lifted += _with_it(profile, asked, points[i], highs[i]) if line.is_together else 0
            if len(asked) <= MOST_ASKED:
                yield _tier(lifted, cuts), len(asked), -lifted, int(j), asked

    def ask(i: int) -> Ask | None:
        now = _tier(int(score[i]), cuts)
        best = min((lift for lift in lifts(i) if lift[0] < now), key=lambda lift: lift[:4], default=None)
        if best is None:
            return None
        tier, _, _, j, (first, *also) = best
        return Ask(j, first.attribute, first.values, first.low, first.high, cuts[tier][0], tuple(also))

    return ask


def _most(line: Line) -> Condition:
    band = max((band for band in line.bands if band.condition is not None), key=lambda band: band.points)
    assert band.condition is not None
    return band.condition


def _with_it(profile: Profile, asked: Sequence[Condition], points: Ints, highs: Ints) -> int:
    """What the same answers give on the attributes' own lines."""
    return sum(
        line.bands[0].points - int(points[j])
        for j, line in enumerate(profile.lines)
        if highs[j] > points[j] and not line.is_together and line.bands[0].condition in asked
    )


def _tier(points: int, cuts: Sequence[tuple[str, float]]) -> int:
    return next((place for place, (_, low) in enumerate(cuts) if points >= low), len(cuts) - 1)
