"""Accounts counted by bits are those counted one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from openicp.segments import counts

if TYPE_CHECKING:
    import pytest


@given(st.data(), st.integers(0, 6), st.integers(0, 6), st.integers(0, 200))
def test_who_is_in_both_of_two_is_counted_as_by_a_product(data: st.DataObject, left: int, right: int, n: int) -> None:
    of = [
        data.draw(arrays.arrays(np.float32, (rows, n), elements=st.sampled_from([0.0, 1.0]))) for rows in (left, right)
    ]
    found = counts.counted(*(counts.packed(one) for one in of))
    assert found.shape == (left, right)
    assert (found == of[0] @ of[1].T).all()


def test_many_are_counted_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(1).random((50, 700)) < 0.3
    whole = counts.counted(counts.packed(rows), counts.packed(rows))
    monkeypatch.setattr(counts, "CACHED", 1)
    assert (counts.counted(counts.packed(rows), counts.packed(rows)) == whole).all()
