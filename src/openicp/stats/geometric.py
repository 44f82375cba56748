"""The shifted-beta-geometric curve of contracts of one term length.

Comes in: how many of a cohort are still there after each period. Goes out: two numbers that continue the curve. It
never sees accounts of different term lengths together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaln

if TYPE_CHECKING:
    from openicp.model.facts import Floats


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """Each customer leaves at a renewal with a chance of their own; the chances follow Beta(alpha, beta)."""

    alpha: float
    beta: float

    def survival(self, periods: Floats) -> Floats:
        """Share still there after so many periods: ``B(alpha, beta + t) / B(alpha, beta)``."""
        gone = betaln(self.alpha, self.beta + np.asarray(periods, dtype=np.float64))
        return np.asarray(np.exp(gone - betaln(self.alpha, self.beta)))


def fit_shifted_beta_geometric(alive: Floats) -> ShiftedBetaGeometric:
    """Fit by maximum likelihood.

    Assumes a cohort that started together, renews once a period, and whose customers each keep one chance to leave.
    The likelihood is ``sum lost_t log(S(t-1) - S(t)) + alive_T log S(T)``.

    Parameters
    ----------
    alive
        (periods + 1,) how many (or what percentage) are there after 0, 1, 2, ... periods; never rising.

    Raises
    ------
    ValueError
        With fewer than three values, or when nobody was lost or everybody at once.

    References
    ----------
    Fader and Hardie (2007), How to Project Customer Retention, J. Interactive Marketing 21, 76-90.

    Examples
    --------
    >>> import numpy as np
    >>> regular = np.array([100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1])
    >>> fitted = fit_shifted_beta_geometric(regular)
    >>> round(fitted.alpha, 3), round(fitted.beta, 3), round(float(fitted.survival(12)), 3)
    (0.704, 1.182, 0.17)
    """
    from scipy.optimize import minimize

    counts = np.asarray(alive, dtype=np.float64)
    lost, last = -np.diff(counts), counts[-1]
    if len(counts) < 3 or lost.sum() <= 0 or np.any(lost < 0) or (last <= 0 and np.count_nonzero(lost) < 2):
        raise ValueError("at least three values that fall, not all at once")
    periods = np.arange(len(counts), dtype=np.float64)

    def misfit(logs: Floats) -> float:
        survival = ShiftedBetaGeometric(*np.exp(logs)).survival(periods)
        gone = np.maximum(-np.diff(survival), 1e-300)
        likelihood = float((lost * np.log(gone)).sum()) + float(last * np.log(max(survival[-1], 1e-300)))
        return -likelihood / float(counts[0])

    found = minimize(
        misfit,
        np.zeros(2),
        method="Nelder-Mead",
        bounds=[(-12.0, 12.0)] * 2,
        options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 4000, "maxfev": 8000},
    )
    alpha, beta = np.exp(found.x)
    return ShiftedBetaGeometric(float(alpha), float(beta))
