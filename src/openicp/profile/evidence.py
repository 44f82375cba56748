"""Why a line is there: counts with and without it, its effect, its stability, and who speaks against it.

Comes in: what a line's first band asks, and labelled accounts. Goes out: ``Evidence``. It never hides the
accounts that speak against a line, and never counts the unknown on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.facts import Accounts
from openicp.model.profile import Evidence
from openicp.model.segment import Segment
from openicp.segments.membership import membership
from openicp.segments.sample import Sample

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints, Tri

MOST_AGAINST = 20


def evidence(
    asked: Condition | Sequence[Condition],
    accounts: Accounts,
    part: Sample,
    *,
    points: Ints | None = None,
    p_adjusted: float | None = None,
    chosen: float | None = None,
    optimism: float = 0.0,
    forward: str = "cant_tell",
) -> Evidence:
    """Evidence of one line.

    Parameters
    ----------
    asked
        The line's first band; several conditions must all hold.
    part
        The labelled accounts.
    points
        (n,) points on the whole card: accounts that speak against it come most points first.
    optimism
        Winner's bias of the difference (a share), taken off the difference.
    """
    answer = _answer(asked, accounts)
    inside = answer[part.rows]
    with_it, others = _share(inside == 1, part.value), _share(inside == 0, part.value)
    return Evidence(
        with_it,
        others,
        corrected(stats.difference(with_it, others), optimism),
        p_adjusted,
        chosen,
        forward,
        int((inside == -1).sum()),
        _against(inside, part, accounts, points),
        _count(answer, accounts.customer),
        _count(answer, (accounts.outcome == 0) & ~accounts.customer),
    )


def corrected(gap: Estimate, optimism: float) -> Estimate:
    """The gap without the winner's bias: moved towards zero, never across it."""
    if gap.value is None or not optimism:
        return gap
    shift = float(np.clip(optimism, min(0.0, gap.value), max(0.0, gap.value)))
    low = None if gap.low is None else gap.low - shift
    high = None if gap.high is None else gap.high - shift
    return replace(gap, value=gap.value - shift, low=low, high=high, method="newcombe_corrected")


def gap_in(asked: Condition | Sequence[Condition], accounts: Accounts, rows: Ints, label: Floats) -> float:
    """Difference of shares with and without, on any accounts (places may repeat); NaN where a side is empty."""
    inside = _answer(asked, accounts, rows)
    if not (inside == 1).any() or not (inside == 0).any():
        return float("nan")
    return float(label[inside == 1].mean() - label[inside == 0].mean())


def _answer(asked: Condition | Sequence[Condition], accounts: Accounts, rows: Ints | None = None) -> Tri:
    conditions = (asked,) if isinstance(asked, Condition) else tuple(asked)
    return membership(Segment(conditions), accounts, rows)


def _share(inside: Bools, label: Floats) -> Estimate:
    return stats.proportion(int(label[inside].sum()), int(inside.sum()))


def _count(answer: Tri, group: Bools) -> tuple[int, int]:
    known = group & (answer >= 0)
    return int((answer[known] == 1).sum()), int(known.sum())


def _against(inside: Tri, part: Sample, accounts: Accounts, points: Ints | None) -> tuple[str, ...]:
    places = part.rows[(inside == 1) & (part.value == 0)]
    if points is not None:
        places = places[np.argsort(-points[places], kind="stable")]
    return tuple(str(accounts.account_id[place]) for place in places[:MOST_AGAINST])
