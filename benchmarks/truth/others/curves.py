"""Curves, tests and shares by lifelines and statsmodels, for comparison; runs in an environment of its own.

Comes in: on standard input, JSON with lists of cases. Goes out: JSON with what the other packages make of them. It
imports nothing of this project.
"""

from __future__ import annotations

import json
import sys

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import restricted_mean_survival_time
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.proportion import proportion_confint


def curve(case: dict) -> dict:
    days, lost = np.array(case["days"]), np.array(case["lost"])
    first = np.array(case["first"], dtype=bool)
    fitted = KaplanMeierFitter().fit(days, lost)
    band = fitted.confidence_interval_
    return {
        "times": fitted.survival_function_.index.tolist(),
        "survival": fitted.survival_function_.iloc[:, 0].tolist(),
        "low": band.iloc[:, 0].tolist(),
        "high": band.iloc[:, 1].tolist(),
        "log_rank": float(logrank_test(days[first], days[~first], lost[first], lost[~first]).test_statistic),
        "restricted": float(restricted_mean_survival_time(fitted, t=case["until"])),
    }


def share(case: list) -> list:
    return [float(end) for end in proportion_confint(case[0], case[1], method="wilson")]


def stratified(case: list) -> float:
    return float(StratifiedTable([np.array(table, dtype=float) for table in case]).riskratio_pooled)


given = json.load(sys.stdin)
answer = {
    "curves": [curve(case) for case in given["curves"]],
    "shares": [share(case) for case in given["shares"]],
    "stratified": [stratified(case) for case in given["stratified"]],
}
json.dump(answer, sys.stdout)
