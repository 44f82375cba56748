"""Exports in the shape of seven systems are read without a question, in every language of their pages."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from collect.folders import asked
from collect.shapes import SHAPES, Shape
from openicp.collect.mapping import Mapping as Columns
from openicp.collect.pipeline import import_files
from openicp.collect.recognise import look_at, recognise
from openicp.collect.recognise.systems import UNUSED, known
from openicp.model.tables import TABLES
from openicp.workspace import Workspace

BY_NAME = {each.name: each for each in SHAPES}


def mapping_of(each: Shape) -> Columns:
    header, *rows = csv.reader(each.csv().splitlines())
    return recognise(look_at(each.file, header, [[cell or None for cell in row] for row in rows]))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "ws")


def imported(workspace: Workspace, folder: Path, *names: str) -> None:
    paths = []
    for name in names:
        each = BY_NAME[name]
        path = folder / each.file
        path.write_text(each.csv(), encoding="utf-8")
        paths.append(path)
    outcome = import_files(workspace, paths)
    assert not outcome.set_aside, outcome.set_aside
    assert not [one for one in outcome.proposals if one.kind == "mapping"]


@pytest.mark.parametrize("each", SHAPES, ids=[each.name for each in SHAPES])
def test_every_column_is_read_without_a_question(each: Shape):
    mapping = mapping_of(each)
    assert (mapping.system, mapping.table) == (each.system, each.table)
    assert mapping.doubtful == ()
    assert [header for header, group in mapping.apart.items() if group == "ignored"] == []
    assert mapping.reason == ("system" if each.table else "not_needed")


@pytest.mark.parametrize("each", SHAPES, ids=[each.name for each in SHAPES])
def test_no_column_of_persons_is_used(each: Shape):
    mapping = mapping_of(each)
    used = {column.header for column in mapping.columns if column.column != "account_mail"}
    used |= {own.header for own in mapping.own}
    header, *rows = csv.reader(each.csv().splitlines())
    persons = {"Kim", "Kim Berg", "Jo Adler", "Ana Novak", "Anneke de Vries", "Sam Ode", "Berg"}
    assert not {h for place, h in enumerate(header) if h in used and persons & {row[place] for row in rows}}


LANGUAGES = ("en", "nl", "de", "fr")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hubspots_pages_become_companies_deals_and_roles(workspace, tmp_path, lang):
    imported(workspace, tmp_path, *(f"HubSpot {what}, {lang}" for what in ("companies", "deals", "contacts")))
    found = asked(
        workspace, "select name, domain, industry, employees_low, country, city, channel from accounts order by 1"
    )
    assert found[0] == ("Brava GmbH", "brava.de", "software", 80, "DE", "berlin", "Organic Search")
    deals = asked(
        workspace, "select deal_id, outcome, amount, opened_on, closed_on, account_id is null from deals order by 1"
    )
    assert [(d[0], d[1], d[2], str(d[3]), str(d[4]), d[5]) for d in deals[:2]] == [
        ("501", "won", Decimal(2400), "2024-03-05", "2024-06-01", False),
        ("502", "lost", Decimal("1200.5"), "2024-04-05", "2024-06-11", False),
    ]
    assert len(asked(workspace, "select * from accounts")) == 3
    assert asked(workspace, "select count(*) from tags where attribute = 'roles'")[0][0] == 2


@pytest.mark.parametrize("lang", ["en", "nl", "de", "ro", "fr"])
def test_reports_of_salesforce_become_companies_and_deals(workspace, tmp_path, lang):
    imported(workspace, tmp_path, f"Salesforce accounts, {lang}", f"Salesforce opportunities, {lang}")
    assert asked(workspace, "select name, industry, employees_low from accounts order by 1")[0] == (
        "Brava GmbH",
        "software",
        80,
    )
    deals = asked(
        workspace, "select outcome, amount, amount_currency, cast(closed_on as varchar) from deals order by deal_id"
    )
    assert deals == [
        ("won", Decimal(2400), "EUR", "2024-06-01"),
        ("lost", Decimal("1200.5"), "EUR", "2024-06-11"),
        ("lost", Decimal(900), "EUR", "2024-06-21"),
    ]


@pytest.mark.parametrize("lang", ["en", "nl", "de", "ro", "fr"])
def test_deals_of_pipedrive_are_won_lost_and_open(workspace, tmp_path, lang):
    imported(workspace, tmp_path, f"Pipedrive deals, {lang}")
    deals = asked(
        workspace, "select outcome, amount, amount_currency, cast(opened_on as varchar) from deals order by deal_id"
    )
    assert deals == [
        ("won", Decimal(1234), "EUR", "2024-03-05"),
        ("lost", Decimal(2000), "EUR", "2024-04-05"),
        ("open", Decimal(500), "EUR", "2024-05-06"),
    ]


@pytest.mark.parametrize("name", ["Stripe subscriptions", "Stripe subscriptions, API"])
def test_stripe_counts_in_units_on_its_pages_and_in_cents_in_its_api(workspace, tmp_path, name):
    imported(workspace, tmp_path, name)
    found = asked(
        workspace,
        "select subscription_id, mrr, billing_months, cast(started_on as varchar), cast(ended_on as varchar), seats"
        " from subscriptions order by 1",
    )
    assert found == [
        ("sub_1", Decimal(99), 1, "2024-03-05", None, 12),
        ("sub_2", Decimal(50), 12, "2024-04-05", "2024-09-05", 5),
    ]


def test_chargebee_and_chartmogul_tell_what_is_paid(workspace, tmp_path):
    imported(workspace, tmp_path, "Chargebee customers", "Chargebee subscriptions", "ChartMogul activities")
    found = asked(workspace, "select plan, mrr, mrr_currency, cast(ended_on as varchar) from subscriptions order by 1")
    assert found == [
        ("pro-EUR-monthly", Decimal(99), "EUR", None),
        ("team-EUR-yearly", Decimal(50), "EUR", "2024-09-05"),
    ]
    assert asked(workspace, "select mrr_change from mrr_events order by 1") == [(Decimal(-50),), (Decimal(99),)]


def test_a_list_of_associations_tells_which_company_a_deal_is_of(workspace, tmp_path):
    header = ("Record ID", "Deal Name", "Deal Stage", "Amount", "Close Date")
    rows = [
        header,
        ("501", "Brava first", "Closed won", "2400", "2024-06-01 09:00"),
        ("502", "Kite", "Closed lost", "5", "2024-06-02 09:00"),
    ]
    (tmp_path / "all-deals.csv").write_text("\n".join(",".join(row) for row in rows) + "\n")
    import_files(workspace, [tmp_path / "all-deals.csv"])
    assert asked(workspace, "select count(*) from deals where account_id is null")[0][0] == 2
    imported(workspace, tmp_path, "HubSpot companies, en", "HubSpot deals of companies")
    found = asked(workspace, "select a.name from deals d join accounts a using (account_id) order by d.deal_id")
    assert found == [("Brava GmbH",), ("Kite BV",)]


def test_a_list_of_associations_tells_which_company_a_contact_is_of(workspace, tmp_path):
    (tmp_path / "all-contacts.csv").write_text(
        "Record ID,First Name,Last Name,Email,Job Title\n77,Kim,Berg,kim@gmx.de,Head of Marketing\n78,Luc,Petit,,CTO\n"
    )
    (tmp_path / "contact_company.csv").write_text("contact_id,company_id,type_id\n77,9001,1\n78,9002,1\n")
    companies = tmp_path / "all-companies.csv"
    companies.write_text(BY_NAME["HubSpot companies, en"].csv(), encoding="utf-8")
    import_files(workspace, [tmp_path / "all-contacts.csv", tmp_path / "contact_company.csv", companies])
    found = (
        "select a.name, t.value from tags t join accounts a using (account_id) where t.attribute = 'roles' order by 1"
    )
    assert [name for name, _ in asked(workspace, found)] == ["Brava GmbH", "Kite BV"]


def test_every_object_of_a_system_names_columns_that_there_are():
    pseudo = {"account_mail", "currency", "gross", "is_won", "is_closed", "deal_name", "interval_count", "livemode"}
    pseudo |= {"comment"}
    aliases = {
        "spend": {"spend"},
        "tags": {"role", "technology"},
        "personas": {"role"},
        "history": {"field_changed", "new_value", "old_value", "changed_on"},
    }
    groups = {"person", "owner", "free", "leak", "technical", "other_id", "unneeded"}
    for each in known():
        if each.table in (UNUSED, "stages", "plans", "items", "links") or each.system == "worksheet":
            continue
        columns: Mapping[str, object] = {column.name: column for column in TABLES[each.table].columns}
        strange = (
            {c for c in each.columns.values() if c not in columns} - pseudo - aliases.get(each.table, set()) - groups
        )
        assert not strange - {"themes"}, (each.system, each.object, strange)
