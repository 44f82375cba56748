"""Spells of SQL are those that a calendar with a tick for every paid day would show."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openicp.engine import duck
from openicp.sql.paying import OPEN
from openicp.sql.spells import merged_spells_sql, month_revenue_sql

AS_OF = 100
JANUARY = 1970 * 12

intervals = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 99), st.integers(0, 40), st.booleans()), min_size=1, max_size=12
)


def put(engine, name: str, rows) -> list[tuple[int, int, int]]:
    found = [(ix, begins, OPEN if is_open else begins + length) for ix, begins, length, is_open in rows]
    engine.put(
        name,
        {
            "ix": [row[0] for row in found],
            "begins": [row[1] for row in found],
            "ends": [row[2] for row in found],
            "term": [0 for _ in found],
            "mrr": [1.0 for _ in found],
        },
    )
    return found


def by_calendar(rows: list[tuple[int, int, int]], grace: int) -> list[tuple[int, int, int]]:
    spells = []
    for ix in sorted({row[0] for row in rows}):
        paid = sorted({day for i, begins, ends in rows if i == ix for day in range(begins, min(ends, AS_OF + 50) + 1)})
        start = last = paid[0]
        for day in [*paid[1:], 10**6]:
            if day - last - 1 > grace:
                spells.append((ix, start, -1 if last >= AS_OF else last))
                start = day
            last = day
    return spells


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=intervals, grace=st.integers(0, 15))
def test_spells_are_merged_as_a_calendar_would(tmp_path_factory, rows, grace):
    with duck(tmp_path_factory.getbasetemp()) as engine:
        found = put(engine, "facts_paying", rows)
        spells = engine.rows(merged_spells_sql(engine.dialect, as_of=AS_OF, grace=grace))
    assert [spell[:3] for spell in spells] == by_calendar(found, grace)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=intervals)
def test_revenue_is_what_runs_on_the_last_day_of_the_month(tmp_path_factory, rows):
    with duck(tmp_path_factory.getbasetemp()) as engine:
        found = put(engine, "facts_earning", rows)
        engine.put("facts_months", {"month": [JANUARY + at for at in range(3)], "last_day": [30, 58, 89]})
        revenue = engine.rows(month_revenue_sql(engine.dialect))
    expected = [
        (ix, JANUARY + month, float(running))
        for month, day in enumerate((30, 58, 89))
        for ix in range(3)
        if (running := sum(i == ix and begins <= day <= ends for i, begins, ends in found))
    ]
    assert revenue == expected
