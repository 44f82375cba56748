"""Real exports, shaped by hand into published tables: the figures of their own reports are found again."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from facts.published import codes, facts_of

DATA = os.environ.get("OPENICP_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="OPENICP_DATA names no folder of example data")


def rows(name: str) -> list[dict[str, str]]:
    with (Path(DATA or "") / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def contracts() -> list[dict[str, object]]:
    return [
        {
            "account_id": row["account_id"],
            "subscription_id": row["subscription_id"],
            "started_on": day(row["subscription_start_date"]),
            "trial_start": day(row["trial_start_date"]),
            "trial_end": day(row["trial_end_date"]),
            "cancelled_on": day(row["cancel_requested_date"]),
            "ended_on": day(row["ended_date"]),
            "status": row["current_status"],
            "billing_interval": row["billing_frequency"],
        }
        for row in rows("r3n0va-250/subscriptions.csv")
    ]


def lines(account_of: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "account_id": account_of[row["subscription_id"]],
            "subscription_id": row["subscription_id"],
            "started_on": day(row["effective_start"]),
            "ended_on": day(row["effective_end"]),
            "mrr": float(row["mrr_eur"]),
            "mrr_currency": "EUR",
            "source": "lines",
        }
        for row in rows("r3n0va-250/subscription_items.csv")
    ]


@needs_data
def test_dated_contract_lines_give_the_mrr_of_every_month(tmp_path):
    listed = contracts()
    account_of = {str(row["subscription_id"]): str(row["account_id"]) for row in listed}
    facts, _ = facts_of(tmp_path, subscriptions=[*listed, *lines(account_of)])
    assert facts.as_of == date(2026, 6, 30)
    assert (facts.accounts.active.sum(), facts.accounts.customer.sum(), (facts.accounts.left >= 0).sum()) == (79, 83, 4)
    assert facts.revenue is not None
    months = {int(m): facts.revenue.mrr[facts.revenue.month == m].sum() for m in set(facts.revenue.month)}
    for row in rows("r3n0va-250/reports/mrr_bridge.csv"):
        month = int(row["month"][:4]) * 12 + int(row["month"][5:7]) - 1
        assert months.get(month, 0.0) == pytest.approx(float(row["closing_mrr"]), abs=0.005)


@needs_data
def test_a_ledger_gives_the_mrr_of_its_last_events(tmp_path):
    events = rows("taskflow/subscription_events.csv")
    ledger = [
        {
            "account_id": row["customer_id"],
            "event_id": row["event_id"],
            "on": day(row["event_date"]),
            "kind": row["event_type"],
            "mrr_after": float(row["mrr_after"]),
        }
        for row in events[:2500]
    ]
    facts, _ = facts_of(tmp_path, mrr_events=ledger)
    last = {row["customer_id"]: float(row["mrr_after"]) for row in sorted(events[:2500], key=lambda r: r["event_date"])}
    paying = facts.accounts.active
    assert facts.accounts.mrr[paying].sum() == sum(last.values())
    assert paying.sum() == sum(value > 0 for value in last.values())


@needs_data
def test_the_end_of_the_data_is_not_churn(tmp_path):
    listed = [
        {
            "account_id": row["customer_id"],
            "subscription_id": row["subscription_id"],
            "started_on": day(row["start_date"]),
            "ended_on": day(row["end_date"]),
            "mrr": float(row["monthly_amount"]),
        }
        for row in rows("mrr-playbook/subscription_periods.csv")
    ]
    facts, findings = facts_of(tmp_path, subscriptions=listed)
    assert facts.as_of == date(2019, 12, 31)
    assert "contracts_end_together" in codes(findings)
    assert facts.accounts.active.sum() == 28
