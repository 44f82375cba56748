"""Several currencies: conversion by month, direction of a rate, refusal."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.facts.published import codes, facts_of

from openicp.config.project import Project
from openicp.facts.money import Amounts, decide_money
from openicp.facts.rates import ANY_MONTH, read_rates
from openicp.metrics import label

JANUARY = 2024 * 12


def table(*rows):
    columns = zip(*rows, strict=True)
    return {
        name: np.array(list(column), dtype=object)
        for name, column in zip(("currency", "base", "month", "rate"), columns, strict=True)
    }


def test_a_rate_table_of_a_central_bank_is_turned_round():
    """One euro is so many of each: no base is named, and no column is the euro's."""
    ecb = table(("USD", None, JANUARY, 1.09), ("GBP", None, JANUARY, 0.856), ("SEK", None, JANUARY, 11.3))
    prices = read_rates(ecb, "EUR", among=["EUR", "USD"])
    assert prices.turned == {"USD", "GBP", "SEK"}
    assert prices.at("GBP", JANUARY)[0] == pytest.approx(1 / 0.856)


def test_a_rate_that_says_what_one_unit_costs_is_taken_as_it_is():
    prices = read_rates(
        table(("USD", "EUR", JANUARY, 0.917), ("CHF", "EUR", JANUARY, 1.05), ("NOK", "EUR", JANUARY, 0.088)), "EUR"
    )
    assert not prices.turned
    assert not prices.unsure
    assert prices.at("CHF", JANUARY) == (1.05, JANUARY)


def test_a_rate_near_one_that_nothing_tells_is_said_to_be_unsure():
    prices = read_rates(table(("CHF", "EUR", JANUARY, 1.02)), "EUR")
    assert prices.unsure == {"CHF"}
    assert prices.at("CHF", JANUARY)[0] == 1.02
    told = read_rates(table(("CHF", "EUR", JANUARY, 1.02)), "EUR", way="per_base")
    assert told.at("CHF", JANUARY)[0] == pytest.approx(1 / 1.02)
    assert not told.unsure


def test_another_base_is_reached_by_way_of_the_tables_own():
    rates = table(("USD", "EUR", JANUARY, 1.10), ("GBP", "EUR", JANUARY, 0.85), ("USD", "EUR", JANUARY + 1, 1.12))
    prices = read_rates(rates, "USD", among=["USD", "GBP", "EUR"])
    assert prices.at("EUR", JANUARY)[0] == pytest.approx(1.10)
    assert prices.at("GBP", JANUARY)[0] == pytest.approx(1.10 / 0.85)
    assert prices.at("GBP", JANUARY + 1)[0] == pytest.approx(1.12 / 0.85)
    assert prices.through == "EUR"


def test_a_missing_month_takes_the_nearest_earlier_one_and_is_said():
    rates = table(("USD", "EUR", JANUARY, 0.90), ("USD", "EUR", JANUARY + 3, 0.95))
    found = [Amounts("deals", "USD", JANUARY + month, 1) for month in (-1, 0, 2, 3)] + [
        Amounts("deals", "EUR", JANUARY, 9)
    ]
    money = decide_money(found, rates, wanted="EUR", last_month=JANUARY + 3)
    assert [(one.month - JANUARY, one.rate, one.of_month - JANUARY) for one in money.conversions] == [
        (-1, 0.90, 0),
        (0, 0.90, 0),
        (2, 0.90, 0),
        (3, 0.95, 3),
    ]
    said = {one.code: one.fields for one in money.findings}
    assert said["rate_months_missing"]["first"] == "2024-03"
    assert said["rates_begin_later"]["first"] == "2023-12"


def test_what_has_no_date_takes_the_latest_rate():
    rates = table(("USD", "EUR", JANUARY, 0.90), ("USD", "EUR", JANUARY + 3, 0.95))
    money = decide_money(
        [Amounts("deals", "USD", ANY_MONTH, 1), Amounts("deals", "EUR", 0, 1)], rates, wanted="EUR", last_month=0
    )
    assert money.conversions[0].rate == 0.95


def test_a_currency_without_a_rate_refuses_the_sums_of_its_tables_only():
    found = [
        Amounts("subscriptions", "EUR", JANUARY, 40),
        Amounts("spend", "USD", JANUARY, 7),
        Amounts("spend", "EUR", JANUARY, 5),
    ]
    money = decide_money(found, None, wanted=None, last_month=JANUARY)
    assert money.refused == {"spend"}
    assert money.base == "EUR"
    said = money.findings[0]
    assert (said.code, said.fields["n"], said.fields["missing"]) == ("mixed_currencies", 7, ["USD"])
    assert (said.fields["header"], said.fields["line"]) == ("month,currency,eur_rate", "2024-01-01,USD,0.00")


