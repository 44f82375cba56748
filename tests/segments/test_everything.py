"""Sums over every conjunction of up to three conditions are those that looking at each by itself gives."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from openicp.segments import everything as room
from openicp.segments.everything import Threes, every

if TYPE_CHECKING:
    import pytest

ACCOUNTS = 300
ASKED = 5


def attributes() -> list[tuple[np.ndarray, np.ndarray]]:
    """Four attributes: told of everybody, of some, a tag, and one that all companies share."""
    rng = np.random.default_rng(4)
    size, country, tag = rng.integers(0, 4, ACCOUNTS), rng.integers(-1, 3, ACCOUNTS), rng.random(ACCOUNTS) < 0.2
    return [
        (np.array([5, 6, 7, 8]), size == np.arange(4)[:, None]),
        (np.array([1, 2, 3]), country == np.arange(3)[:, None]),
        (np.array([0]), tag[None]),
        (np.array([4]), np.ones((1, ACCOUNTS), bool)),
    ]


def weights() -> list[tuple[np.ndarray | None, np.ndarray | None]]:
    """Accounts, trials, successes, value in cents and its square."""
    rng = np.random.default_rng(5)
    trials = rng.integers(0, 6, ACCOUNTS).astype(np.float32)
    successes = np.floor(trials * rng.random(ACCOUNTS)).astype(np.float32)
    value = np.round(rng.lognormal(8, 1, ACCOUNTS))
    return [(None, None), (None, trials), (None, successes), (None, value), (value, value)]


def told(block: Threes) -> dict[tuple[int, ...], tuple[float, ...]]:
    """Sums of the conjunctions of a block."""
    answer = {}
    parts = [place for place, part in enumerate(block.others) if part >= 0]
    for row in np.flatnonzero(block.first >= 0):
        first = int(block.first[row])
        answer[(first,)] = tuple(float(each[row]) for each in block.alone)
        for i, j in [*combinations(parts, 2), *((one, one) for one in parts)]:
            key = tuple(sorted({first, int(block.others[i]), int(block.others[j])}))
            assert key not in answer
            answer[key] = tuple(float(each[row, i, j]) for each in block.sums)
            assert answer[key] == tuple(float(each[row, j, i]) for each in block.sums)
    return answer


def test_every_conjunction_is_summed_once_and_exactly() -> None:
    found: dict[tuple[int, ...], tuple[float, ...]] = {}
    for block in every(attributes(), weights()):
        new = told(block)
        assert not new.keys() & found.keys()
        found |= new
    columns = {int(part): row for numbers, inside in attributes() for part, row in zip(numbers, inside, strict=True)}
    expected = [some for size in (1, 2, 3) for some in combinations(sorted(columns), size)]
    for some in expected:
        rows = np.logical_and.reduce([columns[part] for part in some])
        products = [
            np.prod([np.ones(ACCOUNTS), *(one for one in each if one is not None)], axis=0) for each in weights()
        ]
        # two parts of one attribute have nobody in common: they are told, as 0, or not told at all
        assert found.get(some, (0.0,) * ASKED) == tuple(float(one[rows].sum()) for one in products), some


def test_the_largest_class_of_an_attribute_is_never_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    gone_through = []
    multiply = room._add_products

    def counted(equal: tuple[np.ndarray, np.ndarray], *rest: object) -> None:
        gone_through.append(equal[0].size)
        multiply(equal, *rest)

    monkeypatch.setattr(room, "_add_products", counted)
    companies = attributes()[:3]
    assert len(list(every(companies, weights()))) == len(companies)
    # a fifth has the tag, and no class of the tag is left out, since it is first: its columns are those of the sizes
    # but one and of the countries but one; then the countries without the largest class, with the sizes
    country = companies[1][1]
    rest = ACCOUNTS - max(*country.sum(axis=1), int((~country.any(axis=0)).sum()))
    assert sum(gone_through) == ACCOUNTS * (3 + 3) + rest * 3
