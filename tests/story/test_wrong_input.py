"""Nonsense gets a clear sentence or a finding; nothing is lost and the workspace still works."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from tests.story.exports import conserved

from openicp.actions import Session
from openicp.errors import NothingImported, OpenICPError
from openicp.texts import catalogue
from openicp.texts.errors import said

GOOD = "Company;Industry;People;Customer since;Left on;MRR\n" + "\n".join(
    f"Firm {i};{'Retail' if i % 2 else 'Software'};{20 + i};2024-0{1 + i % 9}-01;"
    f"{'2025-03-01' if i % 4 == 0 else ''};{100 + i}"
    for i in range(40)
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    session = Session.init(folder / "ws")
    good = folder / "customers.csv"
    good.write_text(GOOD, "utf-8")
    session.data.import_files([good], yes=True)
    session.close()
    return session.path


@pytest.fixture
def session(made: Path, tmp_path: Path) -> Session:
    return Session.open(shutil.copytree(made, tmp_path / "ws"))


def refused(session: Session, path: Path) -> str:
    """The sentence that a person reads; the workspace keeps what it had."""
    with pytest.raises(OpenICPError) as caught:
        session.data.import_files([path], yes=True)
    sentence, hint = said(catalogue("en"), caught.value)
    assert sentence
    assert hint
    assert "Traceback" not in sentence
    assert {one["name"]: one["ours"] for one in session.data.check()["totals"]}["customers"] == 40
    return sentence


def test_a_missing_file(session: Session, tmp_path: Path) -> None:
    assert "nowhere.csv" in refused(session, tmp_path / "nowhere.csv")


def test_an_empty_file(session: Session, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert "empty" in refused(session, tmp_path / "empty.csv")


def test_a_picture_named_csv(session: Session, tmp_path: Path) -> None:
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    assert "picture" in refused(session, tmp_path / "picture.csv")


def test_a_header_without_rows_is_said(session: Session, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("Deal ID,Company,Stage,Amount\n", "utf-8")
    sentence = refused(session, tmp_path / "deals.csv")
    assert "deals.csv" in sentence


def test_ten_thousand_columns(session: Session, tmp_path: Path) -> None:
    header = ",".join(f"c{i}" for i in range(10_000))
    (tmp_path / "wide.csv").write_text(f"{header}\n{header}\n", "utf-8")
    assert "10" in refused(session, tmp_path / "wide.csv")


def test_a_sheet_whose_two_cells_are_far_apart(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    _far_apart(path)
    assert path.stat().st_size < 3000
    refused(session, path)


def _far_apart(path: Path) -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    book = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/a.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{relation}/worksheet" Target="worksheets/a.xml"/></Relationships>',
        )
        file.writestr("xl/workbook.xml", book)
        file.writestr("xl/worksheets/a.xml", sheet)


def test_merged_title_rows_above_the_header(tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Kunden")
    sheet.merge_range(0, 0, 0, 3, "Our customers 2026")
    sheet.merge_range(1, 0, 1, 3, "confidential")
    sheet.write_row(3, 0, ("Company", "Industry", "Customer since", "MRR"))
    for row in range(20):
        sheet.write_row(4 + row, 0, (f"Firm {row}", "Software", "2024-05-01", 100 + row))
    book.close()
    session = Session.init(tmp_path / "ws2")
    found = session.data.import_files([path], yes=True)
    assert conserved(found)
    assert found["files"][0]["loaded"] == 20


def test_two_currencies_without_rates_refuse_sums_and_keep_counts(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    rows = [f"Firm {i},2024-02-01,{'€' if i % 2 else '$'}{100 + i}" for i in range(30)]
    path.write_text("Company,Customer since,MRR\n" + "\n".join(rows), "utf-8")
    session = Session.init(tmp_path / "ws2")
    session.data.import_files([path], yes=True)
    found = session.run()
    assert any(one["code"] == "mixed_currencies" for one in found["findings"])
    assert found["totals"]["mrr"] is None
    assert found["totals"]["paying_customers"] == 30


def test_dates_in_the_future_and_leaving_before_starting(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    rows = [f"Firm {i},2024-02-0{1 + i % 9},,100" for i in range(30)]
    rows += ["Late,2031-01-01,,100", "Backwards,2024-06-01,2023-06-01,100"]
    path.write_text("Company,Customer since,Churned on,MRR\n" + "\n".join(rows), "utf-8")
    session = Session.init(tmp_path / "ws2")
    found = session.data.import_files([path], yes=True)
    assert found["files"][0]["loaded"] == 32
    run = session.run()
    codes = {one["code"] for one in [*found["findings"], *run["findings"]]}
    assert {code for code in codes if "future" in code or "late" in code}, codes
    assert {code for code in codes if "before_start" in code}, codes
    assert run["as_of"] < "2026-01-01"


def test_nothing_imported_yet_is_said(tmp_path: Path) -> None:
    with pytest.raises(NothingImported):
        Session.init(tmp_path / "ws2").run()


def test_answers_are_json_without_nan(session: Session) -> None:
    run = session.run()
    json.dumps([run, session.data.check(), session.segments(by=["industry"]), session.accounts()], allow_nan=False)


def test_companies_that_nothing_describes_are_said_to_be_so(tmp_path: Path) -> None:
    rows = [f"Firm {i},2024-0{1 + i % 9}-01,{'2025-01-01' if i % 3 == 0 else ''},{100 + i}" for i in range(40)]
    (tmp_path / "customers.csv").write_text("Company,Customer since,Churned on,MRR\n" + "\n".join(rows), "utf-8")
    made = Session.init(tmp_path / "ws2")
    made.data.import_files([tmp_path / "customers.csv"], yes=True)
    assert made.run()["reason"]["code"] == "nothing_to_compare"
    with pytest.raises(OpenICPError) as caught:
        made.segments(by=["industri"])
    assert "nothing describes" in said(catalogue("en"), caught.value)[0]


def test_few_companies_that_are_well_described_are_told_that_they_are_few(tmp_path: Path) -> None:
    rows = [f"Company {i},Software,{20 + i},Germany,2024-0{i}-01,{100 * i}" for i in range(1, 6)]
    file = tmp_path / "few.csv"
    file.write_text("\n".join(["Company,Industry,Employees,Country,Customer since,MRR", *rows]))
    session = Session.init(tmp_path / "ws")
    session.data.import_files([file], yes=True)
    assert session.run()["reason"]["code"] != "nothing_to_compare"
