"""Bands: what stands out first, and nothing better left unnamed."""

from __future__ import annotations

import numpy as np

from openicp.model.attribute import Attribute, Condition, Kind
from openicp.model.facts import Accounts, CategoryColumn
from openicp.profile.bands import bands_of


def company(shares: dict[str, float], *, each: int) -> tuple[Accounts, np.ndarray, np.ndarray]:
    """So many accounts of each channel, of which a share is valuable."""
    codes = np.repeat(np.arange(len(shares)), each)
    label = np.concatenate([np.arange(each) < round(share * each) for share in shares.values()]).astype(float)
    column = CategoryColumn(Attribute("channel", Kind.CATEGORY), tuple(shares), codes)
    n = len(codes)
    no, day, money = np.zeros(n, bool), np.full(n, -1), np.full(n, np.nan)
    texts = np.array([str(i) for i in range(n)], object)
    outcome = np.full(n, -1, np.int8)
    accounts = Accounts(texts, texts, {"channel": column}, day, no, outcome, no, no, day, day, money)
    return accounts, np.arange(n), label


def test_a_value_that_does_even_better_than_what_was_found_joins_it() -> None:
    accounts, rows, label = company({"a": 0.4, "b": 0.4, "c": 0.9, "d": 0.1, "e": 0.1}, each=100)
    bands = bands_of(Condition("channel", ("a", "b")), accounts, rows, label)
    assert bands == (Condition("channel", ("a", "b", "c")), None)


def test_a_value_that_does_better_than_the_rest_but_not_than_what_was_found_is_a_band_of_its_own() -> None:
    accounts, rows, label = company({"a": 0.8, "b": 0.8, "c": 0.4, "d": 0.1, "e": 0.1}, each=100)
    bands = bands_of(Condition("channel", ("a", "b")), accounts, rows, label)
    assert bands[0] == Condition("channel", ("a", "b"))
    assert Condition("channel", ("c",)) in bands
