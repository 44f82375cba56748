"""Whether conditions of the found segment tell more together than each by itself: a line of several attributes.

Comes in: the choices that the found segment gave. Goes out: the same with one more that asks several conditions at
once, where a card of single lines cannot be the whole truth; lines that then add nothing are silent. It never drops
a line: what counts only together is still said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from openicp.model.attribute import Condition
from openicp.profile.beside import beside
from openicp.profile.choice import Choice
from openicp.segments.earn import FEWEST, Bench
from openicp.segments.parts import by_themselves
from openicp.segments.pool import Pool
from openicp.segments.singles import singles_statistic

CRITICAL = 3.0
"""Standard errors beside the lines. The search chose the conditions, so that one in twenty is too little: where each
raises the odds threefold by itself, 1,000 companies a time, none of 37 searches reached it (the largest 2.8); where
they count only together 24 of 26 that found all three conditions did (half of them 4.4)."""

Conditions = tuple[Condition, ...]


def together(bench: Bench, chosen: list[Choice], *, most: int) -> list[Choice]:
    """The choices with the conjunction that tells most beside them, where it does.

    Two or three of the found segment's conditions at once are a candidate, judged by the score statistic beside the
    card of single lines (Rao 1948). Then each of these lines must tell something beside the conjunction, or it is
    silent.

    Parameters
    ----------
    most
        Lines that a card has.
    """
    found = [one for one in chosen if one.together]
    candidates = [tuple(one.condition for one in some) for size in (2, 3) for some in combinations(found, size)]
    if not candidates or len(chosen) >= most:
        return chosen
    place = _telling(bench, chosen, candidates)
    if place is None:
        return chosen
    first, *others = candidates[place]
    joint = Choice(first, found[0].chance, found[0].basis, also=tuple(others))
    asked = [one for one in found if one.condition in joint.conditions]
    speaking = _speaking(bench, [*(one for one in chosen if one not in asked), joint], asked)
    return [*(one if one in speaking else replace(one, silent=True) for one in chosen), joint]


def _speaking(bench: Bench, speaking: list[Choice], waiting: list[Choice]) -> list[Choice]:
    """Those that speak already, and those that tell something beside them."""
    while waiting:
        place = _telling(bench, speaking, [one.conditions for one in waiting])
        if place is None:
            break
        speaking, waiting = [*speaking, waiting[place]], waiting[:place] + waiting[place + 1 :]
    return speaking


def _telling(bench: Bench, chosen: Sequence[Choice], asked: list[Conditions]) -> int | None:
    """Which of the conjunctions tells most beside the lines, where one does."""
    labels = beside(bench, chosen, count=0)
    z = singles_statistic(_pool(bench, asked), labels)[0]
    place = int(z.argmax())
    return place if z[place] >= CRITICAL else None


def _pool(bench: Bench, asked: list[Conditions]) -> Pool:
    """The conjunctions as conditions; one that holds for too few, or for nearly all, holds for nobody."""
    inside = np.array([bench.inside(conditions) for conditions in asked])
    enough = np.minimum((inside == 1).sum(axis=1), (inside == 0).sum(axis=1)) >= FEWEST
    true, known = (inside == 1) & enough[:, None], inside >= 0
    firsts, count = tuple(conditions[0] for conditions in asked), len(asked)
    parts, apart = by_themselves(true.astype(np.float32)), np.zeros((count, count), bool)
    return Pool(firsts, None, known.astype(np.float32), np.arange(count), apart, parts)
