"""Means and ratios by resampling whole accounts."""

from __future__ import annotations

import numpy as np
import pytest

from openicp import stats


def test_every_resample_has_as_many_accounts_as_there_are() -> None:
    counts = stats.resamples(37, rng=np.random.default_rng(0), draws=50)
    assert counts.shape == (50, 37)
    assert (counts.sum(axis=1) == 37).all()


def test_the_same_seed_gives_the_same_interval_and_global_state_is_not_touched() -> None:
    values = np.random.default_rng(1).lognormal(5, 1, 40)
    before = np.random.get_state()[1].copy()
    first = stats.mean(values, rng=np.random.default_rng(7))
    assert first == stats.mean(values, rng=np.random.default_rng(7))
    assert (np.random.get_state()[1] == before).all()


def test_fewer_than_five_values_have_no_mean_and_missing_ones_are_left_out() -> None:
    values = np.array([100.0, 200, np.nan, 300, 400])
    assert stats.mean(values, rng=np.random.default_rng(0)).reason == "too_few"
    assert stats.mean(np.full(3, np.nan), rng=np.random.default_rng(0)).reason == "no_data"
    found = stats.mean(np.append(values, 500.0), rng=np.random.default_rng(0))
    assert (found.value, found.n) == (300, 5)


def test_equal_values_have_an_interval_of_no_width() -> None:
    found = stats.mean(np.full(12, 49.0), rng=np.random.default_rng(0))
    assert (found.low, found.value, found.high) == (49, 49, 49)


def test_a_mean_of_money_is_not_below_zero() -> None:
    found = stats.mean(np.array([0.0, 0, 0, 0, 0, 900]), rng=np.random.default_rng(0))
    assert found.low == 0
    assert found.high > 400


@pytest.mark.parametrize("n", [10, 25, 80])
def test_means_of_skewed_values_cover_the_truth(n: int) -> None:
    rng = np.random.default_rng(n)
    truth = float(np.exp(0.4**2 / 2))
    held = sum(
        found.low <= truth <= found.high
        for found in (stats.mean(rng.lognormal(0, 0.4, n), rng=rng) for _ in range(400))
    )
    assert held / 400 > 0.915


def test_ratios_of_sums_cover_the_truth() -> None:
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        before = rng.lognormal(5, 0.5, 60)
        now = before * np.where(rng.random(60) < 0.15, 0, rng.normal(1.1, 0.1, 60))
        found = stats.ratio(now, before, rng=rng)
        held += found.low <= 0.85 * 1.1 <= found.high
    assert held / 400 > 0.915


def test_accounts_are_resampled_whole() -> None:
    """Ten accounts with one deal each, and the same ten with a hundred equal deals each, know equally much."""
    amounts = np.random.default_rng(3).lognormal(5, 1, 10)
    once = stats.ratio(amounts, np.ones(10), rng=np.random.default_rng(5))
    often = stats.ratio(amounts * 100, np.full(10, 100.0), rng=np.random.default_rng(5))
    assert (often.low, often.high) == pytest.approx((once.low, once.high))
