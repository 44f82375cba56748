"""Events per exposure: losses per customer-month, with an interval.

Comes in: how many events and how much exposure. Goes out: an ``Estimate``. It never divides by an exposure of zero.
"""

from __future__ import annotations

import math

from openicp.model.estimate import Estimate
from openicp.stats.proportion import Z


def rate(events: float, exposure: float, *, n: int, unit: str = "share") -> Estimate:
    """Events per unit of exposure with the score interval.

    Assumes that events are independent and equally likely in every unit of exposure (Poisson). The interval is all
    rates that a score test at 5 % does not reject: ``(k + z²/2 ± z sqrt(k + z²/4)) / exposure``. For rates of a few
    percent it agrees with the Wilson interval of events among customer-months; with no event it ends at
    ``3.84 / exposure``.

    Parameters
    ----------
    events, exposure
        Losses and months at risk, for example.
    n
        Accounts that they come from.
    unit
        Unit of the answer.

    References
    ----------
    Rao score interval; Barker (2002), The American Statistician 56, 85-89, compares it with the exact one.

    Examples
    --------
    >>> churn = rate(11, 760, n=40)
    >>> [round(100 * end, 1) for end in (churn.value, churn.low, churn.high)]
    [1.4, 0.8, 2.6]
    """
    if exposure <= 0:
        return Estimate.unknown("no_exposure", n=n, unit=unit, method="score")
    squared = Z * Z
    half = Z * math.sqrt(events + squared / 4)
    low = 0.0 if events <= 0 else (events + squared / 2 - half) / exposure
    return Estimate(events / exposure, low, (events + squared / 2 + half) / exposure, n, "score", unit=unit)
