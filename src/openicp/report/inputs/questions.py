"""Questions to write down before the data come, and what became of those that were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openicp.model.estimate import Estimate
from openicp.model.segment import Segment

STATES = ("suggested", "open", "holds", "not_shown", "withdrawn")


@dataclass(frozen=True, slots=True)
class Question:
    """Do companies like these have the outcome more, or less, often than others?"""

    id: str
    segment: Segment
    outcome: str
    more: bool
    state: str
    """One of ``STATES``."""
    about: str
    """What the counts are of: ``left`` (customers that left, at any age), or the outcome itself."""
    inside: Estimate
    """Of those like these, in the data that suggested it."""
    others: Estimate
    looked_at: int
    """Groupings that were tried; 1: a person came with it."""
    needed: int
    """New accounts that settle it, if the gap is as large as it looks."""
    needed_half: int | None = None
    """... if it is half as large."""
    of_customers: bool = True
    """Whether only customers have an answer; else everybody whose deal is closed."""
    points: bool = True
    """Whether it points a way, or is only the clearest of those tried."""
    since: date | None = None
    """Accounts first approached after this day answer it."""
    seen: int = 0
    """Of these, with an answer so far."""
    ready: bool = False
    """Enough are there, and nobody has tested it yet."""
    new_inside: tuple[int, int] = (0, 0)
    """(yes, known) among the new accounts like these."""
    new_others: tuple[int, int] = (0, 0)
    answered_on: date | None = None
    chance: float | None = None
    """Of the one test: how often chance alone would do as well."""
