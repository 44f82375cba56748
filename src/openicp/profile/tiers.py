"""Tiers: where the points are cut, and the chance that each tier has.

Comes in: points, out-of-fold standings, labels. Goes out: tiers from the best down. It never calibrates on accounts
that the card was fitted on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.model.estimate import Estimate
from openicp.model.profile import Tier

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints

ABOVE = (("A", 3.0), ("B", 0.0))
"""A tier begins so many points above the mean account: three points are twice the odds. The rest is the last tier."""
LAST = "C"
FEWEST = 10


def tiers(points: Ints, standing: Floats, label: Floats, *, lowest: int, calibrated: bool) -> tuple[Tier, ...]:
    """Tiers from the best down.

    Parameters
    ----------
    points
        (labelled,) points of each account: where the card is cut.
    standing
        (labelled, 2) which share of the accounts each stands above, to which share, on a card made without it.
    label
        (labelled,) 0 or 1.
    lowest
        The fewest points a company can have: where the last tier begins.
    calibrated
        ``False``: no chance is given (below *tentative*).
    """
    cuts: list[Tier] = []
    for name, above_mean in ABOVE:
        low = _cut(points, above_mean)
        if low > lowest and (not cuts or low < cuts[-1].low):
            cuts.append(Tier(name, low))
    cuts.append(Tier(LAST, lowest))
    below = [float((points < tier.low).mean()) for tier in cuts[:-1]] + [0.0]
    answer = []
    for tier, low, high in zip(cuts, below, [1.0, *below[:-1]], strict=True):
        chance = _chance(standing, label, low, high) if calibrated else None
        answer.append(replace(tier, accounts=round((high - low) * len(label)), chance=chance))
    return tuple(answer)


def _cut(points: Ints, above_mean: float) -> int:
    """The fewest points that someone has and that lie so far above the mean; else the most that someone has."""
    values = np.unique(points)
    reached = values[values >= points.mean() + above_mean]
    return int(reached[0] if len(reached) else values[-1])


def _chance(standing: Floats, label: Floats, low: float, high: float) -> Estimate | None:
    """Share with the label among those who stand between ``low`` and ``high``; ties count in part."""
    width = np.maximum(standing[:, 1] - standing[:, 0], 1e-9)
    part = np.clip(np.minimum(standing[:, 1], high) - np.maximum(standing[:, 0], low), 0, None) / width
    n = float(part.sum())
    if n < FEWEST:
        return None
    return replace(stats.proportion(float((part * label).sum()), n), method="out_of_fold", k=None)
