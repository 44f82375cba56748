"""Why a company has its points, and which answer would change its tier.

Comes in: points by line, the company's values. Goes out: reasons and the line to ask about. It never writes words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine
from openicp.model.attribute import Condition, Kind
from openicp.model.profile import Line, Profile
from openicp.prospects.listing import Listing
from openicp.prospects.rows import Ask, Reason
from openicp.sql import score as sql

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints


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
        _reason(j, line, int(points[j]), values.of(company, line.attribute))
        for j, line in enumerate(profile.lines)
        if points[j] != 0 and not unknown[j]
    ]
    return tuple(sorted(found, key=lambda reason: (-reason.points, reason.line)))


def _reason(j: int, line: Line, points: int, value: object) -> Reason:
    band = next(
        (place for place, one in enumerate(line.bands) if one.condition is not None and holds(one.condition, value)),
        None,
    )
    if band is not None and isinstance(value, tuple) and not line.bands[band].condition.is_range:  # type: ignore[union-attr]
        wanted = line.bands[band].condition.values  # type: ignore[union-attr]
        value = tuple(code for code in value if code in wanted)
    return Reason(j, line.attribute, points, value, band)


def asks(
    profile: Profile, score: Ints, points: Ints, highs: Ints, cuts: Sequence[tuple[str, float]]
) -> Callable[[int], Ask | None]:
    """A function of the company: the open line whose best answer lifts the tier most, else ``None``."""
    lifted = score[:, None] - points + highs

    def ask(i: int) -> Ask | None:
        now = _tier(int(score[i]), cuts)
        gains = [(_tier(int(lifted[i, j]), cuts), -int(lifted[i, j]), j) for j in range(len(profile.lines))]
        best = min((gain for gain in gains if gain[0] < now), default=None)
        if best is None:
            return None
        line = profile.lines[best[2]]
        band = max((band for band in line.bands if band.condition is not None), key=lambda band: band.points)
        assert band.condition is not None
        condition = band.condition
        return Ask(best[2], line.attribute, condition.values, condition.low, condition.high, cuts[best[0]][0])

    return ask


def _tier(points: int, cuts: Sequence[tuple[str, float]]) -> int:
    return next((place for place, (_, low) in enumerate(cuts) if points >= low), len(cuts) - 1)
