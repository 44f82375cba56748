"""Dates in every usual order, decided by the whole column."""

from __future__ import annotations

from datetime import date

import pytest

from openicp.normalise import Reading, reader


def read(text: str, *others: str, **hints: str) -> Reading:
    return reader("date", [text, *others], hints=hints).read(text)


def codes(*texts: str, **hints: str) -> list[str]:
    return [finding.code for finding in reader("date", texts, hints=hints).findings]


DAY = [
    "2024-11-22",
    "2024/11/22",
    "20241122",
    "2024-11-22 11:00:00",
    "2024-11-22T11:00:00Z",
    "2024-11-22T11:00:00.000+0000",
    "2024-11-22T11:00:00.123456+02:00",
    "2024-11-22 11:00:00 UTC",
    "22.11.2024",
    "22.11.2024 11:00 Uhr",
    "22. 11. 2024",
    "22/11/2024",
    "11/22/2024",
    "11/22/2024 3:15 PM",
    "22-11-24",
    "22-Nov-2024",
    "22-NOV-24",
    "22 Nov 2024",
    "Nov 22, 2024",
    "November 22nd, 2024 11:00 AM",
    "Friday, November 22, 2024",
    "22. November 2024",
    "vendredi 22 novembre 2024",
    "22 nov. 2024",
    "22 noiembrie 2024",
    "vineri, 22 noiembrie 2024",
    "vrijdag 22 november 2024",
    "1732233600",
    "1732233600000",
]


@pytest.mark.parametrize("text", DAY)
def test_every_usual_order_gives_the_day(text: str) -> None:
    assert read(text).value == date(2024, 11, 22)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("31.02.2026", "no_such_day"), ("2023-02-29", "no_such_day"), ("13.13.2024", "no_such_day"),
     ("0024-03-01", "year_implausible"), ("2024", "year_only"), ("45000", "maybe_excel_serial"),
     ("yesterday", "not_readable_as_date"), ("22 foo 2024", "not_readable_as_date"), ("#REF!", "spreadsheet_error")],
)  # fmt: skip
def test_what_is_no_day_says_why(text: str, problem: str) -> None:
    found = read(text)
    assert (found.value, found.problem) == (None, problem)


def test_mar_is_march_in_english_and_tuesday_in_french() -> None:
    assert read("Mar 1, 2000").value == date(2000, 3, 1)
    assert read("mar. 5 mars 2024").value == date(2024, 3, 5)


def test_one_clear_date_decides_for_the_column() -> None:
    assert read("03/04/2024", "11/23/2011").value == date(2024, 3, 4)
    assert read("03/04/2024", "23/11/2011").value == date(2024, 4, 3)
    assert codes("03/04/2024", "23/11/2011") == []


def test_a_hint_decides_where_the_column_does_not() -> None:
    assert read("03/04/2024", date_order="mdy").value == date(2024, 3, 4)
    assert codes("03/04/2024", date_order="mdy") == ["date_order_by_hint"]


def test_by_default_the_day_comes_first_and_it_is_said() -> None:
    assert read("03/04/2024").value == date(2024, 4, 3)
    assert codes("03/04/2024") == ["date_order_assumed"]


def test_points_mean_day_first_and_need_no_word() -> None:
    assert read("03.04.2024", "11/23/2011").value == date(2024, 4, 3)
    assert codes("03.04.2024") == []


def test_a_column_written_both_ways_sets_unclear_days_aside() -> None:
    assert read("03/04/2024", "11/23/2011", "23/11/2011").problem == "date_order_unclear"
    assert read("23/11/2011", "11/23/2011", "03/04/2024").value == date(2011, 11, 23)
    assert read("04/04/2024", "11/23/2011", "23/11/2011").value == date(2024, 4, 4)
    assert codes("03/04/2024", "11/23/2011", "23/11/2011") == ["date_order_mixed"]


def test_monthly_figures_show_their_order() -> None:
    assert read("2/1/2024", "1/1/2024", "3/1/2024").value == date(2024, 2, 1)
    assert read("01/02/2024", "01/01/2024", "01/03/2024").value == date(2024, 2, 1)


def test_short_years_first_are_found_by_the_whole_column() -> None:
    assert read("01-02-03", "99-12-31").value == date(2001, 2, 3)
    assert read("24-03-05", date_order="ymd").value == date(2024, 3, 5)


def test_serial_numbers_are_read_only_when_said() -> None:
    assert read("45000", date_order="excel").value == date(2023, 3, 15)
    assert read("45000.5", date_order="excel").value == date(2023, 3, 15)


def test_a_month_is_its_first_day_and_says_that_it_is_less_exact() -> None:
    found = read("März 2024")
    assert (found.value, found.estimated) == (date(2024, 3, 1), True)
    assert read("2024-03").value == date(2024, 3, 1)
    assert read("03/2024").value == date(2024, 3, 1)


def test_the_end_of_all_time_is_no_date() -> None:
    assert read("9999-12-31").empty
    assert read("0000-00-00").empty
