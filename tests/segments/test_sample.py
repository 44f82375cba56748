"""Where companies are too many to search, a part of them stands for all: always the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from openicp.actions import Session
from openicp.model.cells import Labels
from openicp.segments import at_most

if TYPE_CHECKING:
    import pytest


def labels(values: np.ndarray) -> Labels:
    return Labels(values.astype(np.int8), np.zeros(len(values), np.int64), "won", among_customers=False)


@given(st.integers(0, 300), st.integers(1, 200), st.integers(0, 9))
def test_so_many_keep_their_label_and_no_label_changes(n: int, most: int, seed: int) -> None:
    values = np.random.default_rng(seed).integers(-1, 2, n)
    ids = np.array([f"a{at}" for at in range(n)], dtype=object)
    kept = at_most(labels(values), ids, most).values
    assert (kept >= 0).sum() == min(most, (values >= 0).sum())
    assert (kept[kept >= 0] == values[kept >= 0]).all()


def test_who_is_drawn_depends_on_the_id_alone() -> None:
    ids = np.array([f"a{at}" for at in range(2000)], dtype=object)
    order = np.random.default_rng(1).permutation(2000)
    straight = at_most(labels(np.ones(2000)), ids, 100).values
    mixed = at_most(labels(np.ones(2000)), ids[order], 100).values
    assert set(ids[straight >= 0]) == set(ids[order][mixed >= 0])
    fewer = at_most(labels(np.ones(1999)), ids[:1999], 100).values
    assert len(set(ids[straight >= 0]) ^ set(ids[:1999][fewer >= 0])) <= 2


def test_the_share_with_the_label_is_that_of_all() -> None:
    ids = np.array([f"acc_{at:07d}" for at in range(100_000)], dtype=object)
    values = (np.arange(100_000) % 10 < 3).astype(int)
    kept = at_most(labels(values), ids, 10_000).values
    assert abs(kept[kept >= 0].mean() - 0.3) < 4 * np.sqrt(0.3 * 0.7 / 10_000)


def test_a_run_says_that_it_looked_among_a_part_of_the_companies(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openicp import actions

    monkeypatch.setattr(at_most, "__defaults__", (300,))
    home = tmp_path_factory.mktemp("sampled") / "demo"
    made = actions.demo(home, lang="en")
    said = [one for one in made["findings"] if one["code"] == "searched_sample"]
    assert [one["fields"]["n"] for one in said] == [300]
    assert said[0]["fields"]["of"] > 300
    assert Session.open(home).segments()["segments"]
