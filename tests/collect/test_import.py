"""Files into a workspace: what is loaded, what is set aside, what stays the same."""

from __future__ import annotations

import csv
import os
from decimal import Decimal
from pathlib import Path

import pytest

from collect.folders import asked, digests, sheet, table
from openicp.actions.known import engine_of, gather
from openicp.actions.telling.listing import ours
from openicp.collect.pipeline import forget, import_files, read_list, rebuild
from openicp.engine import duck
from openicp.errors import FileNotReadable, SourceNotFound, TableNotRecognised
from openicp.prospects.ours import OurAccounts
from openicp.workspace import Upsert, Workspace

KUNDEN = """
    Firma;Branche;Mitarbeiter;Land;Kunde seit;Gekündigt am;MRR;Ansprechpartner;E-Mail;NPS;Tools
    Brava GmbH;Software;50-200;Deutschland;01.02.2024;;1.234,50;Kim Berg;kim@brava.de;9;Slack, Jira
    Kite AG;Agentur;1.200;Österreich;15.03.2024;01.02.2024;99,00;Robin Costa;robin@kite.at;;Slack
    Nord SE;Handel;12;Frankreich;03.04.2023;31.12.2024;2.000,00;;info@gmail.com;3;
    ;Handel;12;Frankreich;03.04.2023;;5,00;;;;
    Zwei UG;IT;7897. 2%;Schweiz;01.01.2024;;abc;;;;Asana
    Test GmbH;IT;10;Schweiz;01.01.2024;;50,00;;;;Asana
"""


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "acme")


@pytest.fixture(scope="module")
def customers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kunden")
    workspace = Workspace.create(folder / "acme")
    return workspace, import_files(workspace, [sheet(folder / "kunden.csv", KUNDEN)])


def test_rows_in_are_rows_loaded_and_rows_set_aside(customers):
    (file,) = customers[1].files
    assert (file.rows, file.loaded, file.quarantined, file.cells_set_aside) == (6, 5, 1, 2)


def test_a_row_without_its_key_is_set_aside_and_a_broken_cell_keeps_its_row(customers):
    workspace, outcome = customers
    aside = {(each.line, each.column, each.value, each.scope) for each in outcome.set_aside}
    assert aside == {(5, "Firma", "", "row"), (6, "Mitarbeiter", "7897. 2%", "cell"), (6, "MRR", "abc", "cell")}
    assert asked(workspace, "select country, mrr, employees_low from accounts where name = 'Zwei UG'") == [
        ("CH", None, None)
    ]


def test_german_numbers_days_and_words_are_read(customers):
    row = asked(
        customers[0],
        "select domain, industry, country, customer_since, mrr, employees_low, employees_high from accounts "
        "where name = 'Brava GmbH'",
    )[0]
    assert [str(each) for each in row] == ["brava.de", "software", "DE", "2024-02-01", "1234.5000", "50.0", "200.0"]


def test_who_left_before_coming_has_left_but_neither_day_is_published(customers):
    workspace, outcome = customers
    kite = "from accounts where name = 'Kite AG'"
    assert asked(workspace, f"select customer_since, churned_on, is_churned, doubt {kite}") == [
        (None, None, True, "churned_before_start")
    ]
    stored = 'select customer_since, churned_on from "loaded/kunden/accounts" where line = 3'
    assert [str(each) for each in asked(workspace, stored)[0]] == ["2024-03-15", "2024-02-01"]
    assert "churned_before_start" in {each.code for each in outcome.findings}


def test_no_person_enters_a_snapshot(customers):
    workspace = customers[0]
    for snapshot in workspace.snapshots().values():
        with duck(workspace.layout.inside) as engine:
            engine.load("t", snapshot.path)
            text = str(engine.rows("select * from t"))
        assert not any(secret in text for secret in ("Kim", "Berg", "kim@", "Robin", "info@"))


def test_a_mail_gives_the_domain_unless_anybody_can_have_it(customers):
    found = dict(asked(customers[0], "select name, domain from accounts"))
    assert (found["Kite AG"], found["Nord SE"]) == ("kite.at", None)


