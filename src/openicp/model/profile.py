"""The profile: lines with basis, bands and points, and the card that they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.segment import Segment

TOGETHER = "together"
"""``attribute`` of the line that asks several conditions at once."""
HIGHEST, LOWEST = 10, -5
"""Points of a band, at most and at least."""
TELLS_APART = ("shown", "leaning")
"""Bases of lines that tell companies apart: only they count together."""


@dataclass(frozen=True, slots=True)
class Band:
    """Part of a line: companies that meet ``condition`` get ``points``."""

    condition: Condition | None
    """``None``: every other known value of the line's attribute; every other company of which it is known that not
    all hold, on the line that asks several at once."""
    points: int
    """-5 to 10; 0 where the basis carries none."""
    accounts: int = 0
    """Labelled accounts in the band."""
    successes: int = 0
    """Of these, valuable."""
    also: tuple[Condition, ...] = ()
    """Further conditions that must hold too: yes if all hold, no if any does not, else unknown."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that must hold; none for every other company."""
        return () if self.condition is None else (self.condition, *self.also)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a line tells under another choice of who is valuable."""

    outcome: str
    code: str
    """``holds``, ``turns`` (the others do better) or ``cant_tell``."""
    with_it: Estimate
    """Share that became valuable in that sense, of those on the line."""
    others: Estimate
    """The same for all others for which it is known."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a line is there."""

    with_it: Estimate
    """Share that became valuable, of those with the line's best bands (``k`` of ``n``)."""
    others: Estimate
    """The same for all others for which it is known."""
    difference: Estimate
    """``with_it - others``."""
    p_adjusted: float | None
    """After correction for everything looked at; ``None`` for heard, shared and chosen lines."""
    chosen: float | None
    """Share of resamples in which the line is chosen."""
    forward: str
    """``holds``, ``fails`` or ``cant_tell``: on accounts first approached later."""
    unknown: int
    """Labelled accounts for which the attribute is unknown."""
    against: tuple[str, ...] = ()
    """account_ids that speak against it: on the line and not valuable, most points first."""
    customers: tuple[int, int] | None = None
    """(with the line's best bands, known) among customers."""
    lost: tuple[int, int] | None = None
    """(with the line's best bands, known) among lost deals."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Under every other outcome that the data can tell."""


@dataclass(frozen=True, slots=True)
class Line:
    """One of at most seven lines."""

    attribute: str
    """Name of the attribute; ``together`` where several conditions count only when all hold."""
    basis: str
    """``shown``, ``leaning``, ``heard``, ``shared`` or ``chosen``."""
    bands: tuple[Band, ...]
    """At most five; the first is the one the sentence names."""
    evidence: Evidence | None = None
    reference: float = 0.0
    """Mean points of all labelled accounts on this line: what an unknown value counts, before rounding."""
    note: dict[str, str] | None = None
    """For chosen lines: by whom, when, why."""
    named: Condition | None = None
    """What the sentence names, where several bands divide it; else the first band."""

    @property
    def is_together(self) -> bool:
        """Whether this line asks several conditions at once; its own attributes have lines beside it."""
        return self.attribute == TOGETHER

    @property
    def asked(self) -> tuple[Condition, ...]:
        """What its best band asks: the condition that the sentence names, or all that count together."""
        if self.is_together:
            return self.bands[0].conditions if self.bands else ()
        return (self.best,) if self.best is not None else ()

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the attributes that the best band asks; else the line's own."""
        return tuple(dict.fromkeys(one.attribute for one in self.asked)) or (self.attribute,)

    @property
    def best(self) -> Condition | None:
        """The condition that the sentence names; none where several count together: their own lines name them."""
        if self.is_together:
            return None
        return self.named or (self.bands[0].condition if self.bands else None)

    @property
    def scores(self) -> bool:
        """Whether any band carries points."""
        return any(band.points for band in self.bands)


@dataclass(frozen=True, slots=True)
class Tier:
    """A share of the points scale; ``score >= low`` and below the tier above."""

    name: str
    low: int
    accounts: int = 0
    """Labelled accounts whose out-of-fold score fell into the tier."""
    chance: Estimate | None = None
    """Calibrated chance of the label if approached; ``None`` below ``tentative``."""
    value: Estimate | None = None
    """Expected value of approaching one: mean value of the same accounts, the lost with their cost included."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A versioned profile. Texts, quotes and names are made from it elsewhere."""

    name: str
    version: int
    outcome: str
    """``won, fast, loyal, profitable, growing, recommending`` or ``blend``."""
    code: str
    """``reliable, tentative, too_little, none``."""
    reason: str
    """Code of the verdict's sentence."""
    reason_fields: dict[str, object]
    lines: tuple[Line, ...]
    tiers: tuple[Tier, ...]
    as_of: str
    """ISO date that the data run to."""
    run: str
    """Id of the run that made it; ``edited`` when a person did."""
    labelled: int
    successes: int
    looked_at: int
    segment: Segment | None = None
    """The conjunction of the shown (else leaning) lines' best bands: *inside the profile*."""
    among_customers: bool = False
    """True when there were no lost deals, so the label tells customers from customers."""
    left_out: tuple[tuple[str, str], ...] = ()
    """(attribute, reason code) of fields left out because they give the outcome away."""
    settle: dict[str, object] | None = None
    """What would settle it: ``{"more": 22}`` customers, or ``{"gap": 0.2}`` could not have been seen."""

    @property
    def together(self) -> Line | None:
        """The line that asks several conditions at once: at most one."""
        return together(self.lines)

    def only_together(self, line: Line) -> bool:
        """Whether the line carries no points of its own because what it asks counts only together with others."""
        return joined(line, self.together) and not line.scores

    @property
    def reading_order(self) -> tuple[int, ...]:
        """Places of the lines as they are read."""
        return reading_order(self.lines)

    @property
    def highest(self) -> int:
        """The most points a company can have."""
        return sum(max((band.points for band in line.bands), default=0) for line in self.lines)

    @property
    def lowest(self) -> int:
        """The fewest points a company can have."""
        return sum(min((band.points for band in line.bands), default=0) for line in self.lines)


def together(lines: Sequence[Line]) -> Line | None:
    """The line that asks several conditions at once: at most one."""
    return next((line for line in lines if line.is_together), None)


def joined(line: Line, joint: Line | None) -> bool:
    """Whether the line is one of those that count together."""
    return joint is not None and line.basis in TELLS_APART and line.attribute in joint.attributes


def reading_order(lines: Sequence[Line]) -> tuple[int, ...]:
    """Places of the lines as they are read: those that count together side by side, their joint line below."""
    places = range(len(lines))
    joint = together(lines)
    if joint is None:
        return tuple(places)
    group = [*(place for place in places if joined(lines[place], joint)), lines.index(joint)]
    first = min(group)
    after = (place for place in places if place > first and place not in group)
    return (*places[:first], *group, *after)
