"""Comparing groups at equal age: log-rank and Mantel-Haenszel.

Comes in: durations by group, or losses and numbers at risk by month of age. Goes out: a test or a ratio with its
interval. It never compares a group of old customers with one of new ones as they stand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.estimate import Estimate
from openicp.stats.proportion import Z

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints


@dataclass(frozen=True)
class LogRank:
    """Result of a log-rank comparison of two groups."""

    statistic: float
    """Chi-squared with one degree of freedom."""
    chance: float
    """How often a gap as large arises by chance alone."""
    observed: float
    """Losses in the first group."""
    expected: float
    """Losses it would have had with the rates of both together."""


def log_rank(durations: Floats, lost: Bools, first: Bools) -> LogRank:
    """Log-rank comparison of the accounts in ``first`` with the others.

    Assumes that censoring is the same in both groups. At each time the losses in the first group are compared with
    its share of those at risk; ``statistic = (observed - expected)² / variance`` (hypergeometric).

    Parameters
    ----------
    durations, lost, first
        (n,) time observed, whether it ended, whether the account is in the first group.

    References
    ----------
    Mantel (1966), Cancer Chemother. Rep. 50, 163-170.

    Examples
    --------
    >>> import numpy as np
    >>> days = np.array([3.0, 5, 7, 2, 18, 16, 2, 9, 16, 5])
    >>> first = np.array([True] * 5 + [False] * 5)
    >>> round(log_rank(days, np.ones(10, dtype=bool), first).statistic, 4)
    0.0607
    """
    from scipy.special import chdtrc

    times, where = np.unique(durations, return_inverse=True)

    def by_time(weights: Floats | Bools) -> Floats:
        summed = np.bincount(where, weights=weights.astype(np.float64), minlength=len(times))
        return summed.astype(np.float64)

    ended, ended_first = by_time(lost), by_time(lost & first)
    risk = by_time(np.ones(len(durations)))[::-1].cumsum()[::-1]
    risk_first = by_time(first)[::-1].cumsum()[::-1]
    part = risk_first / risk
    variance = ended * part * (1 - part) * (risk - ended) / np.maximum(risk - 1, 1)
    observed, expected = float(ended_first.sum()), float((ended * part).sum())
    total = float(variance.sum())
    statistic = (observed - expected) ** 2 / total if total > 0 else 0.0
    return LogRank(statistic, float(chdtrc(1, statistic)), observed, expected)


def mantel_haenszel(lost_a: Ints, risk_a: Ints, lost_b: Ints, risk_b: Ints) -> Estimate:
    """How many times as often ``a`` is lost as ``b`` at the same age.

    Assumes one common risk ratio over the strata (months of age). With ``N = risk_a + risk_b``:
    ``sum(lost_a risk_b / N) / sum(lost_b risk_a / N)``. Unknown (``no_losses``) when one of the two lost nobody.

    Parameters
    ----------
    lost_a, risk_a, lost_b, risk_b
        (strata,) counts.

    References
    ----------
    Mantel and Haenszel (1959), JNCI 22; variance of Greenland and Robins (1985), Biometrics 41, 55-68.

    Examples
    --------
    >>> import numpy as np
    >>> ratio = mantel_haenszel(np.array([10]), np.array([100]), np.array([5]), np.array([100]))
    >>> ratio.value, round(ratio.low, 3), round(ratio.high, 3)
    (2.0, 0.709, 5.642)
    """
    both = (risk_a > 0) & (risk_b > 0)
    a, n_a, b, n_b = (counts[both].astype(np.float64) for counts in (lost_a, risk_a, lost_b, risk_b))
    n = int(risk_a.max(initial=0) + risk_b.max(initial=0))
    total = n_a + n_b
    tops, bottoms = float((a * n_b / total).sum()), float((b * n_a / total).sum())
    if tops == 0 or bottoms == 0:
        return Estimate.unknown("no_losses", n=n, unit="ratio", method="mantel_haenszel")
    spread = float((((a + b) * n_a * n_b - a * b * total) / total**2).sum()) / (tops * bottoms)
    value, width = tops / bottoms, math.exp(Z * math.sqrt(spread))
    return Estimate(value, value / width, value * width, n, "mantel_haenszel", unit="ratio")
