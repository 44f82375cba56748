"""Who paid when."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from facts.published import codes, facts_of, index
from openicp.config.project import Project

EPOCH = date(1970, 1, 1)


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def contract(account: str, start: str | None, end: str | None = None, **more: object) -> dict[str, object]:
    return {
        "account_id": account,
        "subscription_id": f"{account}-{start}-{more.get('mrr')}",
        "started_on": start and date.fromisoformat(start),
        "ended_on": end and date.fromisoformat(end),
    } | more


def test_overlapping_contracts_are_one_spell_and_add_up_their_mrr(tmp_path):
    rows = [
        contract("a", "2024-01-10", mrr=100),
        contract("a", "2024-03-01", "2024-05-31", mrr=20),
        contract("b", "2024-06-30", mrr=7),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows)
    spells = facts.spells
    assert spells is not None
    assert spells.account.tolist() == [0, 1]
    assert spells.started.tolist() == [day("2024-01-10"), day("2024-06-30")]
    assert spells.ended.tolist() == [-1, -1]
    revenue = facts.revenue
    assert revenue is not None
    months = dict(zip(zip(revenue.account, revenue.month % 12 + 1, strict=True), revenue.mrr, strict=True))
    assert [months[0, m] for m in (1, 2, 3, 4, 5, 6)] == [100, 100, 120, 120, 120, 100]
    assert facts.accounts.mrr.tolist() == [100, 7]


def test_a_gap_up_to_the_grace_is_bridged_and_a_longer_one_is_a_return(tmp_path):
    rows = [
        contract("a", "2024-01-01", "2024-01-31"),
        contract("a", "2024-03-01"),
        contract("b", "2024-01-01", "2024-01-31"),
        contract("b", "2024-03-03"),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows)
    assert facts.spells is not None
    assert facts.spells.account.tolist() == [0, 1, 1]


def test_an_end_in_the_future_is_still_active(tmp_path):
    rows = [contract("a", "2024-01-01", "2025-12-31"), contract("b", "2024-02-01"), contract("c", "2024-06-30")]
    facts, _ = facts_of(tmp_path, subscriptions=rows)
    assert facts.as_of == date(2024, 6, 30)
    assert facts.accounts.active.all()
    assert facts.accounts.left.tolist() == [-1, -1, -1]


@pytest.mark.parametrize(
    "unpaid",
    [
        {"status": "trialing"},
        {"plan": "Free"},
        {"plan": "Community"},
        {"mrr": 0},
        {"discount": 1.0},
        {"is_test": True},
        {"is_free": True},
        {"trial_end": date(2024, 2, 14), "ended_on": date(2024, 2, 14), "status": "canceled"},
    ],
)
def test_what_nobody_pays_for_is_no_customer(tmp_path, unpaid):
    rows = [
        contract("a", "2024-02-01") | unpaid,
        contract("b", "2024-02-01", mrr=5),
        contract("b", "2024-04-30", mrr=5),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows, project=Project(free_plans=("community",)))
    assert facts.accounts.customer.tolist() == [False, True]
    assert facts.accounts.is_approached.tolist() == ["is_test" not in unpaid, True]


def test_a_trial_is_not_paid_time(tmp_path):
    rows = [
        contract("a", "2024-02-01", trial_end=date(2024, 2, 14), mrr=5),
        contract("b", None, trial_start=date(2024, 2, 1), trial_end=date(2024, 2, 28), status="active"),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows, as_of=date(2024, 6, 30))
    assert facts.accounts.started.tolist() == [day("2024-02-15"), day("2024-02-29")]
    assert facts.accounts.approached.tolist() == [day("2024-02-01"), day("2024-02-01")]


def test_a_trial_that_ended_without_a_payment_is_lost(tmp_path):
    rows = [
        contract("a", "2024-02-01", "2024-02-14", trial_end=date(2024, 2, 14), status="canceled"),
        contract("b", "2024-05-30", mrr=3),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows)
    assert facts.accounts.outcome.tolist() == [0, 1]


def test_a_contract_that_ended_before_it_started_is_ignored_and_said(tmp_path):
    rows = [contract("a", "2024-02-01", "2024-01-01"), contract("b", "2024-05-30", mrr=3)]
    facts, findings = facts_of(tmp_path, subscriptions=rows)
    assert facts.accounts.customer.tolist() == [False, True]
    assert "not_paying_impossible" in codes(findings)


def test_a_ledger_gives_exact_revenue_and_its_churn_ends_the_spell(tmp_path):
    def event(account, on, kind, after):
        return {"account_id": account, "on": date.fromisoformat(on), "kind": kind, "mrr_after": after}

    rows = [
        event("a", "2024-01-05", "signup", 15),
        event("a", "2024-02-10", "upgrade", 49),
        event("a", "2024-03-20", "cancel", 0),
        event("b", "2024-01-05", "signup", 0),
        event("b", "2024-04-30", "signup", 0),
        event("c", "2024-04-29", "signup", 15),
    ]
    facts, _ = facts_of(tmp_path, mrr_events=rows)
    accounts = facts.accounts
    assert accounts.customer.tolist() == [True, False, True]
    assert accounts.left.tolist() == [day("2024-03-19"), -1, -1]
    assert facts.revenue is not None
    found = [
        (int(a), int(m % 12 + 1), float(v))
        for a, m, v in zip(facts.revenue.account, facts.revenue.month, facts.revenue.mrr, strict=True)
    ]
    assert found == [(0, 1, 15.0), (0, 2, 49.0), (2, 4, 15.0)]
    assert accounts.mrr[0] == 49
    assert accounts.mrr[2] == 15


def test_changes_are_summed_and_a_churn_empties_the_balance(tmp_path):
    def event(on, kind, change):
        return {
            "account_id": "a",
            "subscription_id": "s",
            "on": date.fromisoformat(on),
            "kind": kind,
            "mrr_change": change,
        }

    rows = [
        event("2024-01-05", "new", 50),
        event("2024-02-05", "expansion", 25),
        event("2024-03-05", "churn", -60),
        event("2024-06-05", "reactivation", 40),
    ]
    facts, _ = facts_of(tmp_path, mrr_events=rows)
    assert facts.spells is not None
    assert facts.spells.ended.tolist() == [day("2024-03-04"), -1]
    assert facts.accounts.mrr.tolist() == [40]


def test_contracts_and_items_of_the_same_account_do_not_count_twice(tmp_path):
    contracts = [contract("a", "2024-01-10", status="active") | {"source": "subscriptions", "subscription_id": "s1"}]
    items = [
        {
            "account_id": "a",
            "subscription_id": "s1",
            "started_on": date(2024, 1, 1),
            "ended_on": date(2024, 3, 31),
            "mrr": 51,
            "source": "items",
        },
        {
            "account_id": "a",
            "subscription_id": "s1",
            "started_on": date(2024, 4, 1),
            "ended_on": date(2024, 6, 30),
            "mrr": 60,
            "source": "items",
        },
    ]
    events = [{"account_id": "a", "subscription_id": "s1", "on": date(2024, 1, 10), "kind": "new", "mrr_change": 51}]
    facts, findings = facts_of(tmp_path, subscriptions=contracts + items, mrr_events=events, as_of=date(2024, 6, 30))
    assert facts.spells is not None
    assert facts.spells.started.tolist() == [day("2024-01-10")]
    assert facts.revenue is not None
    assert facts.revenue.mrr.tolist() == [51, 51, 51, 60, 60, 60]
    assert facts.accounts.mrr.tolist() == [60]
    assert "mrr_of_sources" in codes(findings)


def test_an_old_and_a_new_billing_system_make_one_history(tmp_path):
    rows = [
        contract("a", "2022-01-01", "2023-01-15", status="ended") | {"source": "old"},
        contract("a", "2023-02-01", status="active") | {"source": "new"},
        contract("b", "2023-02-01", status="active") | {"source": "new"},
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows, as_of=date(2024, 6, 30))
    assert facts.accounts.started.tolist() == [day("2022-01-01"), day("2023-02-01")]


def test_periods_that_run_out_at_the_end_of_the_data_are_not_churn(tmp_path):
    rows = [
        contract("a", "2024-01-01", "2024-02-01", mrr=5),
        contract("a", "2024-02-01", "2024-03-01", mrr=6),
        contract("b", "2024-01-01", "2024-02-01", mrr=5),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows)
    assert facts.accounts.active.tolist() == [True, True] or facts.as_of == date(2024, 3, 1)
    assert facts.as_of == date(2024, 3, 1)
    assert facts.accounts.active.tolist() == [True, True]
    facts, _ = facts_of(tmp_path, subscriptions=rows, project=Project(grace_days=20))
    assert facts.accounts.active.tolist() == [True, False]
    assert facts.revenue is not None
    assert facts.revenue.mrr.tolist() == [5, 5, 6]


def test_invoices_cover_their_period(tmp_path):
    def invoice(account, start, end, amount, **more):
        return {
            "account_id": account,
            "issued_on": date.fromisoformat(start),
            "period_start": date.fromisoformat(start),
            "period_end": date.fromisoformat(end),
            "amount": amount,
        } | more

    rows = [
        invoice("a", "2024-01-01", "2024-12-31", 1200),
        invoice("b", "2024-01-01", "2024-01-31", 50),
        invoice("b", "2024-02-01", "2024-02-29", 50),
        invoice("b", "2024-03-01", "2024-03-31", 50, status="void"),
        invoice("c", "2024-06-01", "2024-06-30", 10),
    ]
    facts, _ = facts_of(tmp_path, invoices=rows, as_of=date(2024, 6, 30))
    accounts = facts.accounts
    assert accounts.active.tolist() == [True, False, True]
    assert accounts.left.tolist() == [-1, day("2024-02-29"), -1]
    assert accounts.mrr.tolist() == [100, 50, 10]


def test_one_sheet_of_customers_is_enough(tmp_path):
    rows = [
        {"account_id": "a", "customer_since": date(2023, 1, 1), "mrr": 10, "mrr_currency": "EUR"},
        {
            "account_id": "b",
            "customer_since": date(2023, 1, 1),
            "churned_on": date(2023, 10, 1),
            "mrr": 20,
            "mrr_currency": "EUR",
        },
        {"account_id": "c", "customer_since": date(2023, 12, 15), "mrr": 30, "mrr_currency": "EUR"},
    ]
    facts, _ = facts_of(tmp_path, accounts=rows)
    assert facts.currency == "EUR"
    assert facts.accounts.left.tolist() == [-1, day("2023-09-30"), -1]
    assert facts.accounts.mrr.tolist() == [10, 20, 30]
    assert facts.revenue is not None
    assert facts.revenue.mrr[facts.revenue.month == 2023 * 12 + 8].sum() == 30


def test_a_tenure_and_a_flag_give_lengths_without_dates(tmp_path):
    rows = [
        {"account_id": "a", "tenure_months": 12, "is_churned": True},
        {"account_id": "b", "tenure_months": 24, "is_churned": False},
    ]
    facts, findings = facts_of(tmp_path, accounts=rows)
    assert facts.spells is not None
    assert not facts.spells.dated
    assert facts.accounts.active.tolist() == [False, True]
    lengths = np.where(facts.spells.ended < 0, day("2000-12-31"), facts.spells.ended) - facts.spells.started
    assert np.round(lengths / 30.4375).tolist() == [12, 24]
    assert "no_dates" in codes(findings)


def test_internal_accounts_are_left_out(tmp_path):
    accounts = [{"account_id": "a", "is_internal": True}, {"account_id": "b"}]
    rows = [contract("a", "2024-01-01"), contract("b", "2024-01-01")]
    facts, _ = facts_of(tmp_path, accounts=accounts, subscriptions=rows)
    assert facts.accounts.account_id.tolist() == ["b"]
    assert facts.spells is not None
    assert facts.spells.account.tolist() == [0]


def test_an_earlier_day_knows_nothing_of_what_came_later(tmp_path):
    rows = [
        contract("a", "2024-01-01", "2024-05-31", mrr=5),
        contract("b", "2024-04-01", mrr=5),
        contract("b", "2024-06-30", mrr=1),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows, as_of=date(2024, 3, 31))
    assert facts.accounts.customer.tolist() == [True, False]
    assert facts.accounts.left.tolist() == [-1, -1]
    assert facts.last_month == 2024 * 12 + 2


def test_several_currencies_need_rates(tmp_path):
    rows = [
        contract("a", "2024-01-01", mrr=10, mrr_currency="EUR"),
        contract("b", "2024-01-15", mrr=10, mrr_currency="CHF"),
    ]
    facts, findings = facts_of(tmp_path, subscriptions=rows)
    assert "mixed_currencies" in codes(findings)
    assert facts.currency is None
    assert np.isnan(facts.accounts.mrr).all()
    assert facts.accounts.active.all()
    rates = [{"month": date(2023, 12, 1), "currency": "CHF", "rate": 1.05, "base": "EUR"}]
    facts, findings = facts_of(tmp_path, subscriptions=rows, rates=rates)
    assert "mixed_currencies" not in codes(findings)
    assert facts.currency == "EUR"
    assert facts.accounts.mrr.tolist() == pytest.approx([10, 10.5])
    assert index(facts, "b") == 1


def test_without_billing_the_list_says_who_is_a_customer_and_who_was(tmp_path):
    rows = [
        {"account_id": "a", "status": "Customer"},
        {"account_id": "b", "status": "Churned"},
        {"account_id": "c", "status": "Prospect"},
        {"account_id": "d", "customer_since": date(2024, 1, 1), "status": "Customer"},
    ]
    facts, _ = facts_of(tmp_path, accounts=rows)
    assert facts.accounts.customer.tolist() == [True, True, False, True]
    assert facts.accounts.active.tolist() == [True, False, False, True]
    assert facts.accounts.started.tolist() == [-1, -1, -1, day("2024-01-01")]
