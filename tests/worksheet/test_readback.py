"""What a person fills in is read back without a question, in every language and however the sheet was treated."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from collect.folders import asked, table
from openicp.actions.explaining import explain
from openicp.collect.pipeline import ImportOutcome, import_files
from openicp.texts import LANGUAGES, catalogue
from openicp.worksheet import blank_sheets, write_blank
from openicp.workspace import Workspace
from worksheet.filling import fill, sheet_names
from worksheet.people import ANSWERS, FIRST_ROW, cells, typed, what_was_read, worksheet


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace")


def told(outcome: ImportOutcome) -> list[str]:
    """Whatever a person would have to read about: questions, cells set aside, files not used, warnings."""
    found = [f"{each.subject} {each.suggestion}" for each in outcome.proposals]
    found += [f"{each.line} {each.column} {each.value} {each.reason}" for each in outcome.set_aside]
    found += [str(each) for each in outcome.files if each.reason]
    return found + [each.code for each in outcome.findings if each.severity != "note"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_arrives_in_every_language_without_a_question(lang: str, tmp_path: Path, workspace: Workspace):
    outcome = import_files(workspace, [worksheet(tmp_path, lang)])
    assert told(outcome) == []
    assert sorted({each.source for each in outcome.files}) == [
        f"worksheet-{name}-filled-{lang}"
        for name in ("decisions", "firmographics", "personas", "segments", "technographics", "voice")
    ]
    assert all(each.understood == each.columns for each in outcome.files)
    assert what_was_read(workspace) == EXPECTED
    statements = workspace.ledger.rows("statements")
    assert sorted(row["quote"] for row in statements) == ["Ne-a convins echipa.", "We had lost the overview."]
    assert {row["kind"] for row in statements} == {"pain", "why_us"}


NORD = "Studio Nord GmbH"
EXPECTED: dict[str, list[tuple[Any, ...]]] = {
    "accounts": [
        (
            *("Kite Labs SRL", None, None, 85.0, 85.0, None, None, None, None, "RO", None, None, None, None),
            *(None,) * 13,
            "worksheet",
        ),
        (
            *(NORD, "studio-nord.example", "digital_agency", 51.0, 200.0, 1e7, 5e7, "EUR", "growing", "DE", "hamburg"),
            *("both", 2014.0, "series_a", 1.2e7, "EUR", "high", 12.0, 8.0, 6.0, 6000.0, 4800.0, "services"),
            *(date(2024, 3, 1), date(2026, 2, 28), "estimate", date(2026, 9, 30), "worksheet"),
        ),
    ],
    "tags": [
        ("Kite Labs SRL", "technologies", "google_workspace", "replaces", None),
        (NORD, "customer_groups", "museums", None, None),
        (NORD, "customer_groups", "retailers", None, None),
        (NORD, "decision_criteria", "price", None, None),
        (NORD, "goals", "more_clients_with_the_same_team", None, None),
        (NORD, "investors", "elbe_capital", None, None),
        (NORD, "investors", "nordlicht", None, None),
        (NORD, "role_challenges", "no_overview", None, None),
        (NORD, "role_goals", "projects_on_time", None, None),
        (NORD, "role_tasks", "plans_teams", None, None),
        (NORD, "role_tasks", "reports_to_clients", None, None),
        (NORD, "technologies", "jira", "integrates", date(2023, 6, 1)),
    ],
    "ratings": [("nps", 9.0)],
    "personas": [
        ("CEO", None, None, "economic_buyer", "committee"),
        ("Project Manager", "project_management", "manager", None, None),
    ],
    "voices": [
        ("Kite Labs SRL", "Founder", "why_us", None, None, None),
        (NORD, "Project lead", "pain", "Lost the overview", "en", date(2026, 9, 15)),
    ],
    "segment_figures": [
        ("A", 150.0, 0.1, "month", 2400.0, 2400.0, "USD", "year", 350.0),
        ("C", 50.0, 0.02, "year", 10000.0, float("inf"), None, None, None),
    ],
}


def test_an_untouched_worksheet_brings_nothing_and_is_said_kindly(tmp_path: Path, workspace: Workspace):
    write_blank(tmp_path / "sheet.xlsx", catalogue("de"))
    outcome = import_files(workspace, [tmp_path / "sheet.xlsx"])
    assert [each.reason for each in outcome.files] == ["untouched"]
    assert [each.code for each in outcome.findings] == ["worksheet_untouched"]
    assert workspace.snapshots() == {}


def test_sheets_that_nobody_filled_in_are_not_spoken_of(tmp_path: Path, workspace: Workspace):
    outcome = import_files(workspace, [worksheet(tmp_path, "fr", {"voice": ANSWERS["voice"]})])
    assert [each.source for each in outcome.files] == ["worksheet-voice-filled-fr"]
    assert told(outcome) == []


def test_sheets_may_be_renamed(tmp_path: Path, workspace: Workspace):
    filled = worksheet(tmp_path, "en", renamed={"Firmographics": "Sheet 1", "Segments": "Q3"})
    assert "Q3" in sheet_names(filled)
    outcome = import_files(workspace, [filled])
    assert told(outcome) == []
    assert what_was_read(workspace) == EXPECTED
    assert "worksheet-segments-filled-en" in {each.source for each in outcome.files}


def test_rows_go_on_beyond_those_with_drop_downs(tmp_path: Path, workspace: Workspace):
    rows = [{"company": f"Company {number}", "country": "FR"} for number in range(1200)]
    import_files(workspace, [worksheet(tmp_path, "nl", {"firmographics": rows})])
    assert asked(workspace, "select count(*), min(country), max(country) from accounts") == [(1200, "FR", "FR")]


def grid(path: Path, sheet: str) -> list[list[Any]]:
    return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()


def rewritten(path: Path, rows: list[list[Any]]) -> Path:
    """The rows as a workbook of somebody's own."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet("Copy")
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            if value != "":
                sheet.write(line, place, value)
    book.close()
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_columns_may_be_moved_and_deleted_and_own_ones_added(lang: str, tmp_path: Path, workspace: Workspace):
    rows = grid(worksheet(tmp_path, lang), catalogue(lang)("worksheet.sheet.firmographics"))
    kept = [(row[7], row[0], row[2], extra) for row, extra in zip(rows, FLEET, strict=False)]
    outcome = import_files(workspace, [rewritten(tmp_path / "copy.xlsx", [list(row) for row in kept])])
    assert told(outcome) == []
    assert asked(workspace, "select name, country, industry from accounts order by name") == [
        ("Kite Labs SRL", "RO", None),
        ("Studio Nord GmbH", "DE", "digital_agency"),
    ]
    own = "select a.name, x.value from attributes x join accounts a on a.account_id = x.account_id"
    assert asked(workspace, f"{own} where x.attribute = 'x_fleet' order by 1") == [
        ("Kite Labs SRL", "vans"),
        ("Studio Nord GmbH", "bicycles"),
    ]


