"""Shares of accounts, of clustered cases and of money, and the net promoter score, each with its interval.

Comes in: counts, or parts and wholes per account. Goes out: an ``Estimate`` of unit ``share`` or ``score``. It never
uses the normal interval, which falls outside 0 to 1 and is empty at 0 and at n.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.estimate import Estimate

if TYPE_CHECKING:
    from openicp.model.facts import Floats

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def wilson(k: float, n: float) -> tuple[float, float]:
    """Ends of the 95 % Wilson score interval; ``k`` and ``n`` need not be whole.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(15, 150)]
    [0.062, 0.158]
    """
    squared = Z * Z
    centre = (k + squared / 2) / (n + squared)
    half = Z / (n + squared) * math.sqrt(max(k * (n - k) / n, 0.0) + squared / 4)
    low = 0.0 if k <= 0 else max(0.0, centre - half)
    high = 1.0 if k >= n else min(1.0, centre + half)
    return low, high


def proportion(k: float, n: float) -> Estimate:
    """Share ``k`` of ``n`` independent cases with the Wilson score interval.

    Assumes that the cases are independent with one common chance. The interval is all chances ``p`` that a score
    test at 5 % does not reject: ``(k + z²/2 ± z sqrt(k (n - k) / n + z²/4)) / (n + z²)``.

    Parameters
    ----------
    k, n
        Cases with the property, and all cases. ``k`` may be a fraction where only a rounded share is known.

    References
    ----------
    Wilson (1927), JASA 22, 209-212; recommended for small n by Brown, Cai and DasGupta (2001), Statist. Sci. 16.

    Examples
    --------
    >>> leaving = proportion(1, 50)
    >>> round(leaving.low, 4), round(leaving.high, 4)
    (0.0035, 0.105)
    >>> proportion(0, 0).reason
    'no_data'
    """
    if n <= 0:
        return Estimate.unknown("no_data", unit="share", method="wilson")
    low, high = wilson(k, n)
    whole = round(k) if abs(k - round(k)) < 1e-9 else None
    return Estimate(k / n, low, high, round(n), "wilson", k=whole, unit="share")


def share(parts: Floats, wholes: Floats) -> Estimate:
    """Sum of ``parts`` over sum of ``wholes`` with the account as the unit; 0 <= part <= whole for each account.

    For win rates by deal, where one account has many deals, and for shares of money. Assumes that accounts are
    independent and deals of one account need not be. The variance of the ratio over accounts gives an effective
    number of cases, ``p (1 - p) / variance``, never above that of independent cases, reduced by ``(z / t)²`` for the
    degrees of freedom; the Wilson interval is taken at that number. ``n`` of the answer is the number of accounts.

    Parameters
    ----------
    parts, wholes
        (accounts,) for example deals won and deals closed of each account.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201; Kish (1965), Survey Sampling, for the design effect.

    Examples
    --------
    >>> import numpy as np
    >>> one_each = share(np.array([1.0, 0, 1, 1]), np.ones(4))
    >>> one_each == proportion(3, 4)
    True
    >>> many = share(np.array([8.0, 0, 9, 0]), np.full(4, 10.0))
    >>> round(many.low, 2), round(many.value, 3), round(many.high, 2)
    (0.06, 0.425, 0.9)
    """
    used = wholes > 0
    parts, wholes = parts[used], wholes[used]
    accounts = len(wholes)
    if not accounts:
        return Estimate.unknown("no_data", unit="share", method="wilson_clustered")
    if bool(np.all(wholes == 1) and np.all((parts == 0) | (parts == 1))):
        return proportion(float(parts.sum()), accounts)
    value = min(max(float(parts.sum() / wholes.sum()), 0.0), 1.0)
    size = effective_size(parts, wholes)
    low, high = wilson(value * size, size)
    return Estimate(value, low, high, accounts, "wilson_clustered", unit="share")


def effective_size(parts: Floats, wholes: Floats) -> float:
    """Number of independent cases that would give the share the variance it has over accounts.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201.

    Examples
    --------
    >>> import numpy as np
    >>> effective_size(np.zeros(5), np.ones(5))
    5.0
    """
    from scipy.special import stdtrit

    accounts, total = len(wholes), float(wholes.sum())
    # Whole counts are cases of their own; money has no cases, so Kish's number of accounts is the most it can be.
    whole_counts = bool(np.all(wholes == np.round(wholes)) and np.all(parts == np.round(parts)))
    kish = total**2 / float((wholes**2).sum())
    value = float(parts.sum()) / total
    if accounts < 2 or value <= 0 or value >= 1:
        return kish
    residual = parts - value * wholes
    variance = accounts / (accounts - 1) * float((residual**2).sum()) / total**2
    size = value * (1 - value) / variance if variance > 0 else math.inf
    size *= (Z / float(stdtrit(accounts - 1, 0.975))) ** 2
    return min(size, total if whole_counts else kish)


def net_promoter(scores: Floats) -> Estimate:
    """Net promoter score: percent of 9 and 10 minus percent of 0 to 6, with an adjusted Wald interval.

    Assumes one answer per account. Three answers are added, 3/4 promoter, 3/4 detractor and 3/2 passive, before the
    variance ``p + d - (p - d)²`` is taken, so that ten equal answers do not give an empty interval.

    Parameters
    ----------
    scores
        (n,) answers from 0 to 10; NaN was not asked or did not answer.

    References
    ----------
    Rocks (2016), The American Statistician 70, 365-372.

    Examples
    --------
    >>> import numpy as np
    >>> score = net_promoter(np.array([10, 9, 9, 8, 7, 10, 3, 9, 6, 10.0]))
    >>> round(score.value), round(score.low), round(score.high)
    (40, -13, 74)
    """
    answers = scores[~np.isnan(scores)]
    n = len(answers)
    if n < 5:
        return Estimate.unknown("no_data" if n == 0 else "too_few", n=n, unit="score", method="adjusted_wald")
    promoters, detractors = float((answers >= 9).sum()), float((answers <= 6).sum())
    up, down = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = Z * math.sqrt((up + down - (up - down) ** 2) / (n + 3))
    low, high = max(-1.0, up - down - half), min(1.0, up - down + half)
    value = (promoters - detractors) / n
    return Estimate(100 * value, 100 * min(low, value), 100 * max(high, value), n, "adjusted_wald", unit="score")
