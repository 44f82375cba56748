"""To which day the data run."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from facts.published import codes
from openicp.facts.asof import decide, to_date

EPOCH = date(1970, 1, 1)
Rows = list[tuple[str, str, str, date]]


def events(rows: Rows) -> dict[str, np.ndarray]:
    return {
        "part": np.array([row[0] for row in rows], dtype=object),
        "role": np.array([row[1] for row in rows], dtype=object),
        "name": np.array([row[2] for row in rows], dtype=object),
        "day": np.array([(row[3] - EPOCH).days for row in rows], dtype=np.int64),
        "n": np.ones(len(rows), dtype=np.int64),
    }


def every(days: int, until: str, n: int = 60, part: str = "mrr_events", role: str = "fact", name: str = "on") -> Rows:
    last = date.fromisoformat(until)
    return [(part, role, name, last - timedelta(days=days * i)) for i in range(n)]


def decided(rows: Rows, chosen: date | None = None) -> date:
    found = decide(events(rows), chosen)
    assert found is not None
    return to_date(found.day)


def deals(until: str, days: int = 3) -> Rows:
    return every(days, until, part="deals", name="opened_on")


def test_a_table_with_rare_events_does_not_hold_the_run_back():
    assert decided(every(25, "2026-08-20") + deals("2026-10-07")) == date(2026, 10, 7)


def test_a_dense_table_that_stopped_does_and_it_is_said():
    found = decide(events(every(2, "2026-08-20") + deals("2026-10-07")))
    assert found is not None
    assert to_date(found.day) == date(2026, 8, 20)
    assert "stale_billing" in codes(list(found.findings))


def test_one_mistyped_date_does_not_carry_the_run_forward():
    rows = [*deals("2026-10-07"), ("deals", "fact", "opened_on", date(2062, 1, 1))]
    found = decide(events(rows))
    assert found is not None
    assert to_date(found.day) == date(2026, 10, 7)
    assert "dates_after_as_of" in codes(list(found.findings))


def test_announced_ends_do_not_carry_the_run_forward():
    rows = every(3, "2026-10-07", part="subscriptions", name="started_on")
    rows += every(30, "2027-09-30", n=10, part="subscriptions", role="announced", name="ended_on")
    assert decided(rows) == date(2026, 10, 7)


def test_where_few_ever_end_the_ends_are_people_who_left():
    rows = every(10, "2026-06-22", part="accounts", name="customer_since")
    rows += every(25, "2026-10-20", n=14, part="accounts", role="announced", name="churned_on")
    assert decided(rows) == date(2026, 10, 20)
    rows.append(("accounts", "announced", "churned_on", date(2027, 9, 30)))
    assert decided(rows) == date(2026, 10, 20)


def test_where_nobody_is_sold_to_any_more_the_ends_carry_the_run_on():
    rows = every(8, "2025-03-10", n=60, part="subscriptions", name="started_on")
    left = every(12, "2025-11-20", n=35, part="subscriptions", name="ended_on", role="broke_off")
    rows += left + [(part, "announced", name, day) for part, _, name, day in left]
    assert decided(rows) == date(2025, 11, 20)


def test_ends_of_contracts_that_all_have_one_do_not():
    rows = every(8, "2025-03-10", n=60, part="subscriptions", name="started_on")
    ends = every(8, "2026-05-20", n=60, part="subscriptions", name="ended_on", role="broke_off")
    rows += ends + [(part, "announced", name, day) for part, _, name, day in ends]
    assert date(2025, 3, 10) <= decided(rows) <= date(2025, 3, 18)


def test_the_rest_of_the_month_is_added_where_the_data_were_as_silent_before():
    days = [date(2026, month, day) for month in range(1, 13) for day in range(1, 28)]
    assert decided([("mrr_events", "fact", "on", day) for day in days]) == date(2026, 12, 31)


def test_a_day_asked_for_is_taken_and_said():
    found = decide(events(deals("2026-10-07")), date(2025, 12, 31))
    assert found is not None
    assert (to_date(found.day), to_date(found.natural)) == (date(2025, 12, 31), date(2026, 10, 7))
    assert codes(list(found.findings)) == {"as_of_chosen"}


def test_without_dates_there_is_no_day():
    assert decide(events([])) is None


@pytest.mark.parametrize("shift", [0, 1, 400])
def test_the_answer_moves_with_the_data_and_never_with_the_clock(shift):
    moved = [(*row[:3], row[3] + timedelta(days=shift)) for row in every(1, "2026-10-07")]
    assert decided(moved) == date(2026, 10, 7) + timedelta(days=shift)
