"""A segment beside the others at equal age."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from builders import Economics, Truth, company
from openicp import metrics


def of_the_best(facts):
    column = facts.accounts.columns["industry"]
    return column.codes == column.values.index("agency")


def test_who_leaves_a_quarter_as_often_stays_longer_and_brings_more() -> None:
    facts = company(3000, seed=2, best=Truth(churn=0.01, mrr=200), rest=Truth(churn=0.04, mrr=200))
    found = metrics.measure(facts, of_the_best(facts), project=Economics())
    assert found["churn_ratio"].low < 0.25 < found["churn_ratio"].high
    assert found["stay_gap"].low > 0
    assert found["value_gap"].low > 0


def test_a_group_that_is_only_younger_is_not_better() -> None:
    facts = company(4000, seed=5, rest=Truth(churn=0.04, win_rate=1.0))
    young = facts.accounts.approached > np.median(facts.accounts.approached)
    found = metrics.measure(facts, young, project=Economics())
    assert found["churn_ratio"].low < 1 < found["churn_ratio"].high
    assert found["stay_gap"].low < 0 < found["stay_gap"].high


def test_ranges_of_the_ratio_and_the_gaps_cover_the_truth() -> None:
    held = {"churn_ratio": 0, "stay_gap": 0, "value_gap": 0}
    truth = {"churn_ratio": 1.0, "stay_gap": 0.0, "value_gap": 0.0}
    for seed in range(60):
        facts = company(300, seed=seed, rest=Truth(churn=0.03), voices=False)
        found = metrics.measure(facts, facts.accounts.approached % 2 == 0, project=Economics())
        for name, true in truth.items():
            held[name] += found[name].low <= true <= found[name].high
    assert min(held.values()) >= 52


def test_accounts_that_nobody_can_place_are_on_neither_side() -> None:
    facts = company(600, seed=2, rest=Truth(churn=0.03))
    members = np.arange(600) < 200
    all_of_the_rest = metrics.measure(facts, members, project=Economics())["churn_ratio"]
    some_of_it = metrics.measure(facts, members, project=Economics(), others=np.arange(600) >= 400)["churn_ratio"]
    assert all_of_the_rest.value != some_of_it.value


@pytest.mark.parametrize("name", ["churn_ratio", "stay_gap", "value_gap"])
def test_everybody_and_a_company_without_dates_have_nothing_to_compare(name: str) -> None:
    facts = company(60)
    assert metrics.measure(facts)[name].reason == "no_others"
    assert metrics.measure(replace(facts, spells=None), np.arange(60) < 30)[name].reason == "no_dates"
