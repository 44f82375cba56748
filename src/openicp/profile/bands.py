"""The bands of a line: the condition that stands out first, then what is left, split only where the data speak.

Comes in: a condition on an attribute and labelled accounts. Goes out: conditions, best first; ``None`` is every
other known value. It never splits so finely that a band has fewer than ``FEWEST`` labelled accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.facts import Accounts, CategoryColumn, NumberColumn
from openicp.segments.choice import bands as number_bands
from openicp.segments.membership import state

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints

FEWEST = 10
SPLIT_Z = 3.0
"""What is left is split where a part differs from the others of it by so many standard errors."""
MOST = 5

Bands = tuple[Condition | None, ...]


def bands_of(best: Condition, accounts: Accounts, rows: Ints, label: Floats) -> Bands:
    """The line's bands when ``best`` is its first.

    Parameters
    ----------
    best
        What stands out.
    accounts
        Coded accounts.
    rows
        Places of the labelled accounts (may repeat, when resampled).
    label
        Their labels, 0 or 1.
    """
    column = accounts.columns[best.attribute]
    outside = state(best, column)[rows] == 0
    if isinstance(column, NumberColumn):
        parts = _sides(best, column)
    elif isinstance(column, CategoryColumn):
        parts = [Condition(best.attribute, (value,)) for value in column.values if value not in best.values]
    else:
        return (best, None)
    holds = [outside & (state(part, column)[rows] == 1) for part in parts]
    split = _split(parts, holds, outside, label)
    better = _better(best, split, accounts, rows, label)
    if better is not None:
        return bands_of(_together([best, better]), accounts, rows, label)
    return (best, *split[: MOST - 2], None)


def _better(best: Condition, split: list[Condition], accounts: Accounts, rows: Ints, label: Floats) -> Condition | None:
    """Values that stand out from what is left and do even better than what was found, which names at most three.

    They belong to what the line says: a sentence that left out the best of all would mislead.
    """
    column = accounts.columns[best.attribute]
    inside = state(best, column)[rows] == 1
    for part in split if best.values else ():
        there = state(part, column)[rows] == 1
        if there.sum() >= FEWEST and label[there].mean() >= label[inside].mean():
            return part
    return None


def _sides(best: Condition, column: NumberColumn) -> list[Condition]:
    """What lies below and what lies above, each as one stretch."""
    parts = number_bands(column)
    below = [b for b in parts if best.low is not None and b.high is not None and b.high <= best.low]
    above = [b for b in parts if best.high is not None and b.low is not None and b.low >= best.high]
    return [Condition(best.attribute, (), side[0].low, side[-1].high) for side in (below, above) if side]


def _split(parts: list[Condition], holds: list[Bools], outside: Bools, label: Floats) -> list[Condition]:
    """Parts of the rest that differ from the rest of the rest; values that do so alike are taken together."""
    scores = [_difference(inside, outside & ~inside, label) for inside in holds]
    high = [part for part, z in zip(parts, scores, strict=True) if z >= SPLIT_Z]
    low = [part for part, z in zip(parts, scores, strict=True) if z <= -SPLIT_Z]
    if len(parts) == 2 and len(high) == len(low) == 1:
        low = []  # two sides that differ are told apart by one of them; the other is the rest
    return [_together(group) for group in (high, low) if group]


def _together(group: list[Condition]) -> Condition:
    if group[0].values:
        return Condition(group[0].attribute, tuple(sorted(value for part in group for value in part.values)))
    return group[0]


def _difference(inside: Bools, rest: Bools, label: Floats) -> float:
    if min(inside.sum(), rest.sum()) < FEWEST:
        return 0.0
    share = label[inside | rest].mean()
    error = np.sqrt(max(share * (1 - share), 1e-9) * (1 / inside.sum() + 1 / rest.sum()))
    return float((label[inside].mean() - label[rest].mean()) / error)
