"""An attribute cut as finely as its bands may be cut.

Comes in: a column, the labelled accounts, the condition that stands out. Goes out: for each labelled account the part
it is in, and the condition that any run of parts makes. It never looks at a label, and never cuts where it would
leave many accounts on both sides of a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress, pairwise
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.facts import Accounts, CategoryColumn, NumberColumn
from openicp.model.segment import Segment
from openicp.segments.choice import open_end
from openicp.segments.membership import membership

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints, Tri

MOST_PARTS = 64
FEWEST_BETWEEN = 10
"""Cuts lie so many labelled accounts apart."""
STRADDLED = 0.02
"""A cut that runs through the range of more accounts than this is not made."""


@dataclass(frozen=True)
class Cells:
    """The finest parts of one attribute."""

    best: Condition
    """What stands out."""
    place: Ints
    """(labelled,) the part each account is in; -1 unknown, or across several parts."""
    inside: Bools
    """(parts,) whether the part belongs to ``best``."""
    cuts: tuple[float, ...] = ()
    """Of a number: part ``i`` is ``[cuts[i - 1], cuts[i])``; the outermost are open."""
    values: tuple[str, ...] = ()
    """Of a category: part ``i`` is this value."""

    @property
    def ordered(self) -> bool:
        """Whether parts lie on a scale, so that only neighbours make a band."""
        return bool(self.cuts)

    def condition(self, parts: Sequence[int]) -> Condition:
        """The condition that holds in these parts: neighbours of a number, any values of a category."""
        if not self.ordered:
            return Condition(self.best.attribute, tuple(sorted(self.values[part] for part in parts)))
        ends = (-np.inf, *self.cuts, np.inf)
        return Condition(self.best.attribute, (), open_end(ends[min(parts)]), open_end(ends[max(parts) + 1]))


def cells_of(asked: Condition | Sequence[Condition], accounts: Accounts, rows: Ints) -> Cells:
    """The parts of the attribute of what stands out, its own ends always cuts; of several conditions, all or not all.

    Parameters
    ----------
    asked
        What stands out.
    accounts
        Coded accounts.
    rows
        Places of the labelled accounts (may repeat, when resampled).
    """
    best, *also = (asked,) if isinstance(asked, Condition) else asked
    if also:
        return _yes_or_no(best, membership(Segment((best, *also)), accounts, rows))
    column = accounts.columns[best.attribute]
    if isinstance(column, NumberColumn):
        return _number(best, column, rows)
    if isinstance(column, CategoryColumn):
        inside = np.array([value in best.values for value in column.values], bool)
        return Cells(best, column.codes[rows], inside, values=column.values)
    return _yes_or_no(best, membership(Segment((best,)), accounts, rows))


def _yes_or_no(best: Condition, answer: Tri) -> Cells:
    return Cells(best, np.where(answer < 0, -1, 1 - answer.astype(np.int64)), np.array([True, False]))


def _number(best: Condition, column: NumberColumn, rows: Ints) -> Cells:
    low, high = column.low[rows], column.high[rows]
    own = [end for end in (best.low, best.high) if end is not None]
    fine = [cut for cut in (*column.edges, *_between(low, high)) if np.isfinite(cut)]
    few = _straddled(low, high, np.array(fine)) <= STRADDLED
    cuts = np.array(sorted({*own, *compress(fine, few)}))
    first, last = np.searchsorted(cuts, low, side="right"), np.searchsorted(cuts, high, side="right")
    known = ~np.isnan(low) & ~np.isnan(high) & (first == last)
    starts, ends = np.array([-np.inf, *cuts]), np.array([*cuts, np.inf])
    inside = np.ones(len(starts), bool)
    inside &= starts >= (-np.inf if best.low is None else best.low)
    inside &= ends <= (np.inf if best.high is None else best.high)
    return Cells(best, np.where(known, first, -1), inside, cuts=tuple(float(cut) for cut in cuts))


def _straddled(low: Floats, high: Floats, cuts: Floats) -> Floats:
    """For each cut, the share of accounts whose range it runs through: begun below it and not ended below it."""
    told = low <= high
    begun, ended = (np.searchsorted(np.sort(ends[told]), cuts) for ends in (low, high))
    return (begun - ended) / max(len(low), 1)


def _between(low: Floats, high: Floats) -> list[float]:
    """Short numbers between neighbouring quantiles of what is known exactly."""
    exact = np.sort(low[low == high])
    count = min(MOST_PARTS, len(exact) // FEWEST_BETWEEN)
    if count < 2:
        return []
    ends = np.quantile(exact, np.arange(0.5, count) / count)
    return sorted({shortest(a, b) for a, b in pairwise(ends) if a < b})


@cache
def shortest(after: float, until: float) -> float:
    """The number with the fewest digits in ``(after, until]``.

    >>> shortest(16.0, 17.0), shortest(55.9, 56.05), shortest(-0.3, 0.4), shortest(1234.0, 1890.0)
    (17.0, 56.0, 0.0, 1500.0)
    """
    if after < 0 <= until:
        return 0.0
    for power in range(12, -13, -1):
        for step in (5.0, 1.0):
            unit = step * 10.0**power
            found = float(f"{np.floor(until / unit) * unit:.12g}")
            if after < found <= until:
                return found
    return float(until)