def test_a_sheet_feeds_tags_and_ratings_too(customers):
    workspace = customers[0]
    tags = asked(workspace, "select value from tags t join accounts using (account_id) where name = 'Brava GmbH'")
    assert sorted(tags) == [("jira",), ("slack",)]
    assert sorted(asked(workspace, "select kind, score from ratings")) == [("nps", 3.0), ("nps", 9.0)]


def test_a_test_account_is_marked(customers):
    workspace, outcome = customers
    assert asked(workspace, "select name from accounts where is_internal") == [("Test GmbH",)]
    assert "internal_accounts" in {each.code for each in outcome.findings}


def test_the_same_file_again_changes_nothing(workspace, tmp_path):
    path = sheet(tmp_path / "kunden.csv", KUNDEN)
    import_files(workspace, [path])
    before = digests(workspace)
    again = import_files(workspace, [path])
    assert [(each.unchanged, each.loaded) for each in again.files] == [(True, 5)]
    assert digests(workspace) == before


def test_a_newer_version_of_a_source_replaces_it_and_an_older_one_does_not(workspace, tmp_path):
    header = ("deal_id", "account_name", "stage", "amount")
    table(tmp_path / "deals-2026-10.csv", header, [(1, "Brava", "Won", 10), (2, "Kite", "Open", 20)])
    table(
        tmp_path / "deals-2026-11.csv",
        header,
        [(1, "Brava", "Won", 10), (2, "Kite", "Lost", 20), (3, "Nord", "Won", 5)],
    )
    import_files(workspace, [tmp_path / "deals-2026-10.csv"])
    ids = asked(workspace, "select account_id from deals where deal_id = '1'")
    import_files(workspace, [tmp_path / "deals-2026-11.csv"])
    counted = "select outcome, count(*) from deals group by 1 order by 1"
    assert asked(workspace, counted) == [("lost", 1), ("won", 2)]
    assert asked(workspace, "select account_id from deals where deal_id = '1'") == ids
    older = import_files(workspace, [tmp_path / "deals-2026-10.csv"])
    assert [each.reason for each in older.files] == ["older_version"]
    assert asked(workspace, counted) == [("lost", 1), ("won", 2)]


def test_an_edit_of_the_mapping_is_honoured_on_the_next_import(workspace, tmp_path):
    path = table(
        tmp_path / "deals.csv",
        ("deal_id", "account_name", "stage", "amount"),
        [(1, "Brava", "Phase 5", 10), (2, "Kite", "Phase 1", 20)],
    )
    first = import_files(workspace, [path])
    assert "stages_not_understood" in {each.code for each in first.findings}
    mapping = workspace.sources_yaml.load("deals")
    workspace.sources_yaml.save("deals", {**mapping, "outcomes": {"Phase 5": "won", "Phase 1": "lost"}})
    again = import_files(workspace, [path])
    assert [each.unchanged for each in again.files] == [False]
    assert asked(workspace, "select deal_id, outcome from deals order by 1") == [("1", "won"), ("2", "lost")]


def test_a_bad_file_does_not_keep_the_good_ones_out(workspace, tmp_path):
    good = sheet(tmp_path / "kunden.csv", KUNDEN)
    bad = tmp_path / "picture.csv"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    outcome = import_files(workspace, [bad, tmp_path / "missing.csv", good])
    assert [each.file for each in outcome.failures] == ["picture.csv", "missing.csv"]
    assert [each.loaded for each in outcome.files] == [5]


def test_nothing_usable_is_an_error_and_the_workspace_still_works(workspace, tmp_path):
    with pytest.raises(FileNotReadable):
        import_files(workspace, [tmp_path / "missing.csv"])
    odd = table(tmp_path / "odd.csv", ("zip", "zap"), [(1, 2), (3, 4)])
    with pytest.raises(TableNotRecognised) as raised:
        import_files(workspace, [odd])
    assert raised.value.fields["columns"] == ["zip", "zap"]
    assert workspace.snapshots() == {}


