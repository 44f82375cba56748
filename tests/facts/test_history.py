"""A company had 30 people when it was won and has 300 today: what is seen is 30, whatever the export looks like."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collect.folders import asked, digests, sheet
from openicp.collect.pipeline import forget, import_files
from openicp.config import Project
from openicp.engine import duck
from openicp.facts import gather
from openicp.model.facts import CategoryColumn, NumberColumn
from openicp.workspace import Workspace

DEALS = """
    Deal ID,Company,Created on,Closed on,Stage,Amount
    d1,Acme,2023-02-01,2023-03-01,Closed Won,100
    d2,Brava,2023-02-05,2023-04-01,Closed Won,100
    d3,Kite,2024-12-01,2025-02-01,Closed Won,100
    d4,Nord,2025-04-01,2025-06-20,Closed Lost,100
"""
EARLY = """
    Company,Website,Employees,Country,Industry,Fleet
    Acme,acme.example,30,Germany,Software,5
    Brava,brava.example,60,France,Software,9
"""
LATE = """
    Company,Website,Employees,Country,Industry,Fleet
    Acme,acme.example,300,Germany,Retail,50
    Brava,brava.example,60,France,Software,9
    Kite,kite.example,80,Germany,Retail,7
    Nord,nord.example,90,Germany,Software,8
"""


EVERYTHING = """
    select a.name, t.attribute, t.value, t.low, t.original, t.known_on from attributes t
    join accounts a on a.account_id = t.account_id order by all
