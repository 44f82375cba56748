"""Links: what a person accepts, refuses, merges, splits and takes back, over imports."""

from __future__ import annotations

from contextlib import closing

import pytest

from collect.folders import asked, sheet
from openicp.actions import Session
from openicp.errors import InvalidChoice

COMPANIES = """
    Record ID,Company name,Company Domain Name,Country/Region,Parent Company
    1001,Brava GmbH,,Germany,
    1002,Acme Inc.,acme.com,United States,
    1004,Kite Media SRL,kite.ro,Romania,
    1006,Lumen Oy,,Finland,
    1007,Klarplan Test,klarplan.test,Germany,
"""
DEALS = """
    Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Associated Company IDs
    1,Brava,closedwon,1200,2024-01-10,2024-02-01,1001
    3,Kite,closedlost,900,2024-03-10,2024-04-11,1004
"""
CUSTOMERS = """
    id,Created (UTC),Email,Name,Currency,Delinquent,hubspot_id (metadata)
    cus_1,2024-02-01,billing@gmail.com,Brava Digital,eur,false,
    cus_4,2024-05-01,x@gmail.com,Kite Meda,eur,false,
    cus_5,2024-05-01,y@gmail.com,LMN Holding,eur,false,1006
"""
CONTRACTS = """
    id,Customer ID,Plan,Status,Start Date (UTC),Amount,Currency,Interval
    sub_1,cus_1,Pro,active,2024-02-03,120.00,eur,month
    sub_4,cus_4,Pro,active,2024-05-02,90.00,eur,month
"""
FILES = {"hubspot-companies": COMPANIES, "hubspot-deals": DEALS, "stripe-customers": CUSTOMERS}
FILES |= {"stripe-subscriptions": CONTRACTS}


@pytest.fixture
def files(tmp_path):
    return [sheet(tmp_path / f"{name}.csv", text) for name, text in FILES.items()]


@pytest.fixture
def session(tmp_path, files):
    with closing(Session.init(tmp_path / "acme")) as opened:
        opened.data.import_files(files)
        yield opened


def accounts(session) -> int:
    return asked(session.workspace, "select count(*) from accounts")[0][0]


def names(view) -> list[tuple[str, str]]:
    return [(each["first"]["name"], each["second"]["name"]) for each in view["links"]]


def test_what_waits_is_numbered_with_what_depends_on_it(session):
    view = session.data.links()
    first, second = view["links"]
    assert [first["number"], second["number"]] == [1, 2]
    assert (first["reason"], first["second"]["mrr"], first["first"]["deals"]) == ("won_then_paid", 120, 1)
    assert second["second"]["system"] == "stripe"
    assert second["first"]["country"] == "RO"
    assert view["history"] == []


def test_a_yes_joins_at_once_and_a_no_keeps_apart_over_imports(session, files, tmp_path):
    before = accounts(session)
    view = session.data.links("accept", "1")
    assert accounts(session) == before - 1
    view = session.data.links("refuse", view["links"][0]["id"])
    assert names(view) == []
    sheet(files[1], DEALS + "    4,Kite again,closedwon,90,2024-06-10,2024-07-11,1004")
    session.data.import_files([files[1]])
    assert accounts(session) == before - 1
    assert names(session.data.links()) == []


def test_what_was_decided_is_told_and_can_be_taken_back(session):
    before = accounts(session)
    waiting = names(session.data.links())
    session.data.links("accept", "1", "2")
    assert accounts(session) == before - 2
    view = session.data.links("undo")
    assert accounts(session) == before
    assert names(view) == waiting
    assert {each["decided"] for each in view["done"]} == {"undone"}
    assert [each["decided"] for each in view["history"]].count("undone") == 2
    assert not any(each["standing"] for each in view["history"])


def test_accounts_that_nobody_asked_about_are_merged(session):
    before = accounts(session)
    session.data.links("merge", "acme.com", "Brava GmbH")
    assert accounts(session) == before - 1
    session.data.links("undo")
    assert accounts(session) == before


def test_what_was_joined_wrongly_is_split_and_stays_so(session, files):
    before = accounts(session)
    session.data.links("split", "Lumen Oy", "stripe:cus_5")
    assert accounts(session) == before + 1
    sheet(files[2], CUSTOMERS + "    cus_9,2024-05-01,z@gmail.com,Other,eur,false,")
    session.data.import_files([files[2]])
    assert accounts(session) == before + 2


@pytest.mark.parametrize(
    "call",
    [("accept",), ("accept", "99"), ("refuse", "nobody"), ("undo", "nothing"), ("merge", "Brava GmbH"),
     ("merge", "Brava GmbH", "nobody"), ("split", "Kite Media SRL"), ("split", "Lumen Oy", "nobody"), ("praise",)],
)  # fmt: skip
def test_what_cannot_be_done_says_what_can(session, call):
    with pytest.raises(InvalidChoice):
        session.data.links(*call)


def test_our_own_test_account_is_no_customer(session):
    found = asked(session.workspace, "select is_internal from accounts where name = 'Klarplan Test'")
    assert found == [(True,)]


def test_a_customer_called_test_who_pays_is_one(tmp_path, files):
    sheet(files[2], CUSTOMERS + "    cus_7,2024-05-01,z@gmail.com,Crash Test,eur,false,")
    sheet(files[3], CONTRACTS + "    sub_7,cus_7,Pro,active,2024-05-02,90.00,eur,month")
    with closing(Session.init(tmp_path / "other")) as opened:
        opened.data.import_files(files)
        found = asked(opened.workspace, "select is_internal from accounts where name = 'Crash Test'")
    assert found == [(False,)]
