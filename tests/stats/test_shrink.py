"""Small groups are pulled towards the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openicp import stats
from openicp.model.estimate import Estimate


@given(st.integers(1, 200), st.data())
def test_a_pulled_share_lies_between_its_own_and_the_whole(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    part, whole = stats.proportion(k, n), stats.proportion(30, 100)
    pulled = stats.shrink_proportion(part, whole)
    assert min(part.value, 0.3) - 1e-12 <= pulled.value <= max(part.value, 0.3) + 1e-12
    assert pulled.low < pulled.value < pulled.high


def test_a_thin_segment_is_pulled_more_than_a_full_one() -> None:
    whole = stats.proportion(300, 1000)
    thin, full = (stats.shrink_proportion(stats.proportion(0, n), whole).value for n in (5, 500))
    assert thin > 0.2
    assert full < 0.02


def test_pulling_brings_shares_closer_to_the_truth_and_covers_it() -> None:
    rng = np.random.default_rng(0)
    truth = rng.beta(12, 28, 300)
    n = rng.integers(8, 60, 300)
    k = rng.binomial(n, truth)
    strength = stats.prior_strength(k.astype(float), n.astype(float))
    assert strength == pytest.approx(40, rel=0.5)
    whole = stats.proportion(int(k.sum()), int(n.sum()))
    raw = [stats.proportion(int(a), int(b)) for a, b in zip(k, n, strict=True)]
    pulled = [stats.shrink_proportion(one, whole, strength=strength) for one in raw]
    errors = [np.mean([(one.value - t) ** 2 for one, t in zip(ones, truth, strict=True)]) for ones in (raw, pulled)]
    assert errors[1] < 0.6 * errors[0]
    held = np.mean([one.low <= t <= one.high for one, t in zip(pulled, truth, strict=True)])
    assert held > 0.9


def test_parts_that_differ_by_chance_alone_are_pulled_hard() -> None:
    rng = np.random.default_rng(1)
    n = np.full(400, 30.0)
    assert stats.prior_strength(rng.binomial(30, 0.3, 400).astype(float), n) > 100


def test_without_three_parts_the_usual_strength_stands() -> None:
    assert stats.prior_strength(np.array([3.0]), np.array([9.0])) == 20.0


def test_means_are_pulled_by_their_precision() -> None:
    whole = Estimate(100.0, 95.0, 105.0, 500, "mean", unit="money")
    sharp, vague = Estimate(200.0, 198.0, 202.0, 80, "mean"), Estimate(200.0, 100.0, 300.0, 5, "mean")
    assert stats.shrink_mean(sharp, whole, between=400.0).value > 199
    assert stats.shrink_mean(vague, whole, between=400.0).value < 120


def test_the_spread_between_parts_is_found() -> None:
    rng = np.random.default_rng(2)
    truth = rng.normal(100, 20, 500)
    errors = rng.uniform(5, 30, 500)
    assert stats.between_variance(rng.normal(truth, errors), errors) == pytest.approx(400, rel=0.3)
    assert stats.between_variance(np.array([5.0]), np.array([1.0])) == 0


def test_a_share_of_clustered_deals_is_pulled_by_its_effective_number() -> None:
    wholes = np.full(10, 40.0)
    parts = np.array([38.0, 36, 35, 2, 30, 39, 4, 20, 37, 33])
    part = stats.share(parts, wholes)
    assert stats.size_of(part) == pytest.approx(stats.effective_size(parts, wholes), rel=1e-6)
    clustered = stats.shrink_proportion(part, stats.proportion(300, 1000))
    naive = stats.shrink_proportion(stats.proportion(parts.sum(), 400), stats.proportion(300, 1000))
    assert 0.3 < clustered.value < naive.value - 0.1


def test_a_price_of_few_companies_is_pulled_by_ratio_and_stays_positive() -> None:
    whole = Estimate(500.0, 450.0, 560.0, 400, "mover", unit="money")
    few, many = (Estimate(2000.0, 700.0, 6000.0, n, "mover", unit="money") for n in (5, 500))
    pulled = stats.shrink_positive(few, whole)
    assert 500 < pulled.value < 700
    assert 0 < pulled.low < pulled.value < pulled.high < few.high
    assert stats.shrink_positive(many, whole).value > 1800
    open_end = Estimate(2000.0, 700.0, None, 5, "mover", unit="money")
    assert stats.shrink_positive(open_end, whole) == open_end
