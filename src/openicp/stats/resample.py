"""Means and ratios of sums whose interval comes from resampling whole accounts.

Comes in: values per account and a seeded generator, or the resamples themselves. Goes out: an ``Estimate``. It never
draws from global random state, and never resamples parts of an account.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.estimate import Estimate
from openicp.stats.proportion import Z

if TYPE_CHECKING:
    from openicp.model.facts import Floats

FEWEST = 5
"""Below this many accounts no interval of a mean deserves the name."""
DIGITS = 12
"""Of the ends: what processors differ in lies beyond them."""


def resamples(accounts: int, *, rng: np.random.Generator, draws: int = 300) -> Floats:
    """How often each account is drawn in each resample: (draws, accounts); every row sums to ``accounts``.

    Examples
    --------
    >>> import numpy as np
    >>> counts = resamples(4, rng=np.random.default_rng(0), draws=2)
    >>> counts.sum(axis=1).tolist()
    [4.0, 4.0]
    """
    drawn = rng.integers(0, accounts, (draws, accounts))
    drawn += np.arange(draws)[:, None] * accounts
    return np.bincount(drawn.ravel(), minlength=draws * accounts).reshape(draws, accounts).astype(np.float64)


def mean(values: Floats, *, counts: Floats | None = None, rng: np.random.Generator | None = None) -> Estimate:
    """Mean over accounts with a bootstrap-t interval.

    Assumes independent accounts; the values may be skewed, as money is. NaN is left out. Below five values the
    answer is unknown (``too_few``).

    Parameters
    ----------
    values
        (n,) one per account.
    counts
        (draws, n) from ``resamples``, to use the same resamples for several metrics; else made from ``rng``.
    rng
        Generator, needed without ``counts``.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 12.5.

    Examples
    --------
    >>> import numpy as np
    >>> spend = np.array([120.0, 80, 100, 400, 90, 110, 95, 105])
    >>> arpa = mean(spend, rng=np.random.default_rng(1))
    >>> arpa.value, arpa.low < 110 < arpa.high
    (137.5, True)
    """
    known = ~np.isnan(values)
    return ratio(np.where(known, values, 0.0), known.astype(np.float64), counts=counts, rng=rng)


def ratio(
    tops: Floats,
    bottoms: Floats,
    *,
    counts: Floats | None = None,
    rng: np.random.Generator | None = None,
    unit: str = "number",
) -> Estimate:
    """Sum of ``tops`` over sum of ``bottoms`` with a bootstrap-t interval over whole accounts.

    Assumes independent accounts. With residuals ``e = top - ratio * bottom`` the standard error is
    ``sqrt(n / (n - 1) sum e²) / sum bottom``; its studentised distribution is taken from the resamples. Ends stay at
    or above 0 when no top is negative. Accounts with ``bottom == 0`` count as observed only when their top is not 0.

    Parameters
    ----------
    tops, bottoms
        (n,) per account, for example won amounts and numbers of won deals.
    counts, rng
        As for ``mean``.
    unit
        Unit of the answer.

    References
    ----------
    Efron and Tibshirani (1993), section 12.5; Davison and Hinkley (1997), Bootstrap Methods, section 2.4.

    Examples
    --------
    >>> import numpy as np
    >>> mrr_before = np.array([100.0, 200, 50, 80, 120, 90])
    >>> mrr_now = np.array([110.0, 240, 0, 80, 150, 100])
    >>> nrr = ratio(mrr_now, mrr_before, rng=np.random.default_rng(2), unit="share")
    >>> round(nrr.value, 4), nrr.low < nrr.value < nrr.high
    (1.0625, True)
    """
    used = (bottoms != 0) | (tops != 0)
    n, total = int(used.sum()), float(bottoms.sum())
    if n == 0 or total <= 0:
        return Estimate.unknown("no_data", n=n, unit=unit, method="bootstrap_t")
    if n < FEWEST:
        return Estimate.unknown("too_few", n=n, unit=unit, method="bootstrap_t")
    value = float(tops.sum()) / total
    residual = tops - value * bottoms
    error = math.sqrt(n / (n - 1) * float((residual**2).sum())) / total
    if counts is None:
        assert rng is not None
        counts = resamples(len(tops), rng=rng)
    low, high = _studentised(tops, bottoms, counts, value=value, error=error)
    if bool(np.all(tops >= 0)):
        low = max(low, 0.0)
    low, high = (float(f"{end:.{DIGITS}g}") for end in (low, high))
    return Estimate(value, min(low, value), max(high, value), n, "bootstrap_t", unit=unit)


def _studentised(tops: Floats, bottoms: Floats, counts: Floats, *, value: float, error: float) -> tuple[float, float]:
    if error <= 1e-12 * abs(value):
        return value, value
    # Of the tops themselves the squares would lose up to nine digits: what engines add up in another order would show.
    apart = tops - value * bottoms
    sums = counts @ np.stack([apart, bottoms, apart**2, apart * bottoms, bottoms**2], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = sums[:, 0] / sums[:, 1]
        squares = sums[:, 2] - 2 * drawn * sums[:, 3] + drawn**2 * sums[:, 4]
        students = drawn / (np.sqrt(np.maximum(squares, 0.0)) / sums[:, 1])
    # A resample of equal accounts has no spread, so no student. When that is not rare (nearly all values are 0) the
    # rest would leave out exactly the resamples that lie far away: the normal interval stands in.
    used = students[np.isfinite(students) & (squares > 1e-9 * (tops**2).sum())]
    normal = value - Z * error, value + Z * error
    if len(used) < len(counts) // 2:
        return normal
    left, right = np.quantile(used, [0.025, 0.975])
    low, high = value - float(right) * error, value - float(left) * error
    rare = len(used) >= 0.975 * len(counts)
    return (low, high) if rare else (min(low, normal[0]), max(high, normal[1]))
