"""Do 95 % intervals cover the truth? Companies whose churn, win rate, value, cost and cycle are drawn from a prior.

Comes in: how many companies. Goes out: rows per metric: coverage on average and at the worst single truth, and the
width beside that of a textbook interval. It never counts a figure that was not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from rows import Effort, Row
from scipy.special import chdtri

from builders import MONTH_DAYS, Economics, Truth, company
from openicp import metrics
from openicp.model.estimate import Estimate
from openicp.model.facts import Facts
from openicp.stats.proportion import wilson

SIZES = (20, 50, 200, 500)
DRAWN = 1000
"""Companies of each size whose truth is drawn from the prior."""
FIXED = 400
"""Companies of each size at each of the single truths."""
ECONOMICS = Economics(gross_margin=0.8, clv_horizon_months=60, discount_monthly=0.008)
MONTHS = 48
TRUTHS = tuple(
    Truth(win_rate=win, churn=churn, mrr=200.0, cycle_days=cycle)
    for win, churn, cycle in ((0.15, 0.005, 15.0), (0.3, 0.02, 40.0), (0.5, 0.04, 60.0), (0.8, 0.08, 120.0))
)
NAMES = ("win_rate", "monthly_churn", "left_12m", "clv", "cac", "cycle_days")


Measured = dict[str, tuple[float, float, float, float]]


@dataclass(frozen=True)
class Case:
    """One company to measure."""

    n: int
    seed: int
    truth: Truth


def prior(rng: np.random.Generator) -> Truth:
    """Win rates from Beta(3, 4); monthly churn log-uniform from 0.5 to 8 %; cycles from 15 to 120 days."""
    churn = float(np.exp(rng.uniform(np.log(0.005), np.log(0.08))))
    return Truth(float(rng.beta(3, 4)), churn, float(rng.lognormal(5, 0.5)), float(rng.uniform(15, 120)))


def true_values(truth: Truth, *, horizon: int) -> dict[str, float]:
    """What the metrics estimate, in closed form."""
    keeps = (1 - truth.churn) / (1 + ECONOMICS.discount_monthly)
    worth = (1 - keeps**horizon) / (1 - keeps)
    days = np.arange(1, 5000)
    reached = 1 - np.exp(-days / truth.cycle_days)
    # Of those approached evenly over the months, some are still open: their cost is spent, their win is to come.
    closed = float(np.mean(1 - np.exp(-np.maximum(np.arange(MONTHS * MONTH_DAYS) - 1, 0) / truth.cycle_days)))
    return {
        "win_rate": truth.win_rate,
        "monthly_churn": truth.churn,
        "left_12m": 1 - (1 - truth.churn) ** 12,
        "clv": ECONOMICS.gross_margin * truth.mrr * worth if ECONOMICS.gross_margin else 0.0,
        "cac": 100.0 / (truth.win_rate * closed),
        "cycle_days": float(days[np.searchsorted(reached, 0.5)]),
    }


def measured(case: Case) -> Measured:
    """Per metric: truth, low, high, width of the textbook interval where there is one; only what was given."""
    asked = _facts(case, all_win=False)
    paying = _facts(case, all_win=True)
    found = metrics.measure(asked, project=ECONOMICS)
    kept = metrics.measure(paying, project=ECONOMICS)
    horizon = min(60, 3 * MONTHS)
    true = true_values(case.truth, horizon=horizon)
    answer = {}
    for name in NAMES:
        one = (kept if name in ("monthly_churn", "left_12m", "clv") else found)[name]
        if one.value is not None:
            low = -np.inf if one.low is None else one.low
            high = np.inf if one.high is None else one.high
            answer[name] = (true[name], low, high, textbook(one))
    return answer


def textbook(one: Estimate) -> float:
    """Width of Wilson's interval of a share, of Garwood's exact one of a rate; NaN for others."""
    if one.k is not None and one.n:
        low, high = wilson(float(one.k), float(one.n))
        return high - low
    if one.method == "score" and one.value and one.low is not None and one.high is not None:
        # The score interval determines events and exposure: its middle is (k + z²/2) / exposure.
        exposure = 3.8414588 / (one.low + one.high - 2 * one.value)
        k = one.value * exposure
        return float(chdtri(2 * k + 2, 0.025) - chdtri(2 * k, 0.975)) / 2 / exposure
    return float("nan")


def _facts(case: Case, *, all_win: bool) -> Facts:
    """Everybody wins where retention is measured, so that ``n`` customers are ``n``."""
    truth = Truth(1.0 if all_win else case.truth.win_rate, case.truth.churn, case.truth.mrr, case.truth.cycle_days)
    return company(case.n, seed=case.seed, months=MONTHS, rest=truth, voices=False)


def _batch(cases: list[Case]) -> list[Measured]:
    return [measured(case) for case in cases]


def intervals(effort: Effort) -> Iterator[Row]:
    """Coverage per metric and size."""
    rng = np.random.default_rng(7)
    for n in SIZES:
        drawn = [Case(n, seed, prior(rng)) for seed in range(effort.of(DRAWN))]
        fixed = [[Case(n, 10_000 + seed, truth) for seed in range(effort.of(FIXED))] for truth in TRUTHS]
        batches = _chunks(drawn)
        with ProcessPoolExecutor(effort.workers) as pool:
            results = [one for part in pool.map(_batch, batches) for one in part]
            single = [[one for part in pool.map(_batch, _chunks(cases)) for one in part] for cases in fixed]
        for name in NAMES:
            mean, given = coverage(results, name)
            worst = min((coverage(part, name)[0] for part in single if coverage(part, name)[1] >= 50), default=np.nan)
            width, beside = widths(results, name)
            usual = "" if np.isnan(beside) else f", {beside:.3g} by the textbook"
            holds = 0.93 <= mean <= 0.97 and not worst < 0.9
            yield Row(
                f"95 % interval of `{name}`, n = {n}",
                "93-97 % on average, at least 90 % at any truth",
                f"{100 * mean:.1f} %, worst {100 * worst:.1f} %, mean width {width:.3g}{usual}",
                holds,
                f"{given} of {len(results)}",
            )


def widths(results: list[Measured], name: str) -> tuple[float, float]:
    """Mean width of closed intervals, and of the textbook's on the same companies."""
    found = [(high - low, usual) for _, low, high, usual in _of(results, name) if np.isfinite(high - low)]
    ours, usual = np.array(found).T if found else (np.full(1, np.nan), np.full(1, np.nan))
    return float(ours.mean()), float(usual.mean())


def _of(results: list[Measured], name: str) -> list[tuple[float, float, float, float]]:
    return [one[name] for one in results if name in one]


def coverage(results: list[Measured], name: str) -> tuple[float, int]:
    """Share of intervals that hold the truth, and how many were given."""
    found = _of(results, name)
    held = [low <= true <= high for true, low, high, _ in found]
    return (float(np.mean(held)) if held else float("nan")), len(found)


def _chunks(cases: list[Case], size: int = 25) -> list[list[Case]]:
    return [cases[start : start + size] for start in range(0, len(cases), size)]
