"""Foreign files become clean tables, or a clear reason; nothing is lost on the way."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from time import sleep

import duckdb
import psutil
import pytest
import xlsxwriter

from openicp.collect.read import RawTable, ReadResult, read
from openicp.collect.readers.limits import Limits
from openicp.engine import duck
from openicp.errors import FileNotReadable
from openicp.model.finding import Finding
from openicp.sql.collect import LINE

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100)


def written(tmp_path: Path, content: bytes | str, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_here(path: Path, limits: Limits | None = None) -> ReadResult:
    into = path.parent / "into"
    into.mkdir(exist_ok=True)
    return read(path, into, limits=limits or Limits())


def read_text(tmp_path: Path, content: bytes | str) -> ReadResult:
    return read_here(written(tmp_path, content))


def rows_of(table: RawTable) -> list[list[str]]:
    with table.path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def only(result: ReadResult) -> RawTable:
    (table,) = result.tables
    return table


def noted(table: RawTable) -> dict[str, Finding]:
    return {finding.code: finding for finding in table.notes}


def refusal(path: Path, limits: Limits | None = None) -> dict[str, object]:
    with pytest.raises(FileNotReadable) as refused:
        read_here(path, limits)
    return refused.value.fields


def test_a_plain_csv_comes_back_with_its_lines_and_its_fingerprint(tmp_path: Path) -> None:
    content = b"Company,Employees\nAcme,12\n\nBeta,\n"
    result = read_text(tmp_path, content)
    table = only(result)
    assert table.header == ("Company", "Employees")
    assert rows_of(table) == [["2", "Acme", "12"], ["4", "Beta", ""]]
    assert (table.rows, table.first_line, result.file) == (2, 1, "list.csv")
    assert result.digest == hashlib.sha256(content).hexdigest()
    assert noted(table)["blank_rows"].fields == {"n": 1}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_delimiter_and_line_end_is_found(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = [["Firma", "Ort", "MRR"], ["Beta GmbH", "Köln", "1234.5"], ["Acme", "Bern", "7"]]
    result = read_text(tmp_path, end.join(delimiter.join(cells) for cells in lines))
    assert [row[1:] for row in rows_of(only(result))] == lines[1:]
    assert noted(only(result))["delimiter"].fields == {"delimiter": delimiter}


def test_decimal_commas_do_not_win_over_semicolons(tmp_path: Path) -> None:
    result = read_text(tmp_path, "Firma;MRR;Anteil\nA;1,5;2,5\nB;3,5;4,5\nC;1.000,5;2,0\n")
    assert rows_of(only(result))[2] == ["4", "C", "1.000,5", "2,0"]


def test_names_with_commas_in_a_single_column_stay_whole(tmp_path: Path) -> None:
    result = read_text(tmp_path, "Company\nAcme\nBeta, Inc.\nGamma\nDelta\n")
    assert [row[1:] for row in rows_of(only(result))] == [["Acme"], ["Beta, Inc."], ["Gamma"], ["Delta"]]


def test_the_delimiter_that_excel_declares_is_taken(tmp_path: Path) -> None:
    result = read_text(tmp_path, "sep=;\nFirma;Ort\nA,B;Bern\n")
    assert rows_of(only(result)) == [["3", "A,B", "Bern"]]


ROMANIAN = "Companie,Oraș\nȘtefan și fiii,Brașov\nCăpățână,Timișoara\n"
ENCODED = [
    ("Firma,Ort\nMüller,Köln\nCafé Noël,Genève\nÉtoile,Besançon\n", "cp1252", "cp1252"),
    ("Firma,Ort\nMüller,Köln\n", "utf-8-sig", "utf-8-sig"),
    ("Firma,Ort\nMüller,Köln\n", "utf-16", "utf-16"),
    ("Firma,Ort\nMüller,Köln\n", "utf-16-le", "utf-16-le"),
    ("Firma,Ort\nMüller,Köln\n", "utf-16-be", "utf-16-be"),
    (ROMANIAN.translate(str.maketrans("șțȘ", "şţŞ")), "cp1250", "cp1250"),
    ("Firma,Miasto\nŁódź sp.,Gdańsk\nŻabka,Kraków\nWęże,Łomża\n", "cp1250", "cp1250"),
    ("Firma,Miasto\nŁódź,Gdańsk\nŚwiąt,Częstochowa\nŻaba,Łomża\n", "iso-8859-2", "iso-8859-2"),
    ("Firma,Ort\nMüller,Köln\nBäcker,Zürich\n", "mac-roman", "mac-roman"),
]


@pytest.mark.parametrize(("text", "encoding", "found"), ENCODED)
def test_the_encoding_is_decided_by_the_content(tmp_path: Path, text: str, encoding: str, found: str) -> None:
    table = only(read_text(tmp_path, text.encode(encoding)))
    lines = [line.split(",") for line in text.strip().split("\n")]
    assert list(table.header) == lines[0]
    assert [row[1:] for row in rows_of(table)] == lines[1:]
    assert {"encoding": found} in [finding.fields for finding in table.notes]


def test_one_stray_byte_in_a_utf_8_file_costs_nothing(tmp_path: Path) -> None:
    content = "Firma,Ort\nMüller,Köln\nÖtzi,Zürich\nCafé,X\n".encode() + b"B\xe4cker,Y\n"
    table = only(read_text(tmp_path, content))
    assert rows_of(table)[-1] == ["5", "Bäcker", "Y"]
    assert "mixed_encoding" in noted(table)


def test_cells_in_quotes_hold_delimiters_and_line_ends(tmp_path: Path) -> None:
    result = read_text(tmp_path, 'Name,Note,Ort\n"Acme, Inc.","He said ""hi""\nand left",Bern\nBeta,,Ulm\n')
    assert rows_of(only(result)) == [["2", "Acme, Inc.", 'He said "hi"\nand left', "Bern"], ["4", "Beta", "", "Ulm"]]
    assert result.set_aside == ()


def test_an_unbalanced_quote_costs_its_own_row_and_no_other(tmp_path: Path) -> None:
    lines = [f"company {number},{number},Bern" for number in range(2, 500)]
    lines[98] = 'company "100,"100,Bern'
    lines[300] = '"company 302,302,Bern'
    result = read_text(tmp_path, "Name,People,Ort\n" + "\n".join(lines))
    aside = [(row.line, row.reason, row.scope, row.value) for row in result.set_aside]
    assert aside == [
        (100, "unbalanced_quote", "row", lines[98]),
        (302, "unbalanced_quote", "row", lines[300]),
    ]
    assert only(result).rows == 496


def test_a_note_over_several_lines_with_broken_quotes_leaves_no_fragments(tmp_path: Path) -> None:
    text = 'Name,Note,Ort\nA,"He said "hi"\nthere, twice",Bern\nBeta,fine,Ulm\n'
    result = read_text(tmp_path, text)
    assert rows_of(only(result)) == [["4", "Beta", "fine", "Ulm"]]
    assert [row.line for row in result.set_aside] == [2, 3]


def test_quotes_inside_a_cell_are_read_when_the_row_is_whole(tmp_path: Path) -> None:
    result = read_text(tmp_path, 'Name,Ort\n"Acme "The Best" Ltd",Bern\n5" pipes,Ulm\n')
    assert [row[1] for row in rows_of(only(result))] == ['Acme "The Best" Ltd', '5" pipes']
    assert noted(only(result))["quotes_mended"].fields == {"n": 1, "line": 2}


def test_rows_that_are_too_short_are_filled_and_too_long_ones_set_aside(tmp_path: Path) -> None:
    result = read_text(tmp_path, "A,B,C\n1,2,3\n1,2\n1,2,3,,\n1,2,3,4\nx;y;z\n4,5,6\n")
    assert rows_of(only(result)) == [
        ["2", "1", "2", "3"],
        ["3", "1", "2", ""],
        ["4", "1", "2", "3"],
        ["6", "x", "y", "z"],
        ["7", "4", "5", "6"],
    ]
    assert [(row.line, row.reason) for row in result.set_aside] == [(5, "too_many_cells_in_row")]
    assert noted(only(result))["other_delimiter"].fields == {"n": 1, "line": 6}
    assert noted(only(result))["rows_too_short"].fields == {"n": 1, "line": 3}


def test_titles_above_and_totals_below_are_no_data(tmp_path: Path) -> None:
    text = (
        "Umsatzbericht;;\nStand: 31.10.2026;;\n;;\nFirma;Land;MRR\nA;DE;10\nB;FR;20,5\nFirma;Land;MRR\nSumme:;;30,5 €\n"
    )
    result = read_text(tmp_path, text)
    table = only(result)
    assert (table.header, table.first_line, table.rows) == (("Firma", "Land", "MRR"), 4, 2)
    assert [(row.line, row.reason) for row in result.set_aside] == [(7, "repeated_header"), (8, "totals_row")]
    assert noted(table)["title_rows"].fields == {"n": 2, "title": "Umsatzbericht"}
    assert noted(table)["totals_rows"].fields == {"n": 1, "line": 8}


def test_a_company_called_total_is_a_company(tmp_path: Path) -> None:
    result = read_text(tmp_path, "Company,Country,MRR\nTotal,France,10\nTotal Energies,,20\nTotal,,30\n")
    assert [row[1] for row in rows_of(only(result))] == ["Total", "Total Energies"]
    assert [row.line for row in result.set_aside] == [4]


def test_names_become_unique_whatever_their_case(tmp_path: Path) -> None:
    table = only(read_text(tmp_path, "Email,email,,Email,_line,\na@b.ch,1,x,2,3,\nc@d.ch,1,y,2,3,\n"))
    assert table.header == ("Email", "email (2)", "column_3", "Email (3)", "_line (2)")
    assert noted(table)["repeated_names"].fields["n"] == 3
    assert noted(table)["columns_without_name"].fields == {"n": 1, "columns": ["column_3"]}


def test_a_cell_below_an_empty_header_far_down_is_set_aside_alone(tmp_path: Path) -> None:
    text = "A,B,\n" + "1,2,\n" * 600 + "3,4,note\n"
    result = read_text(tmp_path, text)
    assert only(result).rows == 601
    (cell,) = result.set_aside
    assert (cell.line, cell.column, cell.value, cell.scope, cell.reason) == (
        602,
        "column_3",
        "note",
        "cell",
        "no_header",
    )


def test_a_table_without_a_header_gets_numbered_names(tmp_path: Path) -> None:
    table = only(read_text(tmp_path, "Acme,12,2024-01-31\nBeta,40,2024-02-01\nGamma,7,2023-12-24\n"))
    assert table.header == ("column_1", "column_2", "column_3")
    assert (table.rows, "no_header" in noted(table)) == (3, True)


def test_years_as_names_are_a_header(tmp_path: Path) -> None:
    table = only(read_text(tmp_path, "Company,2023,2024\nAcme,1200,1300\nBeta,900,1100\n"))
    assert table.header == ("Company", "2023", "2024")


def test_a_header_without_rows_is_a_finding(tmp_path: Path) -> None:
    table = only(read_text(tmp_path, "Company,Country\n"))
    assert (table.rows, table.header) == (0, ("Company", "Country"))
    assert noted(table)["header_only"].severity == "warning"


def test_duckdb_reads_a_clean_csv_back_exactly(tmp_path: Path) -> None:
    text = 'a,b,c\n" x ","line\nbreak",NULL\n,"quo""te","co,mma"\n0012,\\N,"#,;|\t"\n'
    table = only(read_text(tmp_path, text))
    with duck(tmp_path) as engine:
        engine.load_texts("clean", table.path, [LINE, *table.header])
        found = engine.rows("select * from clean")
    assert found == [
        (2, " x ", "line\nbreak", "NULL"),
        (4, None, 'quo"te', "co,mma"),
        (5, "0012", "\\N", "#,;|\t"),
    ]


NOT_TABLES = [
    (PNG, "picture"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
    (b"<!DOCTYPE html><html><body>Log in</body></html>", "webpage"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
    (b"SQLite format 3\0" + bytes(50), "database"),
    (bytes(range(32)) * 40, "binary"),
    (
        b"It was a long day and nobody at the company knew what would come of it all, said the founder.\n" * 2
        + b"She had seen many of those: days that began well, went on, and ended in a spreadsheet nobody read.\n" * 2
        + b"Then the telephone rang and a customer asked whether the numbers in the report were really true.\n" * 3,
        "prose",
    ),
]


@pytest.mark.parametrize(("content", "looks"), NOT_TABLES)
def test_what_is_no_table_is_told_by_its_content(tmp_path: Path, content: bytes, looks: str) -> None:
    fields = refusal(written(tmp_path, content))
    assert (fields["reason"], fields["looks"], fields["file"]) == ("not_a_table", looks, "list.csv")


def test_missing_empty_and_folders_have_their_reasons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(tmp_path / "nowhere.csv")["reason"] == "missing"
    assert refusal(written(tmp_path, b""))["reason"] == "empty"
    assert refusal(written(tmp_path, b"\xef\xbb\xbf \n\r\n"))["reason"] == "empty"
    assert refusal(tmp_path)["looks"] == "folder"
    monkeypatch.chdir(tmp_path)
    assert refusal(Path())["file"] == "."


def test_ten_thousand_columns_are_refused(tmp_path: Path) -> None:
    row = ",".join(f"c{number}" for number in range(10_000))
    fields = refusal(written(tmp_path, f"{row}\n{row}\n"))
    assert (fields["reason"], fields["columns"], fields["limit"]) == ("too_many_columns", 10_000, 4_000)


def test_an_endless_line_is_set_aside_and_the_rest_is_read(tmp_path: Path) -> None:
    limits = Limits(line_characters=10_000)
    path = written(tmp_path, "A,B\n1,2\n" + "x" * 50_000 + ",3\n4,5\n")
    result = read_here(path, limits)
    assert [row[1:] for row in rows_of(only(result))] == [["1", "2"], ["4", "5"]]
    assert [(row.line, row.reason, len(row.value)) for row in result.set_aside] == [(3, "row_too_long", 2000)]


def test_gzip_is_opened_and_a_bomb_in_it_is_not(tmp_path: Path) -> None:
    result = read_text(tmp_path, gzip.compress(b"A,B\n1,2\n"))
    assert rows_of(only(result)) == [["2", "1", "2"]]
    bomb = written(tmp_path, gzip.compress(bytes(30 << 20)), "bomb.csv")
    assert refusal(bomb, Limits(unpacked_bytes=10 << 20))["reason"] == "too_large"


def workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        day, moment, clock = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "d.m.yy hh:mm", "hh:mm"))
        sheet = book.add_worksheet("Kunden")
        sheet.merge_range(0, 0, 0, 4, "Customers, October")
        sheet.write_row(2, 1, ["Name", "Since", "Called", "At", "MRR", "VIP"])
        sheet.write(3, 1, "Acme")
        sheet.write_datetime(3, 2, date(2024, 1, 31), day)
        sheet.write_datetime(3, 3, datetime(2024, 1, 31, 10, 30), moment)
        sheet.write_datetime(3, 4, time(9, 5), clock)
        sheet.write_row(3, 5, [120, True])
        sheet.write_row(4, 1, ["Beta", "", "", "", 0.1])
        sheet.write_formula(4, 6, "=NAME()", None, "#NAME?")
        book.add_worksheet("empty")
        book.add_worksheet("Deals").write_column(0, 0, ["Deal", "one", "two"])
        hidden = book.add_worksheet("lists")
        hidden.write(0, 0, "x")
        hidden.hide()
    return path


def test_every_sheet_of_a_workbook_is_a_table_of_texts(tmp_path: Path) -> None:
    result = read_here(workbook(tmp_path / "customers.csv"))
    customers, deals = result.tables
    assert (customers.sheet, customers.first_line) == ("Kunden", 3)
    assert customers.header == ("column_1", "Name", "Since", "Called", "At", "MRR", "VIP")
    assert [row[-6:] for row in rows_of(customers)] == [
        ["Acme", "2024-01-31", "2024-01-31T10:30:00", "09:05:00", "120", "true"],
        ["Beta", "", "", "", "0.1", "#NAME?"],
    ]
    assert [row[0] for row in rows_of(customers)] == ["4", "5"]
    assert (deals.sheet, deals.rows) == ("Deals", 2)
    assert [(note.code, note.fields) for note in result.notes] == [("hidden_sheet", {"sheet": "lists"})]


CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override '
    'PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def bare_workbook(path: Path, sheet: str) -> Path:
    """A workbook of one sheet, smaller than any program writes it."""
    relation = '<Relationships xmlns="{}"><Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", relation.format(PACKAGE, OFFICE, "officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", relation.format(PACKAGE, OFFICE, "worksheet", "worksheets/sheet1.xml")
        )
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>')
    return path


def test_two_cells_at_the_ends_of_a_sheet_fill_nothing(tmp_path: Path) -> None:
    cells = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    )
    path = bare_workbook(tmp_path / "corners.xlsx", cells)
    assert path.stat().st_size < 2000
    fields = refusal(path)
    assert (fields["reason"], fields["rows"], fields["columns"], fields["sheet"]) == (
        "too_many_cells",
        1048576,
        16384,
        "S",
    )


def test_a_wrong_dimension_in_a_sheet_does_no_harm(tmp_path: Path) -> None:
    cells = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Acme</t></is></c></row></sheetData>'
    )
    result = read_here(bare_workbook(tmp_path / "wide.xlsx", cells))
    assert rows_of(only(result)) == [["2", "Acme"]]


def test_cells_that_hide_from_the_count_kill_only_the_child(tmp_path: Path) -> None:
    """Cells without a reference, or bounds we cannot see, meet the limit of memory."""
    cells = (
        '<sheetData><row r="1"><c><v>1</v></c></row><row r="1048576">'
        + "<c><v>2</v></c>" * 16_384
        + "</row></sheetData>"
    )
    fields = refusal(bare_workbook(tmp_path / "hidden.xlsx", cells), Limits(memory=1 << 30))
    assert fields["reason"] in {"reader_died", "too_large", "damaged", "too_many_cells", "too_many_columns"}


def test_a_cut_off_workbook_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[:-400])
    assert refusal(path)["reason"] == "damaged"


def test_an_archive_that_is_no_workbook_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(path)["looks"] == "document"


def test_parquet_is_read_under_our_own_name(tmp_path: Path) -> None:
    own = tmp_path / "p.parquet"
    duckdb.execute(
        "copy (select i as id, 'n' || i as \"Name\", [i, 2] as tags, {'city': 'Bern'} as address, "
        "date '2024-01-31' as d, "
        f"null::integer as nothing, 1.50::decimal(9,2) as mrr from range(3) t(i)) to '{own}' (format parquet)"
    )
    odd = own.rename(tmp_path / "list [12] *'.csv")
    table = only(read_here(odd))
    assert table.header == ("id", "Name", "tags", "address", "d", "nothing", "mrr")
    assert rows_of(table)[1] == ["2", "1", "n1", "[1,2]", '{"city":"Bern"}', "2024-01-31", "", "1.50"]
    assert table.rows == 3


def test_json_lines_are_flattened_and_bad_lines_set_aside(tmp_path: Path) -> None:
    lines = ['{"a": 1.50, "b": {"c": "x"}}', "{oops", "[1]", "", '{"d": [1, {"e": null}], "a": true}']
    result = read_text(tmp_path, "\n".join(lines))
    table = only(result)
    assert table.header == ("a", "b.c", "d")
    assert rows_of(table) == [["1", "1.50", "x", ""], ["5", "true", "", '[1, {"e": null}]']]
    assert [(row.line, row.reason) for row in result.set_aside] == [(2, "not_json"), (3, "not_an_object")]


def test_json_documents_give_a_table_per_list(tmp_path: Path) -> None:
    array = read_here(written(tmp_path, json.dumps([{"a": 1}, {"a": "ü\nb"}]), "a.json"))
    assert rows_of(only(array)) == [["1", "1"], ["2", "ü\nb"]]
    wrapped = {"object": "list", "customers": [{"id": 1}], "deals": [{"id": 2}, {"id": 3}], "next": []}
    result = read_here(written(tmp_path, json.dumps(wrapped, indent=1), "b.json"))
    assert [(table.sheet, table.rows) for table in result.tables] == [("customers", 1), ("deals", 2)]


def test_json_that_is_no_table_has_a_reason(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "[]"))["looks"] == "json"
    assert refusal(written(tmp_path, '[{"a": 1}, '))["reason"] == "damaged"
    assert refusal(written(tmp_path, '[{"a":' * 50_000))["reason"] == "damaged"


def test_a_reader_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = written(tmp_path, "A,B\n" + "1,2\n" * 200_000)
    fields = refusal(path, Limits(seconds=0.01, seconds_per_gigabyte=0))
    assert fields["reason"] == "timeout"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of address space")
def test_a_reader_that_grows_too_large_is_ended(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps([{"a": "x" * 100, "n": number} for number in range(200_000)]), "big.json")
    fields = refusal(path, Limits(memory=120 << 20))
    assert fields["reason"] in {"too_large", "reader_died"}


def test_two_files_read_into_the_same_folder_do_not_meet(tmp_path: Path) -> None:
    first = read_text(tmp_path, "A,B\n1,2\n")
    second = read_text(tmp_path, "A,B\n3,4\n")
    assert (rows_of(only(first)), rows_of(only(second))) == ([["2", "1", "2"]], [["2", "3", "4"]])


ODS_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def open_document(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {ODS_NAMES}><office:body><office:spreadsheet><table:table table:name="T">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_row(*texts: str, repeated: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"{repeated}><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row>{cells}</table:table-row>"


def test_an_ods_workbook_is_read(tmp_path: Path) -> None:
    path = open_document(tmp_path / "a.ods", ods_row("Name", "Ort") + ods_row("Acme", "Köln"))
    table = only(read_here(path))
    assert (table.sheet, table.header, rows_of(table)) == ("T", ("Name", "Ort"), [["2", "Acme", "Köln"]])


def test_an_ods_that_repeats_itself_endlessly_has_a_reason(tmp_path: Path) -> None:
    row = ods_row("x", repeated=' table:number-columns-repeated="16384"')
    rows = row.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1048576">')
    path = open_document(tmp_path / "bomb.ods", rows)
    assert path.stat().st_size < 2000
    fields = refusal(path, Limits(memory=1 << 30))
    assert fields["reason"] in {"reader_died", "too_large", "too_many_cells", "too_many_columns"}


def test_text_made_to_slow_the_reader_down_does_not(tmp_path: Path) -> None:
    slow = "<c " * 300_000
    path = bare_workbook(tmp_path / "slow.xlsx", f"<sheetData><row>{slow}</row></sheetData>")
    assert refusal(path, Limits(seconds=20))["reason"] != "timeout"
    spaces = written(tmp_path, f"A,B\n1{' ' * 400_000}x,2\n3,4\n")
    assert only(read_here(spaces, Limits(seconds=20))).rows == 2


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    path = written(tmp_path, "A,B\n" + '"x ""y""",2\n' * 3_000_000)
    code = (
        f"from openicp.collect.read import read; from pathlib import Path; read({str(path)!r}, Path({str(tmp_path)!r}))"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    parent = psutil.Popen([sys.executable, "-c", code, str(path), str(tmp_path)], env=env)
    children: list[psutil.Process] = []
    while not children and parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:
        children = parent.children()
        sleep(0.01)
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert (len(children), alive) == (1, [])


def test_bytes_in_parquet_are_read_as_the_text_that_is_written_with_them(tmp_path: Path) -> None:
    own = tmp_path / "p.parquet"
    texts = "encode('Österreich') as country, encode('Müller & Söhne') as name, '\\xC4'::blob as latin"
    duckdb.execute(f"copy (select {texts}) to '{own}' (format parquet)")
    table = read(own, tmp_path).tables[0]
    assert rows_of(table) == [["1", "Österreich", "Müller & Söhne", "\\xC4"]]


def test_a_cut_off_parquet_is_damaged(tmp_path: Path) -> None:
    own = tmp_path / "p.parquet"
    duckdb.execute(f"copy (select i from range(1000) t(i)) to '{own}' (format parquet)")
    own.write_bytes(own.read_bytes()[:-50])
    assert refusal(own)["reason"] == "damaged"


def test_parquet_without_rows_is_a_finding(tmp_path: Path) -> None:
    own = tmp_path / "p.parquet"
    duckdb.execute(f"copy (select 1 as a where false) to '{own}' (format parquet)")
    table = only(read_here(own))
    assert (table.rows, table.header, "header_only" in noted(table)) == (0, ("a",), True)
