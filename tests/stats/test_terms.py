"""Losses per month with contract terms as the trials."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openicp import stats


@given(st.integers(0, 300), st.integers(1, 300), st.sampled_from([1, 3, 12, 24]))
def test_of_one_length_it_is_wilsons_interval_by_the_month(k: int, n: int, months: int) -> None:
    k = min(k, n)
    found = stats.term_rate(np.array([k]), np.array([n]), np.array([months]), n=n)
    ends = k / n, *stats.wilson(k, n)
    for end, share in zip((found.value, found.low, found.high), ends, strict=True):
        assert 1 - (1 - end) ** months == pytest.approx(share, abs=1e-7)


def test_contracts_of_several_lengths_share_one_chance_and_the_range_covers_it() -> None:
    rng = np.random.default_rng(4)
    terms, lengths = np.array([120.0, 20.0, 10.0]), np.array([1.0, 3.0, 12.0])
    for truth in (0.01, 0.05):
        lost = rng.binomial(terms.astype(int), 1 - (1 - truth) ** lengths, (800, 3)).astype(float)
        low, high = (stats.monthly_rate(lost, terms, lengths, z=side * 1.96) for side in (1, -1))
        assert 0.93 < float(((low <= truth) & (truth <= high)).mean()) < 0.99
        assert float(stats.monthly_rate(lost, terms, lengths).mean()) == pytest.approx(truth, rel=0.03)


def test_nothing_came_to_its_end_is_unknown_and_nobody_left_is_0() -> None:
    assert stats.term_rate(np.zeros(1), np.zeros(1), np.ones(1), n=3).reason == "no_exposure"
    nobody = stats.term_rate(np.zeros(2), np.array([5.0, 2.0]), np.array([1.0, 12.0]), n=7)
    assert (nobody.value, nobody.low) == (0.0, 0.0)
    assert nobody.high is not None
    assert 0 < nobody.high < 1


def test_everybody_left_at_once_ends_at_1() -> None:
    found = stats.term_rate(np.array([4.0]), np.array([4.0]), np.array([12.0]), n=4)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low is not None
    assert found.low < 0.2
