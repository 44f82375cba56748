"""The prefilled sheet: few fields of the companies that matter, never lost, joined by our own id."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import python_calamine

from collect.folders import asked
from openicp.actions import Session
from openicp.errors import OutputNotWritable
from openicp.vocab.marks import marked
from worksheet.filling import Cells, fill

PLACES = ("Germany", "Netherlands")
SECTORS = ("Software", "Retail", "Media")


def company(folder: Path, *, accounts: int = 60) -> Session:
    """Customers, some gone, and lost deals; of a third nobody knows the country, of half the tools."""
    lines = ["company,domain,industry,employees,country,tools,customer since,churned on,mrr"]
    deals = ["deal id,company,stage,amount,opened,closed"]
    for n in range(accounts):
        lost, left = n % 4 == 3, n % 4 == 2
        country = "" if n % 3 == 0 else PLACES[n % 2]
        tools = "" if n % 2 else "Slack; Jira"
        since = "" if lost else f"2023-{1 + n % 9:02d}-01"
        gone = "2024-04-15" if left else ""
        mrr = "" if lost else str(50 + n)
        name, domain = f"Company {n:02d} GmbH", f"company{n:02d}.example"
        lines.append(f"{name},{domain},{SECTORS[n % 3]},{10 + n},{country},{tools},{since},{gone},{mrr}")
        stage = "Closed lost" if lost else "Closed won"
        deals.append(f"d{n},{name},{stage},1000,2024-01-{1 + n % 28:02d},2024-{2 + n % 9:02d}-10")
    (folder / "customers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "deals.csv").write_text("\n".join(deals) + "\n", encoding="utf-8")
    session = Session.init(folder / "workspace", lang="en")
    session.data.import_files([folder / "customers.csv", folder / "deals.csv"])
    return session


def rows_of(path: Path) -> list[list[str]]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_name(book.sheet_names[1]).to_python()]


def answered(path: Path, out: Path, field: str, value: str, *, most: int = 3) -> list[str]:
    """Fill a field in for the first companies that lack it; their names."""
    rows = rows_of(path)
    place = rows[0].index(field)
    empty = [line for line, row in enumerate(rows) if line > 1 and not row[place]][:most]
    cells: Cells = {(line, place): value for line in empty}
    fill(path, out, {1: cells})
    return [rows[line][1] for line in empty]


def test_it_asks_few_fields_of_companies_won_lost_and_left(tmp_path: Path):
    session = company(tmp_path)
    view = session.data.worksheet(tmp_path / "todo.xlsx")
    assert view["prefilled"]
    assert 1 <= len(view["fields"]) <= 4
    assert view["companies"] <= 40
    rows = rows_of(tmp_path / "todo.xlsx")
    assert len(rows) == view["companies"] + 2
    assert {row[2].removeprefix("› ") for row in rows[2:]} == {"best customer", "left", "lost deal"}
    for row in rows[2:]:
        assert any(not cell for cell in row[3:]), "every company lacks something"
        assert all(marked(cell) for cell in row[3:] if cell), "what is known is ours"
    for asked_for in view["fields"]:
        place = rows[0].index(f"› {asked_for['label']}")
        assert sum(not row[place] for row in rows[2:]) == asked_for["missing"] > 0


def test_it_asks_what_check_says_would_help_most(tmp_path: Path):
    session = company(tmp_path)
    helpful = [each["attribute"] for each in session.data.check()["helpful"]]
    fields = [each["attribute"] for each in session.data.worksheet(tmp_path / "todo.xlsx")["fields"]]
    assert fields == [name for name in helpful if name in ("country", "technologies")]
    assert len(fields) == 2


def test_what_is_filled_in_joins_by_our_id_whatever_the_row_is_called(tmp_path: Path):
    session = company(tmp_path)
    session.data.worksheet(tmp_path / "todo.xlsx")
    before = asked(session.workspace, "select count(*), count(country) from accounts")
    names = answered(tmp_path / "todo.xlsx", tmp_path / "done.xlsx", "› Country", "France")
    rows = rows_of(tmp_path / "done.xlsx")
    line = next(at for at, row in enumerate(rows) if row[1] == names[0])
    fill(tmp_path / "done.xlsx", tmp_path / "renamed.xlsx", {1: {(line, 1): "Quite another name"}})
    found = session.data.import_files([tmp_path / "renamed.xlsx"])
    assert found["proposals"] == []
    assert found["quarantine"] == []
    after = asked(session.workspace, "select count(*), count(country) from accounts")
    assert after == [(before[0][0], before[0][1] + 3)]
    french = asked(session.workspace, "select name from accounts where country = 'FR' order by name")
    assert [name for (name,) in french] == sorted(names)


def test_known_values_are_not_read_back_as_answers(tmp_path: Path):
    session = company(tmp_path)
    session.data.worksheet(tmp_path / "todo.xlsx")
    answered(tmp_path / "todo.xlsx", tmp_path / "done.xlsx", "› Country", "France", most=1)
    session.data.import_files([tmp_path / "done.xlsx"])
    told = asked(
        session.workspace, "select attribute, original from attributes where source like 'worksheet%' order by 1"
    )
    assert told == [("country", "France")]


def test_a_run_writes_the_sheet_and_says_so(tmp_path: Path):
    session = company(tmp_path)
    found = session.run()
    assert (session.path / "reports" / "todo.xlsx").is_file()
    assert any("todo.xlsx" in step["message"] for step in found["next"])
    assert "todo.xlsx" in (session.path / "reports" / "report.html").read_text(encoding="utf-8")


def test_a_run_never_writes_over_answers_that_were_not_read_in(tmp_path: Path):
    session = company(tmp_path)
    session.run()
    todo = session.path / "reports" / "todo.xlsx"
    todo.rename(tmp_path / "as-written.xlsx")
    answered(tmp_path / "as-written.xlsx", todo, "› Country", "France")
    kept = todo.read_bytes()
    for _ in range(2):
        found = session.run()
        assert todo.read_bytes() == kept
    assert any("Import the sheet" in step["message"] for step in found["next"])
    session.data.import_files([todo])
    session.run()
    assert todo.read_bytes() != kept, "what was read in gives way to what is missing now"


def test_sheets_follow_each_other_and_the_later_word_counts(tmp_path: Path):
    session = company(tmp_path)
    session.data.worksheet(tmp_path / "one.xlsx")
    names = answered(tmp_path / "one.xlsx", tmp_path / "first.xlsx", "› Country", "France", most=2)
    session.data.import_files([tmp_path / "first.xlsx"])
    session.data.worksheet(tmp_path / "two.xlsx")
    others = answered(tmp_path / "two.xlsx", tmp_path / "second.xlsx", "› Country", "Spain", most=2)
    rows = rows_of(tmp_path / "second.xlsx")
    listed = [row[1] for row in rows]
    if names[0] in listed:
        place = (listed.index(names[0]), rows[0].index("› Country"))
        fill(tmp_path / "second.xlsx", tmp_path / "corrected.xlsx", {1: {place: "Italy"}})
    session.data.import_files([tmp_path / ("corrected.xlsx" if names[0] in listed else "second.xlsx")])
    countries = dict(asked(session.workspace, "select name, country from accounts"))
    assert countries[names[1]] == "FR", "the first sheet still counts"
    assert [countries[name] for name in others] == ["ES", "ES"]
    if names[0] in listed:
        assert countries[names[0]] == "IT"


def test_without_gaps_the_sheet_is_blank(tmp_path: Path):
    (tmp_path / "customers.csv").write_text(
        "company,industry,employees,country,customer since,mrr\n"
        + "".join(f"Company {n},{SECTORS[n % 3]},{10 + n},{PLACES[n % 2]},2024-01-01,50\n" for n in range(12)),
        encoding="utf-8",
    )
    session = Session.init(tmp_path / "workspace", lang="en")
    session.data.import_files([tmp_path / "customers.csv"])
    assert session.data.worksheet(tmp_path / "sheet.xlsx")["prefilled"] is False


def test_where_nothing_is_known_of_any_company_the_usual_is_asked(tmp_path: Path):
    header = "deal id,company,stage,amount,opened,closed\n"
    stages = ("Closed won", "Closed lost")
    rows = [f"d{n},Company {n},{stages[n % 2]},100,2024-01-{n + 1:02d},2024-03-{n + 1:02d}\n" for n in range(20)]
    (tmp_path / "deals.csv").write_text(header + "".join(rows), encoding="utf-8")
    session = Session.init(tmp_path / "workspace", lang="en")
    session.data.import_files([tmp_path / "deals.csv"])
    view = session.data.worksheet(tmp_path / "todo.xlsx")
    assert [each["attribute"] for each in view["fields"]] == ["employees", "industry", "roles", "technologies"]


@pytest.mark.parametrize("options", [[], ["--blank"]])
def test_the_command_works_without_a_workspace(tmp_path: Path, options: list[str]):
    command = [sys.executable, "-m", "openicp.faces.cli", "--lang", "de", "worksheet", "-o", "blatt.xlsx", "--json"]
    done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, check=False)
    answer = json.loads(done.stdout)
    assert answer["ok"]
    assert answer["sheets"][0] == "Firmografie"
    assert not answer["prefilled"]
    assert (tmp_path / "blatt.xlsx").is_file()


def test_a_worksheet_is_never_written_over_another_file(tmp_path: Path):
    session = company(tmp_path)
    session.data.worksheet(tmp_path / "sheet.xlsx", blank=True)
    session.data.worksheet(tmp_path / "sheet.xlsx", blank=True)
    kept = (tmp_path / "sheet.xlsx").read_bytes()
    with pytest.raises(OutputNotWritable) as caught:
        session.data.worksheet(tmp_path / "sheet.xlsx")
    assert caught.value.fields["reason"] == "exists"
    assert (tmp_path / "sheet.xlsx").read_bytes() == kept


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    command = [sys.executable, "-m", "openicp.faces.cli", "worksheet", "-o", "sheet.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert ".xlsx" in done.stderr + done.stdout
