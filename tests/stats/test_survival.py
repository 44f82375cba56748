"""Curves against lifelines 0.30 (figures noted), SciPy, statsmodels and closed forms."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openicp import stats
from openicp.model.cells import LifeTable

DAYS_TEXT = "20 8 13 5 1 4 6 1 1 10 11 12 2 22 14 20 5 1 4 6 21 1 1 9 4 7 12 1 18 1 21 9 3 7 13 5 4 11 15 4"
DAYS = np.array(DAYS_TEXT.split(), dtype=float)
LOST = np.array([mark == "x" for mark in "xx-xxxx-x-x-x-xx---xx-x--x-xx-x------x--"])
# time: survival, low, high, at risk, as lifelines' KaplanMeierFitter gives them for DAYS and LOST.
LIFELINES = {
    1: (0.8999999999999999, 0.7551410544979972, 0.9612451916402064, 40),
    2: (0.871875, 0.7186295359845011, 0.9446924013177027, 32),
    5: (0.8091000000000003, 0.6381073500403864, 0.9049416677920219, 25),
    8: (0.6599477272727274, 0.4633461797866923, 0.7988996163480058, 18),
    14: (0.49496079545454574, 0.2765820748797607, 0.6805682892403451, 8),
    20: (0.2474803977272729, 0.0691915049331469, 0.4818621945484385, 5),
    21: (0.08249346590909097, 0.005442075696420941, 0.30299672715710346, 3),
}


def test_kaplan_meier_equals_lifelines_to_1e_12() -> None:
    curve = stats.kaplan_meier(DAYS, LOST)
    for time, expected in LIFELINES.items():
        at = int(np.flatnonzero(curve.times == time)[0])
        found = (curve.survival[at], curve.low[at], curve.high[at], curve.at_risk[at])
        assert found == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=2, max_size=60))
def test_kaplan_meier_equals_scipy(cases: list[tuple[int, bool]]) -> None:
    from scipy.stats import CensoredData, ecdf

    days, lost = np.array([d for d, _ in cases], dtype=float), np.array([e for _, e in cases])
    curve = stats.kaplan_meier(days, lost)
    theirs = ecdf(CensoredData(uncensored=days[lost], right=days[~lost])).sf
    found = dict(zip(curve.times, curve.survival, strict=True))
    for time, survival in zip(theirs.quantiles, theirs.probabilities, strict=True):
        assert found[time] == pytest.approx(survival, abs=1e-12)
    assert (np.diff(curve.survival) <= 0).all()
    assert ((curve.low <= curve.survival + 1e-12) & (curve.survival <= curve.high + 1e-12)).all()


def test_while_nobody_was_lost_the_band_is_that_of_the_number_at_risk() -> None:
    curve = stats.kaplan_meier(np.array([2.0, 3, 4, 5]), np.zeros(4, dtype=bool))
    assert curve.survival.tolist() == [1, 1, 1, 1]
    assert curve.low[0] == pytest.approx(stats.proportion(4, 4).low)
    assert curve.low[-1] == pytest.approx(stats.proportion(1, 1).low)


def test_median_and_its_interval_equal_lifelines() -> None:
    found = stats.survival_median(stats.kaplan_meier(DAYS, LOST))
    assert (found.value, found.low, found.high) == (14.0, 8.0, 20.0)


def test_a_median_not_reached_is_unknown() -> None:
    curve = stats.kaplan_meier(np.array([1.0, 5, 6, 7]), np.array([True, False, False, False]))
    assert stats.survival_median(curve).reason == "not_reached"


def test_the_median_of_all_won_is_the_usual_median() -> None:
    days = np.random.default_rng(0).integers(1, 200, 240).astype(float)
    found = stats.median_until(days, np.ones(240, dtype=int), np.arange(240))
    assert found.value == np.median(days)


def test_open_and_lost_deals_do_not_bias_the_median_of_the_won() -> None:
    rng = np.random.default_rng(4)
    n = 4000
    until, won = rng.exponential(60, n), rng.random(n) < 0.4
    seen_for = rng.uniform(0, 200, n)
    state = np.where(until > seen_for, -1, won)
    found = stats.median_until(np.ceil(np.minimum(until, seen_for)), state, np.arange(n))
    naive = np.median(until[state == 1])
    assert found.value == pytest.approx(60 * np.log(2), rel=0.06)
    assert naive < 0.88 * 60 * np.log(2)
    assert found.low < found.value < found.high


def test_medians_cover_the_truth() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(300):
        until, won = rng.exponential(60, 60), rng.random(60) < 0.5
        seen_for = rng.uniform(60, 400, 60)
        state = np.where(until > seen_for, -1, won)
        found = stats.median_until(np.minimum(until, seen_for), state, np.arange(60))
        held += found.low <= 60 * np.log(2) <= (found.high or np.inf)
    assert held / 300 > 0.91


def test_restricted_mean_equals_lifelines_and_closed_form() -> None:
    curve = stats.kaplan_meier(DAYS, LOST)
    assert stats.restricted_mean(curve, 15).value == pytest.approx(10.901788555194807, abs=1e-9)
    everybody = stats.kaplan_meier(DAYS, np.ones(40, dtype=bool))
    assert stats.restricted_mean(everybody, 15).value == pytest.approx(np.minimum(DAYS, 15).mean())
    error = np.minimum(DAYS, 15).std() / np.sqrt(40)
    found = stats.restricted_mean(everybody, 15)
    assert found.high - found.value == pytest.approx(1.959963984540054 * error, rel=1e-9)
    assert stats.restricted_mean(curve, 60).reason == "too_young"


def test_log_rank_equals_scipy_and_lifelines() -> None:
    from scipy.stats import CensoredData, logrank

    first = np.arange(40) % 3 == 0
    found = stats.log_rank(DAYS, LOST, first)
    parts = [CensoredData(uncensored=DAYS[part & LOST], right=DAYS[part & ~LOST]) for part in (first, ~first)]
    theirs = logrank(*parts)
    assert found.statistic == pytest.approx(theirs.statistic**2, rel=1e-9)
    assert found.chance == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.statistic == pytest.approx(0.042062984811017626, rel=1e-9)


def test_mantel_haenszel_equals_statsmodels() -> None:
    found = stats.mantel_haenszel(
        np.array([10, 8, 3]), np.array([100, 48, 23]), np.array([5, 6, 4]), np.array([100, 76, 54])
    )
    assert found.value == pytest.approx(1.9954050196679083, rel=1e-12)
    assert found.low < found.value < found.high


def test_at_equal_age_an_older_group_is_no_worse() -> None:
    """Old and new customers with one hazard: the crude shares differ four times, the ratio by age does not."""
    age = np.arange(1, 25)
    old, new = 0.98 ** (age - 1) * 500, np.where(age <= 6, 0.98 ** (age - 1) * 500, 0)
    found = stats.mantel_haenszel(old * 0.02, old, new * 0.02, new)
    assert found.value == pytest.approx(1.0)


tables = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30).map(
    lambda rows: LifeTable(np.array([0] + [a for a, _ in rows]), np.array([0] + [b for _, b in rows]))
)


@given(tables, tables)
def test_life_tables_add_up(a: LifeTable, b: LifeTable) -> None:
    both = a + b
    assert both.losses == a.losses + b.losses
    assert both.months_at_risk == a.months_at_risk + b.months_at_risk
    assert (both.lost == (b + a).lost).all()


@given(tables)
def test_a_life_table_gives_the_curve_of_its_spells(table: LifeTable) -> None:
    months = np.arange(len(table.lost))
    days = np.concatenate([np.repeat(months, table.lost), np.repeat(months, table.stayed)])
    gone = np.concatenate([np.ones(table.lost.sum()), np.zeros(table.stayed.sum())]).astype(bool)
    if not len(days):
        return
    by_spell = stats.kaplan_meier(days.astype(float), gone)
    by_table = stats.survival_of(table)
    for time, survival in zip(by_spell.times, by_spell.survival, strict=True):
        assert by_table.survival[by_table.times == time] == pytest.approx(survival)


def test_bands_cover_the_truth() -> None:
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(400):
        life, seen = rng.geometric(0.03, 60).astype(float), rng.integers(1, 40, 60).astype(float)
        found = stats.survival_at(stats.kaplan_meier(np.minimum(life, seen), life <= seen), 12)
        held += found.low <= 0.97**12 <= found.high
    assert held / 400 > 0.93


def test_shifted_beta_geometric_gives_the_published_numbers() -> None:
    folder = os.environ.get("OPENICP_DATA")
    if folder is None:
        pytest.skip("OPENICP_DATA is not set: Fader and Hardie's cohort is not read")
    with (Path(folder) / "sbg" / "regular_cohort.csv").open() as file:
        alive = np.array([float(row["regular_pct_alive"]) for row in csv.DictReader(file)])
    fitted = stats.fit_shifted_beta_geometric(alive[:8])
    assert fitted.alpha == pytest.approx(0.704, rel=0.01)
    assert fitted.beta == pytest.approx(1.182, rel=0.01)
    assert float(fitted.survival(12)) == pytest.approx(0.170, abs=0.0005)


def test_shifted_beta_geometric_finds_its_own_parameters() -> None:
    truth = stats.ShiftedBetaGeometric(1.5, 6.0)
    fitted = stats.fit_shifted_beta_geometric(1000 * truth.survival(np.arange(9.0)))
    assert (fitted.alpha, fitted.beta) == pytest.approx((1.5, 6.0), rel=1e-3)


@pytest.mark.parametrize("alive", [[100, 90], [100, 100, 100], [100, 90, 95], [100, 0, 0]])
def test_what_cannot_be_fitted_is_refused(alive: list[float]) -> None:
    with pytest.raises(ValueError, match="at least three values"):
        stats.fit_shifted_beta_geometric(np.array(alive, dtype=float))


def test_of_one_cohort_both_ways_to_fit_the_renewals_agree() -> None:
    alive = 1000 * stats.ShiftedBetaGeometric(0.7, 1.2).survival(np.arange(9.0))
    first, spread = stats.fit_renewals(-np.diff(alive), alive[:-1])
    assert float(first) == pytest.approx(0.7 / 1.9, rel=0.01)
    assert float(spread) == pytest.approx(1 / 1.9, rel=0.02)


def test_customers_who_are_all_alike_show_no_spread() -> None:
    risk = 1000 * 0.8 ** np.arange(5)
    first, spread = stats.fit_renewals(0.2 * risk, risk)
    assert float(first) == pytest.approx(0.2, rel=0.01)
    assert float(spread) < 0.005


def test_the_residual_lifetime_is_the_sum_of_the_curve() -> None:
    fitted = stats.ShiftedBetaGeometric(0.704, 1.182)
    later = np.arange(1.0, 400)
    for renewals in (0, 1, 7):
        there = fitted.survival(renewals + later) / fitted.survival(np.array(renewals))
        assert fitted.residual(renewals, discount=0.1) == pytest.approx(float((there / 1.1 ** (later - 1)).sum()))
    retained = fitted.survival(later) / fitted.survival(later - 1)
    assert np.allclose(fitted.retention(later), retained)
