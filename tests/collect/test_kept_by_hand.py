"""Files that nobody's system wrote: a ledger of contracts, won and lost companies on two sheets, notes of calls."""

from __future__ import annotations

import pytest

from collect.folders import asked, table
from openicp.collect.pipeline import import_files
from openicp.collect.recognise import look_at, recognise
from openicp.workspace import Workspace

LEDGER = ("Contract ref", "Account", "Tier", "Billed per", "Fee (GBP, ex VAT)", "First day", "Last day", "State")
CONTRACTS = [
    ("PT-1", "Alder Vets", "Team", "month", "149.00", "22 May 2025", "", "Live"),
    ("PT-2", "Birch Vets", "Solo", "year", "490.00", "30 Jun 2025", "14 Jul 2026", "Ended"),
]
WON = ("Company", "What they are", "People working there", "First talk", "Signed")
CUSTOMERS = [
    ("Alder Vets", "Veterinary clinic", "23", "2025-05-01", "2025-05-22"),
    ("Birch Vets", "Dental practice", "9", "", "2025-06-30"),
]
LOST = ("Company", "First talk", "Lost on", "Lost because", "Worth per year (£)")
LOSSES = [
    ("Marlow Dental", "2025-03-01", "2025-05-01", "Price", "588"),
    ("Kelso Care", "2025-04-01", "2025-06-01", "", "1788"),
]
DEALS = """
select name, opened_on::varchar, closed_on::varchar, outcome from deals join accounts using (account_id) order by 1
"""


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "acme")


def test_a_ledger_of_contracts_in_its_keepers_own_words_is_subscriptions(workspace, tmp_path):
    import_files(workspace, [table(tmp_path / "billing ledger.csv", LEDGER, CONTRACTS)])
    found = asked(workspace, "select mrr::double, started_on::varchar, ended_on::varchar from subscriptions order by 2")
    assert found == [(149.0, "2025-05-22", None), (pytest.approx(490 / 12), "2025-06-30", "2026-07-14")]


@pytest.mark.parametrize(("values", "column"), [(("Live", "Ended"), "status"), (("Texas", "Ohio"), "region")])
def test_a_state_is_a_place_or_how_things_stand_by_its_values(values, column):
    rows = [[f"Company {i}", values[i % 2], "12"] for i in range(8)]
    mapping = recognise(look_at("customers.csv", ["Company", "State", "Employees"], rows))
    assert {each.header: each.column for each in mapping.columns}["State"] == column


def test_customers_beside_lost_companies_are_deals_that_were_won(workspace, tmp_path):
    files = [table(tmp_path / "customers.csv", WON, CUSTOMERS), table(tmp_path / "lost.csv", LOST, LOSSES)]
    import_files(workspace, files)
    assert asked(workspace, DEALS) == [
        ("Alder Vets", "2025-05-01", "2025-05-22", "won"),
        ("Birch Vets", None, "2025-06-30", "won"),
        ("Kelso Care", "2025-04-01", "2025-06-01", "lost"),
        ("Marlow Dental", "2025-03-01", "2025-05-01", "lost"),
    ]


def test_customers_are_won_once_where_a_file_of_deals_says_so(workspace, tmp_path):
    deals = table(tmp_path / "deals.csv", ("Deal ID", "Company", "Stage"), [("1", "Alder Vets", "won")])
    import_files(workspace, [table(tmp_path / "customers.csv", WON, CUSTOMERS), deals])
    found = asked(workspace, "select name, outcome from deals join accounts using (account_id)")
    assert found == [("Alder Vets", "won")]


def test_notes_of_calls_are_what_people_said(workspace, tmp_path):
    header = ("Talked on", "Company", "Who", "Their job", "Kind", "What they said", "Theme")
    rows = [("2026-05-01", "Alder Vets", "Orla Brennan", "Owner", "pain", "Nobody was on shift", "no cover")]
    import_files(workspace, [table(tmp_path / "call notes.csv", header, rows)])
    (found,) = asked(workspace, "select name, kind from voices join accounts using (account_id)")
    assert found == ("Alder Vets", "pain")
