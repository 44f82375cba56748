"""The workspace's own words: read, shown, noticed when they change, and refused in one sentence when broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from openicp.actions.session import Session
from openicp.engine import duck
from openicp.errors import VocabularyNotReadable
from openicp.texts import catalogue
from openicp.texts.errors import said
from openicp.vocab.own import check, fingerprint

COMPANIES = """Company name,Industry,Country,Technologies,Customer since,MRR
Brava GmbH,Zahnarzt & Co,Großbrittanien,Hauskasse,2024-02-01,100
Kite AG,Software,Deutschland,Slack; Hauskasse,2024-03-01,200
"""


def own(workspace: Path, name: str, *lines: str) -> None:
    """A user's file of words; columns are parted by ``>`` here."""
    folder = workspace / "vocab"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(lines).replace(" > ", "\t") + "\n", encoding="utf-8")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    path = tmp_path / "companies.csv"
    path.write_text(COMPANIES, encoding="utf-8")
    return path


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session.init(tmp_path / "acme")


def published(session: Session, select: str) -> list[tuple[object, ...]]:
    workspace = session.workspace
    with duck(workspace.layout.inside) as engine:
        for name, snapshot in workspace.snapshots().items():
            engine.load(name, snapshot.path)
        return list(engine.rows(select))


def test_own_words_decide_what_a_value_is(session: Session, files: Path) -> None:
    own(session.workspace.path, "industry.tsv", "code > en > de > words",
        "dental > Dental practices > Zahnarztpraxen > Zahnarzt & Co|Zahnärzte")  # fmt: skip
    own(session.workspace.path, "technologies.tsv", "code > en > words", "till > House till > Hauskasse")
    session.data.import_files([files])
    assert published(session, "select industry from accounts order by name") == [("dental",), ("software",)]
    tags = published(session, "select distinct value from tags where attribute = 'technologies' order by 1")
    assert ("till",) in tags


def test_a_changed_word_makes_an_import_read_the_same_file_again(session: Session, files: Path) -> None:
    session.data.import_files([files])
    assert session.data.import_files([files])["files"][0]["unchanged"]
    own(session.workspace.path, "industry.tsv", "code > words", "healthcare > Zahnarzt & Co")
    assert not session.data.import_files([files])["files"][0]["unchanged"]
    assert published(session, "select industry from accounts order by name") == [("healthcare",), ("software",)]
    assert session.data.import_files([files])["files"][0]["unchanged"]


def test_a_broken_file_is_one_sentence_with_file_and_line_and_changes_nothing(session: Session, files: Path) -> None:
    session.data.import_files([files])
    own(session.workspace.path, "industry.tsv", "# ours", "code > words", "Dental Care! > Zahnarzt & Co")
    with pytest.raises(VocabularyNotReadable) as caught:
        session.data.import_files([files])
    sentence, hint = said(catalogue("en"), caught.value)
    assert sentence == "vocab/industry.tsv, line 3: “Dental Care!” is no code."
    assert "dental_care" in hint
    assert published(session, "select count(*) from accounts") == [(2,)]


def test_a_changed_name_makes_a_run_another_one(session: Session) -> None:
    from openicp.actions.running import _ident

    def ident() -> str:
        return _ident(session.workspace, "main", None, None, "en")

    before = ident()
    own(session.workspace.path, "industry.tsv", "code > en", "software > Our software")
    named = ident()
    assert len({before, named, ident()}) == 2


BROKEN = [
    ("industri.tsv", ["code > words"], "unknown_file", 1),
    ("industry.csv", ["code,words"], "unknown_file", 1),
    ("industry.tsv", ["name > words"], "no_code_column", 1),
    ("industry.tsv", ["code > wordz"], "unknown_column", 1),
    ("industry.tsv", ["code > words", "a > b > c"], "too_many_cells", 2),
    ("industry.tsv", ["code > words", "", " > b"], "not_a_code", 3),
    ("country.tsv", ["code > words", "germany > Doitschland"], "not_a_code", 2),
    ("yesno.tsv", ["code > words", "maybe > peut-être"], "no_such_code", 2),
    ("industry.tsv", ["code > words", "a > x|y", "b > Y"], "word_twice", 3),
]


@pytest.mark.parametrize(("name", "lines", "reason", "line"), BROKEN)
def test_every_fault_of_a_file_says_its_line(
    tmp_path: Path, name: str, lines: list[str], reason: str, line: int
) -> None:
    own(tmp_path, name, *lines)
    with pytest.raises(VocabularyNotReadable) as caught:
        check(tmp_path / "vocab")
    assert (caught.value.fields["reason"], caught.value.fields["line"]) == (reason, line)
    sentence, hint = said(catalogue("en", strict=True), caught.value)
    assert name in sentence
    assert hint


def test_a_file_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    own(tmp_path, "industry.tsv", "code > words")
    (tmp_path / "vocab" / "industry.tsv").write_bytes("code\twords\ndental\tZahnärzte\n".encode("cp1252"))
    with pytest.raises(VocabularyNotReadable) as caught:
        check(tmp_path / "vocab")
    assert caught.value.fields["reason"] == "not_utf8"


def test_notes_beside_the_words_are_left_alone(tmp_path: Path) -> None:
    own(tmp_path, "README.md", "How we name industries")
    check(tmp_path / "vocab")
    assert fingerprint(tmp_path / "vocab") == fingerprint(None) == ""


def test_own_answers_and_own_nothings_are_read(tmp_path: Path) -> None:
    from openicp.normalise import reader

    own(tmp_path, "yesno.tsv", "code > words", "yes > jawohl", "no > nix")
    own(tmp_path, "empty.tsv", "code > words", "empty > k. Info")
    own(tmp_path, "department.tsv", "code > en > words", "fleet > Fleet > Fuhrpark")
    hints = {"vocab_folder": str(tmp_path / "vocab")}
    made = reader("yesno", ["jawohl", "nix", "k. Info"], hints=hints)
    assert [made.read(text).value for text in ("jawohl", "nix")] == [True, False]
    assert made.read("K. Info").empty
    assert reader("number", ["12", "k. Info"], hints=hints).read("k. Info").empty
    assert reader("tags:roles", ["Leiter Fuhrpark"], hints=hints).read("Leiter Fuhrpark").values == ("fleet/head",)


def test_the_name_of_an_own_code_is_shown(tmp_path: Path) -> None:
    from openicp.texts import Terms
    from openicp.vocab.own import own_names

    own(tmp_path, "industry.tsv", "code > en > de > words", "dental > Dental practices > Zahnarztpraxen > Zahnarzt",
        "software >  > Unsere Software > ")  # fmt: skip
    terms = Terms(names=own_names(tmp_path / "vocab"))
    assert catalogue("de", terms=terms).value("industry", "dental") == "Zahnarztpraxen"
    assert catalogue("fr", terms=terms).value("industry", "dental") == "Dental practices"
    assert catalogue("de", terms=terms).value("industry", "software") == "Unsere Software"
    assert catalogue("en", terms=terms).value("industry", "software") == "Software"
