"""Questions to write down before the data come: which one is worth asking, what settles it, and what it came to.

Comes in: coded accounts and who had which outcome. Goes out: ``Question`` values, and what a question says on accounts
that nobody had seen when it was written. It never tests a question on the accounts that suggested it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.facts import NumberColumn
from openicp.model.segment import Segment
from openicp.segments.choice import bands
from openicp.segments.membership import membership, state
from openicp.segments.pool import attribute_rank, build, origin
from openicp.stats import accounts_needed, exact_chance

if TYPE_CHECKING:
    from openicp.model.facts import Accounts, Bools, Tri

FEWEST = 10
"""Accounts inside, and outside, for a grouping to be looked at."""
POINTS = 0.5
"""It points a way when, of all groupings tried, chance alone makes fewer than so many look like it. Of companies in
which nothing means anything one in eight to one in three has such a grouping: *it could be chance*."""
MOST = 3
SEEN_ALL = 0.5
"""A band of sizes is named with a group when more of the others than this lie outside it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Accounts with an answer under one outcome."""

    outcome: str
    values: Tri
    """(n,) 1 yes, 0 no, -1 no answer."""
    exclude: frozenset[str] = frozenset()
    """Attributes that give this outcome away."""


@dataclass(frozen=True, slots=True)
class Question:
    """Do companies like these have the outcome more (or less) often than others?"""

    segment: Segment
    outcome: str
    more: bool
    inside: tuple[int, int]
    """(with the outcome, known) among those like these, in the data that suggested it."""
    others: tuple[int, int]
    looked_at: int
    """Groupings tried before this one was chosen, over all outcomes."""
    chance: float
    """How often chance alone puts so many inside one grouping; not corrected for the others that were tried."""
    needed: int | None
    """New accounts that settle it, if the gap is as large as it looks."""
    needed_half: int | None
    """... if it is half as large: of many groupings the widest gap looks wider than it is."""

    @property
    def share(self) -> float:
        """Accounts inside, of all."""
        return self.inside[1] / max(1, self.inside[1] + self.others[1])

    @property
    def points(self) -> bool:
        """Whether it points a way at all."""
        return self.chance * self.looked_at <= POINTS


@dataclass(frozen=True, slots=True)
class Standing:
    """What new accounts say of a question so far."""

    inside: tuple[int, int]
    others: tuple[int, int]
    needed: int
    ready: bool
    """Whether they tell as much as ``needed`` accounts in the expected proportion."""
    chance: float | None = None
    """Of the one test; ``None`` before it is made."""

    @property
    def seen(self) -> int:
        """New accounts that have an answer."""
        return self.inside[1] + self.others[1]


def questions(accounts: Accounts, asked: Sequence[Asked], *, most: int = MOST) -> tuple[Question, ...]:
    """The groupings that point furthest, the clearest first; of each attribute and outcome one.

    Parameters
    ----------
    accounts
        Coded accounts.
    asked
        Outcomes that may be asked about.
    most
        How many are told.
    """
    tried = [one for outcome in asked for one in _tried(accounts, outcome)]
    # Of two groups that are each other's rest, the one that has more of it is asked about.
    tried.sort(key=lambda one: (one.chance, attribute_rank(one.segment.conditions[0].attribute), not one.more))
    told: dict[str, Question] = {}
    for one in tried:
        told.setdefault(origin(one.segment.conditions[0].attribute, accounts.columns), one)
    chosen = [one for one in told.values() if one.needed is not None][:most]
    values = {one.outcome: one.values for one in asked}
    return tuple(replace(_narrowed(one, accounts, values[one.outcome]), looked_at=len(tried)) for one in chosen)


def _tried(accounts: Accounts, asked: Asked) -> Iterator[Question]:
    """Every single value, tag and range with enough accounts on both sides."""
    rows = np.flatnonzero(asked.values >= 0)
    pool = build(accounts, rows, least=FEWEST, exclude=asked.exclude)
    for condition in pool.conditions:
        if len(condition.values) <= 1:
            yield question(Segment((condition,)), asked, accounts)


def question(segment: Segment, asked: Asked, accounts: Accounts, *, more: bool | None = None) -> Question:
    """A grouping as a question, with what the accounts known today say; by itself it looked at nothing else.

    Parameters
    ----------
    more
        The direction that is expected; by default the one that the accounts point in.
    """
    inside, others = counted(segment, accounts, asked.values)
    shares = _expected(inside), _expected(others)
    way = shares[0] >= shares[1] if more is None else more
    share = inside[1] / max(1, inside[1] + others[1])
    half = shares[1] + (shares[0] - shares[1]) / 2
    return Question(
        segment,
        asked.outcome,
        way,
        inside,
        others,
        1,
        exact_chance(inside, others, more=way),
        accounts_needed(*shares, share=share),
        accounts_needed(half, shares[1], share=share),
    )


def _expected(pair: tuple[int, int]) -> float:
    """A share that is never 0 or 1: Jeffreys' half added on both sides."""
    return (pair[0] + 0.5) / (pair[1] + 1)


def counted(segment: Segment, accounts: Accounts, values: Tri) -> tuple[tuple[int, int], tuple[int, int]]:
    """(yes, known) inside and among others; who is not known to be either counts in neither."""
    state_of = membership(segment, accounts)
    inside, others = ((state_of == side) & (values >= 0) for side in (1, 0))
    return _pair(values, inside), _pair(values, others)


def _pair(values: Tri, group: Bools) -> tuple[int, int]:
    return int((values[group] == 1).sum()), int(group.sum())


def _narrowed(one: Question, accounts: Accounts, values: Tri) -> Question:
    """With the size that all of them share: of agencies of other sizes these accounts say nothing.

    Only where everybody's size is known and most others are of another: the companies counted stay the same.
    """
    column = accounts.columns.get("employees")
    if not isinstance(column, NumberColumn) or one.segment.conditions[0].attribute in (
        "employees",
        "size_class",
        "revenue",
    ):
        return one
    answer = membership(one.segment, accounts)
    inside, others = ((answer == side) & (values >= 0) for side in (1, 0))
    for condition in _spans(column):
        size = state(condition, column)
        if (size[inside] == 1).all():
            apart = (size[others] == 0).mean() >= SEEN_ALL
            narrower = Segment((*one.segment.conditions, condition))
            return replace(one, segment=narrower) if apart else one
    return one


def _spans(column: NumberColumn) -> list[Condition]:
    """Neighbouring bands, the narrowest first; never all of them."""
    parts = bands(column)
    spans = [
        (first, last)
        for width in range(len(parts) - 1)
        for first in range(len(parts) - width)
        for last in [first + width]
    ]
    name = column.attribute.name
    return [Condition(name, (), parts[first].low, parts[last].high) for first, last in spans]


def standing(one: Question, accounts: Accounts, values: Tri, *, needed: int) -> Standing:
    """How far new accounts have come, and the answer once they are enough.

    They are enough when ``a b / (a + b)``, with ``a`` of them inside and ``b`` others, is as large as ``needed``
    accounts in the expected proportion would make it: a hundred others and one inside tell nothing.

    Parameters
    ----------
    accounts, values
        Accounts with the answers of those only that were first approached after the question was written.
    """
    inside, others = counted(one.segment, accounts, values)
    total = inside[1] + others[1]
    told = inside[1] * others[1] / total if total else 0.0
    ready = told >= needed * one.share * (1 - one.share) and total > 0
    chance = exact_chance(inside, others, more=one.more) if ready else None
    return Standing(inside, others, needed, ready, chance)
