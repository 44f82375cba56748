"""Two CRMs over time: each deal counts once, with the outcome and the days that are true."""

from __future__ import annotations

from collections import Counter
from statistics import median

import pytest

from collect.folders import asked, table
from collect.two_crms import MOVED, two_crms
from openicp.collect.pipeline import import_files
from openicp.workspace import Workspace

STANDING = "select outcome, opened_on, closed_on, system from deals where duplicate_of is null"


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("moved")
    truth = two_crms(folder, seed=11)
    workspace = Workspace.create(folder / "acme")
    outcome = import_files(workspace, list(truth.files))
    return truth, workspace, {each.code: each.fields for each in outcome.findings}


def test_each_deal_counts_once(moved):
    truth, workspace, _ = moved
    assert asked(workspace, "select count(*) from deals") == [(len(truth.deals) + len(truth.moved),)]
    ((standing,),) = asked(workspace, "select count(*) from deals where duplicate_of is null")
    assert abs(standing - len(truth.deals)) <= 0.01 * len(truth.deals)


def test_won_lost_and_open_are_right(moved):
    truth, workspace, _ = moved
    found = Counter(row[0] for row in asked(workspace, STANDING))
    true = Counter(each.outcome for each in truth.deals)
    assert all(abs(found[outcome] - true[outcome]) <= 2 for outcome in true), (found, true)


def test_days_of_selling_are_those_of_the_system_in_which_a_deal_began(moved):
    truth, workspace, _ = moved
    rows = asked(workspace, STANDING)
    cycles = [(closed - opened).days for _, opened, closed, _ in rows if opened and closed]
    assert len(cycles) >= 0.97 * len(truth.cycles)
    assert abs(median(cycles) - median(truth.cycles)) <= 1
    assert min(cycles) >= 10
    assert not [row for row in rows if row[1] == MOVED]


def test_the_move_and_the_system_of_record_are_said(moved):
    _, _, said = moved
    assert said["deals_moved"]["system"] == "hubspot"
    assert said["deals_moved"]["date"] == MOVED
    assert said["system_of_record_until"]["system"] == "pipedrive"
    assert said["system_of_record_since"] == {"system": "hubspot", "since": MOVED, "until": None}


def test_a_company_did_not_appear_on_the_day_of_the_move(moved):
    _, workspace, _ = moved
    assert asked(workspace, "select count(*) from accounts where created_on is not null") == [(0,)]


def test_a_person_can_say_which_system_is_right(moved, tmp_path):
    truth, _, _ = moved
    workspace = Workspace.create(tmp_path / "acme")
    workspace.configure(systems_of_record=[{"system": "hubspot"}])
    import_files(workspace, list(truth.files))
    assert asked(workspace, f"select count(*) from ({STANDING}) where system <> 'hubspot'")[0][0] <= 3


def test_two_systems_without_a_copy_keep_all_their_deals(tmp_path):
    truth = two_crms(tmp_path, seed=12, move=False)
    workspace = Workspace.create(tmp_path / "acme")
    import_files(workspace, list(truth.files))
    ((doubles,),) = asked(workspace, "select count(*) from deals where duplicate_of is not null")
    assert doubles == 0


def test_a_deal_in_three_exports_counts_once(tmp_path):
    header = ("Deal ID", "Deal Name", "Company Name", "Amount", "Close Date", "Create Date", "Deal Stage")
    days = ("2024-05-01", "2024-03-01", "Closed Won")
    both = [(77, "One", "Brava GmbH", 1000, *days), (78, "Two", "Kite AG", 500, *days)]
    names = ("open", "won", "all")
    files = [
        table(tmp_path / f"hubspot deals {name}.csv", header, [*both, (place, "Own", f"Firm {place}", 5, *days)])
        for place, name in enumerate(names)
    ]
    workspace = Workspace.create(tmp_path / "acme")
    import_files(workspace, files)
    assert len(asked(workspace, "select * from deals")) == 9
    rows = asked(workspace, "select deal_id from deals where duplicate_of is null order by deal_id")
    assert [deal for (deal,) in rows] == ["0", "1", "2", "77", "78"]


def test_two_deals_of_one_system_are_never_one_because_of_a_third(tmp_path):
    header = ("Deal ID", "Account Name", "Amount", "Close Date", "Created Date", "Stage")
    one = table(
        tmp_path / "pipedrive deals.csv", header, [("p1", "Brava GmbH", 900, "2024-05-01", "2024-03-01", "Won")]
    )
    rows = [
        ("h1", "Brava GmbH", 900, "2024-05-02", "2024-03-01", "Won"),
        ("h2", "Brava GmbH", 900, "2024-05-03", "2024-03-02", "Won"),
    ]
    two = table(tmp_path / "hubspot deals.csv", header, rows)
    workspace = Workspace.create(tmp_path / "acme")
    import_files(workspace, [one, two])
    assert asked(workspace, "select count(*) from deals where duplicate_of is null") == [(2,)]
