"""The whole gathering: what is missing is missing, never wrong."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from facts.published import facts_of, write
from openicp.config.project import Project
from openicp.engine import duck
from openicp.facts import directory, gather, totals


def test_without_any_table_there_are_no_accounts_and_no_error(tmp_path):
    with duck(tmp_path) as engine:
        facts, _ = gather(engine, {}, Project())
    assert facts.accounts.n == 0
    assert totals(facts)["mrr"] is None


def test_a_part_that_no_source_gives_is_none(tmp_path):
    facts, _ = facts_of(tmp_path, accounts=[{"account_id": "a", "name": "A"}])
    assert (facts.deals, facts.spells, facts.revenue, facts.costs) == (None, None, None, None)
    assert (facts.promoter_score, facts.referrals, facts.usage, facts.currency) == (None, None, None, None)
    found = totals(facts)
    assert (found["accounts"], found["paying_customers"], found["won_deals"], found["spend"]) == (1, None, None, None)


def test_totals_are_what_a_dashboard_would_say(tmp_path):
    contracts = [
        {"account_id": "a", "subscription_id": "1", "started_on": date(2024, 1, 1), "mrr": 10.5, "status": "active"},
        {"account_id": "b", "subscription_id": "2", "started_on": date(2024, 2, 12), "mrr": 7, "status": "past_due"},
        {"account_id": "c", "subscription_id": "3", "started_on": date(2024, 1, 9), "mrr": 7, "status": "trialing"},
        {
            "account_id": "d",
            "subscription_id": "4",
            "started_on": date(2024, 1, 9),
            "ended_on": date(2024, 2, 9),
            "mrr": 7,
            "status": "canceled",
        },
    ]
    facts, _ = facts_of(tmp_path, subscriptions=contracts)
    found = totals(facts)
    assert (found["paying_customers"], found["ever_customers"], found["left"], found["mrr"]) == (2, 3, 1, 17.5)


def test_use_and_referrals_come_with_their_account(tmp_path):
    contracts = [{"account_id": name, "subscription_id": name, "started_on": date(2024, 1, 1)} for name in "abc"]
    contracts.append({"account_id": "c", "subscription_id": "c2", "started_on": date(2024, 6, 30)})
    use = [
        {"account_id": "a", "on": date(2024, month, 1), "amount": amount}
        for month, amount in ((1, 99), (4, 3), (5, 6), (6, 0))
    ]
    use.append({"account_id": "b", "on": date(2024, 1, 1), "amount": 5})
    referred = [{"account_id": "a", "referred_name": name} for name in ("X", "x ", "Y")]
    facts, _ = facts_of(tmp_path, subscriptions=contracts, usage=use, referrals=referred)
    assert facts.usage is not None
    assert facts.usage[:2].tolist() == [3, 0]
    assert np.isnan(facts.usage[2])
    assert facts.referrals is not None
    assert facts.referrals.tolist() == [2, 0, 0]


def test_the_directory_names_and_describes(tmp_path):
    paths = write(
        tmp_path,
        accounts=[
            {
                "account_id": "a",
                "name": "Acme",
                "domain": "acme.test",
                "industry": "agency",
                "employees_low": 51,
                "employees_high": 200,
            }
        ],
        tags=[{"account_id": "a", "attribute": "technologies", "value": value} for value in ("slack", "jira")],
    )
    with duck(tmp_path) as engine:
        found = directory(engine, paths, ["a", "nobody"], external_ids={"a": {"crm": "17"}})
    assert set(found) == {"a"}
    entry = found["a"]
    assert (entry.name, entry.domain, entry.external_ids) == ("Acme", "acme.test", {"crm": "17"})
    assert entry.fields == {"industry": "agency", "employees": (51.0, 200.0), "technologies": ["jira", "slack"]}


@pytest.mark.parametrize("status", [None, "cancelled"])
def test_who_left_after_the_last_sale_no_longer_pays(tmp_path, status):
    day = date(2023, 1, 1)
    contracts = [
        {"account_id": f"a{i}", "subscription_id": f"s{i}", "started_on": day + timedelta(days=9 * i), "mrr": 100}
        for i in range(60)
    ]
    last = contracts[-1]["started_on"]
    for i in range(40):
        ended = last + timedelta(days=11 * (i - 30))
        contracts[i] |= {"ended_on": max(ended, contracts[i]["started_on"] + timedelta(days=40)), "status": status}
    facts, _ = facts_of(tmp_path, subscriptions=contracts)
    assert facts.as_of >= last + timedelta(days=99)
    assert int(facts.accounts.active.sum()) == 21  # one of them on its last paid day


def test_the_same_data_give_the_same_facts(tmp_path):
    contracts = [
        {"account_id": f"a{i}", "subscription_id": f"s{i}", "started_on": date(2024, 1 + i % 3, 1 + i), "mrr": i + 1}
        for i in range(20)
    ]
    one, _ = facts_of(tmp_path, subscriptions=contracts)
    other, _ = facts_of(tmp_path, subscriptions=list(reversed(contracts)))
    assert one.accounts.mrr.tolist() == other.accounts.mrr.tolist()
    assert one.revenue is not None
    assert other.revenue is not None
    assert one.revenue.mrr.tolist() == other.revenue.mrr.tolist()