@pytest.mark.parametrize(
    ("asked_as", "header", "needed"),
    [("tags", ("account_id", "attribute", "value"), "value"), ("ratings", ("Company", "Comment"), "score")],
)
def test_a_file_without_what_the_table_asked_for_is_about_is_not_told_to_be_used(
    workspace, tmp_path, asked_as, header, needed
):
    path = table(tmp_path / "long.csv", header, [(f"a{n}", "themes", "privacy")[: len(header)] for n in range(5)])
    with pytest.raises(TableNotRecognised) as raised:
        import_files(workspace, [path], table=asked_as, yes=True)
    assert raised.value.fields["reason"] == "keyless"
    assert raised.value.fields["needed"] == [needed]
    assert workspace.snapshots() == {}


@pytest.mark.parametrize(
    ("asked_as", "header", "cells"),
    [
        ("tags", ("Company", "Technology"), ("Kite", "Slack")),
        ("tags", ("Company", "Role"), ("Kite", "CFO")),
        ("ratings", ("Company", "NPS score"), ("Kite", "9")),
    ],
)
def test_a_file_with_it_is_used_as_the_table_asked_for(workspace, tmp_path, asked_as, header, cells):
    path = table(tmp_path / "asked.csv", header, [cells])
    outcome = import_files(workspace, [path], table=asked_as, yes=True)
    assert outcome.failures == ()
    assert asked_as in workspace.snapshots()


def test_the_table_of_segments_is_read_without_raw_data(workspace, tmp_path):
    path = sheet(
        tmp_path / "segments.csv",
        """
        Segment,Size,Accounts,Churn,CLV,CAC
        A,small,150,10% (monthly),"$2,400",$350
        B,mid,300,7897. 2%,$4800,$500
        C,large,50,2% (monthly),"$10,000+","$1,500"
        """,
    )
    outcome = import_files(workspace, [path])
    assert [(each.line, each.column, each.value) for each in outcome.set_aside] == [(3, "Churn", "7897. 2%")]
    rows = asked(
        workspace,
        "select segment, accounts, churn, churn_period, clv_low, clv_high, cac, cac_currency "
        "from segment_figures order by segment",
    )
    assert rows == [
        ("A", 150.0, 0.1, "month", 2400.0, 2400.0, Decimal(350), "USD"),
        ("B", 300.0, None, None, 4800.0, 4800.0, Decimal(500), "USD"),
        ("C", 50.0, 0.02, "month", 10000.0, float("inf"), Decimal(1500), "USD"),
    ]


def test_renewals_are_not_new_business_and_open_deals_have_no_day_of_closing(workspace, tmp_path):
    path = table(
        tmp_path / "deals.csv",
        ("deal_id", "account_name", "stage", "pipeline", "amount", "close_date", "created"),
        [
            (1, "Brava", "Closed won", "Sales", 10, "2025-03-01", "2025-01-01"),
            (2, "Brava", "Closed won", "Renewals", 10, "2026-03-01", "2026-01-01"),
            (3, "Kite", "Proposal", "Sales", 10, "2026-12-24", "2026-01-01"),
        ],
    )
    outcome = import_files(workspace, [path])
    rows = asked(
        workspace,
        "select kind, outcome, cast(closed_on as varchar), cast(expected_on as varchar) from deals order by deal_id",
    )
    assert rows == [
        ("new", "won", "2025-03-01", None),
        ("renewal", "won", "2026-03-01", None),
        ("new", "open", None, "2026-12-24"),
    ]
    assert "deals_not_new_business" in {each.code for each in outcome.findings}
    kept = [row for row in workspace.ledger.rows("proposals") if row["kind"] == "pipeline"]
    assert [(row["subject"]["pipeline"], row["decided"]) for row in kept] == [("Renewals", "taken")]


