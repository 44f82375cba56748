"""Whom to interview next: a balanced list, so that winners alone do not speak.

Comes in: companies with their group, and which of them have spoken. Goes out: ``Interview`` values, the most missed
first, each with why. It names companies and no person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openicp.voice.counting import GROUPS

WANTED = {"best": 5, "stayed": 2, "left": 3, "lost": 3, "open": 2}
"""Conversations with each: after about five of one kind little new is said, and those who left or said no tell what
customers cannot."""
AVERAGE = "stayed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company that could be asked."""

    account: str
    name: str
    group: str
    """``best, stayed, left, lost`` or ``open`` (still deciding)."""
    heard: bool
    """Whether somebody there was asked already."""
    worth: float | None = None
    """Its value, or the amount at stake; ``None`` unknown."""
    since: date | None = None
    """When it left, was lost, or began to decide."""
    fits: bool | None = None
    """Whether the profile's segment holds it; ``None`` where there is none, or it is not known."""


@dataclass(frozen=True, slots=True)
class Interview:
    """One company to ask next, and why."""

    account: str
    name: str
    group: str
    asked: tuple[int, int]
    """Companies of its group that were asked, of all."""
    since: date | None = None
    worth: float | None = None
    fits: bool | None = None


def choose(candidates: Iterable[Candidate], *, most: int = 10) -> tuple[Interview, ...]:
    """The next interviews: each from the group that is furthest from what it takes.

    Within a group: of the best the most valuable, of the others the one in the middle, of those who left, were lost or
    are deciding the latest, because they remember; who fits the profile and did not buy or stay goes first.
    """
    every = list(candidates)
    asked = Counter(one.group for one in every if one.heard)
    of = Counter(one.group for one in every)
    waiting = {group: _ordered(group, [c for c in every if c.group == group and not c.heard]) for group in GROUPS}
    found: list[Interview] = []
    planned = Counter(asked)
    while len(found) < most:
        open_groups = [group for group in GROUPS if waiting[group] and planned[group] < WANTED[group]]
        if not open_groups:
            break
        group = min(open_groups, key=lambda one: (planned[one] / WANTED[one], -WANTED[one], GROUPS.index(one)))
        one = waiting[group].pop(0)
        planned[group] += 1
        counted = (asked[group], of[group])
        found.append(Interview(one.account, one.name, group, counted, one.since, one.worth, one.fits))
    return tuple(found)


def _ordered(group: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    if group == "best":
        return sorted(candidates, key=lambda one: (-(one.worth or 0.0), one.name))
    if group == AVERAGE:
        return _from_the_middle(candidates)
    return sorted(candidates, key=lambda one: (one.fits is not True, _age(one), -(one.worth or 0.0), one.name))


def _age(one: Candidate) -> int:
    return -one.since.toordinal() if one.since else 0


def _from_the_middle(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Average ones first: by how far their rank of value is from the middle; of unknown value last."""
    known = sorted((one for one in candidates if one.worth is not None), key=lambda one: (one.worth, one.name))
    middle = (len(known) - 1) / 2
    ranked = [one for _, one in sorted(enumerate(known), key=lambda pair: (abs(pair[0] - middle), pair[0]))]
    return [*ranked, *sorted((one for one in candidates if one.worth is None), key=lambda one: one.name)]
