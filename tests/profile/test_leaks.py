"""How well a field sorts the valuable from the others is counted, and never pair by pair in memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from openicp import profile
from openicp.profile.leaks import FEWEST, _area
from story.planted import planted

SCORES = st.sampled_from([-np.inf, -1.0, 0.0, 0.25, 1.0, 7.0, np.inf, np.nan])


@given(st.lists(st.tuples(SCORES, st.booleans()), min_size=2 * FEWEST, max_size=120))
def test_the_area_is_that_of_all_pairs(told: list[tuple[float, bool]]) -> None:
    score = np.array([value for value, _ in told])
    label = np.array([float(valuable) for _, valuable in told])
    wins, losses = score[label == 1], score[label == 0]
    above, level = wins[:, None] > losses[None, :], wins[:, None] == losses[None, :]
    few = min(len(wins), len(losses)) < FEWEST / 4
    assert _area(score, label) == (0.5 if few else float(above.mean() + 0.5 * level.mean()))


def test_memory_grows_with_the_accounts_and_not_with_their_pairs() -> None:
    company = planted(8000, seed=3)
    labels = replace(company.labels, values=(np.arange(8000) % 2).astype(company.labels.values.dtype))
    tracemalloc.start()
    try:
        profile.leaks(company.accounts, labels)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4000 * 4000 / 2, "half a byte for each pair"
