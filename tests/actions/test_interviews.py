"""The guide, the survey and the sheet for answers: in five languages, complete by themselves, read back as written."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from openicp.actions import Session, blank_guide
from openicp.errors import OutputNotWritable
from openicp.texts import LANGUAGES, catalogue

CUSTOMERS = "Company,Domain,Country,Industry,Employees,Customer since,Churned on,MRR\n" + "".join(
    f"Firm {n},firm{n}.de,DE,Agency,{40 + n},2024-01-05,{'2026-03-01' if n > 16 else ''},{100 + n}\n" for n in range(20)
)
DEALS = "Deal ID,Company,Amount,Stage,Created,Closed\n" + "".join(
    [f"d{n},Lead {n},{1000 + n},Closed lost,2026-01-05,2026-05-0{n + 1}\n" for n in range(4)]
    + [f"d{n},Lead {n},{1000 + n},Proposal,2026-01-05,\n" for n in (4, 5)]
)
VOICES = """Company,Name,Role,Kind,Theme,Quote,Language,Date,Consent
Firm 1,Julia Quastel,Project manager,pain,Overview,Wir hatten den Überblick verloren.,de,2026-05-01,yes
Firm 1,Julia Quastel,Project manager,why us,Price,Der Preis war fair.,de,2026-05-01,yes
Firm 18,Marie Dupont,CTO,reason for leaving,Price,Trop cher.,fr,2026-05-02,
Lead 1,Ana Pop,CEO,pain,Overview,Am pierdut imaginea de ansamblu.,ro,2026-05-03,no
Firm 19,Eva Lind,CEO,exit call,Price,It was too dear.,en,2026-05-04,yes
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("company")
    for name, content in (("customers", CUSTOMERS), ("deals", DEALS), ("voices", VOICES)):
        (folder / f"{name}.csv").write_text(content, "utf-8")
    made = Session.init(folder / "workspace")
    made.data.import_files(sorted(folder.glob("*.csv")), yes=True)
    return made


def test_whom_to_ask_is_spread_over_those_who_stayed_left_said_no_and_decide(session):
    found = session.data.interviews()["next"]
    assert {one["group"] for one in found} == {"best", "stayed", "left", "lost", "open"}
    assert not {"Firm 1", "Firm 18", "Firm 19", "Lead 1"} & {one["company"] for one in found}
    left = next(one for one in found if one["group"] == "left")
    assert (left["asked"], left["of"], left["since"]) == (2, 3, "2026-03-01")


def test_voices_are_counted_by_company_and_who_said_no_is_not_quoted(session):
    view = session.data.voices()
    pain = next(one for one in view["themes"] if one["kind"] == "pain")
    assert (pain["said"], pain["asked"]) == (2, 3)
    assert pain["groups"]["lost"] == {"said": 1, "asked": 1}
    assert [one["quote"] for one in pain["quotes"]] == ["Wir hatten den Überblick verloren."]
    why = next(one for one in view["themes"] if one["kind"] == "why_us")
    assert [(one["side"], one["quote"]) for one in why["quotes"]][-1] == ("against", "Trop cher.")
    assert (view["not_quotable"], view["unsorted"], view["overdue"]) == (1, 1, 0)


def test_no_view_names_a_person(session):
    assert not re.search("Quastel|Dupont|Pop", str((session.data.voices(), session.data.interviews())))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("survey", [False, True])
def test_the_guide_is_whole_in_every_language_and_asks_no_address(tmp_path, lang, survey):
    texts = catalogue(lang, strict=True)
    for ending in (".html", ".docx"):
        out = tmp_path / f"guide{ending}"
        assert blank_guide(out, texts, survey=survey)["form"] == ("survey" if survey else "guide")
        said = _text_of(out)
        assert texts("guide.ask.doubt") in said
        assert (texts("guide.ask.leave") in said) is not survey
        assert not re.search(r"https?://(?!schemas\.openxmlformats)", said)


def _text_of(path: Path) -> str:
    if path.suffix == ".html":
        return path.read_text("utf-8").replace("&#39;", "'").replace("&amp;", "&")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for content in parts.values():
        ElementTree.fromstring(content)
    return "".join(ElementTree.fromstring(parts["word/document.xml"]).itertext())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_written_into_the_sheet_are_read_without_a_question(session, tmp_path, lang):
    out = tmp_path / "answers.xlsx"
    view = Session(session.workspace, lang=lang).data.interviews(out)
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    asked = [row[0] for row in rows[1:] if row[0]]
    assert set(asked) == {one["company"] for one in view["next"]}
    fresh = Session.init(tmp_path / "workspace")
    customers = session.path.parent / "customers.csv"
    assert fresh.data.import_files([customers, out], yes=True)["files"][0]["reason"] == "untouched"
    outcome = fresh.data.import_files([_filled(rows, tmp_path / "filled.xlsx")])
    assert outcome["proposals"] == []
    (row,) = fresh.workspace.ledger.rows("statements")
    assert (row["kind"], row["quote"], row["language"]) == ("pain", "Lost the overview.", "en")
    assert row["detail"] == {"consent": True, "keep_until": "2028-11-20"}


def _filled(rows: list[list[object]], path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    answer = {1: "CEO", 3: "Lost the overview.", 5: "English", 6: "2026-11-20", 7: "yes", 8: "2028-11-20"}
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            page.write(line, place, answer.get(place, cell) if line == 1 else cell)
    book.close()
    return path


def test_another_ending_and_a_document_that_was_edited_are_refused(tmp_path):
    texts = catalogue("en")
    with pytest.raises(OutputNotWritable):
        blank_guide(tmp_path / "guide.pdf", texts)
    edited = tmp_path / "guide.docx"
    edited.write_bytes(b"mine")
    with pytest.raises(OutputNotWritable):
        blank_guide(edited, texts)
    assert edited.read_bytes() == b"mine"
