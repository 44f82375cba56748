"""Leaving: counted, per month, by age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import TODAY, Truth, company
from openicp import metrics, stats
from openicp.metrics import churn
from openicp.metrics.population import population
from openicp.model.facts import Facts, Spells


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def with_spells(rows: list[tuple[int, str, str | None]], *, term: int = 1, accounts: int = 10) -> Facts:
    """A company whose spells are exactly these: account, first day, last day."""
    facts = company(accounts)
    account, start, end = zip(*rows, strict=True)
    return replace(
        facts,
        spells=Spells(
            np.array(account),
            np.array([day(text) for text in start]),
            np.array([-1 if text is None else day(text) for text in end]),
            np.full(len(rows), term),
        ),
    )


def test_left_in_twelve_months_counts_those_who_paid_then() -> None:
    facts = with_spells(
        [
            (0, "2024-01-01", None),
            (1, "2024-01-01", "2026-03-31"),
            (2, "2024-01-01", "2025-10-15"),  # left before the twelve months
            (3, "2026-02-01", "2026-05-31"),  # came later
            (4, "2025-10-31", "2025-11-30"),
            (5, "2025-11-01", None),  # came on the first day of the twelve months
        ]
    )
    found = metrics.measure(facts)["left_12m"]
    assert (found.k, found.n) == (2, 3)


def test_a_quarter_is_counted() -> None:
    facts = with_spells([(0, "2026-07-31", "2026-08-31"), (1, "2026-01-01", None), (2, "2026-08-02", None)])
    found = metrics.measure(facts)["quarterly_churn"]
    assert (found.k, found.n) == (1, 2)


def test_who_came_back_has_left_once_and_starts_a_second_spell() -> None:
    facts = with_spells([(0, "2024-01-01", "2026-01-31"), (0, "2026-06-01", None), (1, "2024-01-01", None)])
    found = metrics.measure(facts)["left_12m"]
    assert (found.k, found.n) == (1, 2)
    assert churn.life_table(population(facts)).losses == 1


def test_a_young_company_has_nobody_twelve_months_ago() -> None:
    found = metrics.measure(with_spells([(0, "2026-06-01", None)]))["left_12m"]
    assert found.value is None
    assert found.reason == "nobody_then"


def test_running_contracts_are_no_chance_to_leave() -> None:
    rows = [(account, "2025-04-01", None) for account in range(8)]
    monthly = metrics.measure(with_spells(rows))["monthly_churn"]
    yearly = metrics.measure(with_spells(rows, term=12))["monthly_churn"]
    assert monthly.high == pytest.approx(stats.wilson(0, 8 * 19)[1])
    assert yearly.high == pytest.approx(1 - (1 - stats.wilson(0, 8)[1]) ** (1 / 12))


def test_a_contract_broken_off_counts_with_those_that_began_when_it_did() -> None:
    begun = [(a, "2026-04-01", None) for a in range(19)] + [(19, "2026-04-01", "2026-08-15")]
    assert metrics.measure(with_spells(begun, term=12, accounts=20))["monthly_churn"].reason == "no_exposure"
    renewed = [(a, "2025-10-01", None) for a in range(19)] + [(19, "2025-10-01", "2026-02-15")]
    found = metrics.measure(with_spells(renewed, term=12, accounts=20))["monthly_churn"]
    assert found.value == pytest.approx(1 - 0.95 ** (1 / 12))


def test_contracts_that_have_not_come_up_for_renewal_tell_nothing() -> None:
    found = metrics.measure(with_spells([(a, "2026-01-01", None) for a in range(8)], term=12))
    assert found["monthly_churn"].reason == "no_exposure"
    assert found["annual_churn"].reason == "no_exposure"


def test_a_contract_of_a_year_that_is_not_renewed_is_lost_in_its_first_year() -> None:
    rows = [(a, "2024-03-01", "2025-02-28") for a in range(5)]
    rows += [(5 + a, "2024-02-01", "2025-01-31" if a else None) for a in range(5)]
    found = metrics.measure(with_spells(rows, term=12))["annual_churn"]
    assert found.value == pytest.approx(0.9)


def test_annual_churn_finds_the_truth() -> None:
    found = metrics.measure(company(2000, rest=Truth(churn=0.03), seed=3))["annual_churn"]
    assert found.low < 1 - 0.97**12 < found.high
    assert found.high - found.low < 0.08


def test_monthly_churn_finds_the_truth_for_yearly_contracts() -> None:
    found = metrics.measure(company(2000, rest=Truth(churn=0.02), term=12, seed=4))
    assert found["monthly_churn"].value == pytest.approx(0.02, rel=0.12)
    assert found["annual_churn"].low < 1 - 0.98**12 < found["annual_churn"].high


@pytest.mark.parametrize("churned", [0.01, 0.04])
def test_ranges_of_churn_cover_the_truth(churned: float) -> None:
    held = {"monthly_churn": 0, "left_12m": 0}
    truth = {"monthly_churn": churned, "left_12m": 1 - (1 - churned) ** 12}
    for seed in range(80):
        of = population(company(80, rest=Truth(churn=churned), seed=seed))
        for name, metric in (("monthly_churn", churn.monthly_churn), ("left_12m", churn.left_12m)):
            found = metric(of)
            held[name] += found.low <= truth[name] <= found.high
    assert min(held.values()) / 80 > 0.88


def test_without_spells_churn_is_unknown_and_not_zero() -> None:
    found = metrics.measure(company(billing=False))
    for name in ("left_12m", "annual_churn", "monthly_churn", "quarterly_churn", "clv"):
        assert found[name].value is None
        assert found[name].reason == "no_dates"
    assert metrics.retention(company(billing=False)) is None


def test_tenures_without_dates_give_churn_by_age_but_nothing_by_calendar() -> None:
    facts = company(400, rest=Truth(churn=0.03))
    tenure = np.where(facts.spells.ended >= 0, facts.spells.ended, TODAY) - facts.spells.started
    gone = facts.spells.ended >= 0
    rebuilt = Spells(facts.spells.account, TODAY - tenure, np.where(gone, TODAY, -1), facts.spells.term, dated=False)
    undated = metrics.measure(replace(facts, spells=rebuilt))
    assert undated["left_12m"].reason == "no_dates"
    assert undated["annual_churn"] == metrics.measure(facts)["annual_churn"]
    assert undated["monthly_churn"] == metrics.measure(facts)["monthly_churn"]


def test_an_end_in_the_future_is_still_paying() -> None:
    facts = with_spells([(a, "2025-01-01", "2027-01-01") for a in range(6)])
    assert metrics.measure(facts)["left_12m"].k == 0
    assert churn.life_table(population(facts)).losses == 0


def test_retention_starts_high_falls_and_shows_who_is_at_risk() -> None:
    facts = company(400, rest=Truth(churn=0.03))
    curve = metrics.retention(facts)
    assert (np.diff(curve.survival) <= 0).all()
    assert (np.diff(curve.at_risk) <= 0).all()
    assert curve.times[0] == 1
    assert curve.at_risk[0] <= len(facts.spells.account)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 50), st.data())
def test_life_tables_of_parts_add_up_to_the_whole(seed: int, data: st.DataObject) -> None:
    facts = company(60, seed=seed)
    part = np.array(data.draw(st.lists(st.booleans(), min_size=60, max_size=60)))
    tables = [churn.life_table(population(facts, members)) for members in (part, ~part, None)]
    both = tables[0] + tables[1]
    assert both.lost.tolist() == tables[2].lost.tolist()
    assert both.stayed.tolist() == tables[2].stayed.tolist()


def test_contract_lengths_are_told_apart() -> None:
    facts = company(600, rest=Truth(churn=0.03), seed=2)
    term = np.where(np.arange(len(facts.spells.account)) % 2 == 0, 1, 12)
    found = metrics.by_term(replace(facts, spells=replace(facts.spells, term=term)))
    assert sorted(found) == [1, 12]
    assert sum(part["left_12m"].n for part in found.values()) == metrics.measure(facts)["left_12m"].n


def test_month_ends_and_short_months_fall_into_the_right_month() -> None:
    start = date(2024, 1, 31).toordinal()
    ends = [date(2024, 2, 29), date(2024, 7, 31), date(2025, 1, 30), date(2025, 1, 31), date(2025, 2, 1)]
    days = np.array([end.toordinal() - start for end in ends])
    assert churn.month_lost(days).tolist() == [1, 6, 12, 12, 12]
