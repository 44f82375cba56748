"""Why a figure that a person typed differs from ours: which other way of counting closes the gap.

Comes in: both figures, what other rules would add or take away, what other definitions would give. Goes out: an
``Explanation``: the reasons with the companies behind them, and what stays unexplained. It never says more than the
figures do: of several reasons that close a gap equally well it names the others too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

ENOUGH = 0.5
"""An explanation that is not exact must close at least half of the gap."""
MOST_PARTS = 60
"""Above so many companies their combinations explain anything."""


@dataclass(frozen=True, slots=True)
class Part:
    """One company's share in a change."""

    name: str
    amount: float


@dataclass(frozen=True, slots=True)
class Change:
    """What counting by another rule adds to our figure, or takes from it."""

    rule: str
    parts: tuple[Part, ...]
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def delta(self) -> float:
        """Of the whole figure."""
        return round(sum(part.amount for part in self.parts), 6)


@dataclass(frozen=True, slots=True)
class Instead:
    """What our figure would be by another definition."""

    rule: str
    value: float
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Why:
    """One reason for a difference."""

    rule: str
    delta: float
    """What it adds to our figure on the way to the person's."""
    parts: tuple[Part, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two figures differ."""

    whys: tuple[Why, ...] = ()
    rest: float = 0.0
    """What stays unexplained, of the person's figure less ours; 0: all is explained."""
    perhaps: tuple[Why, ...] = ()
    """Other single reasons that close the gap as exactly."""


def explain(
    ours: float,
    yours: float,
    changes: Iterable[Change] = (),
    insteads: Iterable[Instead] = (),
    *,
    tolerance: float,
    most: int = 3,
    prefer: frozenset[str] = frozenset(),
) -> Explanation:
    """The simplest reasons that lead from our figure to the person's.

    Parameters
    ----------
    tolerance
        Up to which difference figures are equal: 0.005 for money, less than 1 for counts.
    most
        So many changes may come together. Counts are small numbers, of which three explain nearly anything.
    prefer
        Rules that explain another figure of the same person: first among equals.
    """
    gap = yours - ours
    if abs(gap) <= tolerance:
        return Explanation()
    usable = [change for change in changes if abs(change.delta) > tolerance]
    others = [Why(one.rule, one.value - ours, (), one.fields) for one in insteads if abs(one.value - ours) > tolerance]
    single = [_why(change) for change in usable] + others
    exact = [[why] for why in single if abs(why.delta - gap) <= tolerance]
    exact.sort(key=lambda whys: whys[0].rule not in prefer)
    if exact:
        return Explanation(tuple(exact[0]), perhaps=tuple(whys[0] for whys in exact[1:3]))
    found = _together(usable, others if most > 2 else [], gap, tolerance, most)
    if found is None and most > 2:
        found = _some_parts(usable, gap, tolerance)
    return Explanation(tuple(found)) if found else _nearest(single, gap)


def _why(change: Change) -> Why:
    return Why(change.rule, change.delta, change.parts, change.fields)


def _together(
    changes: Sequence[Change], others: Sequence[Why], gap: float, tolerance: float, most: int
) -> list[Why] | None:
    """Two or three changes, or another definition with one change, that close the gap exactly."""
    for size in range(2, most + 1):
        for chosen in combinations(changes, size):
            # Of counts, which are small, only what goes the same way: +4 and -8 make any 4.
            likely = most > 2 or all(change.delta * gap > 0 for change in chosen)
            if likely and abs(sum(change.delta for change in chosen) - gap) <= tolerance:
                return [_why(change) for change in chosen]
        if size == 2:
            for other in others:
                for change in changes:
                    if abs(other.delta + change.delta - gap) <= tolerance:
                        return [other, _why(change)]
    return None


def _some_parts(changes: Sequence[Change], gap: float, tolerance: float) -> list[Why] | None:
    """One or two companies of one rule whose amounts close the gap to the cent; none when several pairs would."""
    for size in (1, 2):
        found = [
            Why(change.rule, sum(part.amount for part in chosen), chosen, change.fields)
            for change in changes
            if len(change.parts) <= MOST_PARTS
            for chosen in combinations(change.parts, size)
            if abs(sum(part.amount for part in chosen) - gap) <= tolerance
        ]
        if len(found) == 1:
            return found
    return None


def _nearest(single: Sequence[Why], gap: float) -> Explanation:
    """The one rule that leaves least, where that is at most half of the gap; a definition is right or it is not."""
    rules = [why for why in single if why.parts and why.delta * gap > 0]
    best = min(rules, key=lambda why: abs(gap - why.delta), default=None)
    if best is None or abs(gap - best.delta) > ENOUGH * abs(gap):
        return Explanation(rest=gap)
    return Explanation((best,), rest=gap - best.delta)
