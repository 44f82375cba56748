"""The sheets: every data point has a column, every label is read back, every header is known in every language."""

from __future__ import annotations

from pathlib import Path

import pytest
import python_calamine

from openicp import vocab
from openicp.collect.recognise import look_at, recognise
from openicp.collect.recognise.headers import fold
from openicp.collect.schema import spec_column
from openicp.model.tables import ATTRIBUTES, TABLES
from openicp.normalise import reader
from openicp.texts import LANGUAGES, catalogue
from openicp.vocab.marks import BRAND, HIDDEN, marked
from openicp.worksheet import Asked, Todo, askable, blank_sheets, label, options, sheets, write_blank, write_todo
from openicp.worksheet.lists import codes
from openicp.worksheet.page import heading
from worksheet.recogniser import place, recogniser

COLUMNS = [column for sheet in sheets() for column in sheet.columns]
LISTED = list({(column.list, column.only): column for column in COLUMNS if column.list}.values())
PREFILLED = Todo(("technologies", "employees"), (Asked("a1", "Acme", "best", {"employees": "85"}),), "1-abc123")


def test_the_recogniser_of_our_worksheet_is_what_the_sheets_say():
    assert place().read_text(encoding="utf-8") == recogniser(), "python tests/worksheet/recogniser.py writes it anew"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("table", sorted({sheet.table for sheet in sheets()}))
def test_a_header_means_one_column_in_whatever_language(lang: str, table: str):
    meanings: dict[str, set[str]] = {}
    for each in LANGUAGES:
        for sheet in sheets():
            for column in sheet.columns if sheet.table == table else ():
                meanings.setdefault(fold(heading(column, catalogue(each))), set()).add(column.reads)
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}
    assert all(marked(heading(column, catalogue(lang))) for column in COLUMNS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("column", LISTED, ids=lambda column: column.list)
def test_every_label_of_a_drop_down_is_read_back_as_its_code(lang: str, column):
    texts = catalogue(lang)
    if column.list == "people":
        made = reader("range", options(column, texts))
        assert [(made.read(text).low, made.read(text).problem) for text in ("51-200", "10001+")] == [
            (51, None),
            (10001, None),
        ]
    elif column.list == "money":
        made = reader("moneyrange", options(column, texts))
        read = [(found.low, found.problem) for found in map(made.read, options(column, texts))]
        assert read == [(0, None), (1e6, None), (1e7, None), (5e7, None), (2e8, None)]
    elif column.list != "currency":
        book = vocab.load(column.list)
        assert [book.find(label(column, code, texts)) for code in codes(column)] == list(codes(column))


def test_every_attribute_of_a_company_can_be_asked_for():
    assert {each.name for each in ATTRIBUTES} <= askable().keys()


def test_roles_decisions_and_voices_have_a_column_each():
    written = {(sheet.table, column.reads) for sheet in sheets() for column in sheet.columns}
    persona = {each.name for each in TABLES["personas"].columns} - {"account_ref", "account_domain", "roles"}
    assert {("personas", name) for name in persona} <= written
    for table, reads in written:
        known = spec_column(table, reads) is not None
        assert known or reads in ("unneeded", "nps_of_account", "currency", "churn_per"), (table, reads)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_we_write_bears_our_sign(lang: str, tmp_path: Path):
    write_blank(tmp_path / "sheet.xlsx", catalogue(lang))
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "sheet.xlsx"))
    assert len(book.sheet_names) == len(blank_sheets()) + 2
    cover, *pages, hidden = book.sheet_names
    assert book.get_sheet_by_name(cover).to_python()[0][0] == BRAND
    assert hidden == HIDDEN
    for name in pages:
        rows = book.get_sheet_by_name(name).to_python()
        assert len(rows) == 3
        assert all(marked(cell) for row in rows for cell in row if cell)
        assert all(rows[0]), name
        assert all(rows[1]), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_sheets_and_messages_fit_a_spreadsheet(lang: str):
    texts = catalogue(lang)
    for sheet in sheets():
        name = texts(f"worksheet.sheet.{sheet.id}")
        assert len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
    assert len(texts("worksheet.ask.title")) <= 32
    kinds = ("whole", "share", "date", "choice")
    assert max(len(texts(f"worksheet.ask.{kind}", low="0", high="1000000000")) for kind in kinds) <= 255


def test_the_same_worksheet_is_the_same_file(tmp_path: Path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_blank(tmp_path / name / "sheet.xlsx", catalogue("ro"))
        write_todo(tmp_path / name / "todo.xlsx", PREFILLED, catalogue("ro"))
    for file in ("sheet.xlsx", "todo.xlsx"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_prefilled_sheet_shows_what_is_known_and_asks_the_rest(tmp_path: Path):
    write_todo(tmp_path / "todo.xlsx", PREFILLED, catalogue("en"))
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "todo.xlsx"))
    rows = book.get_sheet_by_name("To fill in").to_python()
    assert rows[0] == ["› OpenICP id", "› Company", "› Why asked", "› Tools used", "› People"]
    assert rows[2] == ["a1", "Acme", "› best customer", "", "› 85"]


EARLIER_HEADERS = {
    "› Firma|› Werkzeug|› Genutzt seit": ["account_name", "technology", "tag_known_on"],
    "› Firmă|› Instrument|› Folosit din": ["account_name", "technology", "tag_known_on"],
    "› OpenICP id|› Firma|› Eingesetzte Werkzeuge": ["account_ref", "account_name", "technologies"],
}


@pytest.mark.parametrize("headers", EARLIER_HEADERS)
def test_a_sheet_written_with_the_words_of_before_is_still_ours(headers: str):
    names = headers.split("|")
    mapping = recognise(look_at("sheet.xlsx", names, [["Studio Nord", "Jira", "2023-06-01"][: len(names)]]))
    assert mapping.system == "worksheet"
    assert [each.column for each in mapping.columns] == EARLIER_HEADERS[headers]
