"""What customers have in common: each trait with its share among customers and among lost deals.

Comes in: coded accounts. Goes out: traits with counts, a word for how common they are, and whether they set
customers apart. It describes; it never says that a trait makes a customer, and unknown never counts as no.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from openicp import stats
from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.facts import Accounts, CategoryColumn, Column, NumberColumn, TagsColumn
from openicp.segments.choice import bands
from openicp.segments.membership import state
from openicp.segments.pool import attribute_rank

if TYPE_CHECKING:
    import numpy as np

    from openicp.model.facts import Bools

LEVEL = 0.05
"""Share of companies in which any trait may be said to set apart although none does."""
WORDS = (("mainly", 0.60), ("often", 0.30), ("some", 0.10), ("sometimes", 0.03))
"""How common a trait is among customers for whom it is known; rarer ones are not told."""
FEWEST_KNOWN = 10
LARGEST_UNION = 3
CONCENTRATED = 1.5
"""Several values together are a trait only with this many times the share that as many of all values would have."""
PART_OF_UNION = 0.10
"""A value enters *mainly A or B* only with this share of its own."""
NEARLY_ALL, SECOND = 0.80, 0.25
"""A value that is *mainly* by itself is told with the second where it has at most so many, and the second at least."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that customers have in common."""

    condition: Condition
    word: str
    """``mainly, often, some, sometimes``."""
    customers: Estimate
    """Share of customers for whom it is known (``k`` of ``n``)."""
    lost: Estimate
    """The same of lost deals; unknown where there are none."""
    difference: Estimate
    sets_apart: str
    """``sets_apart`` (the gap holds after correction for all traits compared), ``describes``, or ``cant_tell`` (no lost
    deals to compare)."""


@dataclass(frozen=True)
class Sides:
    """Two groups of accounts that are compared."""

    accounts: Accounts
    mine: Bools
    """(n,) whose traits are told."""
    others: Bools
    """(n,) whom they are compared with."""


def common(accounts: Accounts, *, attributes: Sequence[str] | None = None) -> list[Trait]:
    """Traits of customers, the most common first.

    Parameters
    ----------
    accounts
        Coded accounts.
    attributes
        Which; all by default.

    Returns
    -------
    list of Trait
        Per attribute: values (or two to three together, or neighbouring bands) that make up *mainly*, and every
        further value or tag that at least 3 % of customers have.

    Notes
    -----
    A trait ``sets_apart`` when its gap holds at 95 % after correction for all traits that are compared: of thirty that
    mean nothing, one or two would show a gap by chance alone (Yates's test; Holm 1979).
    """
    sides = Sides(accounts, accounts.customer, (accounts.outcome == 0) & ~accounts.customer)
    return traits(sides, attributes=attributes)


def traits(sides: Sides, *, attributes: Sequence[str] | None = None) -> list[Trait]:
    """As `common`, for any two groups."""
    columns = sides.accounts.columns
    names = sorted(attributes if attributes is not None else columns, key=attribute_rank)
    found = _corrected([one for name in names for one in _of(columns[name], sides)])
    order = [word for word, _ in WORDS]
    return sorted(found, key=lambda one: (order.index(one.word), -(one.customers.value or 0.0)))


def word_for(share: float) -> str | None:
    """``mainly`` from 60 %, ``often`` from 30 %, ``some`` from 10 %, ``sometimes`` from 3 %."""
    return next((word for word, least in WORDS if share >= least), None)


def trait(condition: Condition, sides: Sides) -> Trait | None:
    """One trait; ``None`` when too few customers have it, or too little is known."""
    answer = state(condition, sides.accounts.columns[condition.attribute])
    customers, lost = _share(answer, sides.mine), _share(answer, sides.others)
    if customers.n < FEWEST_KNOWN or customers.value is None:
        return None
    word = word_for(customers.value)
    if word is None:
        return None
    gap = stats.difference(customers, lost)
    return Trait(condition, word, customers, lost, gap, "describes" if lost.known else "cant_tell")


def _share(answer: np.ndarray[tuple[int], np.dtype[np.int8]], group: Bools) -> Estimate:
    known = group & (answer >= 0)
    return stats.proportion(int((answer[known] == 1).sum()), int(known.sum()))