FLEET = ("Fleet", "", "", "bicycles", "vans")


def test_the_example_row_may_be_written_over(tmp_path: Path, workspace: Workspace):
    texts = catalogue("en")
    write_blank(tmp_path / "sheet.xlsx", texts)
    sheet = blank_sheets()[0]
    over = cells(sheet, [{"company": "Acme Ltd", "country": "NL"}], texts, first=FIRST_ROW - 1)
    import_files(workspace, [fill(tmp_path / "sheet.xlsx", tmp_path / "over.xlsx", {1: over})])
    assert asked(workspace, "select name, country, industry, city, founded_year from accounts") == [
        ("Acme Ltd", "NL", None, None, None)
    ]


def test_an_answer_behind_our_sign_is_set_aside_and_never_lost(tmp_path: Path, workspace: Workspace):
    rows = [{"company": "› Acme Ltd", "city": "› Gent"}, {"company": "Brava", "city": "Cluj"}]
    outcome = import_files(workspace, [worksheet(tmp_path, "en", {"firmographics": rows})])
    assert [(each.line, each.value, each.reason, each.scope) for each in outcome.set_aside] == [
        (4, "› Acme Ltd,› Gent", "bears_our_sign", "row")
    ]
    assert [(each.rows, each.loaded, each.quarantined) for each in outcome.files] == [(2, 1, 1)]


