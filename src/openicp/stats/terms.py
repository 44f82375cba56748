"""Losses per month where contracts of several lengths are the trials.

Comes in: by contract length, how many terms came to their end and how many of them were the last. Goes out: the chance
to leave in a month, with its interval. It never takes the months inside a running contract for a chance to leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from openicp.model.estimate import Estimate
from openicp.stats.proportion import Z

if TYPE_CHECKING:
    from openicp.model.facts import Floats

STEPS = 60
"""Halvings: the answer is exact to 15 digits."""
LEAST, MOST = np.log(1e-9), np.log(40.0)
"""Logarithms of the smallest and the largest hazard looked at."""


def monthly_rate(lost: Floats, terms: Floats, lengths: Floats, *, z: float = 0.0) -> Floats:
    """(...,) chance to leave in a month, the one chance that all contract lengths share.

    A term of ``T`` months is lost with ``p = 1 - (1 - r)^T``. The answer is where the score
    ``sum_T T (lost_T / p_T - terms_T)`` equals ``z`` times the root of its variance,
    ``sum_T terms_T T² (1 - p_T) / p_T``: with ``z = 0`` the maximum of the likelihood, with ``z = ± 1.96`` the ends of
    its score interval. For one length it is ``1 - (1 - p)^(1/T)`` of the share lost, and of Wilson's ends.

    Parameters
    ----------
    lost, terms
        (..., lengths) terms that were the last, and all that came to their end; leading axes are kept.
    lengths
        (lengths,) months.

    References
    ----------
    Prentice and Gloeckler (1978), Biometrics 34, 57-67, for grouped times; Wilson (1927), JASA 22, for the ends.

    Examples
    --------
    >>> import numpy as np
    >>> yearly = monthly_rate(np.array([20.0]), np.array([100.0]), np.array([12.0]))
    >>> round(float(yearly), 5), round(1 - (1 - 0.2) ** (1 / 12), 5)
    (0.01842, 0.01842)
    """
    lost, terms = np.asarray(lost, dtype=np.float64), np.asarray(terms, dtype=np.float64)
    if len(lengths) == 1:
        return np.asarray(-np.expm1(np.log1p(-_share(lost[..., 0], terms[..., 0], z)) / lengths[0]))
    low = np.full(np.broadcast_shapes(lost.shape, terms.shape)[:-1], LEAST)
    high = np.full(low.shape, MOST)
    for _ in range(STEPS):
        middle = (low + high) / 2
        above = _excess(lost, terms, lengths, np.exp(middle), z=z) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    found = -np.expm1(-np.exp((low + high) / 2))
    return np.where(lost.sum(axis=-1) <= 0, 0.0, found) if z >= 0 else found


def _share(lost: Floats, terms: Floats, z: float) -> Floats:
    """Wilson's end of the share lost; of one length there is a closed form, and 60 halvings are spared."""
    size = np.maximum(terms, 1e-12)
    half = z * np.sqrt(np.maximum(lost * (size - lost) / size, 0.0) + z * z / 4)
    return np.clip((lost + z * z / 2 - half) / (size + z * z), 0.0, 1 - 1e-15)


def _excess(lost: Floats, terms: Floats, lengths: Floats, hazard: Floats, *, z: float) -> Floats:
    chance = -np.expm1(-hazard[..., None] * lengths)
    score = (lengths * (lost / chance - terms)).sum(axis=-1)
    variance = (terms * lengths**2 * (1 - chance) / chance).sum(axis=-1)
    return np.asarray(score - z * np.sqrt(variance))


def term_rate(lost: Floats, terms: Floats, lengths: Floats, *, n: int) -> Estimate:
    """Losses per month with the score interval, contract terms as the trials.

    Assumes that terms end independently of each other and that one chance per month, ``r``, stands behind all contract
    lengths, so that a term of ``T`` months is the last with ``1 - (1 - r)^T``. Months are terms of length 1: then it is
    Wilson's interval of losses among customer-months.

    Parameters
    ----------
    lost, terms, lengths
        (lengths,) as for ``monthly_rate``.
    n
        Accounts that they come from.

    References
    ----------
    As for ``monthly_rate``; Brown, Cai and DasGupta (2001), Statist. Sci. 16.

    Examples
    --------
    >>> import numpy as np
    >>> churn = term_rate(np.array([11.0]), np.array([760.0]), np.array([1.0]), n=40)
    >>> [round(100 * end, 1) for end in (churn.value, churn.low, churn.high)]
    [1.4, 0.8, 2.6]
    >>> term_rate(np.zeros(1), np.zeros(1), np.ones(1), n=3).reason
    'no_exposure'
    """
    if terms.sum() <= 0:
        return Estimate.unknown("no_exposure", n=n, unit="share", method="score")
    value, low, high = (float(monthly_rate(lost, terms, lengths, z=z)) for z in (0.0, Z, -Z))
    if bool(np.all(lost >= terms)):
        value = high = 1.0
    return Estimate(value, low, high, n, "score", unit="share")
