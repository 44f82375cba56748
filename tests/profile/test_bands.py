"""Bands: what stands out first, nothing better left unnamed, and cuts only where the data speak."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openicp.model.attribute import Attribute, Condition, Kind
from openicp.model.facts import Accounts, CategoryColumn, Column, NumberColumn
from openicp.profile.bands import Bands, grown
from openicp.profile.cells import cells_of, shortest


def accounts_with(**columns: Column) -> Accounts:
    first = next(iter(columns.values()))
    n = len(first.codes if isinstance(first, CategoryColumn) else first.low)  # type: ignore[union-attr]
    no, day, money = np.zeros(n, bool), np.full(n, -1), np.full(n, np.nan)
    texts = np.array([str(i) for i in range(n)], object)
    return Accounts(texts, texts, dict(columns), day, no, np.full(n, -1, np.int8), no, no, day, day, money)


def channels(shares: dict[str, float], *, each: int) -> tuple[Accounts, np.ndarray]:
    """So many accounts of each channel, of which a share is valuable."""
    label = np.concatenate([np.arange(each) < round(share * each) for share in shares.values()]).astype(float)
    codes = np.repeat(np.arange(len(shares)), each)
    return accounts_with(channel=CategoryColumn(Attribute("channel", Kind.CATEGORY), tuple(shares), codes)), label


def people(values: np.ndarray, *edges: float) -> NumberColumn:
    ends = (-np.inf, *edges, np.inf)
    return NumberColumn(Attribute("employees", Kind.NUMBER, unit="people"), values, values, ends)


def bands_of(accounts: Accounts, label: np.ndarray, *best: Condition) -> list[Bands]:
    rows = np.arange(accounts.n)
    return grown([cells_of(one, accounts, rows) for one in best], label)


def test_a_value_that_does_even_better_than_what_was_found_joins_it() -> None:
    accounts, label = channels({"a": 0.4, "b": 0.4, "c": 0.9, "d": 0.1, "e": 0.1}, each=100)
    (bands,) = bands_of(accounts, label, Condition("channel", ("a", "b")))
    assert bands == (Condition("channel", ("a", "b", "c")), None)


def test_a_value_that_does_better_than_the_rest_but_not_than_what_was_found_is_a_band_of_its_own() -> None:
    accounts, label = channels({"a": 0.8, "b": 0.8, "c": 0.4, "d": 0.1, "e": 0.1}, each=100)
    (bands,) = bands_of(accounts, label, Condition("channel", ("a", "b")))
    assert bands[0] == Condition("channel", ("a", "b"))
    assert Condition("channel", ("c",)) in bands


def test_a_step_beside_the_best_range_is_found_at_a_number_that_people_can_say() -> None:
    rng = np.random.default_rng(1)
    size = rng.integers(1, 1000, 4000).astype(float)
    chance = np.select([(size >= 50) & (size < 201), size < 50, size >= 730], [0.6, 0.1, 0.15], 0.4)
    accounts = accounts_with(employees=people(size, 50.0, 201.0, 501.0))
    (bands,) = bands_of(accounts, (rng.random(4000) < chance).astype(float), Condition("employees", (), 50.0, 201.0))
    ends = {end for band in bands if band is not None for end in (band.low, band.high) if end is not None}
    assert Condition("employees", (), 50.0, 201.0) in bands
    assert {50.0, 201.0} < ends
    assert any(700 <= end <= 760 and end % 10 == 0 for end in ends)


def test_a_line_without_an_effect_is_hardly_ever_split() -> None:
    split = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        size = rng.integers(1, 1000, 400).astype(float)
        accounts = accounts_with(employees=people(size, 50.0, 201.0, 501.0))
        label = (rng.random(400) < 0.4).astype(float)
        split += len(bands_of(accounts, label, Condition("employees", (), 50.0, 201.0))[0]) > 2
    assert split <= 18


def test_what_another_line_explains_is_no_reason_to_split() -> None:
    rng = np.random.default_rng(5)
    n = 4000
    codes = rng.integers(0, 2, n)
    size = np.where(codes == 0, rng.integers(300, 600, n), rng.integers(1, 1000, n)).astype(float)
    label = (rng.random(n) < np.where(codes == 0, 0.6, 0.2)).astype(float)
    channel = CategoryColumn(Attribute("channel", Kind.CATEGORY), ("a", "b"), codes)
    accounts = accounts_with(channel=channel, employees=people(size, 50.0, 100.0))
    best = Condition("employees", (), None, 50.0)
    (alone,) = bands_of(accounts, label, best)
    _, beside = bands_of(accounts, label, Condition("channel", ("a",)), best)
    assert len(alone) > 2
    assert beside == (best, None)


def test_no_band_has_fewer_than_ten_accounts() -> None:
    accounts, label = channels({"a": 0.3, "b": 0.3, "c": 1.0, "d": 0.0}, each=9)
    (bands,) = bands_of(accounts, label, Condition("channel", ("a",)))
    assert bands == (Condition("channel", ("a",)), None)


@pytest.mark.parametrize(
    ("after", "until", "said"),
    [(16.0, 17.0, 17.0), (55.9, 56.05, 56.0), (-0.3, 0.4, 0.0), (1234.0, 1890.0, 1500.0), (-9.2, -8.7, -9.0)],
)
def test_a_cut_is_the_shortest_number_that_parts_two_values(after: float, until: float, said: float) -> None:
    assert shortest(after, until) == said


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_a_cut_always_lies_behind_the_one_and_not_behind_the_other(after: float, gap: float) -> None:
    until = after + gap
    if until > after:
        assert after < shortest(after, until) <= until
