"""What no figure counts is told with how many rows it is, and a credit lowers what it is a credit of."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from facts.published import codes, facts_of, index
from openicp.model.finding import Finding

NEW_YEAR = date(2024, 1, 1)


def contract(account: str | None, **more: object) -> dict[str, object]:
    usual = {"subscription_id": f"s{account}", "account_id": account, "started_on": NEW_YEAR, "mrr": 10}
    return usual | {"status": "active"} | more


def invoice(account: str | None, amount: float, *, month: int = 1, **more: object) -> dict[str, object]:
    start, end = date(2024, month, 1), date(2024, month, 28)
    days = {"issued_on": start, "period_start": start, "period_end": end}
    return {"account_id": account, "amount": amount} | days | more


def said(findings: list[Finding], code: str) -> list[dict[str, object]]:
    return [finding.fields for finding in findings if finding.code == code]


def test_rows_that_name_no_company_are_told_table_by_table(tmp_path):
    _, findings = facts_of(
        tmp_path,
        subscriptions=[contract("a"), contract(None), contract(None)],
        invoices=[invoice("a", 10), invoice(None, 10)],
    )
    assert said(findings, "rows_without_company") == [
        {"table": "invoices", "n": 1},
        {"table": "subscriptions", "n": 2},
    ]


def test_rows_of_companies_that_the_list_lacks_are_told_with_an_example(tmp_path):
    accounts = [{"account_id": "a", "name": "A"}]
    rows = [contract("a"), contract(" a "), contract("b")]
    _, findings = facts_of(tmp_path, in_place=True, accounts=accounts, subscriptions=rows)
    assert said(findings, "rows_of_strangers") == [{"table": "subscriptions", "n": 2, "example": " a "}]


def test_where_every_row_is_of_a_company_nothing_is_said(tmp_path):
    _, findings = facts_of(tmp_path, subscriptions=[contract("a")], invoices=[invoice("a", 5)])
    assert not codes(findings) & {"rows_without_company", "rows_of_strangers", "rows_repeated", "paying_without_mrr"}


def test_how_many_of_the_paying_have_no_mrr_is_told_where_that_of_others_is_known(tmp_path):
    rows = [contract("a"), contract("b", mrr=None), contract("c", mrr=None), contract("d", mrr=30)]
    facts, findings = facts_of(tmp_path, subscriptions=rows)
    assert said(findings, "paying_without_mrr") == [{"n": 2, "of": 4}]
    assert np.nansum(facts.accounts.mrr) == 40


@pytest.mark.parametrize("mrr", [None, 10], ids=["of none", "of all"])
def test_an_mrr_that_is_known_of_none_or_of_all_is_no_gap(tmp_path, mrr):
    _, findings = facts_of(tmp_path, subscriptions=[contract("a", mrr=mrr), contract("b", mrr=mrr)])
    assert "paying_without_mrr" not in codes(findings)


def test_a_price_below_zero_is_not_called_free_of_charge(tmp_path):
    facts, findings = facts_of(tmp_path, subscriptions=[contract("a"), contract("b", mrr=-5), contract("c", mrr=0)])
    told = {finding.code: finding.fields["n"] for finding in findings if finding.code.startswith("not_paying")}
    assert told == {"not_paying_negative": 1, "not_paying_free": 1}
    assert facts.accounts.customer.tolist() == [True, False, False]


def test_a_credit_lowers_the_money_of_its_own_period(tmp_path):
    rows = [
        *(invoice("a", amount) for amount in (120, -80)),
        *(invoice("b", amount) for amount in (50, -50)),
        *(invoice("c", amount) for amount in (0.1, 0.2, -0.3)),
        invoice("d", 9),
    ]
    facts, findings = facts_of(tmp_path, invoices=rows, as_of=date(2024, 1, 28))
    mrr = dict(zip(facts.accounts.account_id, facts.accounts.mrr, strict=True))
    assert (mrr["a"], mrr["d"]) == (40, 9)
    assert not facts.accounts.customer[[index(facts, "b"), index(facts, "c")]].any()
    told = {finding.code: finding.fields["n"] for finding in findings if finding.code.startswith("not_paying")}
    assert told == {"not_paying_credited": 5}


def test_a_credit_of_no_period_that_was_billed_is_told(tmp_path):
    rows = [invoice("a", 50), invoice("a", 50, month=2), invoice("a", -20, month=3)]
    facts, findings = facts_of(tmp_path, invoices=rows, as_of=date(2024, 2, 28))
    assert facts.accounts.mrr.tolist() == [50]
    assert [one["n"] for one in said(findings, "not_paying_negative")] == [1]


def test_spend_after_the_end_of_the_data_is_told_with_its_sum(tmp_path):
    months = [{"month": date(2024, month, 1), "channel": "ads", "amount": 100} for month in (1, 2, 9, 10)]
    rows = [contract("a"), contract("b", ended_on=date(2024, 2, 20), status="canceled")]
    facts, findings = facts_of(tmp_path, subscriptions=rows, spend=months)
    [told] = said(findings, "spend_after_as_of")
    assert told["amount"] == 200
    assert facts.costs is not None
    assert facts.costs.total == 200
    (tmp_path / "then").mkdir()
    _, chosen = facts_of(tmp_path / "then", subscriptions=rows, spend=months, as_of=date(2024, 1, 31))
    assert "spend_after_as_of" not in codes(chosen)


def test_deals_and_leads_of_companies_that_the_list_lacks_count_nowhere_and_are_not_called_our_own(tmp_path):
    accounts = [{"account_id": "a", "name": "A"}, {"account_id": "us", "name": "Us", "is_internal": True}]
    deals = [
        {"deal_id": str(at), "account_id": account, "outcome": "won", "opened_on": NEW_YEAR, "closed_on": NEW_YEAR}
        for at, account in enumerate(["a", "us", "zz", None])
    ]
    leads = [
        {"lead_id": str(at), "account_id": one, "created_on": NEW_YEAR} for at, one in enumerate(["a", "zz", None])
    ]
    facts, findings = facts_of(tmp_path, in_place=True, accounts=accounts, deals=deals, leads=leads)
    assert {one["table"]: one["n"] for one in said(findings, "rows_of_strangers")} == {"deals": 1, "leads": 1}
    assert [one["n"] for one in said(findings, "deals_left_out_internal")] == [1]
    assert [one["n"] for one in said(findings, "deals_without_account")] == [1]
    assert not said(findings, "rows_without_company")
    assert facts.deals is not None
    assert (len(facts.deals.account), facts.leads) == (2, 2)


def test_leads_without_an_id_and_referrals_without_a_name_count_row_by_row(tmp_path):
    leads = [{"account_id": name, "created_on": NEW_YEAR, "line": None} for name in ("a", "a", "b")]
    leads += [{"account_id": "a", "lead_id": "x", "created_on": NEW_YEAR, "line": None}] * 2
    referrals = [{"account_id": "a", "on": NEW_YEAR}] * 3 + [
        {"account_id": "b", "referred_name": "C", "on": NEW_YEAR}
    ] * 2
    facts, _ = facts_of(tmp_path, leads=leads, referrals=referrals)
    assert facts.leads == 4
    assert facts.referrals is not None
    assert facts.referrals.tolist() == [3, 1]


@pytest.mark.parametrize("turned", [False, True], ids=["as they lie", "turned round"])
def test_what_nothing_orders_does_not_depend_on_how_the_rows_lie(tmp_path, turned):
    def lying(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        return [row | {"line": None} for row in (rows[::-1] if turned else rows)]

    names = [f"a{at}" for at in range(40)]
    events = lying([{"account_id": one, "on": NEW_YEAR, "mrr_after": mrr} for one in names for mrr in (100, 300)])
    ratings = lying([{"account_id": one, "on": NEW_YEAR, "score": score} for one in names for score in (9, 3)])
    facts, _ = facts_of(tmp_path, mrr_events=events, ratings=ratings)
    assert np.nansum(facts.accounts.mrr) == 40 * 300
    assert facts.promoter_score is not None
    assert set(facts.promoter_score) == {3}
