"""Which files are one source: folders, dates in names, files that add to each other."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from collect.folders import asked, table
from openicp.collect.pipeline import import_files
from openicp.workspace import Workspace

DEALS = ("deal_id", "account_name", "stage", "amount", "close_date")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "ws")


def deals(path: Path, ids: range, stage: str = "Won") -> Path:
    path.parent.mkdir(exist_ok=True)
    return table(path, DEALS, [(f"d{i}", f"Firm {i}", stage, 10, "2024-03-01") for i in ids])


def sources(workspace: Workspace) -> dict[str, str]:
    return {row["source"]: row["mode"] for row in workspace.ledger.rows("sources")}


def won(workspace: Workspace) -> int:
    return asked(workspace, "select count(*) from deals where outcome = 'won'")[0][0]


def test_files_of_one_name_in_two_folders_are_two_sources(workspace, tmp_path):
    (tmp_path / "crm").mkdir()
    (tmp_path / "billing").mkdir()
    one = table(
        tmp_path / "crm" / "accounts.csv", ("account_name", "industry"), [("Brava", "Software"), ("Kite", "Retail")]
    )
    two = table(tmp_path / "billing" / "accounts.csv", ("account_name", "mrr"), [("Brava", 99), ("Kite", 120)])
    import_files(workspace, [one, two])
    assert sorted(sources(workspace)) == ["accounts", "billing-accounts"]
    assert asked(workspace, "select name, industry, mrr from accounts order by name")[0][2] == 99
    again = import_files(workspace, [one, two])
    assert [each.unchanged for each in again.files] == [True, True]


def test_names_of_sources_stay_when_the_files_come_one_by_one(workspace, tmp_path):
    (tmp_path / "crm").mkdir()
    (tmp_path / "billing").mkdir()
    one = table(
        tmp_path / "crm" / "accounts.csv", ("account_name", "industry"), [("Brava", "Software"), ("Kite", "Retail")]
    )
    two = table(tmp_path / "billing" / "accounts.csv", ("account_name", "mrr"), [("Brava", 99), ("Kite", 120)])
    for path in (one, two):
        import_files(workspace, [path])
    table(two, ("account_name", "mrr"), [("Brava", 101), ("Kite", 120)])
    import_files(workspace, [two])
    assert sorted(sources(workspace)) == ["accounts", "billing-accounts"]
    assert asked(workspace, "select mrr from accounts where name = 'Brava'")[0][0] == 101


def test_the_same_export_from_another_folder_is_a_newer_version(workspace, tmp_path):
    import_files(workspace, [deals(tmp_path / "old" / "deals.csv", range(5), "Open")])
    import_files(workspace, [deals(tmp_path / "new" / "deals.csv", range(5))])
    assert list(sources(workspace)) == ["deals"]
    assert won(workspace) == 5


def test_dated_files_with_other_keys_add_to_each_other(workspace, tmp_path):
    first, second = deals(tmp_path / "deals-2024.csv", range(10)), deals(tmp_path / "deals-2025.csv", range(10, 16))
    outcome = import_files(workspace, [first, second])
    assert won(workspace) == 16
    assert sources(workspace) == {"deals": "incremental"}
    assert "source_grows" in {each.code for each in outcome.findings}
    assert [(each.file, each.loaded) for each in outcome.files] == [("deals-2024.csv", 10), ("deals-2025.csv", 6)]
    assert all(each.unchanged for each in import_files(workspace, [first, second]).files)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_parts_may_come_one_after_the_other_in_any_order(workspace, tmp_path, order):
    parts = [deals(tmp_path / "deals-2024.csv", range(10), "Open"), deals(tmp_path / "deals-2025.csv", range(9, 16))]
    for place in order:
        import_files(workspace, [parts[place]])
    assert asked(workspace, "select count(*) from deals")[0][0] == 16
    assert won(workspace) == 7, "the newest row of deal d9 counts"
    assert sources(workspace) == {"deals": "incremental"}


def test_a_full_export_replaces_the_one_before(workspace, tmp_path):
    import_files(workspace, [deals(tmp_path / "deals-2024-01.csv", range(10))])
    import_files(workspace, [deals(tmp_path / "deals-2024-02.csv", range(2, 14))])
    assert won(workspace) == 12
    assert sources(workspace) == {"deals": "full"}


def test_a_person_says_how_a_source_grows(workspace, tmp_path):
    path = deals(tmp_path / "deals.csv", range(10))
    import_files(workspace, [path])
    other = deals(tmp_path / "deals.csv", range(10, 14))
    replaced = import_files(workspace, [other])
    assert won(workspace) == 4
    assert "source_replaced" in {each.code for each in replaced.findings}
    yaml = workspace.path / "sources" / "deals.yaml"
    yaml.write_text(yaml.read_text() + "mode: incremental  # exported week by week\n")
    import_files(workspace, [deals(tmp_path / "deals.csv", range(20, 23))])
    assert won(workspace) == 7
    assert "# exported week by week" in yaml.read_text()


def test_months_of_spend_are_not_counted_twice(workspace, tmp_path):
    header = ("month", "channel", "spend")
    one = table(tmp_path / "spend-2024.csv", header, [(f"2024-{m:02}", "Ads", 100) for m in range(1, 13)])
    two = table(tmp_path / "spend-2025.csv", header, [("2024-12", "Ads", 150), ("2025-01", "Ads", 100)])
    import_files(workspace, [one, two])
    assert asked(workspace, "select count(*), sum(amount) from spend")[0] == (13, 1350)


def book(path: Path, sheets: dict[str, list[tuple[object, ...]]]) -> Path:
    """A workbook of these sheets."""
    with xlsxwriter.Workbook(str(path)) as written:
        for name, rows in sheets.items():
            page = written.add_worksheet(name)
            for place, row in enumerate(rows):
                page.write_row(place, 0, row)
    return path


def test_of_a_workbook_only_the_sheet_that_is_not_used_is_said_not_to_be(workspace, tmp_path):
    rows = [(f"d{place}", f"Firm {place}", "Won", 10, "2024-03-01") for place in range(4)]
    sheets = {"Notes": [("Foo", "Bar"), ("x", "y"), ("z", "q")], "Deals": [DEALS, *rows]}
    outcome = import_files(workspace, [book(tmp_path / "hubspot crm.xlsx", sheets)])
    assert sorted((each.tables, each.reason) for each in outcome.files if each.reason) == [((), "no_table")]
    (unused,) = workspace.ledger.rows("imports", {"source": ""})
    assert (unused["rows"], unused["detail"]["object"]) == (2, "")


def test_a_sheet_that_is_replaced_takes_no_other_sheet_of_its_file_along(workspace, tmp_path):
    def events(days: range) -> list[tuple[object, ...]]:
        return [
            ("event_id", "account_name", "date", "mrr_change"),
            *((f"e{d}", "Brava", f"2024-01-{d:02}", d) for d in days),
        ]

    def won(ids: range) -> list[tuple[object, ...]]:
        return [DEALS, *((f"d{i}", f"Firm {i}", "Won", 10, "2024-03-01") for i in ids)]

    early = book(tmp_path / "crm 2024-01.xlsx", {"Events": events(range(1, 9)), "Deals": won(range(10))})
    late = book(tmp_path / "crm 2024-02.xlsx", {"Events": events(range(9, 17)), "Deals": won(range(12))})
    outcome = import_files(workspace, [early, late])
    of_early = {each.reason: each.loaded for each in outcome.files if each.file == early.name}
    assert of_early == {None: 8, "older_version": 0}
    assert asked(workspace, "select count(*) from mrr_events") == [(16,)]
