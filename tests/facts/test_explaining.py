"""Which other way of counting leads from our figure to a person's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.facts.published import facts_of, write

from openicp.config.project import Project
from openicp.engine import duck
from openicp.facts import Change, Instead, Part, explain, gather, movements, otherwise

MONEY, COUNT = 0.005, 0.5


def change(rule, *amounts):
    return Change(rule, tuple(Part(f"{rule}{place}", amount) for place, amount in enumerate(amounts)))


def rules(found):
    return [why.rule for why in found.whys]


def test_equal_figures_need_no_reason():
    assert explain(100.0, 100.004, [change("trial", 5.0)], tolerance=MONEY).whys == ()


def test_one_rule_that_closes_the_gap_is_named_with_its_companies():
    found = explain(100.0, 149.5, [change("trial", 30.0, 19.5), change("past_due", -10.0)], tolerance=MONEY)
    assert (rules(found), found.rest) == (["trial"], 0.0)
    assert [part.name for part in found.whys[0].parts] == ["trial0", "trial1"]


def test_two_rules_close_it_together_and_a_definition_goes_with_a_rule():
    changes = [change("trial", 30.0), change("past_due", -11.25), change("internal", 7.0)]
    assert rules(explain(100.0, 118.75, changes, tolerance=MONEY)) == ["trial", "past_due"]
    assert rules(explain(100.0, 1230.0, changes, [Instead("arr", 1200.0)], tolerance=MONEY)) == ["arr", "trial"]


def test_what_explains_as_exactly_is_named_too():
    found = explain(10, 12, [change("trial", 1, 1), change("test", 1, 1)], tolerance=COUNT, most=2)
    assert rules(found) == ["trial"]
    assert [why.rule for why in found.perhaps] == ["test"]
    money = explain(10, 12, [change("trial", 1, 1), change("test", 1, 1)], tolerance=COUNT, prefer=frozenset(["test"]))
    assert rules(money) == ["test"]


def test_opposite_counts_are_no_explanation():
    """Of small numbers, some that go both ways always meet."""
    changes = [change("left", 1, 1, 1, 1), change("past_due", *[-1] * 6)]
    found = explain(79, 77, changes, tolerance=COUNT, most=2)
    assert found.whys == ()
    assert found.rest == -2


def test_a_single_company_is_named_when_its_amount_is_the_gap():
    found = explain(1000.0, 1012.34, [change("trial", 50.0, 12.34, 7.0)], tolerance=MONEY)
    assert [part.name for part in found.whys[0].parts] == ["trial1"]


def test_what_nothing_explains_is_called_so():
    found = explain(1000.0, 1500.0, [change("trial", 3.0)], [Instead("arr", 12000.0)], tolerance=MONEY)
    assert (found.whys, found.rest) == ((), 500.0)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=8, unique=True), st.data())
def test_whatever_is_named_closes_the_gap(cents, data):
    changes = [change(f"rule{place}", amount / 100) for place, amount in enumerate(cents)]
    chosen = data.draw(st.sets(st.integers(0, len(cents) - 1), min_size=1, max_size=3))
    gap = sum(cents[place] for place in chosen) / 100
    found = explain(500.0, 500.0 + gap, changes, tolerance=MONEY)
    assert found.whys
    assert sum(why.delta for why in found.whys) + found.rest == pytest.approx(gap, abs=0.006)
    assert abs(found.rest) <= MONEY


def contract(name, started, *, mrr=100, status="active", **more):
    return {"account_id": name, "subscription_id": f"s-{name}", "started_on": date.fromisoformat(started), "mrr": mrr,
            "mrr_currency": "EUR", "status": status} | more  # fmt: skip


def company():
    """Ten that pay, and one of everything that dashboards count differently."""
    paying = [contract(f"p{place}", f"2024-01-{place + 1:02d}") for place in range(10)]
    return [
        *paying,
        contract("trial", "2024-05-20", status="trialing", mrr=31),
        contract("free", "2024-02-01", mrr=0),
        contract("test", "2024-02-01", mrr=17, is_test=True),
        contract("late", "2024-02-01", mrr=59, status="past_due"),
        contract("pause", "2024-02-01", mrr=43, status="paused"),
        contract("going", "2024-02-01", mrr=29, cancelled_on=date(2024, 5, 10), ended_on=date(2024, 8, 31)),
        contract("gone", "2024-02-01", mrr=71, status="canceled", ended_on=date(2024, 4, 30)),
        contract("p0", "2024-03-01", mrr=13) | {"subscription_id": "second"},
        contract("ours", "2024-02-01", mrr=23),
        contract("new", "2024-05-31", mrr=101),
    ]


def counted(tmp_path):
    rows = company()
    ids = sorted({row["account_id"] for row in rows})
    accounts = [{"account_id": name, "name": name, "is_internal": name == "ours"} for name in ids]
    paths = write(tmp_path, subscriptions=rows, accounts=accounts)
    with duck(tmp_path) as engine:
        facts, _ = gather(engine, paths, Project())
        return otherwise(engine, paths, Project(), facts)


@pytest.mark.parametrize(
    ("rule", "count", "amount"),
    [
        ("trial", 1, 31.0),
        ("test", 1, 17.0),
        ("free", 1, 0.0),
        ("past_due", -1, -59.0),
        ("paused", -1, -43.0),
        ("ending", -1, -29.0),
        ("left", 1, 71.0),
        ("internal", 1, 23.0),
        ("contracts", 1, 0.0),
    ],
)
def test_every_rule_knows_whom_it_adds_and_takes_away(rule, count, amount, tmp_path):
    found = counted(tmp_path)
    assert found["active"].ours == 14
    assert found["mrr"].ours == 1000.0 + 59 + 43 + 29 + 13 + 101
    counts = {one.rule: one for one in found["active"].changes}
    money = {one.rule: one for one in found["mrr"].changes}
    assert counts[rule].delta == count
    assert (money[rule].delta if rule in money else 0.0) == amount


def test_each_rule_and_each_pair_of_rules_is_found_again(tmp_path):
    """The figure of a dashboard that follows another rule is explained by this very rule, to the cent."""
    mrr = counted(tmp_path)["mrr"]
    told = [one for one in mrr.changes if abs(one.delta) > MONEY]
    for place, one in enumerate(told):
        found = explain(mrr.ours, mrr.ours + one.delta, mrr.changes, mrr.insteads, tolerance=MONEY)
        assert one.rule in {why.rule for why in (*found.whys, *found.perhaps)}
        for other in told[place + 1 :]:
            gap = one.delta + other.delta
            pair = explain(mrr.ours, mrr.ours + gap, mrr.changes, mrr.insteads, tolerance=MONEY)
            assert pair.rest == 0
            assert sum(why.delta for why in pair.whys) == pytest.approx(gap, abs=MONEY)


def test_the_five_movements_lead_from_opening_to_closing_mrr(tmp_path):
    rows = [
        contract("stays", "2024-01-01"),
        contract("grows", "2024-01-01", mrr=50) | {"ended_on": date(2024, 4, 30)},
        contract("grows", "2024-05-01", mrr=80) | {"subscription_id": "s-grows"},
        contract("shrinks", "2024-01-01", mrr=90) | {"ended_on": date(2024, 4, 30)},
        contract("shrinks", "2024-05-01", mrr=60) | {"subscription_id": "s-shrinks"},
        contract("leaves", "2024-01-01", mrr=40, ended_on=date(2024, 5, 10), status="canceled"),
        contract("back", "2024-01-01", mrr=20, ended_on=date(2024, 2, 10), status="canceled"),
        contract("back", "2024-05-05", mrr=25) | {"subscription_id": "again"},
        contract("begins", "2024-05-09", mrr=70),
        contract("later", "2024-05-31", mrr=1),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=rows)
    found = {name: one.total for name, one in movements(facts).items()}
    assert found == {"new": 71.0, "expansion": 30.0, "contraction": 30.0, "churn": 40.0, "reactivation": 25.0}
    closing, opening = (
        float(facts.revenue.mrr[facts.revenue.month == month].sum())
        for month in (facts.last_month, facts.last_month - 1)
    )
    assert opening + 71 + 30 - 30 - 40 + 25 == closing


def test_deals_are_counted_by_other_rules_too(tmp_path):
    day = date(2024, 3, 1)
    usual = {"opened_on": day, "closed_on": date(2024, 4, 1), "outcome": "won"}
    deals = [
        usual | {"account_id": f"a{place}", "deal_id": f"d{place}", "kind": "renewal" if place < 3 else "new"}
        for place in range(10)
    ]
    deals.append(usual | {"account_id": "a9", "deal_id": "x", "duplicate_of": "d9"})
    ids = [{"account_id": f"a{place}", "name": f"A{place}"} for place in range(10)]
    paths = write(tmp_path, accounts=ids, deals=deals)
    with duck(tmp_path) as engine:
        facts, _ = gather(engine, paths, Project())
        won = otherwise(engine, paths, Project(), facts)["won"]
    assert won.ours == 7
    assert rules(explain(7, 10, won.changes, won.insteads, tolerance=COUNT, most=2)) == ["renewal"]
    assert sorted(rules(explain(7, 11, won.changes, won.insteads, tolerance=COUNT, most=2))) == ["double", "renewal"]