def test_what_a_person_refuses_stays_refused(workspace, tmp_path):
    path = table(
        tmp_path / "deals.csv",
        ("deal_id", "account_name", "stage", "pipeline", "amount"),
        [(1, "Brava", "Closed won", "Renewals", 10), (2, "Kite", "Closed won", "Sales", 5)],
    )
    import_files(workspace, [path])
    (row,) = [row for row in workspace.ledger.rows("proposals") if row["kind"] == "pipeline"]
    workspace.ledger.apply([Upsert("proposals", [{**row, "decided": "refused"}])])
    rebuild(workspace)
    assert asked(workspace, "select distinct kind from deals") == [("new",)]
    import_files(workspace, [table(tmp_path / "plans.csv", ("plan", "price"), [("Pro", 5)])])
    assert asked(workspace, "select distinct kind from deals") == [("new",)]
    assert workspace.ledger.rows("proposals", {"id": row["id"]})[0]["decided"] == "refused"


def test_an_accepted_column_is_read_on_the_next_import(workspace, tmp_path):
    path = table(
        tmp_path / "accounts.csv", ("Company", "Industri", "MRR"), [("Brava", "Software", 9), ("Kite", "Retail", 5)]
    )
    (question,) = import_files(workspace, [path]).proposals
    assert asked(workspace, "select count(industry) from accounts") == [(0,)]
    (row,) = workspace.ledger.rows("proposals", {"id": question.id})
    workspace.ledger.apply([Upsert("proposals", [{**row, "decided": "accepted"}])])
    assert import_files(workspace, [path]).proposals == ()
    assert asked(workspace, "select count(industry) from accounts") == [(2,)]
    assert [each.unchanged for each in import_files(workspace, [path]).files] == [True]


def test_the_same_deal_in_two_systems_counts_once(workspace, tmp_path):
    header = ("deal_id", "account_name", "stage", "amount", "close_date")
    one = table(
        tmp_path / "crm-deals.csv",
        header,
        [("a", "Brava GmbH", "Won", 10, "2025-03-01"), ("b", "Kite", "Won", 5, "2025-03-02")],
    )
    two = table(
        tmp_path / "old-deals.csv",
        header,
        [("x", "Brava", "Won", 10, "2025-03-01"), ("y", "Kite", "Won", 6, "2025-03-02")],
    )
    import_files(workspace, [one, two])
    found = asked(workspace, "select deal_id, duplicate_of from deals order by deal_id")
    assert found == [("a", None), ("b", None), ("x", "a"), ("y", None)]


def test_spellings_of_a_product_are_joined_by_the_price_list(workspace, tmp_path):
    table(tmp_path / "products.csv", ("product", "price"), [("GTX Pro", 5), ("MG", 3)])
    table(
        tmp_path / "deals.csv",
        ("deal_id", "account_name", "product", "stage", "amount"),
        [(1, "Brava", "GTXPro", "Won", 5), (2, "Kite", "MG", "Won", 3)],
    )
    outcome = import_files(workspace, [tmp_path / "products.csv", tmp_path / "deals.csv"])
    assert asked(workspace, "select product from deals order by deal_id") == [("GTX Pro",), ("MG",)]
    said = [each.fields for each in outcome.findings if each.code == "spelling_joined"]
    assert said == [{"value": "GTXPro", "meant": "GTX Pro", "n": 1}]


def test_a_plan_that_costs_nothing_is_free(workspace, tmp_path):
    table(tmp_path / "plans.csv", ("plan", "monthly_price_usd"), [("Hobby", 0), ("Pro", 15)])
    table(
        tmp_path / "subscriptions.csv",
        ("subscription_id", "customer_id", "plan", "start_date"),
        [(1, "c1", "Hobby", "2025-01-01"), (2, "c2", "Pro", "2025-01-01")],
    )
    import_files(workspace, [tmp_path / "plans.csv", tmp_path / "subscriptions.csv"])
    assert asked(workspace, "select plan, is_free from subscriptions order by plan") == [("Hobby", True), ("Pro", None)]


