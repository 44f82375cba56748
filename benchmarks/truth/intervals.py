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

from builders import MONTH_DAYS, Economics, Truth, company
from openicp import metrics
from openicp.model.estimate import Estimate
from openicp.model.facts import Facts
from openicp.stats import resamples, wilson

SIZES = (20, 50, 200, 500)
DRAWN = 1000
"""Companies of each size whose truth is drawn from the prior."""
FIXED = 1000
"""Companies of each size at each of the single truths."""
FIRST_FIXED = 10_000
"""Seed of the first company with a truth of its own."""
BESIDE = {"left_12m": "Wilson", "win_rate": "Wilson", "cac": "plain bootstrap", "cycle_days": "plain bootstrap"}
"""What a width is compared with; churn by age and CLV have their own bands alone."""
FEWEST_GIVEN = 50
"""Of so few companies with a figure no coverage is told."""
ECONOMICS = Economics(gross_margin=0.8, clv_horizon_months=60, discount_monthly=0.008)
MONTHS = 48
TRUTHS = tuple(
    Truth(win_rate=win, churn=churn, mrr=200.0, cycle_days=cycle)
    for win, churn, cycle in ((0.15, 0.005, 15.0), (0.3, 0.02, 40.0), (0.5, 0.04, 60.0), (0.8, 0.08, 120.0))
)
RETENTION = ("monthly_churn", "annual_churn", "left_12m", "clv")
NAMES = (*RETENTION, "win_rate", "cac", "cycle_days")
RESAMPLES = 300


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
        "annual_churn": 1 - (1 - truth.churn) ** 12,
        "left_12m": 1 - (1 - truth.churn) ** 12,
        "clv": ECONOMICS.gross_margin * truth.mrr * worth if ECONOMICS.gross_margin else 0.0,
        "cac": 100.0 / (truth.win_rate * closed),
        "cycle_days": float(days[np.searchsorted(reached, 0.5)]),
    }


def measured(case: Case) -> Measured:
    """Per metric: truth, low, high, width of the textbook interval where there is one; only what was given."""
    asked = _facts(case, all_win=False)
    found = metrics.measure(asked, project=ECONOMICS)
    kept = metrics.measure(_facts(case, all_win=True), project=ECONOMICS)
    true = true_values(case.truth, horizon=min(60, 3 * MONTHS))
    beside = _bootstrapped(asked, case.seed) if case.seed < FIRST_FIXED else {}
    answer = {}
    for name in NAMES:
        one = (kept if name in RETENTION else found)[name]
        if one.value is not None:
            low = -np.inf if one.low is None else one.low
            high = np.inf if one.high is None else one.high
            answer[name] = (true[name], low, high, beside.get(name, _wilson_width(one)))
    return answer


def _wilson_width(one: Estimate) -> float:
    """Width of Wilson's interval of a share that is counted; NaN for others."""
    if one.k is None or not one.n:
        return float("nan")
    low, high = wilson(float(one.k), float(one.n))
    return high - low


def _bootstrapped(facts: Facts, seed: int) -> dict[str, float]:
    """Widths of the plain bootstrap's percentiles: cost by win, and the median cycle of won deals."""
    counts = resamples(facts.accounts.n, rng=np.random.default_rng(seed), draws=RESAMPLES)
    won = facts.accounts.outcome == 1
    deals, costs = facts.deals, facts.costs
    assert deals is not None
    assert costs is not None
    with np.errstate(divide="ignore", invalid="ignore"):
        cac = (counts @ costs.by_account) / (counts @ won)
    days = (deals.closed - deals.opened)[deals.outcome == 1].astype(float)
    if len(days) == 0:
        return {}
    rng = np.random.default_rng(seed + 1)
    medians = np.median(days[rng.integers(0, len(days), (RESAMPLES, len(days)))], axis=1)
    return {"cac": _spread(cac), "cycle_days": _spread(medians)}


def _spread(values: np.ndarray) -> float:
    with np.errstate(invalid="ignore"):
        low, high = np.quantile(values, [0.025, 0.975])
    return float(high - low) if np.isfinite(high) else float("nan")


def _facts(case: Case, *, all_win: bool) -> Facts:
    """Everybody wins where retention is measured, so that ``n`` customers are ``n``."""
    truth = Truth(1.0 if all_win else case.truth.win_rate, case.truth.churn, case.truth.mrr, case.truth.cycle_days)
    return company(case.n, seed=case.seed, months=MONTHS, rest=truth, voices=False)


def _batch(cases: list[Case]) -> list[Measured]:
    return [measured(case) for case in cases]


def intervals(effort: Effort) -> Iterator[Row]:
    """Coverage per metric and size."""
    rng = np.random.default_rng(7)
    with ProcessPoolExecutor(effort.workers) as pool:
        for n in SIZES:
            drawn = [Case(n, seed, prior(rng)) for seed in range(effort.of(DRAWN))]
            fixed = [[Case(n, FIRST_FIXED + seed, truth) for seed in range(effort.of(FIXED))] for truth in TRUTHS]
            results = _all(pool, drawn)
            single = [_all(pool, cases) for cases in fixed]
            yield from (_row(name, n, results, single) for name in NAMES)


def _all(pool: ProcessPoolExecutor, cases: list[Case]) -> list[Measured]:
    return [one for part in pool.map(_batch, _chunks(cases)) for one in part]


def _row(name: str, n: int, results: list[Measured], single: list[list[Measured]]) -> Row:
    mean, given = coverage(results, name)
    at_one = [held for held, seen in (coverage(part, name) for part in single) if seen >= FEWEST_GIVEN]
    worst = min(at_one, default=float("nan"))
    width, beside = widths(results, name)
    usual = "" if np.isnan(beside) else f" ({BESIDE[name]} {beside:.3g})"
    return Row(
        f"95 % interval of `{name}`, n = {n}",
        "93-97 % on average, at least 90 % at any truth",
        f"{100 * mean:.1f} %, worst {100 * worst:.1f} %, mean width {width:.3g}{usual}",
        0.93 <= mean <= 0.97 and not worst < 0.9,
        f"{given} of {len(results)}",
    )


def widths(results: list[Measured], name: str) -> tuple[float, float]:
    """Mean width of closed intervals, and of the textbook's, on the companies where both are known."""
    found = np.array([(high - low, usual) for _, low, high, usual in _of(results, name) if np.isfinite(high - low)])
    if not len(found):
        return float("nan"), float("nan")
    both = found[~np.isnan(found[:, 1])] if name in BESIDE else found
    return float(both[:, 0].mean()), float(both[:, 1].mean()) if name in BESIDE else float("nan")


def _of(results: list[Measured], name: str) -> list[tuple[float, float, float, float]]:
    return [one[name] for one in results if name in one]


def coverage(results: list[Measured], name: str) -> tuple[float, int]:
    """Share of intervals that hold the truth, and how many were given."""
    found = _of(results, name)
    held = [low <= true <= high for true, low, high, _ in found]
    return (float(np.mean(held)) if held else float("nan")), len(found)


def _chunks(cases: list[Case], size: int = 25) -> list[list[Case]]:
    return [cases[start : start + size] for start in range(0, len(cases), size)]
