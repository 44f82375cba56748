"""Tables and columns recognised from headers and values."""

from __future__ import annotations

import csv
import os
from itertools import islice
from pathlib import Path

import pytest

from openicp.actions import Session
from openicp.collect.files.sources import version_of
from openicp.collect.mapping import Mapping, remembered, to_plain
from openicp.collect.recognise import look_at, recognise
from openicp.collect.recognise.headers import fold, parse
from openicp.collect.recognise.words import kind_of, outcome_of


def mapping_of(file: str, header: str, *rows: str, table: str | None = None) -> Mapping:
    sample = [[cell or None for cell in row.split("|")] for row in rows]
    return recognise(look_at(file, header.split("|"), sample), table=table)


def columns(mapping: Mapping) -> dict[str, str]:
    return {each.header: each.column for each in mapping.columns if each.table == mapping.table}


GERMAN = "Firma|Branche|Mitarbeiter|Land|Kunde seit|Gekündigt am|MRR"
DUTCH = "Bedrijfsnaam|Sector|Aantal werknemers|Land|Klant sinds|Opgezegd op|Maandbedrag"
FRENCH = "Entreprise|Secteur d'activité|Effectif|Pays|Client depuis|Résilié le|Montant mensuel"
ROMANIAN = "Denumire firmă|Domeniu de activitate|Număr de angajați|Țara|Client din|Reziliat la|Sumă lunară"
ENGLISH = "Company|Industry|Employees|Country|Customer since|Churned on|MRR"


@pytest.mark.parametrize("header", [GERMAN, DUTCH, FRENCH, ROMANIAN, ENGLISH])
def test_the_sheet_of_customers_is_read_in_five_languages(header):
    rows = ["Brava|Software|50|DE|2024-02-01||99", "Kite|Handel|7|AT|2024-03-01|2024-09-01|120"]
    mapping = mapping_of("sheet.csv", header, *rows)
    assert mapping.table == "accounts"
    wanted = ["account_name", "industry", "employees", "country", "customer_since", "churned_on", "mrr"]
    assert list(columns(mapping).values()) == wanted
    assert mapping.doubtful == ()


def test_people_of_a_company_are_known_from_the_day_they_were_created():
    """Users join once a company pays: their roles are no reason why it was won."""
    rows = ["u1|a1|2025-01-27 00:00:00|manager", "u2|a1|2025-02-07 00:00:00|field_worker"]
    found = columns(mapping_of("users.csv", "user_id|account_id|created_at|role_name", *rows))
    assert found["created_at"] == "tag_known_on"
    assert found["role_name"] == "role"


def test_units_in_headers_are_read():
    found = {text: parse(text) for text in ("mrr_eur", "Revenue ($M)", "spend_local", "Umsatz in Mio. EUR", "eur_rate")}
    assert found["mrr_eur"].currency == "EUR"
    assert (found["Revenue ($M)"].currency, found["Revenue ($M)"].scale) == ("USD", 1e6)
    assert found["spend_local"].local
    assert (found["Umsatz in Mio. EUR"].plain, found["Umsatz in Mio. EUR"].scale) == ("umsatz", 1e6)
    assert found["eur_rate"].plain == "eur rate"


def test_headers_are_folded_from_camel_case_accents_and_signs():
    assert fold("customerID") == "customer id"
    assert fold("GICS Sub-Industry") == "gics sub industry"
    assert fold("Kündigungsdatum (größe)") == "kundigungsdatum grosse"


def test_persons_owners_scores_and_notes_are_kept_out():
    header = "Company|Contact name|E-Mail|Account owner|Lead score|Notes|Industry"
    mapping = mapping_of("companies.csv", header, "Brava|Kim Berg|kim@brava.de|Sam Ode|71|called twice|Software")
    assert mapping.apart["Contact name"] == "person"
    assert mapping.apart["Account owner"] == "owner"
    assert mapping.apart["Lead score"] == "leak"
    assert mapping.apart["Notes"] == "free"
    assert columns(mapping)["E-Mail"] == "account_mail"


