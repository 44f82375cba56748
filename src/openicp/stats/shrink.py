"""Pulling small groups towards the whole.

Comes in: the estimate of a part, that of the whole, and how much parts differ. Goes out: the pulled estimate, which
stands beside the raw one. It never replaces the raw one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.estimate import Estimate
from openicp.stats.proportion import Z

if TYPE_CHECKING:
    from openicp.model.facts import Floats

STRENGTH = 20.0
"""Accounts that the whole counts for where the parts cannot tell how much they differ."""


def shrink_proportion(part: Estimate, whole: Estimate, *, strength: float = STRENGTH) -> Estimate:
    """Empirical Bayes: the share of the part, pulled towards that of the whole.

    Assumes that chances of parts follow Beta around the whole's share, worth ``strength`` accounts. The answer is
    ``(k + strength p) / (n + strength)``, with the interval of Beta(``k + strength p``, ``n - k + strength (1 - p)``).

    Parameters
    ----------
    part, whole
        Estimates of unit ``share`` with Wilson intervals; the width of the part's says how many cases it stands for.
    strength
        From ``prior_strength``.

    References
    ----------
    Efron and Morris (1975), JASA 70; Casella (1985), The American Statistician 39, 83-87.

    Examples
    --------
    >>> from openicp.stats import proportion
    >>> pulled = shrink_proportion(proportion(1, 14), proportion(11, 40))
    >>> round(pulled.value, 3), round(pulled.low, 3), round(pulled.high, 3)
    (0.191, 0.08, 0.337)
    """
    from scipy.special import betaincinv

    if part.value is None or whole.value is None or part.low is None or part.high is None:
        return part
    size = size_of(part)
    prior = min(max(whole.value, 1e-6), 1 - 1e-6) * strength
    successes = part.value * size + prior
    failures = (1 - part.value) * size + strength - prior
    low, high = betaincinv(successes, failures, np.array([0.025, 0.975]))
    value = successes / (successes + failures)
    return Estimate(value, float(low), float(high), part.n, "beta_binomial", unit=part.unit)


def size_of(share: Estimate) -> float:
    """Independent cases that a Wilson interval of this width stands for.

    Solves ``width² (n + z²)² = 4 z² (p (1 - p) n + z²/4)`` for ``n``: the effective number of a clustered share.

    Examples
    --------
    >>> from openicp.stats import proportion
    >>> round(size_of(proportion(7, 70)), 6), round(size_of(proportion(0, 12)), 6)
    (70.0, 12.0)
    """
    assert share.value is not None
    assert share.low is not None
    assert share.high is not None
    width, squared = (share.high - share.low) ** 2, Z * Z
    if width <= 0:
        return float(share.n)
    middle = 2 * width * squared - 4 * squared * share.value * (1 - share.value)
    root = middle**2 - 4 * width * squared**2 * (width - 1)
    return max(0.0, (float(np.sqrt(max(root, 0.0))) - middle) / (2 * width))


def prior_strength(k: Floats, n: Floats, *, most: float = 400.0) -> float:
    """How many accounts the whole counts for, from how much the parts differ more than chance makes them.

    The method of moments for a beta-binomial: with ``rho`` the correlation inside parts, the strength is
    ``1 / rho - 1``. Parts that differ no more than by chance give ``most``.

    Parameters
    ----------
    k, n
        (parts,) successes and accounts of each part; parts do not overlap.

    References
    ----------
    Kleinman (1973), JASA 68, 46-54.

    Examples
    --------
    >>> import numpy as np
    >>> prior_strength(np.array([5, 5, 6.0]), np.array([50, 50, 60.0]))
    400.0
    >>> round(prior_strength(np.array([5, 25, 45.0]), np.array([50, 50, 50.0])), 1)
    0.9
    """
    used = n > 0
    k, n = k[used], n[used]
    total = n.sum()
    if len(n) < 3 or total <= len(n):
        return STRENGTH
    overall = float(k.sum() / total)
    if overall <= 0 or overall >= 1:
        return STRENGTH
    between = float((n * (k / n - overall) ** 2).sum()) / (len(n) - 1)
    within = float((k * (n - k) / n).sum()) / float(total - len(n))
    typical = float(total - (n**2).sum() / total) / (len(n) - 1)
    bottom = between + (typical - 1) * within
    rho = (between - within) / bottom if bottom > 0 else 0.0
    return most if rho <= 1 / (most + 1) else min(most, 1 / rho - 1)


def shrink_mean(part: Estimate, whole: Estimate, *, between: float) -> Estimate:
    """Empirical Bayes: the mean of the part, pulled towards that of the whole.

    Assumes that the part's mean is normal around its truth, and truths of parts are normal around the whole with
    variance ``between``. The weight of the part is ``between / (between + error²)``; its error is read from its
    interval.

    References
    ----------
    Efron and Morris (1975), JASA 70, 311-319.

    Examples
    --------
    >>> part, whole = Estimate(300.0, 202.0, 398.0, 8, "mean"), Estimate(200.0, 190.0, 210.0, 300, "mean")
    >>> round(shrink_mean(part, whole, between=2500.0).value)
    250
    """
    if part.value is None or whole.value is None or part.low is None or part.high is None:
        return part
    variance = ((part.high - part.low) / (2 * Z)) ** 2
    weight = between / (between + variance) if between + variance > 0 else 1.0
    value = weight * part.value + (1 - weight) * whole.value
    half = Z * float(np.sqrt(weight * variance))
    return Estimate(value, value - half, value + half, part.n, "normal_pulled", unit=part.unit)


def shrink_positive(part: Estimate, whole: Estimate, *, strength: float = STRENGTH) -> Estimate:
    """A positive figure of the part (money, days), pulled towards that of the whole on the logarithmic scale.

    Assumes that truths of parts vary around the whole as the mean of ``strength`` accounts does: the part of ``n``
    accounts has the weight ``w = n / (n + strength)``, and its range shrinks by ``sqrt(w)``. The part as it is where an
    end is open, or not above 0.

    References
    ----------
    Efron and Morris (1975), JASA 70, 311-319.

    Examples
    --------
    >>> part, whole = Estimate(400.0, 200.0, 800.0, 20, "mean"), Estimate(100.0, 90.0, 111.0, 300, "mean")
    >>> pulled = shrink_positive(part, whole)
    >>> round(pulled.value), round(pulled.low), round(pulled.high)
    (200, 123, 327)
    """
    parts = (part.value, part.low, part.high, whole.value)
    if any(one is None or one <= 0 for one in parts) or part.bound or whole.bound:
        return part
    value, low, high, centre = (math.log(one) for one in parts if one is not None)
    weight = part.n / (part.n + strength)
    middle = weight * value + (1 - weight) * centre
    ends = [middle + math.sqrt(weight) * (end - value) for end in (low, high)]
    return Estimate(math.exp(middle), math.exp(ends[0]), math.exp(ends[1]), part.n, "log_normal_pulled", unit=part.unit)


def between_variance(values: Floats, errors: Floats) -> float:
    """How much the truths of parts differ: their variance beyond that of chance (DerSimonian and Laird).

    Parameters
    ----------
    values, errors
        (parts,) estimates and their standard errors, all positive.

    References
    ----------
    DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188.

    Examples
    --------
    >>> import numpy as np
    >>> between_variance(np.array([10.0, 10.5, 9.8]), np.array([1.0, 1.0, 1.0]))
    0.0
    """
    used = np.isfinite(values) & (errors > 0)
    values, weights = values[used], 1 / errors[used] ** 2
    if len(values) < 2:
        return 0.0
    centre = float((weights * values).sum() / weights.sum())
    excess = float((weights * (values - centre) ** 2).sum()) - (len(values) - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return max(0.0, excess / scale)
