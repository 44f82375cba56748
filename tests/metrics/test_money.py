"""Revenue, value and cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import LAST_MONTH, TODAY, Economics, Truth, company
from openicp import metrics
from openicp.metrics import acquisition, curve, lifetime
from openicp.metrics.population import population
from openicp.model.facts import Facts, Revenue, Spells


def clv_truth(churn: float, mrr: float, *, margin: float = 0.8, months: int = 60, discount: float = 0.008) -> float:
    """Closed form of a customer with one chance to leave and a constant MRR."""
    step = (1 - churn) / (1 + discount)
    return margin * mrr * (1 - step**months) / (1 - step)


def year_of(before: list[float], now: list[float]) -> Facts:
    """A company whose accounts paid ``before`` twelve months ago and pay ``now``."""
    n = len(before)
    rows = [(a, LAST_MONTH - 12, mrr) for a, mrr in enumerate(before) if mrr]
    rows += [(a, LAST_MONTH, mrr) for a, mrr in enumerate(now) if mrr]
    account, month, mrr = zip(*rows, strict=True)
    return replace(company(n), revenue=Revenue(np.array(account), np.array(month), np.array(mrr, dtype=float)))


def test_gross_and_net_retention_and_expansion_of_a_year() -> None:
    found = metrics.measure(year_of([100, 200, 100, 100, 0, 100], [150, 100, 0, 100, 500, 100]))
    assert found["grr"].value == pytest.approx(400 / 600)
    assert found["revenue_churn"].value == pytest.approx(200 / 600)
    assert found["nrr"].value == pytest.approx(450 / 600)
    assert found["net_revenue_churn"].value == pytest.approx(150 / 600)
    assert found["expansion"].value == pytest.approx(50 / 600)
    assert found["grr"].n == 5
    for name in ("grr", "nrr", "revenue_churn", "expansion"):
        assert found[name].low <= found[name].value <= found[name].high


def test_net_is_gross_plus_expansion() -> None:
    found = metrics.measure(company(400, rest=Truth(churn=0.03), growth=0.01))
    assert found["nrr"].value == pytest.approx(found["grr"].value + found["expansion"].value)
    assert found["expansion"].value > 0.05


def test_a_year_without_losses_does_not_promise_that_there_are_none() -> None:
    found = metrics.measure(year_of([100] * 8, [100] * 8))
    assert found["grr"].value == found["nrr"].value == 1
    assert found["grr"].low < 0.7
    assert found["nrr"].low < 0.7


def test_billing_younger_than_a_year_leaves_retention_of_revenue_unknown() -> None:
    facts = company(100, months=9)
    assert metrics.measure(facts)["nrr"].reason == "too_young"
    assert metrics.measure(company(billing=False))["nrr"].reason == "no_billing"


def test_mrr_and_its_share_are_counted_and_add_up() -> None:
    facts = company(300)
    part = facts.accounts.columns["industry"].codes < 3
    whole, a, b = (metrics.measure(facts, members) for members in (None, part, ~part))
    assert a["mrr"].value + b["mrr"].value == pytest.approx(whole["mrr"].value)
    assert a["mrr_share"].value + b["mrr_share"].value == pytest.approx(1)
    assert whole["mrr"].value == pytest.approx(facts.accounts.mrr[facts.accounts.active].sum())
    assert a["customers"].value + b["customers"].value == whole["customers"].value


def test_an_unknown_mrr_makes_the_sum_a_bound() -> None:
    facts = company(100)
    mrr = facts.accounts.mrr.copy()
    mrr[np.flatnonzero(facts.accounts.active)[0]] = np.nan
    assert metrics.measure(replace(facts, accounts=replace(facts.accounts, mrr=mrr)))["mrr"].bound == "at_least"


def test_without_money_the_money_is_unknown() -> None:
    facts = company(100)
    mrr = np.full(100, np.nan)
    found = metrics.measure(replace(facts, revenue=None, costs=None, accounts=replace(facts.accounts, mrr=mrr)))
    for name in ("mrr", "arpa", "clv", "simple_clv", "cac", "ltv_cac", "payback_months"):
        assert found[name].value is None
        assert found[name].reason in {"no_amounts", "no_costs"}


@pytest.mark.parametrize("churn", [0.01, 0.03])
def test_clv_finds_the_closed_form(churn: float) -> None:
    facts = company(4000, rest=Truth(churn=churn, mrr=200), seed=1)
    found = metrics.measure(facts, project=Economics())["clv"]
    assert found.value == pytest.approx(clv_truth(churn, 200), rel=0.05)
    assert found.low < clv_truth(churn, 200) < found.high


@pytest.mark.parametrize(("accounts", "churn"), [(40, 0.02), (120, 0.03), (40, 0.005)])
def test_ranges_of_clv_cover_the_truth(accounts: int, churn: float) -> None:
    held = tried = 0
    for seed in range(60):
        of = population(company(accounts, rest=Truth(churn=churn), seed=seed), project=Economics())
        found = lifetime.clv(of)
        months = 60 if found.method == "clv_margin" else 3 * 47
        if found.value is not None:
            tried += 1
            held += found.low <= clv_truth(churn, 200, months=months) <= found.high
    assert held / tried > 0.86


def test_customers_who_pay_more_this_year_are_not_valued_like_those_of_three_years_ago() -> None:
    facts = company(2000, rest=Truth(churn=0.02, mrr=200), seed=3)
    times = 1 + 3 * (facts.accounts.approached - facts.accounts.approached.min()) / (48 * 30.4)
    revenue = replace(facts.revenue, mrr=facts.revenue.mrr * times[facts.revenue.account])
    found = metrics.measure(replace(facts, revenue=revenue), project=Economics())["clv"]
    assert found.value == pytest.approx(clv_truth(0.02, 2.5 * 200), rel=0.06)


def test_small_customers_leaving_and_large_ones_staying_is_seen() -> None:
    small, large = Truth(churn=0.05, mrr=60), Truth(churn=0.01, mrr=600)
    facts = company(3000, rest=small, best=large, seed=3)
    found = metrics.measure(facts, project=Economics())["clv"]
    assert found.value == pytest.approx(5 / 6 * clv_truth(0.05, 60) + clv_truth(0.01, 600) / 6, rel=0.1)


def test_yearly_contracts_do_not_make_customers_look_more_loyal() -> None:
    facts = company(4000, rest=Truth(churn=0.03, mrr=200), term=12, months=40, seed=6)
    found = metrics.measure(facts, project=Economics())["clv"]
    kept = np.repeat((0.97**12) ** np.arange(5), 12) * 1.008 ** -np.arange(60.0)
    assert found.value == pytest.approx(0.8 * 200 * kept.sum(), rel=0.06)


def test_nobody_has_left_and_the_value_is_still_finite_with_a_low_end() -> None:
    facts = company(60, rest=Truth(churn=1e-9))
    found = metrics.measure(facts, project=Economics())
    assert found["clv"].value == pytest.approx(clv_truth(0, 200), rel=0.2)
    assert found["clv"].low < 0.9 * found["clv"].value
    assert found["simple_clv"].value is None
    assert found["simple_clv"].reason == "no_losses"


def test_the_horizon_is_cut_to_three_times_the_oldest_age_and_says_so() -> None:
    facts = company(200, months=10)
    found = metrics.measure(facts, project=Economics())["clv"]
    assert found.method == "clv_margin_cut"
    assert found.value < clv_truth(0.02, 200, months=30) * 1.3
    assert metrics.measure(company(200, months=40), project=Economics())["clv"].method == "clv_margin"


def test_without_a_margin_the_value_is_called_revenue() -> None:
    facts = company(300)
    known = metrics.measure(facts, project=Economics(gross_margin=0.8))
    unknown = metrics.measure(facts, project=Economics(gross_margin=None))
    assert unknown["clv"].method == "clv_revenue"
    assert known["clv"].value == pytest.approx(0.8 * unknown["clv"].value)
    assert unknown["payback_months"].method == "payback_revenue"
    assert unknown["ltv_cac"].method == "mover_revenue"


def test_a_simple_clv_is_arpa_over_churn() -> None:
    found = metrics.measure(company(300), project=Economics(gross_margin=None))
    assert found["simple_clv"].value == pytest.approx(found["arpa"].value / found["monthly_churn"].value)


def test_value_on_one_flat_rate_is_the_closed_form() -> None:
    rates, mrr = np.full(60, 0.02), np.full(60, 200.0)
    assert curve.present_value(rates, mrr, discount=0.008) == pytest.approx(clv_truth(0.02, 200, margin=1))
    ahead = curve.remaining(rates, np.array([0, 24, 60, 80]), discount=0.008)
    assert ahead == pytest.approx([clv_truth(0.02, 1, margin=1), clv_truth(0.02, 1, margin=1, months=36), 0, 0])


def test_cac_is_the_cost_of_those_approached_over_those_won() -> None:
    facts = company(300, best=Truth(win_rate=0.8), rest=Truth(win_rate=0.3))
    best = facts.accounts.columns["industry"].codes == 0
    for members in (None, best, ~best):
        mask = np.ones(300, dtype=bool) if members is None else members
        found = metrics.measure(facts, members)
        won = int(facts.accounts.customer[mask].sum())
        assert found["cac"].value == pytest.approx(facts.costs.by_account[mask].sum() / won)
        assert found["cac"].n == won
        assert found["cac"].low < found["cac"].value < found["cac"].high
    by_key = [metrics.measure(facts, members)["cac_by_won"].value for members in (best, ~best)]
    assert by_key[0] == pytest.approx(by_key[1]), "spread over the won, every segment costs the same"


def test_cost_of_segments_and_unassigned_is_the_total() -> None:
    facts = company(300)
    parts = [facts.accounts.columns["industry"].codes == code for code in range(6)]
    spent = sum(metrics.measure(facts, part)["cost"].value for part in parts)
    assert spent + facts.costs.unassigned == pytest.approx(facts.costs.total, abs=0.005)


def test_no_win_has_no_cost_of_winning() -> None:
    facts = company(200)
    found = metrics.measure(facts, ~facts.accounts.customer, project=Economics())
    assert found["cac"].reason == "no_wins"
    assert found["ltv_cac"].value is None
    assert found["payback_months"].reason == "no_wins"


def test_accounts_won_before_spend_was_written_down_do_not_make_winning_look_cheap() -> None:
    facts = company(600, months=40)
    early = facts.accounts.approached < TODAY - 20 * 30
    spent = np.where(early, 0.0, facts.costs.by_account)
    cut = replace(facts, costs=replace(facts.costs, by_account=spent, total=float(spent.sum())))
    late = facts.accounts.customer & ~early
    found = metrics.measure(cut)["cac"]
    assert found.value == pytest.approx(spent.sum() / late.sum(), rel=0.05)
    assert found.n < facts.accounts.customer.sum()


def test_ranges_of_cac_cover_the_truth() -> None:
    held = tried = 0
    for seed in range(200):
        found = acquisition.cac(population(company(40, rest=Truth(win_rate=0.3), seed=seed)))
        if found.value is not None:
            tried += 1
            held += found.low <= 100 / 0.3 <= (found.high or np.inf)
    assert held / tried > 0.9


def test_payback_is_cost_over_the_margin_of_a_new_customers_month() -> None:
    facts = company(300, growth=0.02)
    found = metrics.measure(facts, project=Economics(gross_margin=0.5))
    of = population(facts)
    assert found["payback_months"].value == pytest.approx(found["cac"].value / (0.5 * acquisition.new_mrr(of).value))
    assert acquisition.new_mrr(of).value < 0.9 * found["arpa"].value
    assert metrics.measure(facts, project=Economics(gross_margin=0.0))["payback_months"].reason == "no_margin"


def test_an_account_is_worth_its_margin_so_far_and_still_to_come_minus_its_cost() -> None:
    facts = company(400, seed=5)
    worth = metrics.values(facts, project=Economics())
    gone = np.flatnonzero(facts.accounts.customer & ~facts.accounts.active)[0]
    paid = facts.revenue.mrr[facts.revenue.account == gone].sum()
    assert worth[gone] == pytest.approx(0.8 * paid - facts.costs.by_account[gone])
    lost = np.flatnonzero(facts.accounts.outcome == 0)[0]
    assert worth[lost] == pytest.approx(-facts.costs.by_account[lost])
    assert np.isnan(worth[facts.accounts.outcome == -1]).all()
    there = facts.accounts.active
    paid_there = np.bincount(facts.revenue.account, weights=facts.revenue.mrr, minlength=400)[there]
    assert (worth[there] > 0.8 * paid_there - facts.costs.by_account[there]).all()


def test_attributes_never_enter_an_accounts_value() -> None:
    facts = company(400, best=Truth(churn=0.005), rest=Truth(churn=0.05), seed=5)
    shuffled = replace(facts, accounts=replace(facts.accounts, columns={}))
    assert metrics.values(facts) == pytest.approx(metrics.values(shuffled), nan_ok=True)


def test_values_without_a_series_take_months_times_mrr() -> None:
    facts = replace(company(100), revenue=None, costs=None)
    worth = metrics.values(facts)
    gone = np.flatnonzero(facts.accounts.customer & ~facts.accounts.active)[0]
    days = facts.accounts.left[gone] - facts.accounts.started[gone]
    assert worth[gone] == pytest.approx(days / 30.4375 * facts.accounts.mrr[gone])


def test_a_million_accounts_are_resampled_in_blocks() -> None:
    facts = company(3000, seed=8)
    found = metrics.measure(facts, project=Economics())
    small = metrics.measure(company(900, seed=8), project=Economics())
    assert found["clv"].high - found["clv"].low < 0.8 * (small["clv"].high - small["clv"].low)
    assert found["arpa"].n == facts.accounts.active.sum()
    of = population(facts)
    assert of.units == 1000


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000))
def test_every_metric_has_its_ends_in_order_or_a_reason(seed: int) -> None:
    facts = company(30, seed=seed, months=18)
    rng = np.random.default_rng(seed)
    for members in (None, rng.random(30) < 0.3, np.zeros(30, dtype=bool)):
        for name, found in metrics.measure(facts, members, project=Economics()).items():
            assert (found.value is None) == (found.reason is not None), name
            if found.value is not None:
                assert np.isfinite(found.value), name
                assert found.low is None or found.low <= found.value + 1e-9, name
                assert found.high is None or found.high >= found.value - 1e-9, name


def test_spells_without_revenue_take_the_last_mrr() -> None:
    facts = replace(company(2000, rest=Truth(churn=0.02)), revenue=None)
    found = metrics.measure(facts, project=Economics())["clv"]
    assert found.value == pytest.approx(clv_truth(0.02, 200), rel=0.08)
    assert isinstance(facts.spells, Spells)