def test_a_list_is_prospects_beside_customers_and_known_companies_are_found(workspace, tmp_path):
    table(
        tmp_path / "deals.csv",
        ("deal_id", "account_name", "stage", "amount"),
        [(1, "Brava GmbH", "Won", 5), (2, "Kite", "Won", 3)],
    )
    table(tmp_path / "accounts.csv", ("account", "industry"), [("Brava GmbH", "Software"), ("Kite", "Retail")])
    table(
        tmp_path / "list.csv",
        ("Company", "Website", "Sector"),
        [("Brava", "", "Software"), ("Neu", "neu.de", "Retail")],
    )
    import_files(workspace, [tmp_path / name for name in ("deals.csv", "accounts.csv", "list.csv")])
    assert asked(workspace, "select count(*) from accounts") == [(2,)]
    rows = asked(workspace, "select prospect_id, account_name, account_domain from prospects order by line")
    assert rows == [("list:2", "Brava", None), ("list:3", "Neu", "neu.de")]
    with engine_of(workspace) as engine:
        known = OurAccounts(ours(workspace, engine, gather(workspace, engine).facts.accounts))
    found = [known.whose(domain, name, None) for _, name, domain in rows]
    assert [one and one.name for one in found] == ["Brava GmbH", None]


def test_a_list_can_be_read_without_becoming_a_source(workspace, tmp_path):
    import_files(workspace, [sheet(tmp_path / "kunden.csv", KUNDEN)])
    path = table(
        tmp_path / "targets.csv",
        ("Name", "Site", "Tools"),
        [("Brava", "https://brava.de/de", "Slack"), ("Neu", "neu.de", "Jira")],
    )
    before = digests(workspace)
    with workspace.scratch() as folder, duck(workspace.layout.inside) as engine:
        found = read_list(workspace, path, engine=engine, folder=folder)
        engine.load("p", found.prospects)
        engine.load("tags", found.tags)
        domains = engine.rows("select line, account_domain from p order by line")
        tags = engine.rows("select prospect_id, value from tags order by 1, 2")
    assert (found.rows, domains) == (2, [(2, "brava.de"), (3, "neu.de")])
    assert [value for _, value in tags] == ["slack", "jira"]
    assert digests(workspace) == before


def test_a_list_of_which_no_row_names_a_company_is_refused(workspace, tmp_path):
    path = table(tmp_path / "targets.csv", ("Company", "Industry"), [("", "Software"), ("", "Retail")])
    with (
        workspace.scratch() as folder,
        duck(workspace.layout.inside) as engine,
        pytest.raises(FileNotReadable) as caught,
    ):
        read_list(workspace, path, engine=engine, folder=folder)
    assert caught.value.fields["reason"] == "no_company"


def test_a_yearly_figure_keeps_its_own_currency(workspace, tmp_path):
    header = ("Subscription ID", "Customer Name", "Start Date", "MRR", "ARR", "Currency", "Status")
    rows = [
        ("s1", "Brava GmbH", "2024-01-01", 100, "", "EUR", "active"),
        ("s2", "Kite AG", "2024-01-01", "", "$1,200.00", "EUR", "active"),
        ("s3", "Nord SE", "2024-01-01", "", "$2,400.00", "EUR", "active"),
    ]
    import_files(workspace, [table(tmp_path / "subscriptions.csv", header, rows)])
    found = asked(workspace, "select mrr, mrr_currency from subscriptions order by subscription_id")
    assert found == [(100, "EUR"), (100, "USD"), (200, "USD")]


def test_quotes_go_to_the_ledger_and_never_to_a_snapshot(workspace, tmp_path):
    path = table(
        tmp_path / "voices.csv",
        ("Company", "Role", "Kind", "Quote", "Language", "Date"),
        [("Brava", "CTO", "pain", "We lost the overview.", "en", "2026-01-02")],
    )
    import_files(workspace, [path])
    (row,) = workspace.ledger.rows("statements")
    assert (row["quote"], row["kind"], row["said_on"]) == ("We lost the overview.", "pain", "2026-01-02")
    assert row["account_id"] == asked(workspace, "select account_id from voices")[0][0]
    assert "overview" not in str(asked(workspace, "select * from voices"))


