"""The companies behind counts: values of the list that every number of a report leads to.

Comes in: nothing; ``actions`` fills these. Goes out: frozen values. Nothing here counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.model.attribute import Condition
from openicp.model.segment import Segment


@dataclass(frozen=True, slots=True)
class Counted:
    """k of n companies of one group."""

    who: str
    """What the k are: ``customers, active, left, left_12m, won, lost, valuable, accounts``."""
    of: str
    """What the n are; the same as ``who`` where the group is counted as a whole."""
    side: str
    """``inside`` the group, or ``others``: known to be outside."""
    k: int
    n: int
    names: tuple[str, ...] = ()
    """The k by name, the most valuable first, where they are few."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A group of companies and all that is counted of it."""

    segment: Segment
    """Without conditions: everybody."""
    counts: tuple[Counted, ...]


def role_segment(role: str) -> Segment:
    """Companies in which a role is known."""
    return Segment((Condition("roles", values=(role,)),))


def channel_segment(channel: str, inside: Segment | None) -> Segment:
    """Companies met through a channel, within the profile's segment where there is one."""
    return Segment((*(inside.conditions if inside is not None else ()), Condition("channel", values=(channel,))))
