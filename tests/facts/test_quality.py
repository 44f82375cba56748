"""Where systems disagree, and what can hardly be true."""

from datetime import date

from tests.facts.published import write

from openicp.config.project import Project
from openicp.engine import duck
from openicp.facts import gather, quality


def found(folder, **tables):
    ids = sorted({str(row["account_id"]) for rows in tables.values() for row in rows if row.get("account_id")})
    tables = {"accounts": [{"account_id": name, "name": name} for name in ids]} | tables
    paths = write(folder, **tables)
    with duck(folder) as engine:
        facts, _ = gather(engine, paths, Project())
        return quality(engine, paths, facts, grace=30)


def contract(name, *, ended=None, mrr=10):
    return {"account_id": name, "subscription_id": name, "started_on": date(2024, 1, 1), "ended_on": ended, "mrr": mrr,
            "mrr_currency": "EUR", "status": "canceled" if ended else "active"}  # fmt: skip


def event(name, on, kind, after):
    return {"account_id": name, "subscription_id": name, "on": on, "kind": kind, "mrr_after": after}


def test_three_records_of_leaving_stand_side_by_side(tmp_path):
    contracts = [contract("acme", ended=date(2024, 3, 31)), contract("brava"), contract("cress")]
    ledger = [event(name, date(2024, 1, 1), "new", 10) for name in ("acme", "brava", "cress")]
    ledger += [event("brava", date(2024, 4, 2), "churn", 0), event("cress", date(2024, 6, 30), "expansion", 12)]
    accounts = [
        {"account_id": "acme", "name": "Acme", "status": "Churned", "churned_on": date(2024, 4, 1)},
        {"account_id": "brava", "name": "Brava", "status": "Active"},
        {"account_id": "cress", "name": "Cress", "status": "Active"},
    ]
    conflicts = {
        one.code: one
        for one in found(tmp_path, accounts=accounts, subscriptions=contracts, mrr_events=ledger).conflicts
    }
    cases = {case.name: dict(case.says) for case in conflicts["has_left"].cases}
    assert cases == {
        "Acme": {"subscriptions": "left:2024-03-31", "mrr_events": "pays", "accounts": "left:2024-03-31"},
        "Brava": {"subscriptions": "pays", "mrr_events": "left:2024-04-01", "accounts": "pays"},
    }
    assert conflicts["has_left"].decides == "subscriptions"
    assert [(case.name, dict(case.says)) for case in conflicts["mrr"].cases] == [
        ("Cress", {"subscriptions": "10.00", "mrr_events": "12.00"})
    ]


def test_systems_that_agree_are_no_conflict(tmp_path):
    contracts = [contract("acme", ended=date(2024, 3, 31)), contract("brava")]
    ledger = [event(name, date(2024, 1, 1), "new", 10) for name in ("acme", "brava")]
    ledger += [event("acme", date(2024, 4, 1), "churn", 0), event("brava", date(2024, 6, 30), "expansion", 10)]
    assert found(tmp_path, subscriptions=contracts, mrr_events=ledger).conflicts == ()


def test_two_systems_that_name_different_industries_are_told(tmp_path):
    said = {"hubspot": {"acme": "health", "brava": "health"}, "salesforce": {"acme": "finance", "brava": "health"}}
    history = [
        {"account_id": name, "attribute": "industry", "value": value, "source": source}
        for source, values in said.items()
        for name, value in values.items()
    ]
    (conflict,) = found(tmp_path, attributes=history).conflicts
    assert (conflict.code, conflict.about) == ("attribute", "industry")
    assert [case.name for case in conflict.cases] == ["acme"]


def test_values_that_can_hardly_be_true_are_named(tmp_path):
    big = {"revenue_low": 5e6, "revenue_high": 5e6}
    alone, forty = {"employees_low": 1, "employees_high": 1}, {"employees_low": 40, "employees_high": 40}
    accounts = [
        big | alone | {"account_id": "tiny", "name": "Tiny"},
        big | alone | {"account_id": "yen", "name": "Yen", "revenue_currency": "JPY"},
        {"account_id": "future", "name": "Future", "founded_year": 2203},
        big | forty | {"account_id": "usual", "name": "Usual", "founded_year": 1998},
        {"account_id": "doubt", "name": "Doubt", "doubt": "churned_before_start"},
    ]
    accounts += [{"account_id": f"a{place}", "name": f"A{place}"} for place in range(30)]
    contracts = [contract(f"a{place}", mrr=40 + 3 * place) for place in range(30)]
    contracts += [contract("usual", mrr=9900), contract("tiny", mrr=-5)]
    odd = {one.code: one for one in found(tmp_path, accounts=accounts, subscriptions=contracts).suspicious if one.n}
    assert {code: [name for name, _ in one.cases] for code, one in odd.items()} == {
        "doubt_churned_before_start": ["Doubt"],
        "revenue_a_head": ["Tiny"],
        "founded": ["Future"],
        "negative_mrr": ["Tiny"],
        "cents_mrr": ["Usual"],
    }


def test_a_few_large_customers_are_no_cents(tmp_path):
    contracts = [contract(f"a{place}", mrr=50 * 1.15**place) for place in range(60)]
    assert [one.code for one in found(tmp_path, subscriptions=contracts).suspicious if one.n] == []
