"""A list of companies without a word of its system beside the exports of another one: whose customers are on it."""

from __future__ import annotations

import pytest

from collect.folders import asked, table
from openicp.collect.pipeline import import_files
from openicp.workspace import Workspace

CRM = ("Account ID", "Account Name", "Industry", "Employees", "Billing Country", "Website")
OLD_CRM = ("ID", "Name", "Industry", "Ships", "Number of employees", "People")


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "acme")


def _crm(folder):
    rows = [(f"0011t00000{n:05d}AAA", f"Firm {n}", "Retail", 10 + n, "DE", f"firm{n}.de") for n in range(12)]
    return table(folder / "sf accounts.csv", CRM, rows)


def _deals(folder):
    header = ("ID", "Title", "Organization", "Value", "Status", "Deal created", "Deal closed on")
    rows = [(n, f"Firm {n} deal", f"Firm {n}", 10, "Won", "2024-01-02", "2024-02-03") for n in range(10)]
    return table(folder / "pipedrive deals.csv", header, rows)


def test_the_old_systems_organizations_are_known_by_its_deals_and_no_prospects(workspace, tmp_path):
    rows = [(n, f"Firm {n}", "Retail", n, 10 + n, 2) for n in range(10)]
    paths = [_crm(tmp_path), _deals(tmp_path), table(tmp_path / "organizations-1234.csv", OLD_CRM, rows)]
    outcome = import_files(workspace, paths)
    assert next(one.tables for one in outcome.files if one.source.startswith("organizations"))[0] == "accounts"
    assert "prospects" not in workspace.snapshots()


def test_a_field_that_only_a_list_of_prospects_has_is_no_field_of_the_customers(workspace, tmp_path):
    listed = [(f"New {n}", "Retail", n * 3) for n in range(10)]
    paths = [_crm(tmp_path), _deals(tmp_path), table(tmp_path / "list.csv", ("Company", "Industry", "Ships"), listed)]
    import_files(workspace, paths)
    assert asked(workspace, "select count(*) from prospects") == [(10,)]
    assert "own_attributes" not in workspace.snapshots()