def test_names_of_persons_are_seen_without_a_header_that_says_so():
    names = [f"{first} {last}" for first in ("Kim", "Ana", "Jo", "Max") for last in ("Berg", "Novak", "Ode")]
    rows = [f"Firm {chr(65 + i)}|{name}" for i, name in enumerate(names)]
    mapping = mapping_of("companies.csv", "Company|Zelda", *rows)
    assert mapping.apart["Zelda"] == "person"


def test_what_describes_companies_stays_as_the_users_own():
    rows = [f"c{i}|{i}|{'yes' if i % 2 else 'no'}|{'van' if i % 3 else 'truck'}|{i * 10}" for i in range(40)]
    mapping = mapping_of("accounts.csv", "company|account_id|Has fleet|Fleet kind|Fleet size", *rows)
    assert {each.attribute: each.kind for each in mapping.own} == {
        "x_has_fleet": "yesno",
        "x_fleet_kind": "category",
        "x_fleet_size": "number",
    }


def test_a_doubtful_column_waits_for_a_yes():
    rows = ["Brava|Software|99", "Kite|Handel|120"]
    mapping = mapping_of("accounts.csv", "Company|Industri|MRR", *rows)
    assert [each.column for each in mapping.doubtful] == ["industry"]
    assert [each.column for each in mapping.settled(yes=True).columns] == ["account_name", "mrr", "industry"]
    proposal = mapping.proposals()[0]
    assert proposal.subject == {"source": "accounts", "column": "Industri"}
    assert proposal.id == mapping.proposals()[0].id


def test_a_column_whose_values_contradict_its_name_is_not_taken():
    mapping = mapping_of("accounts.csv", "Company|Customer since", "Brava|blue", "Kite|green")
    assert "Customer since" not in columns(mapping)


def test_an_edited_mapping_wins_and_new_columns_are_still_recognised():
    rows = ["Brava|99|x|Software", "Kite|120|y|Handel"]
    fresh = mapping_of("accounts.csv", "Company|Money|Letter|Industry", *rows)
    plain = {**to_plain(fresh), "columns": {"Company": "accounts.account_name", "Money": "accounts.mrr in CHF"}}
    again = remembered(plain, fresh)
    assert [(each.header, each.column, each.currency) for each in again.columns] == [
        ("Company", "account_name", None),
        ("Money", "mrr", "CHF"),
        ("Industry", "industry", None),
    ]


def test_a_mapping_survives_its_file():
    mapping = mapping_of(
        "deals.csv", "deal_id|account_id|stage|amount_eur|Owner", "1|2|Gewonnen|5|Jo", "2|2|Verloren|6|Jo"
    )
    again = remembered(to_plain(mapping), mapping)
    assert to_plain(again) == to_plain(mapping)
    assert again.outcomes == {"Gewonnen": "won", "Verloren": "lost"}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("closedwon", "won"),
        ("Closed Lost", "lost"),
        ("Gewonnen", "won"),
        ("Fermé perdu", "lost"),
        ("Castigat", "won"),
        ("5 - Won!", "won"),
        ("Verhandlung", "open"),
        ("Phase 5", None),
    ],
)
def test_stages_tell_their_outcome(text, outcome):
    assert outcome_of(text) == outcome


def test_pipelines_tell_their_kind():
    assert (kind_of("Renewals"), kind_of("Upsell EMEA"), kind_of("New business"), kind_of("Sales")) == (
        "renewal",
        "expansion",
        "new",
        None,
    )


def test_versions_of_files_are_ordered():
    assert version_of("deals-2026-10.csv") < version_of("deals-2026-11-05.csv")
    assert version_of("deals.csv") == ""


