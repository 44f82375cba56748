"""The shifted-beta-geometric curve of contracts of one term length.

Comes in: how many of a cohort are still there after each period, or losses and numbers at risk by period. Goes out: two
numbers that continue the curve. It never sees accounts of different term lengths together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """Each customer leaves at a renewal with a chance of their own; the chances follow Beta(alpha, beta)."""

    alpha: float
    beta: float

    def survival(self, periods: Floats) -> Floats:
        """Share still there after so many periods: ``B(alpha, beta + t) / B(alpha, beta)``."""
        from scipy.special import betaln

        gone = betaln(self.alpha, self.beta + np.asarray(periods, dtype=np.float64))
        return np.asarray(np.exp(gone - betaln(self.alpha, self.beta)))

    def retention(self, periods: Floats) -> Floats:
        """Share of those there before the t-th renewal that renew: ``(beta + t - 1) / (alpha + beta + t - 1)``."""
        seen = np.asarray(periods, dtype=np.float64) - 1
        return np.asarray((self.beta + seen) / (self.alpha + self.beta + seen))

    def residual(self, renewals: int, *, discount: float) -> float:
        """Discounted periods still to come of a customer who has renewed so often, the next renewal being due.

        ``sum over t >= 1 of S(renewals + t) / S(renewals) / (1 + discount)^(t - 1)``
        ``= (beta + n) / (alpha + beta + n) 2F1(1, beta + n + 1; alpha + beta + n + 1; 1 / (1 + discount))``.

        References
        ----------
        Fader and Hardie (2010), Customer-Base Valuation in a Contractual Setting, Marketing Science 29, 85-93.

        Examples
        --------
        >>> regular = ShiftedBetaGeometric(0.704, 1.182)
        >>> [round(regular.residual(n, discount=0.1), 2) for n in (0, 1, 4)]
        [2.96, 4.1, 5.89]
        """
        from scipy.special import hyp2f1

        kept = self.beta + renewals
        share = kept / (self.alpha + kept)
        return float(share * hyp2f1(1.0, kept + 1, self.alpha + kept + 1, 1 / (1 + discount)))


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


SPREADS = (0.0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0, 1.4, 2.0, 3.0, 5.0, 8.0)
"""Values of ``1 / (alpha + beta)`` that are tried: from one chance for all to customers who differ very much."""
TURNS = 8


def fit_renewals(lost: Floats, at_risk: Floats, *, prior: float = 0.0) -> tuple[Floats, Floats]:
    """The curve of many cohorts at once, some still running, for any number of resamples.

    The chance to leave at the k-th renewal is ``alpha / (alpha + beta + k - 1) = first / (1 + spread (k - 1))`` with
    ``first = alpha / (alpha + beta)`` and ``spread = 1 / (alpha + beta)``; both maximise the likelihood
    ``sum_k lost_k log h_k + (at_risk_k - lost_k) log(1 - h_k) - prior * spread``. ``spread = 0`` is one chance for all.

    Parameters
    ----------
    lost, at_risk
        (..., renewals) counts at the first, second, ... renewal.
    prior
        How much is held against customers differing: with few renewals seen, chance alone looks like difference.

    Returns
    -------
    first, spread
        (...,) each.

    References
    ----------
    Fader and Hardie (2007), J. Interactive Marketing 21, 76-90.

    Examples
    --------
    >>> import numpy as np
    >>> alive = np.array([100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1])
    >>> first, spread = fit_renewals(-np.diff(alive), alive[:-1])
    >>> round(float(first), 2), round(float(1 / spread), 2)  # 0.704 / 1.886 and 1.886
    (0.37, 1.88)
    """
    lost, at_risk = np.asarray(lost, dtype=np.float64), np.asarray(at_risk, dtype=np.float64)
    spreads = np.array(SPREADS)
    found = _profile(lost[..., None, :], at_risk[..., None, :], spreads, prior=prior)
    best = np.clip(found[1].argmax(axis=-1), 1, len(spreads) - 2)
    # A second look between the neighbours: on the coarse steps alone a parabola is 3 % off.
    near = spreads[best - 1][..., None] + (spreads[best + 1] - spreads[best - 1])[..., None] * np.linspace(0, 1, 5)
    found = _profile(lost[..., None, :], at_risk[..., None, :], near, prior=prior)
    spread = _peak(near, found[1], np.clip(found[1].argmax(axis=-1), 1, 3))
    first, _ = _profile(lost[..., None, :], at_risk[..., None, :], spread[..., None], prior=prior)
    return first[..., 0], spread


def _profile(lost: Floats, at_risk: Floats, spreads: Floats, *, prior: float) -> tuple[Floats, Floats]:
    """Best ``first`` for each spread, and the logarithm of its likelihood."""
    shape = 1 / (1 + spreads[..., None] * np.arange(lost.shape[-1]))
    kept = at_risk - lost
    total = np.maximum((at_risk * shape).sum(axis=-1), 1e-12)
    first = np.clip(lost.sum(axis=-1) / total, 1e-6, 1 - 1e-6)
    for _ in range(TURNS):
        down = shape / (1 - first[..., None] * shape)
        slope = lost.sum(axis=-1) / first - (kept * down).sum(axis=-1)
        bend = lost.sum(axis=-1) / first**2 + (kept * down**2).sum(axis=-1)
        first = np.clip(first + slope / np.maximum(bend, 1e-12), first / 4, (first + 1) / 2)
    chance = np.clip(first[..., None] * shape, 1e-12, 1 - 1e-12)
    likelihood = (lost * np.log(chance) + kept * np.log1p(-chance)).sum(axis=-1)
    return np.asarray(first), np.asarray(likelihood - prior * spreads)


def _peak(places: Floats, heights: Floats, best: Ints) -> Floats:
    """Where a parabola through the best place and its neighbours is highest, inside them."""
    beside = [(best + side)[..., None] for side in (-1, 0, 1)]
    x, y = ([np.take_along_axis(of, at, axis=-1)[..., 0] for at in beside] for of in (places, heights))
    left, right = (y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1])
    bend = (right - left) / (x[2] - x[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        top = (x[0] + x[1]) / 2 - left / (2 * bend)
    return np.where(bend < 0, np.clip(top, x[0], x[2]), np.where(y[0] >= y[2], x[0], x[2]))
