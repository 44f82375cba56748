"""The ranked list, and who speaks against the profile: values of those parts.

Comes in: nothing; ``actions`` fills these. Goes out: frozen values. Nothing here ranks or counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from openicp.model.estimate import Estimate
from openicp.report.inputs.customers import Reason


@dataclass(frozen=True, slots=True)
class ProspectRow:
    """One ranked company."""

    name: str
    points: int
    """``score``."""
    low: int
    """``score_low``."""
    high: int
    """``score_high``."""
    tier: str
    """Letter; empty when the profile has none."""
    tier_or: str = ""
    """The other tier that the unknown fields leave open."""
    timing: int | None = None
    """1 something happened lately, 2 longer ago, 3 nothing known; ``None``: no timing in the list."""
    facts: tuple[tuple[str, object], ...] = ()
    """(attribute, code or (low, high)): said under the name."""
    why: tuple[tuple[str, object, int], ...] = ()
    """(attribute, code, (low, high) or Condition; points), most points first."""
    also: tuple[tuple[str, object], ...] = ()
    """(attribute, Condition): lines without points that hold."""
    ask: tuple[str, ...] = ()
    """Attributes that are unknown and carry points, most telling first."""
    ask_changes: str = ""
    """Tier that the first answer could lead to; empty when it changes nothing."""
    event: str = ""
    """What happened, in the list's own words."""
    event_on: date | None = None
    chance: Estimate | None = None
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Prospects:
    """The ranked list and what became of the whole list."""

    rows: tuple[ProspectRow, ...]
    """Best first; the report shows 25, the tables all."""
    listed: int
    """Companies on the list."""
    by_tier: Mapping[str, int] = field(default_factory=dict)
    """Tier: companies."""
    already: int = 0
    """Set apart: already customers."""
    doubles: int = 0
    """Set apart: doubles within the list."""
    too_little: int = 0
    """Set apart: too little known to rank."""
    histogram: Mapping[int, int] = field(default_factory=dict)
    """Points: companies, for the picture of tiers."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A company that speaks against the profile."""

    account_id: str
    points: int | None
    what: tuple[Reason, ...] = ()
    """``miss.lost`` (reason), ``miss.left`` (months), ``miss.small`` (value), ``miss.worth`` (value)..."""


@dataclass(frozen=True, slots=True)
class Misses:
    """Who speaks against it: the first few by name, and of how many."""

    many_points: tuple[Miss, ...] = ()
    """Best tier, yet not valuable."""
    many_of: tuple[int, int] | None = None
    """(not valuable, in the best tier)."""
    few_points: tuple[Miss, ...] = ()
    """Lowest tier, yet valuable."""
    few_of: tuple[int, int] | None = None
    """(valuable, in the lowest tier)."""
    why_lost: tuple[tuple[str, int], ...] = ()
    """Why deals in the best tier were lost: (reason as written, companies), the most frequent first."""
