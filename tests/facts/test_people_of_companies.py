"""Buyer personas, decisions and technologies: every data point of the worksheet has a place of its own."""

from __future__ import annotations

import pytest

from collect.folders import asked, sheet
from openicp.collect.pipeline import import_files
from openicp.model.tables import ATTRIBUTES, TABLES
from openicp.workspace import Workspace

CUSTOMERS = """
    Company,Employees,Store type,Valuation,Customer groups,Goals,Well connected,Investors,Customer since
    Acme,120,online,$40M,agencies; retailers,grow abroad,high,Seedcamp; Index,2024-01-01
    Brava,60,shop,$8M,hospitals,lower cost,low,,2024-02-01
    Kite,45,online and shop,$5M,agencies,grow abroad,medium,Index,2024-03-01
"""
FIGURES = """
    Firma;Produktteam;Serviceteam;Vertriebsteam;Jahresbudget;Zahlungsbereitschaft;Kunde seit
    Acme;12;5;9;20.000 $;6.000 $;01.01.2024
    Brava;4;3;2;5.000 $;2.400 $;01.02.2024
    Kite;3;2;4;9.000 $;3.600 $;01.03.2024
"""
PERSONAS = """
    Company;Title;Decision role;Tasks;Goals;Challenges;Criteria;Decision process
    Acme;Head of Marketing;economic buyer;campaigns, reporting;more leads;too many tools;price, support;committee
    Acme;Project manager;user;planning;finish in time;no overview;;
    Brava;CTO;can stop it;security;;;security;alone
"""
TOOLS = """
    Company;Technology;Relation;Since
    Acme;Slack;integrates with;2023-11-02
    Acme;Jira Software;ersetzt;2023-11-02
    Brava;Google Sheets;complements;2023-12-02
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people")
    made = Workspace.create(folder / "ws")
    texts = {
        "customers.csv": CUSTOMERS,
        "kunden.csv": FIGURES,
        "buyer personas.csv": PERSONAS,
        "technologies.csv": TOOLS,
    }
    import_files(made, [sheet(folder / name, text) for name, text in texts.items()], yes=True)
    return made


def test_firmographics_have_columns_of_their_own(workspace):
    row = asked(
        workspace,
        "select location_type, worth_low, connections, product_team_low, service_team_low, sales_team_low, "
        "yearly_budget_low, would_pay_high, would_pay_currency from accounts where name = 'Acme'",
    )
    assert row == [("online", 40e6, "high", 12, 5, 9, 20000, 6000, "USD")]
    tags = asked(
        workspace,
        "select t.attribute, t.value from tags t join accounts a on a.account_id = t.account_id "
        "where a.name = 'Acme' and t.attribute in ('customer_groups', 'goals', 'investors') order by all",
    )
    assert tags == [
        ("customer_groups", "agencies"),
        ("customer_groups", "retailers"),
        ("goals", "grow_abroad"),
        ("investors", "index"),
        ("investors", "seedcamp"),
    ]


def test_who_decides_who_uses_and_who_can_stop_it(workspace):
    rows = asked(workspace, "select title, decision_role, decision_process from personas order by line")
    assert rows == [
        ("Head of Marketing", "economic_buyer", "committee"),
        ("Project manager", "user", None),
        ("CTO", "blocker", "alone"),
    ]
    told = asked(
        workspace,
        "select t.attribute, t.value from tags t join accounts a on a.account_id = t.account_id where a.name = 'Acme' "
        "and t.attribute in ('roles', 'role_tasks', 'decision_criteria', 'role_goals', 'role_challenges') order by all",
    )
    assert ("roles", "marketing/head") in told
    assert ("roles", "project_management/manager") in told
    assert {attribute for attribute, _ in told} == {
        "decision_criteria",
        "role_challenges",
        "role_goals",
        "role_tasks",
        "roles",
    }


def test_what_our_product_does_with_a_technology(workspace):
    rows = asked(workspace, "select value, relation from tags where attribute = 'technologies' order by all")
    assert ("jira", "replaces") in rows
    assert ("slack", "integrates") in rows
    assert [relation for value, relation in rows if value == "google_sheets"] == ["complements"]


def test_tools_that_our_product_replaces_are_said(workspace):
    from openicp.actions.checking import check
    from openicp.texts import catalogue

    said = {one["code"]: one["message"] for one in check(workspace, catalogue("en"))["findings"]}
    assert said["tools_replaces"] == "1 of 2 customers whose tools are known use something our product replaces: Jira."
    assert "Google Sheets" in said["tools_complements"]


def test_no_column_of_a_persona_is_about_a_person():
    assert not {column.kind for column in TABLES["personas"].columns} & {"person", "free"}
    assert len({column.name for column in ATTRIBUTES}) == len(ATTRIBUTES)
