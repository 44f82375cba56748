"""What joining does for all companies at once is what it would do for each."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from openicp import engine
from openicp.collect.identify.groups import in_one
from openicp.sql import likeness
from openicp.sql.dialect import DUCKDB

NAMES = ("aabbccdd", "aabbccd", "abbccdd", "aabbcd", "nordwind", "nordwnid", "norwind", "zzzzz", "zzzzzz", "bookkeeper")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4), st.integers(0, 2000)), max_size=40))
def test_rows_as_one_number_are_in_the_order_of_the_rows_and_told_apart_as_they_are(rows):
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    numbers = in_one(*columns).tolist()
    assert [rows[place] for place in np.argsort(numbers, kind="stable")] == sorted(rows)
    assert len(set(numbers)) == len(set(rows))


def test_names_with_a_slip_are_paired_as_if_all_their_slips_were_compared(tmp_path):
    with engine.duck(tmp_path) as duck:
        numbers = list(range(len(NAMES)))
        pool = {"row_no": numbers, "root": numbers, "lacking": [True] * len(NAMES), "key": list(NAMES)}
        duck.put("join_pool", pool)
        duck.put("join_positions", {"place": list(range(1, likeness.LONGEST + 1))})
        duck.view("join_slips", likeness.slips_sql(DUCKDB))
        duck.create("join_shared_slips", likeness.shared_slips_sql(DUCKDB))
        found = {(int(a), int(b)) for a, b in duck.rows(likeness.pairs_by_slip_sql(DUCKDB))}
        said_twice = duck.rows("select row_no, text from join_slips group by row_no, text having count(*) > 1")
    slips = [{name, *(name[:n] + name[n + 1 :] for n in range(len(name)))} for name in NAMES]
    assert said_twice == []
    assert found == {(a, b) for a, b in combinations(numbers, 2) if slips[a] & slips[b]}