def _corrected(found: list[Trait]) -> list[Trait]:
    """Which of all the traits compared set customers apart: Holm's steps, the smallest chance first."""
    chances = [_chance(one.customers, one.lost) for one in found]
    compared = sorted((place for place, one in enumerate(found) if one.lost.known), key=lambda place: chances[place])
    for step, place in enumerate(compared):
        if chances[place] > LEVEL / (len(compared) - step):
            break
        found[place] = replace(found[place], sets_apart="sets_apart")
    return found


def _chance(left: Estimate, right: Estimate) -> float:
    """How often two shares would differ so much if they were one (two-sided, with Yates's correction)."""
    k, n = (left.k or 0) + (right.k or 0), left.n + right.n
    if not left.n or not right.n or not 0 < k < n:
        return 1.0
    pooled, sides = k / n, 1 / left.n + 1 / right.n
    gap = max(0.0, abs((left.k or 0) / left.n - (right.k or 0) / right.n) - sides / 2)
    return math.erfc(gap / math.sqrt(2 * pooled * (1 - pooled) * sides))


def _of(column: Column, sides: Sides) -> list[Trait]:
    parts = _parts(column)
    alone = [found for part in parts if (found := trait(part, sides)) is not None]
    if isinstance(column, TagsColumn):
        return alone
    if any(one.word == "mainly" for one in alone):
        union = None if isinstance(column, NumberColumn) else _with_second(column, alone, sides)
    else:
        union = _run(column, parts, sides) if isinstance(column, NumberColumn) else _union(column, alone, sides)
    if union is None:
        return alone
    return [union, *[one for one in alone if not _within(one.condition, union.condition)]]


def _parts(column: Column) -> list[Condition]:
    if isinstance(column, NumberColumn):
        found = bands(column)
        return found if len(found) > 1 else []  # one band holds for all of whom it is known
    if isinstance(column, CategoryColumn) and column.values == ("no", "yes"):
        return [Condition(column.attribute.name, ("yes",))]
    values = column.values if isinstance(column, CategoryColumn) else column.tags
    return [Condition(column.attribute.name, (value,)) for value in values]


def _union(column: Column, alone: list[Trait], sides: Sides) -> Trait | None:
    """The two or three commonest values that together are *mainly*."""
    large = sorted(alone, key=lambda one: -(one.customers.value or 0.0))
    large = [one for one in large if (one.customers.value or 0.0) >= PART_OF_UNION][:LARGEST_UNION]
    for size in range(2, len(large) + 1):
        values = tuple(sorted(value for one in large[:size] for value in one.condition.values))
        found = trait(Condition(column.attribute.name, values), sides)
        if found is not None and _concentrated(found, size, len(alone)):
            return found
    return None


def _with_second(column: Column, alone: list[Trait], sides: Sides) -> Trait | None:
    """The commonest value with the second, where it leaves many and the second is most of them: six in ten are in
    Germany and three in France, so nine in ten are in one of the two."""
    first, *others = sorted(alone, key=lambda one: -(one.customers.value or 0.0))
    if not others or (first.customers.value or 0.0) > NEARLY_ALL or (others[0].customers.value or 0.0) < SECOND:
        return None
    values = tuple(sorted({*first.condition.values, *others[0].condition.values}))
    found = trait(Condition(column.attribute.name, values), sides)
    return found if found is not None and _concentrated(found, 2, len(alone)) else None


def _concentrated(found: Trait, taken: int, of: int) -> bool:
    return found.word == "mainly" and (found.customers.value or 0.0) >= CONCENTRATED * taken / of


def _run(column: NumberColumn, parts: list[Condition], sides: Sides) -> Trait | None:
    """The fewest neighbouring bands that together are *mainly*."""
    spans = sorted(combinations(range(len(parts)), 2), key=lambda span: span[1] - span[0])
    for width in range(1, LARGEST_UNION):
        found = [
            trait(Condition(column.attribute.name, (), parts[i].low, parts[j].high), sides)
            for i, j in spans
            if j - i == width and j - i < len(parts) - 1
        ]
        mainly = [one for one in found if one is not None and _concentrated(one, width + 1, len(parts))]
        if mainly:
            return max(mainly, key=lambda one: one.customers.value or 0.0)
    return None


def _within(part: Condition, whole: Condition) -> bool:
    if part.values:
        return set(part.values) <= set(whole.values)
    low = whole.low is None or (part.low is not None and part.low >= whole.low)
    high = whole.high is None or (part.high is not None and part.high <= whole.high)
    return low and high
