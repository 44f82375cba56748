"""Deals, leads, outcomes and the day of the approach."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from facts.published import codes, facts_of, index
from openicp.config.project import Project

EPOCH = date(1970, 1, 1)


def deal(
    key: str,
    account: str | None,
    outcome: str,
    opened: str | None = "2024-01-10",
    closed: str | None = "2024-03-10",
    **more,
):
    return {
        "deal_id": key,
        "account_id": account,
        "outcome": outcome,
        "opened_on": opened and date.fromisoformat(opened),
        "closed_on": closed and date.fromisoformat(closed),
    } | more


def test_only_new_business_counts_and_what_is_left_out_is_counted(tmp_path):
    rows = [
        deal("1", "a", "won", amount=100),
        deal("2", "a", "won", kind="renewal"),
        deal("3", "a", "won", kind="expansion"),
        deal("4", "a", "won", duplicate_of="1"),
        deal("5", "b", "lost", pipeline="Kundenbindung"),
        deal("6", "b", "open", closed=None),
        deal("7", None, "lost"),
    ]
    facts, findings = facts_of(tmp_path, deals=rows, project=Project(renewal_pipelines=("Kundenbindung",)))
    assert facts.deals is not None
    assert facts.deals.outcome.tolist() == [1, -1, 0]
    assert facts.deals.account.tolist() == [0, 1, -1]
    left_out = {finding.code: finding.fields["n"] for finding in findings if finding.code.startswith("deals_")}
    assert left_out == {
        "deals_left_out_double": 1,
        "deals_left_out_renewal": 2,
        "deals_left_out_expansion": 1,
        "deals_without_account": 1,
    }


def test_a_stage_tells_the_outcome_where_there_is_no_other(tmp_path):
    rows = [
        deal("1", "a", None, stage="Closed Won"),
        deal("2", "b", None, stage="closedlost"),
        deal("3", "c", None, stage="Engaging", closed=None),
    ]
    facts, _ = facts_of(tmp_path, deals=rows)
    assert facts.accounts.outcome.tolist() == [1, 0, -1]


def test_an_account_is_lost_only_when_none_is_won_and_none_open(tmp_path):
    rows = [
        deal("1", "a", "lost"),
        deal("2", "a", "won"),
        deal("3", "b", "lost"),
        deal("4", "b", "open", closed=None),
        deal("5", "c", "lost"),
    ]
    facts, _ = facts_of(tmp_path, deals=rows)
    assert facts.accounts.outcome.tolist() == [1, -1, 0]


def test_a_won_deal_makes_a_customer_only_without_billing(tmp_path):
    deals = [deal("1", "a", "won"), deal("2", "b", "won")]
    facts, _ = facts_of(tmp_path, deals=deals)
    assert facts.accounts.customer.all()
    assert facts.accounts.started.tolist() == [(date(2024, 3, 10) - EPOCH).days] * 2
    paid = [{"account_id": "a", "subscription_id": "s", "started_on": date(2024, 3, 12)}]
    facts, _ = facts_of(tmp_path, deals=deals, subscriptions=paid)
    assert facts.accounts.customer.tolist() == [True, False]
    assert facts.accounts.outcome.tolist() == [1, 1]


def test_a_status_that_says_lost_closes_an_approach_but_is_no_approach(tmp_path):
    accounts = [{"account_id": "a", "status": "Lost"}, {"account_id": "b", "status": "lost"}]
    leads = [{"account_id": "a", "lead_id": "1", "created_on": date(2024, 1, 1)}]
    facts, _ = facts_of(tmp_path, accounts=accounts, leads=leads)
    assert facts.accounts.outcome.tolist() == [0, -1]
    assert facts.accounts.is_approached.tolist() == [True, False]


def test_an_active_status_beside_a_free_plan_pays_nothing(tmp_path):
    since = {"customer_since": date(2024, 1, 1), "status": "yes"}
    accounts = [
        {"account_id": "a", "plan": "Free", "mrr": 0, **since},
        {"account_id": "b", "plan": "Pro", "mrr": 10, **since},
        {"account_id": "c", "status": "active"},
    ]
    facts, _ = facts_of(tmp_path, accounts=accounts)
    assert facts.accounts.customer.tolist() == [False, True, True]
    assert facts.accounts.active.tolist() == [False, True, True]


def test_a_status_that_tells_who_was_acquired_calls_nobody_a_customer(tmp_path):
    words = ("Active", "Active", "Acquired", "Public", "Inactive")
    accounts = [{"account_id": str(n), "status": word} for n, word in enumerate(words)]
    facts, _ = facts_of(tmp_path, accounts=accounts)
    assert not facts.accounts.customer.any()


def test_the_approach_is_the_first_deal_lead_or_start(tmp_path):
    leads = [{"account_id": "a", "lead_id": str(i), "created_on": date(2024, 1, i)} for i in (5, 2)]
    leads.append({"account_id": "c", "lead_id": "9", "created_on": None})
    facts, _ = facts_of(tmp_path, leads=leads, deals=[deal("1", "a", "won"), deal("2", "b", "open", closed=None)])
    assert facts.accounts.approached.tolist() == [(date(2024, 1, 2) - EPOCH).days, (date(2024, 1, 10) - EPOCH).days, -1]
    assert facts.accounts.is_approached.all()


def test_a_closing_day_beyond_the_data_cannot_be_true(tmp_path):
    rows = [deal(str(i), f"a{i:02}", "lost", f"2024-01-{i:02}", f"2024-02-{i:02}") for i in range(1, 29)]
    rows.append(deal("x", "x", "lost", "2024-02-10", "2024-09-17"))
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(59)]
    events = [{"account_id": f"a{n % 28 + 1:02}", "on": day, "mrr_after": 10 + n} for n, day in enumerate(days)]
    facts, findings = facts_of(tmp_path, deals=rows, mrr_events=events)
    assert facts.deals is not None
    assert "closed_after_as_of" in codes(findings)
    assert facts.deals.closed[-1] == -1
    assert facts.accounts.outcome[index(facts, "x")] == 0


def test_an_earlier_day_sees_the_deals_as_they_stood(tmp_path):
    rows = [
        deal("1", "a", "won"),
        deal("2", "b", "lost", "2024-02-20", "2024-03-05"),
        deal("3", "c", "won", "2024-01-05", "2024-02-01"),
    ]
    facts, _ = facts_of(tmp_path, deals=rows, as_of=date(2024, 2, 10))
    assert facts.deals is not None
    assert facts.deals.account.tolist() == [0, 2]
    assert facts.deals.outcome.tolist() == [-1, 1]


def test_traces_of_a_migration_have_no_cycle_and_approach_nobody(tmp_path):
    rows = [deal(str(i), f"m{i:02}", "won", "2024-02-01", "2024-02-20") for i in range(30)]
    start = date(2023, 1, 1)
    rows += [
        deal(f"n{i}", f"n{i:02}", "won", str(start + timedelta(days=4 * i)), str(start + timedelta(days=4 * i + 30)))
        for i in range(60)
    ]
    rows.append(deal("back", "back", "won", "2023-05-01", "2023-04-01"))
    facts, findings = facts_of(tmp_path, deals=rows)
    assert facts.deals is not None
    assert {"migration_traces", "closed_before_opened"} <= codes(findings)
    assert facts.deals.timed.sum() == 60
    assert facts.accounts.approached[index(facts, "m00")] == -1
    assert facts.accounts.is_approached[index(facts, "m00")]


def test_the_latest_answer_of_an_account_counts(tmp_path):
    rows = [
        {"account_id": "a", "kind": "NPS", "score": 3, "on": date(2024, 1, 1)},
        {"account_id": "a", "kind": "NPS", "score": 9, "on": date(2024, 2, 1)},
        {"account_id": "b", "kind": "csat", "score": 5, "on": date(2024, 2, 1)},
    ]
    facts, _ = facts_of(tmp_path, ratings=rows)
    assert facts.promoter_score is not None
    assert facts.promoter_score[0] == 9
    assert np.isnan(facts.promoter_score[1])