def test_an_empty_cell_never_erases_and_a_written_word_comes_first(tmp_path: Path, workspace: Workspace):
    header = ("Company name", "Domain", "Industry", "Number of employees", "Country")
    crm = table(tmp_path / "companies.csv", header, [("Acme", "acme.io", "Retail", 40, "France")])
    rows = [{"company": "Acme", "website": "acme.io", "industry": "software"}]
    import_files(workspace, [crm, worksheet(tmp_path, "ro", {"firmographics": rows})])
    assert asked(workspace, "select name, industry, employees_low, country from accounts") == [
        ("Acme", "software", 40.0, "FR")
    ]


def test_blank_rows_between_answers_end_nothing(tmp_path: Path, workspace: Workspace):
    rows: list[dict[str, Any]] = [{"company": "One", "country": "FR"}, {}, {}, {"company": "Two"}, {}, {"city": "Gent"}]
    rows += [{}, {"company": "Three", "known_on": date(2026, 1, 31)}]
    outcome = import_files(workspace, [worksheet(tmp_path, "nl", {"firmographics": rows})])
    assert asked(workspace, "select name, country from accounts order by name") == [
        ("One", "FR"),
        ("Three", None),
        ("Two", None),
    ]
    assert [(each.column, each.reason) for each in outcome.set_aside] == [("› Bedrijf", "key_missing")]
    assert len(outcome.files) == 1


def test_the_same_worksheet_again_changes_nothing_and_a_longer_one_replaces_it(tmp_path: Path, workspace: Workspace):
    filled = worksheet(tmp_path, "de", {"voice": ANSWERS["voice"][:1]})
    import_files(workspace, [filled])
    assert all(each.unchanged for each in import_files(workspace, [filled]).files)
    import_files(workspace, [worksheet(tmp_path, "de", {"voice": ANSWERS["voice"]})])
    assert len(workspace.ledger.rows("statements")) == 2


def test_the_next_worksheet_of_that_name_may_be_in_another_language(tmp_path: Path, workspace: Workspace):
    for lang in ("de", "fr"):
        filled = worksheet(tmp_path, lang)
        import_files(workspace, [filled.rename(tmp_path / "sheet.xlsx")])
    assert what_was_read(workspace) == EXPECTED


def test_an_ordinary_file_with_the_same_headers_is_no_worksheet(tmp_path: Path, workspace: Workspace):
    own = table(tmp_path / "list.csv", ("Company", "Industry", "Country"), [("Acme", "Retail", "France")] * 1)
    outcome = import_files(workspace, [own])
    assert [each.source for each in outcome.files] == ["list"]


def test_what_is_typed_is_said_in_the_language():
    industry = next(column for column in blank_sheets()[0].columns if column.id == "industry")
    assert typed(industry, "digital_agency", catalogue("de")) == "Digitalagenturen"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_a_worksheet_was_read_is_told_in_whole_words(lang: str, tmp_path: Path):
    workspace = Workspace.create(tmp_path / "ws")
    import_files(workspace, [worksheet(tmp_path, lang)])
    texts = catalogue(lang)
    told = [each for file in explain(workspace, texts)["explained"] for each in file["columns"]]
    assert {each["why"] for each in told if "group" not in each} == {texts("why.header")}
    assert texts("field.title") in {each["read_as"] for each in told}
