"""How long until something ends, when some have not ended yet.

Comes in: durations and whether each ended, or counts by time. Goes out: a ``Survival`` curve with its band, and what
is read from it. It never treats what has not ended yet as ended.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.cells import LifeTable, Survival
from openicp.model.estimate import Estimate
from openicp.stats.proportion import Z, effective_size, wilson
from openicp.stats.resample import FEWEST

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints


def kaplan_meier(durations: Floats, lost: Bools) -> Survival:
    """Kaplan-Meier curve with log-log bands (exponential Greenwood).

    Assumes that who is still there at the end of observation would have gone on like the others. At each time
    ``S = prod(1 - lost / at_risk)``; the band is ``S ** exp(± z sqrt(variance) / log S)``. Where nobody (or everybody)
    has been lost that band is empty; the Wilson interval at the number at risk stands there instead.

    Parameters
    ----------
    durations
        (n,) in any unit.
    lost
        (n,) whether it ended; otherwise it was last seen still there.

    References
    ----------
    Kaplan and Meier (1958), JASA 53, 457-481; Kalbfleisch and Prentice (2002), section 1.4.

    Examples
    --------
    >>> import numpy as np
    >>> curve = kaplan_meier(np.array([1.0, 3, 3, 6, 8]), np.array([True, True, False, True, False]))
    >>> curve.times.tolist(), curve.at_risk.tolist(), curve.survival.round(3).tolist()
    ([1.0, 3.0, 6.0, 8.0], [5, 4, 2, 1], [0.8, 0.6, 0.3, 0.3])
    """
    times, where = np.unique(durations, return_inverse=True)
    ended = np.bincount(where, weights=lost, minlength=len(times)).astype(np.int64)
    seen = np.bincount(where, minlength=len(times))
    return _curve(times.astype(np.float64), ended, seen[::-1].cumsum()[::-1])


def survival_of(table: LifeTable) -> Survival:
    """The same curve from a life table; times are whole months of age.

    Examples
    --------
    >>> import numpy as np
    >>> table = LifeTable(np.array([0, 2, 0, 1]), np.array([0, 0, 3, 4]))
    >>> survival_of(table).survival.round(4).tolist()
    [0.8, 0.8, 0.64]
    """
    months = np.arange(1, len(table.lost))
    return _curve(months.astype(np.float64), table.lost[1:], table.at_risk[1:])


def _curve(times: Floats, lost: Ints, at_risk: Ints) -> Survival:
    there = np.maximum(at_risk, 1)
    survival: Floats = np.cumprod(1 - lost / there).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(np.where(lost > 0, lost / (there * (at_risk - lost).astype(np.float64)), 0.0))
        spread = Z * np.sqrt(variance) / np.log(survival)
        low, high = survival ** np.exp(-spread), survival ** np.exp(spread)
    for at in np.flatnonzero((survival >= 1) | (survival <= 0)):
        low[at], high[at] = wilson(float(survival[at]) * float(there[at]), float(there[at]))
    return Survival(times, at_risk, lost, survival, low, high, np.asarray(variance, dtype=np.float64))


def survival_at(curve: Survival, time: float, *, at_risk: int = 1) -> Estimate:
    """Share still there after ``time``, with the band of the curve.

    Unknown (``too_young``) when fewer than ``at_risk`` are under observation as long as that.

    Examples
    --------
    >>> import numpy as np
    >>> curve = kaplan_meier(np.array([2.0, 5, 7, 9, 9]), np.array([True, False, True, False, False]))
    >>> round(survival_at(curve, 8).value, 4), survival_at(curve, 10).reason
    (0.5333, 'too_young')
    """
    n = int(curve.at_risk[0]) if len(curve.at_risk) else 0
    later = curve.at_risk[curve.times >= time]
    if not len(later) or later[0] < at_risk:
        return Estimate.unknown("too_young", n=n, unit="share", method="kaplan_meier")
    at = int(np.searchsorted(curve.times, time, side="right")) - 1
    if at < 0:
        low, high = wilson(n, n)
        return Estimate(1.0, low, high, n, "kaplan_meier", unit="share")
    return Estimate(
        float(curve.survival[at]),
        float(curve.low[at]),
        float(curve.high[at]),
        n,
        "kaplan_meier",
        unit="share",
    )


def survival_median(curve: Survival, *, unit: str = "months") -> Estimate:
    """Time at which half are gone; the interval is where the band crosses one half.

    Unknown (``not_reached``) while more than half are still there; an end that is not reached is open.

    References
    ----------
    Brookmeyer and Crowley (1982), Biometrics 38, 29-41, on the log-log scale.

    Examples
    --------
    >>> import numpy as np
    >>> survival_median(kaplan_meier(np.arange(1.0, 10.0), np.ones(9, dtype=bool))).value
    5.0
    """
    n = int(curve.at_risk[0]) if len(curve.at_risk) else 0
    value = _crossing(curve.times, curve.survival)
    if value is None:
        return Estimate.unknown("not_reached" if n else "no_data", n=n, unit=unit, method="kaplan_meier")
    ends = _crossing(curve.times, curve.low), _crossing(curve.times, curve.high)
    return Estimate(value, ends[0], ends[1], n, "kaplan_meier", unit=unit)


def _crossing(times: Floats, curve: Floats) -> float | None:
    below = np.flatnonzero(curve <= 0.5 + 1e-12)
    if not len(below):
        return None
    first = int(below[0])
    after = np.flatnonzero(curve < 0.5 - 1e-12)
    # On a step exactly at one half, the middle of the step: the usual median of an even number of values.
    if abs(curve[first] - 0.5) <= 1e-12 and len(after):
        return float(times[first] + times[after[0]]) / 2
    return float(times[first])


def median_until(durations: Floats, state: Ints, cluster: Ints, *, unit: str = "days") -> Estimate:
    """Median time until an event among those that will have it, with others still open and others out of the race.

    The share with the event by ``t`` is the Aalen-Johansen estimate; the median is where it reaches half of its last
    value. Below five events it is unknown (``too_few``). So deals still open count as
    long as they have been open, and lost ones only leave. Assumes that open ones
    go on like the others did. The interval is that of a sample median, ``1/2 ± z / (2 sqrt(m + 1))`` on the scale of
    shares, read between the middles of the curve's steps, with ``m`` events, fewer where those of one account resemble
    each other. Of 5 to 60 events of three distributions it covers in 93.7 to 96.3 %; whole steps and ``m`` instead of
    ``m + 1`` in 97 % at 7 and 8.

    Parameters
    ----------
    durations
        (cases,) time to the event, or observed so far.
    state
        (cases,) 1 event, 0 out without it, -1 still open.
    cluster
        (cases,) the account of each case.

    References
    ----------
    Aalen and Johansen (1978), Scand. J. Statist. 5, 141-150; Peng and Fine (2007), Biometrika 94.

    Examples
    --------
    >>> import numpy as np
    >>> days = np.array([10.0, 20, 30, 40, 50, 60])
    >>> median_until(days, np.array([1, 1, 1, 1, 1, 1]), np.arange(6)).value
    35.0
    >>> median_until(days, np.array([1, 1, 1, 1, 1, -1]), np.arange(6)).value
    30.0
    """
    events = state == 1
    n = int(events.sum())
    if n < FEWEST:
        return Estimate.unknown("too_few" if n else "no_data", n=n, unit=unit, method="aalen_johansen")
    times, incidence = _incidence(durations, state)
    reached = incidence / incidence[-1]
    value = _crossing(times, 1 - reached)
    assert value is not None
    size = _clustered_events(durations[events] <= value, cluster[events])
    half = Z / (2 * math.sqrt(size + 1))
    low, high = (_quantile(times, reached, 0.5 + side * half) for side in (-1, 1))
    return Estimate(value, low, high, n, "aalen_johansen", unit=unit)


def _incidence(durations: Floats, state: Ints) -> tuple[Floats, Floats]:
    times, where = np.unique(durations, return_inverse=True)
    seen = np.bincount(where, minlength=len(times))
    at_risk = seen[::-1].cumsum()[::-1]
    events = np.bincount(where, weights=state == 1, minlength=len(times))
    ended = np.bincount(where, weights=state >= 0, minlength=len(times))
    before = np.concatenate([[1.0], np.cumprod(1 - ended / at_risk)[:-1]])
    return times.astype(np.float64), np.cumsum(before * events / at_risk)


def _clustered_events(early: Bools, cluster: Ints) -> float:
    _, where = np.unique(cluster, return_inverse=True)
    wholes = np.bincount(where).astype(np.float64)
    if bool(np.all(wholes == 1)):
        return float(len(wholes))
    return effective_size(np.bincount(where, weights=early).astype(np.float64), wholes)


def _quantile(times: Floats, reached: Floats, level: float) -> float | None:
    if level >= 1:
        return None
    jumps = np.diff(reached, prepend=0.0)
    events = jumps > 0
    return float(np.interp(level, (reached - jumps / 2)[events], times[events]))


def restricted_mean(curve: Survival, until: float, *, unit: str = "months") -> Estimate:
    """Mean time there within the first ``until``: the area under the curve.

    Unknown (``too_young``) when nobody is observed that long. The variance is
    ``sum over losses of (area after)² lost / (at_risk (at_risk - lost))``.

    References
    ----------
    Klein and Moeschberger (2003), Survival Analysis, section 4.5; Royston and Parmar (2013).

    Examples
    --------
    >>> import numpy as np
    >>> curve = kaplan_meier(np.array([1.0, 2, 3, 4]), np.ones(4, dtype=bool))
    >>> restricted_mean(curve, 4).value
    2.5
    """
    n = int(curve.at_risk[0]) if len(curve.at_risk) else 0
    if not n or curve.times[-1] < until:
        return Estimate.unknown("too_young", n=n, unit=unit, method="restricted_mean")
    inside = curve.times < until
    edges = np.concatenate([[0.0], curve.times[inside], [until]])
    areas = np.concatenate([[1.0], curve.survival[inside]]) * np.diff(edges)
    after = (areas.sum() - np.cumsum(areas))[:-1]
    steps = np.diff(np.concatenate([[0.0], curve.variance[inside]]))
    half = Z * math.sqrt(float((after**2 * np.where(after > 0, steps, 0.0)).sum()))
    value = float(areas.sum())
    return Estimate(value, max(0.0, value - half), min(until, value + half), n, "restricted_mean", unit=unit)