"""


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "ws")


def facts_of(workspace: Workspace, as_of: date | None = None):
    paths = {name: snapshot.path for name, snapshot in workspace.snapshots().items()}
    with duck(workspace.layout.inside) as engine:
        return gather(engine, paths, Project(), as_of=as_of)


def people(facts, company: str) -> float | None:
    column = facts.accounts.columns["employees"]
    assert isinstance(column, NumberColumn)
    low = column.low[list(facts.accounts.name).index(company)]
    return None if low != low else float(low)


def industry(facts, company: str) -> str | None:
    column = facts.accounts.columns["industry"]
    assert isinstance(column, CategoryColumn)
    code = column.codes[list(facts.accounts.name).index(company)]
    return None if code < 0 else column.values[code]


def exports(folder: Path) -> list[Path]:
    deals = sheet(folder / "deals.csv", DEALS)
    return [
        deals,
        sheet(folder / "companies-2023-02-15.csv", EARLY),
        sheet(folder / "companies-2025-06-30.csv", LATE),
    ]


def seen(workspace: Workspace) -> None:
    facts, findings = facts_of(workspace)
    fleet = facts.accounts.columns["x_fleet"]
    assert isinstance(fleet, NumberColumn)
    assert fleet.low[list(facts.accounts.name).index("Acme")] == 5
    assert people(facts, "Acme") == 30
    assert industry(facts, "Acme") == "software"
    assert people(facts, "Kite") == 80
    assert "employees" not in facts.accounts.only_now
    told = {each.fields["attribute"]: each.fields for each in findings if each.code == "known_then_partly"}
    assert (told["employees"]["n"], told["employees"]["of"]) == (2, 4)


def test_two_files_of_different_days_imported_at_once(workspace, tmp_path):
    outcome = import_files(workspace, exports(tmp_path))
    assert "earlier_version_kept" in {each.code for each in outcome.findings}
    assert all(each.rows == each.loaded + each.quarantined for each in outcome.files)
    assert asked(workspace, "select employees_low from accounts where name = 'Acme'") == [(300.0,)]
    seen(workspace)


def test_two_files_imported_one_after_the_other_and_in_any_order(tmp_path):
    deals, early, late = exports(tmp_path)
    published = []
    for place, order in enumerate(([deals, early, late], [late, deals, early])):
        workspace = Workspace.create(tmp_path / f"ws{place}")
        for file in order:
            import_files(workspace, [file])
        seen(workspace)
        published.append(asked(workspace, EVERYTHING))
    assert published[0] == published[1]


def test_the_same_files_again_change_nothing(workspace, tmp_path):
    files = exports(tmp_path)
    import_files(workspace, files)
    before = digests(workspace)
    again = import_files(workspace, files)
    assert all(each.unchanged for each in again.files)
    assert digests(workspace) == before


def test_the_list_without_a_date_leaves_no_history_when_it_is_only_mended(workspace, tmp_path):
    deals = exports(tmp_path)[0]
    wrong = LATE.replace("Acme,acme.example,300", "Acme,acme.example,3000")
    import_files(workspace, [deals, sheet(tmp_path / "firms.csv", wrong)])
    import_files(workspace, [sheet(tmp_path / "firms.csv", LATE)])
    facts, _ = facts_of(workspace)
    assert people(facts, "Acme") == 300
    assert "employees" in facts.accounts.only_now


def test_what_became_known_later_is_not_seen_from_an_earlier_day(workspace, tmp_path):
    import_files(workspace, exports(tmp_path))
    facts, _ = facts_of(workspace, date(2024, 6, 30))
    assert people(facts, "Acme") == 30
    assert "Kite" not in facts.accounts.name or people(facts, "Kite") is None


def test_forgetting_the_source_forgets_what_its_earlier_versions_said(workspace, tmp_path):
    import_files(workspace, exports(tmp_path))
    forget(workspace, "companies")
    assert "attributes" not in workspace.snapshots()
    assert not [name for name in workspace.snapshots() if "companies" in name]


def test_monthly_snapshots_in_one_file(workspace, tmp_path):
    stacked = """
        Snapshot date,Company,Employees,Industry
        2023-02-28,Acme,30,Software
        2023-02-28,Brava,60,Software
        2023-03-31,Acme,45,Software
        2023-03-31,Brava,60,Software
        2025-06-30,Acme,300,Retail
        2025-06-30,Brava,60,Software
        2025-06-30,Kite,80,Retail
    """
    import_files(workspace, [sheet(tmp_path / "deals.csv", DEALS), sheet(tmp_path / "company history.csv", stacked)])
    facts, _ = facts_of(workspace)
    assert (people(facts, "Acme"), people(facts, "Kite")) == (30, 80)
    assert industry(facts, "Acme") == "software"


NOW = """
    Account ID,Account Name,Employees,Industry,Annual Revenue
    001A,Acme,300,Retail,"$5,000,000"
    001B,Brava,60,Software,"$2,000,000"
    001C,Kite,80,Retail,"$1,000,000"
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "AccountHistory.csv",
            """
            Id,IsDeleted,AccountId,CreatedById,CreatedDate,Field,OldValue,NewValue
            017A,false,001A,005X,2024-05-02T10:00:00.000Z,NumberOfEmployees,30,150
            017B,false,001A,005X,2025-01-02T10:00:00.000Z,NumberOfEmployees,150,300
            017C,false,001A,005X,2024-05-02T10:00:00.000Z,Industry,Software,Retail
            017D,false,001A,005X,2024-05-02T10:00:00.000Z,Owner,Kim Berg,Robin Costa
            """,
        ),
        (
            "account field history.csv",
            """
            Account Name,Edited By,Field / Event,Old Value,New Value,Edit Date
            Acme,Kim Berg,Employees,30,150,02/05/2024
            Acme,Kim Berg,Employees,150,300,02/01/2025
            Acme,Kim Berg,Industry,Software,Retail,02/05/2024
            Acme,Kim Berg,Account Owner,Kim Berg,Robin Costa,30/05/2024
            """,
        ),
        (
            "company_property_history.csv",
            """
            company_id,name,source,timestamp,value
            001A,numberofemployees,CRM_UI,2023-01-05T09:00:00Z,30
            001A,numberofemployees,CRM_UI,2024-05-02T09:00:00Z,300
            001A,industry,CRM_UI,2023-01-05T09:00:00Z,Software
            001A,industry,CRM_UI,2024-05-02T09:00:00Z,Retail
            001A,hubspot_owner_id,CRM_UI,2024-05-02T09:00:00Z,Kim Berg
            """,
        ),
    ],
)
def test_a_history_of_fields(workspace, tmp_path, name, text):
    system = "hubspot" if "property" in name else "salesforce"
    files = [
        sheet(tmp_path / f"{system} accounts.csv", NOW.replace("Account", "Company") if system == "hubspot" else NOW),
        sheet(tmp_path / f"{system} {name}", text),
        sheet(tmp_path / "deals.csv", DEALS),
    ]
    outcome = import_files(workspace, files, yes=True)
    facts, _ = facts_of(workspace)
    assert people(facts, "Acme") == 30, outcome
    assert industry(facts, "Acme") == "software"
    assert (people(facts, "Brava"), people(facts, "Kite")) == (60, 80)
    assert "employees" not in facts.accounts.only_now
    assert "revenue" in facts.accounts.only_now
    files_ = b"".join(path.read_bytes() for path in (workspace.layout.inside / "tables").rglob("*.parquet"))
    assert b"Kim Berg" not in files_
    assert b"Robin" not in files_
