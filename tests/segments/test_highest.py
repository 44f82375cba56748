"""The best conjunctions are those that summing each by itself gives, though few are summed twice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openicp.segments import highest as room
from openicp.segments.highest import BY_SIZE, BY_SPREAD, Found, Quality, best

ACCOUNTS, LEAST, MOST = 400, 12, 8


def companies(seed: int, *, accounts: int = ACCOUNTS) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """Five attributes, one of them not told of everybody, and amounts of money that two conditions raise."""
    rng = np.random.default_rng(seed)
    attributes, start = [], 0
    for count in (4, 3, 5, 2, 3):
        code = rng.integers(-1 if count == 5 else 0, count, accounts)
        attributes.append((np.arange(start, start + count), code == np.arange(count)[:, None]))
        start += count
    raised = 1 + 0.6 * attributes[0][1][1] * attributes[2][1][0]
    return attributes, np.round(100 * rng.lognormal(5, 1, accounts) * raised)


def one_by_one(attributes: list[tuple[np.ndarray, np.ndarray]], value: np.ndarray, quality: Quality) -> Found:
    """Every conjunction by itself, in double precision."""
    above, found = value - value.mean(), []
    for count in (1, 2, 3):
        for some in combinations(attributes, count):
            for places in np.ndindex(*(len(numbers) for numbers, _ in some)):
                rows = np.logical_and.reduce([inside[place] for (_, inside), place in zip(some, places, strict=True)])
                sums = (np.array(float(one)) for one in (rows.sum(), above[rows].sum(), (above[rows] ** 2).sum()))
                if rows.sum() >= LEAST and (z := float(quality.of(*sums))) > 0:
                    found.append((z, tuple(sorted(int(n[place]) for (n, _), place in zip(some, places, strict=True)))))
    return sorted(found, key=lambda one: (-one[0], one[1]))[:MOST]


def same(ours: Found, theirs: Found) -> bool:
    """The same conjunctions in the same order."""
    return [parts for _, parts in ours] == [parts for _, parts in theirs] and np.allclose(
        [z for z, _ in ours], [z for z, _ in theirs], rtol=1e-9
    )


@pytest.mark.parametrize("quality", [BY_SPREAD, BY_SIZE], ids=["spread", "size"])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), power=st.integers(-6, 12))
def test_the_best_are_those_of_looking_at_each_by_itself(quality: Quality, seed: int, power: int) -> None:
    attributes, value = companies(seed)
    value = value * 10.0**power
    assert same(
        best(attributes, value, quality=quality, least=LEAST, most=MOST), one_by_one(attributes, value, quality)
    )


def test_one_account_above_all_others_hides_nobody() -> None:
    attributes, value = companies(3)
    value[7] = value.sum() * 1e6
    for quality in (BY_SPREAD, BY_SIZE):
        found = best(attributes, value, quality=quality, least=LEAST, most=MOST)
        assert same(found, one_by_one(attributes, value, quality))


def test_where_all_are_alike_nothing_stands_out() -> None:
    attributes, value = companies(4)
    assert best(attributes, np.full_like(value, 250.0), quality=BY_SPREAD, least=LEAST) == []


def test_few_conjunctions_are_summed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    twice: list[tuple[int, ...]] = []
    exactly = room._exactly

    def counted(parts: tuple[int, ...], *rest: object) -> float:
        twice.append(parts)
        return exactly(parts, *rest)

    monkeypatch.setattr(room, "_exactly", counted)
    attributes, value = companies(5, accounts=4_000)
    assert len(best(attributes, value, quality=BY_SPREAD, least=LEAST, most=MOST)) == MOST
    assert len(twice) <= 5 * MOST