def test_quotes_are_gone_when_the_newer_file_has_none(workspace, tmp_path):
    header = ("Company", "Role", "Kind", "Quote", "Date")
    import_files(workspace, [table(tmp_path / "voices.csv", header, [("Brava", "CTO", "pain", "Lost.", "2026-01-02")])])
    assert len(workspace.ledger.rows("statements")) == 1
    without = [name for name in header if name != "Quote"]
    import_files(workspace, [table(tmp_path / "voices.csv", without, [("Brava", "CTO", "pain", "2026-01-02")])])
    assert workspace.ledger.rows("statements") == []


def test_forgetting_a_source_takes_its_questions_along(workspace, tmp_path):
    rows = [(place, f"Firm {place}", "Xyzzy" if place % 2 else "Won", 5) for place in range(6)]
    import_files(workspace, [table(tmp_path / "deals.csv", ("deal_id", "account_name", "stage", "amount"), rows)])
    assert [row["kind"] for row in workspace.ledger.rows("proposals")] == ["stage"]
    forget(workspace, "deals")
    assert workspace.ledger.rows("proposals") == []


def test_forgetting_a_source_leaves_what_the_others_say(workspace, tmp_path):
    table(tmp_path / "deals.csv", ("deal_id", "account_name", "stage", "amount"), [(1, "Brava GmbH", "Won", 5)])
    import_files(workspace, [sheet(tmp_path / "kunden.csv", KUNDEN)])
    before = digests(workspace)
    import_files(workspace, [tmp_path / "deals.csv"])
    forget(workspace, "deals")
    assert digests(workspace) == before
    assert workspace.sources_yaml.load("deals") is None
    with pytest.raises(SourceNotFound):
        forget(workspace, "deals")


def test_the_order_of_files_does_not_matter(tmp_path):
    files = [
        sheet(tmp_path / "kunden.csv", KUNDEN),
        table(
            tmp_path / "deals.csv",
            ("deal_id", "account_name", "stage", "amount"),
            [(1, "Brava", "Won", 5), (2, "Neu", "Lost", 5)],
        ),
    ]
    found = []
    for name, order in (("a", files), ("b", files[::-1])):
        workspace = Workspace.create(tmp_path / name)
        import_files(workspace, order)
        found.append(digests(workspace))
    assert found[0] == found[1]


needs_data = pytest.mark.skipif("OPENICP_DATA" not in os.environ, reason="OPENICP_DATA names no folder of example data")


@pytest.fixture(scope="module")
def maven(tmp_path_factory):
    if "OPENICP_DATA" not in os.environ:
        pytest.skip("OPENICP_DATA names no folder of example data")
    workspace = Workspace.create(tmp_path_factory.mktemp("maven") / "acme")
    folder = Path(os.environ["OPENICP_DATA"]) / "maven-crm"
    outcome = import_files(workspace, sorted(folder.glob("*.csv")))
    with (folder / "sales_pipeline.csv").open(encoding="utf-8") as stream:
        raw = list(csv.DictReader(stream))
    return workspace, outcome, raw


@needs_data
def test_every_deal_of_a_crm_export_finds_its_account(maven):
    workspace, _, raw = maven
    found = asked(workspace, "select deal_id, outcome, name from deals left join accounts using (account_id)")
    meant = {"Won": "won", "Lost": "lost", "Prospecting": "open", "Engaging": "open"}
    wanted = {(row["opportunity_id"], meant[row["deal_stage"]], row["account"] or None) for row in raw}
    assert set(found) == wanted
    counts = asked(workspace, "select outcome, count(*) from deals group by 1 order by 1")
    assert counts == [("lost", 2473), ("open", 2089), ("won", 4238)]


