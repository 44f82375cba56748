"""Shares: against closed forms, SciPy, statsmodels (figures noted), and simulated coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openicp import stats
from openicp.model.estimate import Estimate


@pytest.mark.parametrize(("k", "n"), [(0, 7), (1, 14), (7, 70), (15, 150), (12, 300), (1, 50), (5, 5)])
def test_wilson_equals_scipy(k: int, n: int) -> None:
    from scipy.stats import binomtest

    ours, theirs = stats.proportion(k, n), binomtest(k, n).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert (ours.k, ours.n, ours.value) == (k, n, k / n)


def test_nothing_counted_is_unknown_and_not_zero() -> None:
    found = stats.proportion(0, 0)
    assert found.value is None
    assert found.reason == "no_data"


@given(st.integers(1, 500), st.data())
def test_wilson_is_inside_0_and_1_symmetric_and_contains_the_share(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    found, mirrored = stats.proportion(k, n), stats.proportion(n - k, n)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-12)


def test_one_deal_per_account_is_wilson_and_many_alike_deals_count_once() -> None:
    won = np.array([1.0, 0, 1, 1, 0, 1, 0, 1])
    once = stats.share(won, np.ones(8))
    assert once == stats.proportion(5, 8)
    many = stats.share(won * 79, np.full(8, 79.0))
    assert many.value == once.value
    assert many.high - many.low > 0.9 * (once.high - once.low)


def test_the_design_effect_is_that_of_the_ratio_estimator() -> None:
    rng = np.random.default_rng(0)
    wholes = rng.integers(1, 30, 60).astype(float)
    parts = rng.binomial(wholes.astype(int), rng.beta(4, 4, 60)).astype(float)
    p = parts.sum() / wholes.sum()
    variance = 60 / 59 * ((parts - p * wholes) ** 2).sum() / wholes.sum() ** 2
    from scipy.stats import t

    size = p * (1 - p) / variance * (1.959963984540054 / t.ppf(0.975, 59)) ** 2
    assert stats.effective_size(parts, wholes) == pytest.approx(min(size, wholes.sum()), rel=1e-9)


def test_many_deals_of_alike_accounts_are_never_more_than_the_deals() -> None:
    assert stats.effective_size(np.full(10, 5.0), np.full(10, 10.0)) == 100


def test_shares_of_clustered_deals_cover_the_truth() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        wholes = rng.integers(1, 60, 30).astype(float)
        parts = rng.binomial(wholes.astype(int), rng.beta(6, 4, 30)).astype(float)
        found = stats.share(parts, wholes)
        held += found.low <= 0.6 <= found.high
    assert held / 400 > 0.915


def test_nobody_lost_money_still_leaves_a_range() -> None:
    found = stats.share(np.zeros(6), np.array([100.0, 250, 80, 90, 400, 120]))
    assert found.value == 0
    assert found.high > 0.35


def test_newcombe_equals_statsmodels() -> None:
    gap = stats.difference(stats.proportion(56, 70), stats.proportion(48, 80))
    assert (gap.low, gap.high) == pytest.approx((0.05243147240236498, 0.33387265403690614), abs=1e-12)


def test_a_difference_with_something_unknown_is_unknown() -> None:
    assert stats.difference(stats.proportion(3, 4), stats.proportion(0, 0)).reason == "no_data"


def test_promoter_score_counts_only_answers() -> None:
    found = stats.net_promoter(np.array([10, 9, np.nan, 3, 7, 8, 9, np.nan]))
    assert found.value == pytest.approx(100 * (3 - 1) / 6)
    assert found.n == 6
    assert stats.net_promoter(np.full(9, np.nan)).reason == "no_data"
    assert stats.net_promoter(np.array([9.0, 10, 10])).reason == "too_few"


def test_equal_answers_still_leave_a_range() -> None:
    found = stats.net_promoter(np.full(10, 10.0))
    assert found.value == 100
    assert found.low < 95


def test_promoter_scores_cover_the_truth() -> None:
    rng = np.random.default_rng(2)
    held = sum(
        found.low <= 100 * (0.5 - 0.2) <= found.high
        for found in (stats.net_promoter(rng.choice([9.0, 7.0, 4.0], 20, p=[0.5, 0.3, 0.2])) for _ in range(600))
    )
    assert held / 600 > 0.93


@given(
    st.floats(0.1, 1e4),
    st.floats(0.1, 1e4),
    st.floats(0.01, 0.95),
    st.floats(0.01, 3),
)
def test_a_quotient_contains_its_value_and_is_open_only_at_zero(a: float, b: float, down: float, up: float) -> None:
    top = Estimate(a, a * (1 - down), a * (1 + up), 10, "x")
    bottom = Estimate(b, b * (1 - down), b * (1 + up), 10, "x")
    found = stats.quotient(top, bottom)
    assert found.low <= found.value * (1 + 1e-9)
    assert found.value <= found.high * (1 + 1e-9)
    open_end = stats.quotient(top, Estimate(b, 0.0, b * 2, 10, "x"))
    assert open_end.high is None


def test_a_quotient_by_a_known_number_scales_the_interval() -> None:
    found = stats.quotient(Estimate(10.0, 8.0, 13.0, 9, "x"), Estimate(2.0, 2.0, 2.0, 9, "x"))
    assert (found.low, found.value, found.high) == pytest.approx((4, 5, 6.5))


def test_bounds_turn_round_in_the_denominator() -> None:
    least, cost = (
        Estimate(10_000.0, 10_000.0, None, 50, "given", bound="at_least"),
        Estimate(1500.0, 1500.0, 1500.0, 50, "given"),
    )
    up, down = stats.quotient(least, cost), stats.quotient(cost, least)
    assert (up.bound, up.low, up.high) == ("at_least", pytest.approx(6.6667, abs=1e-4), None)
    assert (down.bound, down.low, down.high) == ("at_most", None, pytest.approx(0.15))


def test_quotients_cover_the_truth() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(500):
        cost, won = rng.gamma(4, 25, 40), rng.random(40) < 0.35
        if not won.any():
            continue
        per_account = stats.mean(cost, rng=rng)
        found = stats.quotient(per_account, stats.proportion(int(won.sum()), 40))
        held += found.low <= 100 / 0.35 <= (found.high or math.inf)
    assert held / 500 > 0.93
