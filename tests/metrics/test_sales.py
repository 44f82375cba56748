"""Winning, recommending, using; pulling; all metrics together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from builders import TODAY, Economics, Truth, company
from openicp import metrics, stats
from openicp.model.facts import Deals, Facts


def with_deals(facts: Facts, account: np.ndarray, outcome: np.ndarray, **more: np.ndarray) -> Facts:
    n = len(account)
    columns = {
        "opened": np.full(n, TODAY - 90),
        "closed": np.where(outcome < 0, -1, TODAY - 30),
        "amount": np.full(n, 1000.0),
        "timed": np.ones(n, dtype=bool),
    } | more
    return replace(facts, deals=Deals(account=account, outcome=outcome.astype(np.int8), **columns))


def test_win_rate_counts_closed_deals_only() -> None:
    outcome = np.repeat([1, 0, -1], [40, 15, 9])
    found = metrics.measure(with_deals(company(64), np.arange(64), outcome))["win_rate"]
    assert (found.k, found.n) == (40, 55)
    assert (round(found.low, 2), round(found.high, 2)) == (0.60, 0.83)


def test_the_account_is_the_unit_where_accounts_have_many_deals() -> None:
    rng = np.random.default_rng(0)
    account = np.repeat(np.arange(85), 79)
    outcome = rng.random(85 * 79) < np.repeat(rng.beta(3, 2, 85), 79)
    found = metrics.measure(with_deals(company(85), account, outcome.astype(int)))["win_rate"]
    assert found.n == 85 * 79
    assert found.method == "wilson_clustered"
    assert found.high - found.low > 3 * (2 * 1.96 * np.sqrt(0.24 / (85 * 79)))


def test_segments_of_pure_noise_are_rarely_shown_to_differ() -> None:
    """85 accounts with 79 deals each and no pattern: by deal, half of all segments would look different."""
    rng = np.random.default_rng(1)
    account = np.repeat(np.arange(85), 79)
    false = 0
    for _ in range(100):
        outcome = (rng.random(85 * 79) < np.repeat(rng.beta(3, 2, 85), 79)).astype(int)
        facts = with_deals(company(85, seed=3), account, outcome)
        found = metrics.measure(facts, rng.random(85) < 0.3)["win_rate"]
        false += not found.low <= 0.6 <= found.high
    assert false <= 12


def test_without_lost_deals_the_win_rate_is_unknown_and_not_one() -> None:
    found = metrics.measure(with_deals(company(20), np.arange(20), np.ones(20)))["win_rate"]
    assert found.value is None
    assert found.reason == "no_lost_deals"


def test_a_segment_that_won_all_keeps_its_range() -> None:
    outcome = np.repeat([1, 0], [10, 10])
    facts = with_deals(company(20), np.arange(20), outcome)
    found = metrics.measure(facts, np.arange(20) < 10)["win_rate"]
    assert found.value == 1
    assert found.low == pytest.approx(0.722, abs=0.001)


def test_deals_that_name_no_account_belong_to_the_whole_only() -> None:
    account = np.where(np.arange(30) < 6, -1, np.arange(30))
    facts = with_deals(company(30), account, np.arange(30) % 2)
    assert metrics.measure(facts)["win_rate"].n == 30
    assert metrics.measure(facts, np.ones(30, dtype=bool))["win_rate"].n == 24
    assert metrics.measure(facts)["deal_amount"].n == 15


def test_without_deals_accounts_are_counted() -> None:
    facts = company(200, deals=False)
    found = metrics.measure(facts)["win_rate"]
    assert found.k == facts.accounts.customer.sum()
    assert metrics.measure(facts)["cycle_days"].reason == "no_deals"


def test_a_cycle_is_the_median_of_the_won() -> None:
    facts = company(4000, rest=Truth(cycle_days=60))
    found = metrics.measure(facts)["cycle_days"]
    assert found.value == pytest.approx(60 * np.log(2), rel=0.08)
    assert found.low <= found.value <= found.high


def test_traces_of_a_migration_do_not_shorten_the_cycle() -> None:
    facts = company(300)
    closed = np.where(np.arange(300) % 3 == 0, facts.deals.opened, facts.deals.closed)
    traces = replace(facts.deals, closed=closed, timed=np.arange(300) % 3 != 0)
    rest = metrics.measure(facts, np.arange(300) % 3 != 0)["cycle_days"]
    assert metrics.measure(replace(facts, deals=traces))["cycle_days"].value == rest.value


def test_deal_size_is_the_mean_of_the_won() -> None:
    facts = company(200)
    won = facts.deals.outcome == 1
    found = metrics.measure(facts)["deal_amount"]
    assert found.value == pytest.approx(facts.deals.amount[won].mean())
    assert found.n == won.sum()


def test_promoters_and_referrals_count_those_asked_and_customers() -> None:
    facts = company(300)
    found = metrics.measure(facts)
    answered = facts.promoter_score[~np.isnan(facts.promoter_score)]
    assert found["nps"].value == pytest.approx(100 * (np.mean(answered >= 9) - np.mean(answered <= 6)))
    assert found["nps"].n == len(answered)
    assert found["referrals"].n == facts.accounts.customer.sum()
    silent = metrics.measure(company(100, voices=False))
    assert [silent[name].reason for name in ("nps", "referrals", "usage")] == [
        "no_answers",
        "no_referrals",
        "no_usage",
    ]


def test_small_segments_are_pulled_towards_the_whole_and_keep_their_raw_figure() -> None:
    facts = company(600, best=Truth(churn=0.002))
    whole = metrics.measure(facts, project=Economics())
    best = facts.accounts.columns["industry"].codes == 0
    found = metrics.measure(facts, best, project=Economics(), whole=whole)["left_12m"]
    assert found.value < found.shrunk.value < whole["left_12m"].value
    assert found.shrunk.high - found.shrunk.low < found.high - found.low + 0.05
    assert found.to_json()["shrunk"]["value"] == found.shrunk.value


def test_the_same_facts_give_the_same_figures() -> None:
    first, second = (metrics.measure(company(150, seed=3), project=Economics()) for _ in range(2))
    assert first == second


def test_measuring_does_not_look_beyond_the_members() -> None:
    facts = company(200, seed=4)
    members = np.arange(200) < 100
    mrr = np.where(members, facts.accounts.mrr, facts.accounts.mrr * 7)
    other = replace(facts, accounts=replace(facts.accounts, mrr=mrr))
    ours, theirs = (metrics.measure(one, members, project=Economics()) for one in (facts, other))
    assert {name for name in ours if ours[name] != theirs[name]} == {"mrr_share"}


def test_a_segment_without_accounts_knows_nothing() -> None:
    found = metrics.measure(company(50), np.zeros(50, dtype=bool), project=Economics())
    assert {name for name, one in found.items() if one.value not in (None, 0)} == set()


def test_every_metric_is_measured() -> None:
    assert set(metrics.measure(company(60))) == set(metrics.METRICS)


def test_a_company_without_accounts_breaks_nothing() -> None:
    found = metrics.measure(company(0), project=Economics())
    assert found["accounts"].value == 0
    assert {name for name, one in found.items() if one.known} == {
        "accounts",
        "customers",
        "customers_ever",
        "cost",
    }
    assert metrics.possible_outcomes(company(0))["won"] == "no_lost_deals"
    assert metrics.values(company(0)).shape == (0,)


def test_the_rate_of_opened_deals_does_not_take_slow_losses_for_wins_to_be() -> None:
    rng = np.random.default_rng(3)
    n = 4000
    won = rng.random(n) < 0.4
    days = np.where(won, rng.uniform(5, 30, n), rng.uniform(60, 150, n))
    seen = rng.uniform(0, 400, n)
    state = np.where(days <= seen, won.astype(np.int64), -1)
    found = stats.share_until(np.minimum(days, seen), state, np.arange(n))
    assert found.low < 0.4 < found.high
    closed = state[state >= 0]
    assert (closed == 1).mean() > found.high


def test_the_rate_of_opened_deals_covers_the_truth() -> None:
    rng = np.random.default_rng(4)
    held = tried = 0
    for _ in range(400):
        won = rng.random(50) < 0.3
        days, seen = np.where(won, rng.uniform(5, 60, 50), rng.uniform(5, 150, 50)), rng.uniform(0, 300, 50)
        state = np.where(days <= seen, won.astype(np.int64), -1)
        found = stats.share_until(np.minimum(days, seen), state, np.arange(50))
        tried += found.value is not None
        held += found.value is not None and found.low <= 0.3 <= found.high
    assert held / tried > 0.92


def test_where_nothing_is_open_both_win_rates_agree() -> None:
    facts = company(200, seed=4)
    deals = facts.deals
    closed = deals.outcome >= 0
    only = replace(
        deals,
        **{
            name: getattr(deals, name)[closed] for name in ("account", "opened", "closed", "outcome", "amount", "timed")
        },
    )
    found = metrics.measure(replace(facts, deals=only))
    assert found["win_rate_opened"].value == pytest.approx(found["win_rate"].value)


def test_many_deals_of_one_account_do_not_narrow_the_rate_of_opened_deals() -> None:
    days, state = np.tile(np.arange(1.0, 21), 10), np.repeat(np.arange(10) % 2, 20)
    alone = stats.share_until(days, state, np.arange(200))
    together = stats.share_until(days, state, np.repeat(np.arange(10), 20))
    assert together.high - together.low > 2 * (alone.high - alone.low)
