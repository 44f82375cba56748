"""What is said of a company of a list: codes and fields, no words.

Comes in: nothing. Goes out: frozen values. It never formats.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Reason:
    """What one line of the profile gave."""

    line: int
    """Index into the profile's lines."""
    attribute: str
    points: int
    value: object
    """Code, ``(low, high)`` or a tuple of codes, as the company has it; where several conditions count together, a
    pair of attribute and such a value for each that holds, none where not all do."""
    band: int | None
    """Index of the band that holds; ``None``: none of them."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The unknown line that could lift the tier most, and what would have to be known."""

    line: int
    attribute: str
    values: tuple[str, ...]
    """What would lift it: codes of the best band; empty for a range."""
    low: float | None
    high: float | None
    tier: str
    """The tier it would make."""
    also: tuple[Condition, ...] = ()
    """What would have to hold besides, where several conditions count together and more than one is open."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """What to ask for."""
        return tuple(dict.fromkeys((self.attribute, *(one.attribute for one in self.also))))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A company of a list with its place."""

    prospect_id: str
    name: str | None
    domain: str | None
    source: str | None
    line: int | None
    """Line of the file."""
    status: str
    """``ranked``, ``too_little_known``, ``customer`` or ``double``."""
    rank: int | None
    """1 is the best; only for ``ranked``."""
    score: int
    score_low: int
    score_high: int
    tier: str | None
    tier_low: str | None
    tier_high: str | None
    """Tiers at the ends of the range; different ones mean that the tier is not certain."""
    chance: Estimate | None
    expected: Estimate | None
    """Expected value of approaching it: that of its tier; ``None`` where there is no chance."""
    chance_reason: str | None
    """Why there is no chance: the profile's code, or ``few_in_tier``."""
    reasons: tuple[Reason, ...] = ()
    """Lines that gave or took points, most first."""
    matched: tuple[int, ...] = ()
    """Lines without points (heard, shared, chosen) whose first band holds."""
    unknown: tuple[str, ...] = ()
    """Attributes of lines that are open."""
    ask: Ask | None = None
    of: str | None = None
    """For customers the account's id, for doubles the first one's ``prospect_id``."""
    fields: dict[str, object] = field(default_factory=dict)
    """What is known of ``industry, country, employees (low, high), event, event_on``."""

    @property
    def tier_open(self) -> bool:
        """Whether the range spans tiers."""
        return self.tier_low != self.tier_high


@dataclass(frozen=True)
class Ranking:
    """A whole list: the ranked first, best first; then too little known, customers, doubles."""

    rows: tuple[Ranked, ...]
    counts: dict[str, int]
    """Companies by status."""
    tiers: dict[str, int]
    """Ranked companies by tier, best tier first, tiers with none included."""
    highest: int
    """The most points a company can have."""
    missing: tuple[str, ...]
    """Attributes of the profile that the list does not have at all."""