@needs_data
def test_misspellings_and_units_told_elsewhere_are_seen(maven):
    workspace, outcome, _ = maven
    said = {each.fields.get("value") for each in outcome.findings if each.code == "probable_misspelling"}
    assert {"technolgy", "Philipines"} <= said
    # A data dictionary beside the export says "Annual revenue (in millions of USD)".
    assert asked(workspace, "select max(high), max(currency) from attributes where attribute = 'revenue'") == [
        (11698030000.0, "USD")
    ]


@needs_data
def test_the_export_of_a_whole_business_adds_up(workspace):
    folder = Path(os.environ["OPENICP_DATA"]) / "r3n0va-250"
    names = [
        "accounts",
        "opportunities",
        "subscriptions",
        "subscription_events",
        "subscription_items",
        "plans",
        "contracts",
    ]
    outcome = import_files(workspace, [folder / f"{name}.csv" for name in names])
    assert {each.file: each.reason for each in outcome.files if not each.tables} == {
        "contracts.csv": "contracts_beside_subscriptions"
    }
    assert asked(workspace, "select count(*), count(distinct name) from accounts") == [(250, 250)]
    with (folder / "subscription_events.csv").open(encoding="utf-8") as stream:
        wanted = sum(Decimal(row["mrr_change_eur"]) for row in csv.DictReader(stream))
    assert asked(workspace, "select sum(mrr_change), count(account_id) from mrr_events") == [(wanted, 250)]
    lines = "from subscriptions where source = 'subscription-items' and ended_on >= date '2026-06-30'"
    assert asked(workspace, f"select sum(mrr) {lines}") == [(Decimal("179486.15"),)]
    assert asked(workspace, "select distinct plan from subscriptions order by 1 nulls last") == [
        ("Business",),
        ("Enterprise",),
        ("Professional",),
        ("Starter",),
        (None,),
    ]


@needs_data
def test_churn_from_tenure_and_a_flag_needs_no_dates(workspace):
    folder = Path(os.environ["OPENICP_DATA"]) / "telco-churn"
    (path,) = folder.glob("*.csv")
    import_files(workspace, [path])
    with path.open(encoding="utf-8") as stream:
        raw = list(csv.DictReader(stream))
    assert asked(
        workspace, "select count(*), sum(cast(is_churned as int)), sum(tenure_months), sum(mrr) from accounts"
    ) == [
        (
            len(raw),
            sum(row["Churn"] == "Yes" for row in raw),
            float(sum(int(row["tenure"]) for row in raw)),
            sum(Decimal(row["MonthlyCharges"]) for row in raw),
        )
    ]


def test_headquarters_tell_the_city_and_the_country_and_the_finer_industry_is_taken(workspace, tmp_path):
    rows = """
        Security;GICS Sector;GICS Sub-Industry;Headquarters Location
        3M;Industrials;Industrial Conglomerates;"Saint Paul, Minnesota"
        Accenture;Information Technology;IT Consulting & Other Services;"Dublin, Ireland"
        Autodesk;Information Technology;Application Software;"San Francisco, California"
        Aon;Financials;Insurance Brokers;"London, UK"
        Somewhere;Financials;Regional Banks;Atlantis
    """
    import_files(workspace, [sheet(tmp_path / "constituents.csv", rows)])
    known = asked(
        workspace,
        "select a.name, t.attribute, t.value, t.original from accounts a join attributes t using (account_id)",
    )
    found = {(name, attribute): (value, original) for name, attribute, value, original in known}
    cities = {name: value for (name, attribute), (value, _) in found.items() if attribute == "city"}
    countries = {name: value for (name, attribute), (value, _) in found.items() if attribute == "country"}
    assert cities == {
        "3M": "saint_paul",
        "Accenture": "dublin",
        "Autodesk": "san_francisco",
        "Aon": "london",
        "Somewhere": "atlantis",
    }
    assert countries == {"3M": "US", "Accenture": "IE", "Autodesk": "US", "Aon": "GB"}
    assert found["Autodesk", "industry"] == ("software", "Application Software")