STRIPE = "id|Customer ID|Customer Email|Plan|Quantity|Currency|Interval|Amount|Status|Start Date (UTC)|Ended At (UTC)"
CASES = [
    ("deals.csv", "Record ID|Deal Name|Deal Stage|Amount|Close Date", "hubspot", "deals"),
    ("subs.csv", STRIPE, "stripe", "subscriptions"),
    ("opps.csv", "Id|Name|StageName|CloseDate|Amount|IsWon|IsClosed|AccountId", "salesforce", "deals"),
    ("deals.csv", "Deal - ID|Deal - Title|Deal - Stage|Deal - Status|Deal - Value", "pipedrive", "deals"),
    ("x.csv", "subscriptions.id|subscriptions.customer_id|subscriptions.mrr", "chargebee", "subscriptions"),
    ("x.csv", "External ID|Company|MRR|ARR|Customer Since|Status", "chartmogul", "accounts"),
    ("organizations.csv", "id|name|shared_tickets|shared_comments|created_at", "zendesk", "accounts"),
]


@pytest.mark.parametrize(("file", "header", "system", "table"), CASES)
def test_exports_of_known_systems_are_recognised(file, header, system, table):
    row = "|".join(f"{i}a" for i, _ in enumerate(header.split("|")))
    mapping = mapping_of(file, header, row)
    assert (mapping.system, mapping.table) == (system, table)


def test_amounts_of_an_api_are_cents_and_those_of_a_dashboard_are_not():
    api = mapping_of("plans.csv", "id|amount|currency|interval|product_id|livemode", "p|1500|eur|month|x|TRUE")
    assert [each.scale for each in api.columns if each.column == "plan_price"] == [0.01]
    shown = mapping_of("subscriptions.csv", STRIPE, "s|c|a@b.de|Pro|1|eur|month|15.00|active|2024-01-01|")
    assert [each.scale for each in shown.columns if each.column == "amount"] == [1.0]


needs_data = pytest.mark.skipif("OPENICP_DATA" not in os.environ, reason="OPENICP_DATA names no folder of example data")

RAW = [
    ("hubspot/company_data.csv", "hubspot", "accounts"),
    ("hubspot/deal_data.csv", "hubspot", "deals"),
    ("hubspot/contact_data.csv", "hubspot", "tags"),
    ("hubspot/deal_pipeline_stage_data.csv", "hubspot", "stages"),
    ("hubspot/ticket_data.csv", "files", None),
    ("salesforce/sf_account_data.csv", "salesforce", "accounts"),
    ("salesforce/sf_account_history_data.csv", "salesforce", "accounts"),
    ("salesforce/sf_opportunity_data.csv", "salesforce", "deals"),
    ("salesforce/sf_lead_data.csv", "salesforce", "leads"),
    ("salesforce/sf_user_data.csv", "salesforce", None),
    ("stripe/customer_data.csv", "stripe", "accounts"),
    ("stripe/subscription_data.csv", "stripe", "subscriptions"),
    ("stripe/invoice_data.csv", "stripe", "invoices"),
    ("stripe/plan_data.csv", "stripe", "plans"),
    ("stripe/charge_data.csv", "files", None),
    ("zendesk/organization_data.csv", "zendesk", "accounts"),
    ("zendesk/user_data.csv", "zendesk", None),
]


@needs_data
@pytest.mark.parametrize(("path", "system", "table"), RAW)
def test_raw_exports_are_recognised_without_being_told(path, system, table):
    file = Path(os.environ["OPENICP_DATA"]) / "raw-export-headers" / path
    with file.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = [[cell or None for cell in row] for row in islice(csv.reader(stream), 100)]
    mapping = recognise(look_at(file.name, [str(text or "") for text in header], rows))
    assert mapping.table == table
    assert mapping.system == system or table is None


@pytest.mark.parametrize(("header", "metric"), [("Monthly churn", "monthly_churn"), ("Churn per year", "annual_churn")])
def test_the_period_in_a_header_holds_for_its_cells(tmp_path, header, metric):
    table = tmp_path / "segments.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Segment", "Accounts", header, "CLV", "CAC"), ("A", 150, "10 %", 2400, 350)])
    session = Session.init(tmp_path / "ws")
    session.data.import_files([table], yes=True)
    assert session.run()["segments"][0]["metrics"][metric]["value"] == 0.1
