"""Tiers: where the points are cut, and the chance that each tier has.

Comes in: points, tiers of accounts on cards made without them, labels. Goes out: tiers from
the best down. It never calibrates on accounts that the card was fitted on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.model.profile import Tier

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints, Texts

ABOVE = (("A", 3.0), ("B", 0.0))
"""A tier begins so many points above the mean account: three points are twice the odds. The rest is the last tier."""
LAST = "C"
FEWEST = 10


def cuts(points: Ints, *, lowest: int) -> tuple[Tier, ...]:
    """Where a card is cut, from the best tier down.

    Parameters
    ----------
    points
        (labelled,) points of each account.
    lowest
        The fewest points a company can have: where the last tier begins.
    """
    answer: list[Tier] = []
    for name, above_mean in ABOVE:
        low = _cut(points, above_mean)
        if low > lowest and (not answer or low < answer[-1].low):
            answer.append(Tier(name, low))
    return (*answer, Tier(LAST, lowest))


def _cut(points: Ints, above_mean: float) -> int:
    """The fewest points that someone has and that lie so far above the mean; else the most that someone has."""
    values = np.unique(points)
    reached = values[values >= points.mean() + above_mean]
    return int(reached[0] if len(reached) else values[-1])


def tier_of(points: Ints, at: tuple[Tier, ...]) -> Texts:
    """(n,) name of the tier that each number of points falls into."""
    answer = np.full(len(points), at[-1].name, dtype=object)
    for tier in reversed(at[:-1]):
        answer[points >= tier.low] = tier.name
    return answer


def calibrated(
    at: tuple[Tier, ...], unseen: Texts, label: Floats, *, values: Floats | None = None, seed: int = 0
) -> tuple[Tier, ...]:
    """Tiers with share of the label and mean value of the accounts that fell into them on cards made without them.

    Parameters
    ----------
    at
        Tiers of the card.
    unseen
        (labelled,) name of each account's tier on a card made without it; ``None`` where it does not count.
    label
        (labelled,) 0 or 1.
    values
        (labelled,) what each account is worth, NaN unknown; a lost one costs what it cost to approach.
    seed
        Of the interval of the mean value.
    """
    rng = np.random.default_rng([seed, 23])
    answer = []
    for tier in at:
        inside = unseen == tier.name
        n = int(inside.sum())
        chance = replace(stats.proportion(int(label[inside].sum()), n), method="out_of_fold") if n >= FEWEST else None
        known = values is not None and n >= FEWEST and int((~np.isnan(values[inside])).sum()) >= FEWEST
        value = replace(stats.mean(values[inside], rng=rng), unit="money") if values is not None and known else None
        answer.append(replace(tier, accounts=n, chance=chance, value=value))
    return tuple(answer)