@given(st.lists(st.floats(0.6, 1.6), min_size=1, max_size=6), st.sampled_from(["USD", "GBP", "SEK", "JPY"]))
def test_a_table_and_its_inverse_give_the_same_prices_once_the_way_is_said(rates, currency):
    rows = [(currency, "EUR", JANUARY + place, rate) for place, rate in enumerate(rates)]
    turned = [(currency, "EUR", month, 1 / rate) for _, _, month, rate in rows]
    one, other = read_rates(table(*rows), "EUR", way="per_currency"), read_rates(table(*turned), "EUR", way="per_base")
    assert one.series[currency][1] == pytest.approx(other.series[currency][1])


RATES = {
    ("USD", 1): "0.914700",
    ("USD", 2): "0.926300",
    ("USD", 5): "0.924900",
    ("GBP", 1): "1.164100",
    ("GBP", 2): "1.170900",
    ("GBP", 5): "1.168200",
}


def rate_of(currency, month):
    """The rate in force: that of the month or of the nearest earlier one."""
    if currency == "EUR":
        return Decimal(1)
    return Decimal(RATES[currency, max(m for c, m in RATES if c == currency and m <= month)])


def cents(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def three_currencies(*, single):
    """Sixty companies, twenty in each currency; ``single``: the same, billed in euro at the rates of the start."""
    contracts, deals = [], []
    for number in range(60):
        currency = ("EUR", "USD", "GBP")[number % 3]
        month = 1 + number % 5
        amount = Decimal(1000 + 37 * number) / 7
        amount = amount.quantize(Decimal("0.01"))
        euro = cents(amount * rate_of(currency, month))
        started = date(2024, month, 1 + number % 27)
        money = {"mrr": euro, "mrr_currency": "EUR"} if single else {"mrr": amount, "mrr_currency": currency}
        ended = date(2024, 8, 15) if number % 7 == 0 else None
        contracts.append(
            {
                "account_id": f"a{number:02d}",
                "subscription_id": f"s{number}",
                "started_on": started,
                "ended_on": ended,
                "status": "canceled" if ended else "active",
            }
            | money
        )
        deals.append(
            {
                "account_id": f"a{number:02d}",
                "deal_id": f"d{number}",
                "opened_on": started,
                "closed_on": started,
                "outcome": "won",
            }
        )
    for number in range(60, 90):
        deals.append(
            {
                "account_id": f"a{number:02d}",
                "deal_id": f"d{number}",
                "opened_on": date(2024, 2, 1 + number % 20),
                "closed_on": date(2024, 9, 30),
                "outcome": "lost",
            }
        )
    rates = [
        {"month": date(2024, month, 1), "currency": currency, "base": "EUR", "rate": float(rate)}
        for (currency, month), rate in RATES.items()
    ]
    return {"subscriptions": contracts, "deals": deals} | ({} if single else {"rates": rates})


def test_a_company_in_three_currencies_is_known_to_the_cent(tmp_path):
    rows = three_currencies(single=False)
    facts, findings = facts_of(tmp_path, project=Project(currency="EUR"), **rows)
    truth = sum(
        cents(row["mrr"] * rate_of(row["mrr_currency"], row["started_on"].month))
        for row in rows["subscriptions"]
        if row["ended_on"] is None
    )
    paying = facts.accounts.active
    assert round(float(facts.accounts.mrr[paying].sum()), 2) == float(truth)
    assert {"converted", "rate_months_missing"} <= codes(findings)
    assert "mixed_currencies" not in codes(findings)


def test_the_same_company_billed_in_one_currency_is_the_same_company(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "three").mkdir()
    one, _ = facts_of(tmp_path / "one", project=Project(currency="EUR"), **three_currencies(single=True))
    three, _ = facts_of(tmp_path / "three", project=Project(currency="EUR"), **three_currencies(single=False))
    assert three.accounts.mrr == pytest.approx(one.accounts.mrr, abs=1e-9, nan_ok=True)
    assert three.revenue.mrr == pytest.approx(one.revenue.mrr, abs=1e-9, nan_ok=True)
    assert label(three, "profitable").values.tolist() == label(one, "profitable").values.tolist()


def test_without_rates_nothing_is_added_up_and_all_that_counts_is_there(tmp_path):
    rows = three_currencies(single=False)
    del rows["rates"]
    facts, findings = facts_of(tmp_path, **rows)
    assert "mixed_currencies" in codes(findings)
    assert np.isnan(facts.accounts.mrr).all()
    assert facts.revenue is None
    assert facts.currency is None
    assert int(facts.accounts.active.sum()) == 60 - 9
    assert (facts.deals.outcome == 1).sum() == 60


def test_daily_rates_count_as_the_mean_of_their_month(tmp_path):
    rates = [
        {"month": date(2024, 1, day), "currency": "USD", "base": "EUR", "rate": rate}
        for day, rate in ((5, 0.90), (20, 0.94))
    ]
    rows = [
        {"account_id": name, "started_on": date(2024, 1, 9), "status": "active", "mrr": 100, "mrr_currency": currency}
        for name, currency in (("a", "EUR"), ("b", "USD"))
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows, rates=rates)
    assert facts.accounts.mrr.tolist() == [100.0, 92.0]
