"""The table of three segments that a user without raw data types in: every figure to the digit."""

from __future__ import annotations

import math

import pytest

from openicp.metrics import FigureRow, from_figures

TABLE = (
    FigureRow("A", 150, 0.10, "month", 2400, 2400, 350, size="small"),
    FigureRow("B", 300, 0.04, "month", 4800, 4800, 500, size="mid"),
    FigureRow("C", 50, 0.02, "month", 10_000, math.inf, 1500, size="large"),
)


def test_clv_to_cac_of_the_reference_table() -> None:
    segments, _ = from_figures(TABLE)
    found = [segment.metrics["ltv_cac"] for segment in segments]
    assert [round(one.value, 1) for one in found] == [6.9, 9.6, 6.7]
    assert [one.bound for one in found] == [None, None, "at_least"]
    assert all(one.low is None for one in found), "figures without data have no range"


def test_payback_when_clv_is_a_years_value() -> None:
    segments, _ = from_figures(TABLE, clv_is="year")
    found = [segment.metrics["payback_months"] for segment in segments]
    assert [round(one.value, 2) for one in found] == [1.75, 1.25, 1.8]
    assert [one.bound for one in found] == [None, None, "at_most"]


def test_a_lifetime_value_does_not_tell_when_the_cost_is_earned_back() -> None:
    segments, _ = from_figures(TABLE, clv_is="lifetime")
    assert {segment.metrics["payback_months"].reason for segment in segments} == {"clv_is_lifetime"}


def test_churn_of_one_month_has_its_wilson_interval() -> None:
    segments, _ = from_figures(TABLE)
    found = [segment.metrics["monthly_churn"] for segment in segments]
    assert [(round(100 * one.low, 1), round(100 * one.high, 1)) for one in found[:2]] == [(6.2, 15.8), (2.3, 6.9)]
    assert (round(100 * found[2].low, 2), round(100 * found[2].high, 1)) == (0.35, 10.5)
    assert [(one.k, one.n) for one in found] == [(15, 150), (12, 300), (1, 50)]


def test_the_blended_cost_is_555() -> None:
    segments, whole = from_figures(TABLE)
    assert whole["cac"].value == pytest.approx(555)
    assert segments[2].metrics["cac"].value / whole["cac"].value == pytest.approx(2.7, abs=0.01)
    assert (whole["accounts"].value, whole["monthly_churn"].k) == (500, 28)
    assert (whole["clv"].value, whole["clv"].bound) == (4600, "at_least")


def test_churn_is_brought_to_a_month_and_a_year() -> None:
    quarter = from_figures([FigureRow("Q", 200, 0.1, "quarter", 1, 1, 1)])[0][0].metrics
    year = from_figures([FigureRow("Y", 200, 0.3, "year", 1, 1, 1)])[0][0].metrics
    assert quarter["monthly_churn"].value == pytest.approx(1 - 0.9 ** (1 / 3))
    assert quarter["annual_churn"].value == pytest.approx(1 - 0.9**4)
    assert year["annual_churn"].k == 60
    assert year["monthly_churn"].value == pytest.approx(1 - 0.7 ** (1 / 12))


def test_a_cell_that_could_not_be_read_leaves_the_rest_of_its_row() -> None:
    metrics = from_figures([FigureRow("D", 300, None, None, 4800, 4800, 500)])[0][0].metrics
    assert metrics["monthly_churn"].reason == "not_given"
    assert metrics["ltv_cac"].value == pytest.approx(9.6)


def test_churn_without_its_period_is_not_guessed() -> None:
    metrics = from_figures([FigureRow("D", 300, 0.04, None, 4800, 4800, 500)])[0][0].metrics
    assert metrics["monthly_churn"].reason == "period_unknown"


def test_a_value_given_as_a_range_keeps_it() -> None:
    metrics = from_figures([FigureRow("D", 300, 0.04, "month", 4000, 6000, 500)])[0][0].metrics
    assert (metrics["clv"].value, metrics["clv"].low, metrics["clv"].high) == (5000, 4000, 6000)
    assert metrics["ltv_cac"].low == pytest.approx(8)


def test_one_missing_cost_leaves_the_blended_one_unknown() -> None:
    _, whole = from_figures([*TABLE, FigureRow("D", 10, 0.1, "month", 1, 1, None)])
    assert whole["cac"].reason == "not_given"
    assert whole["cac"].value is None
