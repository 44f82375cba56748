"""How many of what has begun will end one way rather than the other, when some are still open.

Comes in: durations and how each ended. Goes out: an ``Estimate`` of unit ``share``. It never takes what is open for
lost, nor leaves it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from openicp.model.estimate import Estimate
from openicp.stats.proportion import effective_size, wilson
from openicp.stats.resample import FEWEST

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints


def share_until(durations: Floats, state: Ints, cluster: Ints) -> Estimate:
    """Share that has the event in the end, among those that come to an end within the longest time observed.

    Assumes that the open ones go on like the others did after as long a time. With ``S`` the share still open and
    ``n, d, d1`` those at risk, ended, ended with the event at each time, the share with the event is
    ``F = sum S(before) d1 / n`` (Aalen-Johansen), divided by the same sum for all ends. Its variance (Marubini and
    Valsecchi) gives a number of independent cases, fewer where those of one account resemble each other; the range is
    Wilson's at that number. Below five cases that have ended it is unknown (``too_few``).

    Parameters
    ----------
    durations, state, cluster
        (cases,) as for ``median_until``: state 1 event, 0 out without it, -1 still open.

    References
    ----------
    Aalen and Johansen (1978), Scand. J. Statist. 5, 141-150; Marubini and Valsecchi (1995), Analysing Survival Data
    from Clinical Trials, section 10.2; Korn and Graubard (1998), Survey Methodology 24.

    Examples
    --------
    >>> import numpy as np
    >>> days, state = np.array([10.0, 20, 30, 40, 50, 60]), np.array([1, 0, 1, 0, 1, 1])
    >>> round(share_until(days, state, np.arange(6)).value, 3)  # nothing open: 4 of 6
    0.667
    >>> state[4] = -1  # open for 50 days: it will go as the one did that took longer
    >>> round(share_until(days, state, np.arange(6)).value, 3)
    0.667
    """
    ended = state >= 0
    n = int(ended.sum())
    if n < FEWEST:
        return Estimate.unknown("too_few" if n else "no_data", n=n, unit="share", method="aalen_johansen_share")
    share, variance = _incidence(durations, state)
    value = min(max(share, 0.0), 1.0)
    size = n if variance <= 0 or value in (0.0, 1.0) else value * (1 - value) / variance
    size = float(size) * _alike(state[ended] == 1, cluster[ended])
    low, high = wilson(value * size, size)
    return Estimate(value, low, high, n, "aalen_johansen_share", unit="share")


def _incidence(durations: Floats, state: Ints) -> tuple[float, float]:
    """Share with the event of all that end, and its variance."""
    times, where = np.unique(durations, return_inverse=True)
    seen, ends, events = (
        np.bincount(where, weights=part, minlength=len(times)) for part in (np.ones(len(state)), state >= 0, state == 1)
    )
    at_risk = seen[::-1].cumsum()[::-1]
    before = np.concatenate([[1.0], np.cumprod(1 - ends / at_risk)[:-1]])
    reached = np.cumsum(before * events / at_risk)
    total = float((before * ends / at_risk).sum())
    ahead = reached[-1] - reached
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(at_risk > ends, ends / (at_risk * (at_risk - ends)), 0.0)
    variance = float(
        (ahead**2 * steps).sum()
        + (before**2 * (at_risk - events) * events / at_risk**3).sum()
        - 2 * (ahead * before * events / at_risk**2).sum()
    )
    return float(reached[-1]) / total, variance / total**2


def _alike(events: Floats, cluster: Ints) -> float:
    """By how much less several cases of one account tell than as many accounts: 1 where each has one."""
    _, where = np.unique(cluster, return_inverse=True)
    wholes = np.bincount(where).astype(np.float64)
    if bool(np.all(wholes == 1)):
        return 1.0
    return effective_size(np.bincount(where, weights=events).astype(np.float64), wholes) / len(events)
