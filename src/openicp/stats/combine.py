"""Differences and quotients of two estimates, from their own intervals.

Comes in: two ``Estimate`` values of independent quantities. Goes out: one ``Estimate`` whose interval recovers the
variances from the ends of theirs. It never sees the data.
"""

from __future__ import annotations

import math
from dataclasses import replace

from openicp.model.estimate import Estimate

FLIPPED = {"at_least": "at_most", "at_most": "at_least", None: None}


def difference(first: Estimate, second: Estimate) -> Estimate:
    """``first - second`` for independent estimates; of two Wilson proportions it is Newcombe's hybrid score interval.

    Assumes that the two are independent. With ends ``l`` and ``u``: from
    ``d - sqrt((a - l_a)² + (u_b - b)²)`` to ``d + sqrt((u_a - a)² + (b - l_b)²)``.

    References
    ----------
    Newcombe (1998), Statist. Med. 17, 873-890, method 10; Zou and Donner (2008), Statist. Med. 27, 1693-1702.

    Examples
    --------
    >>> from openicp.stats import proportion
    >>> gap = difference(proportion(56, 70), proportion(48, 80))
    >>> round(gap.value, 4), round(gap.low, 4), round(gap.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    unknown = _unknown(first, second, first.unit)
    if unknown is not None:
        return unknown
    a, b = first.value or 0.0, second.value or 0.0
    low = high = None
    if first.low is not None and second.high is not None:
        low = a - b - math.hypot(a - first.low, second.high - b)
    if first.high is not None and second.low is not None:
        high = a - b + math.hypot(first.high - a, b - second.low)
    return Estimate(a - b, low, high, first.n + second.n, "newcombe", unit=first.unit)


def quotient(top: Estimate, bottom: Estimate, *, unit: str = "ratio", method: str = "mover") -> Estimate:
    """``top / bottom`` for independent estimates.

    Assumes independence and a positive ``bottom``. The ends solve for the variances that the two intervals imply
    (MOVER-R); where the lower end of ``bottom`` is not above 0 the upper end is open. Bounds are kept: at least 10,000
    divided by 1,500 is at least 6.7. ``n`` is the smaller of the two.

    References
    ----------
    Donner and Zou (2012), Statist. Methods Med. Res. 21, 347-359.

    Examples
    --------
    >>> a = Estimate(10.0, 8.0, 12.0, 50, "mean")
    >>> b = Estimate(2.0, 1.5, 2.5, 50, "mean")
    >>> answer = quotient(a, b)
    >>> answer.value, round(answer.low, 2), round(answer.high, 2)
    (5.0, 3.65, 7.02)
    """
    unknown = _unknown(top, bottom, unit)
    if unknown is not None:
        return unknown
    a, b = top.value or 0.0, bottom.value or 0.0
    if b <= 0:
        return Estimate.unknown("divided_by_zero", n=min(top.n, bottom.n), unit=unit, method=method)
    bound = top.bound or FLIPPED[bottom.bound]
    ends = _quotient_low(a, b, top.low, bottom.high), _quotient_high(a, b, top.high, bottom.low)
    low, high = (None if bound == side else end for side, end in zip(("at_most", "at_least"), ends, strict=True))
    return Estimate(a / b, low, high, min(top.n, bottom.n), method, unit=unit, bound=bound)


def scaled(estimate: Estimate, factor: float, *, unit: str | None = None) -> Estimate:
    """The estimate times a known positive number.

    Examples
    --------
    >>> scaled(Estimate(2.0, 1.0, 3.0, 9, "mean"), 0.5).high
    1.5
    """
    if estimate.value is None:
        return replace(estimate, unit=unit or estimate.unit)
    return replace(
        estimate,
        value=estimate.value * factor,
        low=None if estimate.low is None else estimate.low * factor,
        high=None if estimate.high is None else estimate.high * factor,
        unit=unit or estimate.unit,
        k=None,
        shrunk=None,
    )


def _unknown(first: Estimate, second: Estimate, unit: str) -> Estimate | None:
    for part in (first, second):
        if part.value is None:
            return Estimate.unknown(part.reason or "no_data", n=part.n, unit=unit)
    return None


def _quotient_low(a: float, b: float, low: float | None, high: float | None) -> float | None:
    if low is None or high is None:
        return None
    inside = (a * b) ** 2 - low * high * (2 * a - low) * (2 * b - high)
    bottom = a * b + math.sqrt(max(inside, 0.0))
    return low * (2 * a - low) / bottom if bottom > 0 else min(0.0, low / high)


def _quotient_high(a: float, b: float, high: float | None, low: float | None) -> float | None:
    if low is None or high is None or low <= 0:
        return None
    inside = (a * b) ** 2 - high * low * (2 * a - high) * (2 * b - low)
    return (a * b + math.sqrt(max(inside, 0.0))) / (low * (2 * b - low))
