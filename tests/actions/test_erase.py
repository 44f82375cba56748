"""A person goes from every byte of a workspace; figures stay; what cannot be changed is named."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import os
import re
import shutil
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from openicp.actions import Session
from openicp.engine import duck
from openicp.errors import PersonUnclear
from openicp.workspace import Built, Publication, RunRecord, Upsert, Workspace

PERSON = "Jérôme O'Brien"
MAIL = "jerome.obrien@kite.example"
PHONE = "+49 151 2345678"
COMPANY = "Jérôme O'Brien Design GmbH"
DOMAIN = "obrien-design.example"


def forms(text: str) -> set[bytes]:
    """A text in every form in which a file could hold it."""
    spelt = {
        text,
        html.escape(text),
        html.escape(text).replace("&#x27;", "&#39;"),
        json.dumps(text)[1:-1],
        quote(text),
        quote(text).lower(),
        text.lower(),
    }
    found = {form.encode(code) for form in spelt for code in ("utf-8", "utf-16-le", "utf-16-be")}
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + text.encode())
        found.add(coded[(0, 2, 3)[before] : len(coded) // 4 * 4 - 4])
    return found


def unpacked(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """A content, and what is packed inside."""
    yield data
    if depth < 3 and data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name), depth + 1)
    if data[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(data), depth + 1)
    for part in data.split(b"stream\n")[1:] if data[:4] == b"%PDF" else ():
        try:
            yield zlib.decompressobj().decompress(part)
        except zlib.error:
            continue


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder with its name, tables also as their rows."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        yield name, name.encode()
        if not path.is_file():
            continue
        for data in unpacked(path.read_bytes()):
            yield name, data
        if path.suffix == ".parquet":
            rows = duckdb.connect().execute("select * from read_parquet(?)", [[str(path)]])
            yield name, "\n".join(str(value) for row in [rows.description, *rows.fetchall()] for value in row).encode()


def where(folder: Path, *texts: str, own: tuple[str, ...] = ()) -> set[str]:
    """Files that hold one of the texts in any form."""
    looked_for = {form for text in texts for form in forms(text) if len(form) > 5}
    return {
        name for name, data in contents(folder) if not name.startswith(own) and any(form in data for form in looked_for)
    }


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Sixty customers, one of them named after a person, deals, and voices."""
    folder = tmp_path_factory.mktemp("exports")
    names = [COMPANY if number == 7 else f"Firma {number} GmbH" for number in range(60)]
    sites = [DOMAIN if number == 7 else f"firma{number}.example" for number in range(60)]
    customers = ["Company;Website;Industry;Employees;Country;Start;End;MRR;Contact"]
    deals = ["Deal ID;Company;Stage;Created;Closed;Amount"]
    for number, name in enumerate(names):
        branch = ("Software", "Retail", "Agency")[number % 3]
        left = f"2026-{number % 9 + 1:02}-15" if number % 4 == 0 else ""
        start = f"2024-{number % 12 + 1:02}-01"
        contact = PERSON if number == 9 else f"Kim Berg{number}"
        customers.append(f"{name};{sites[number]};{branch};{number * 7 + 3};DE;{start};{left};{number}.50;{contact}")
        stage = "Closed Won" if number % 3 else "Closed Lost"
        deals.append(
            f"{number};{name};{stage};2023-{number % 12 + 1:02}-03;2023-{number % 12 + 1:02}-25;{number * 100}"
        )
    voices = ["Company,Role,Kind,Theme,Quote,Language,Date"]
    voices += [
        f'Firma {number} GmbH,CEO,pain,Overview,"We lost the overview, as {PERSON} said.",en,2026-0{number}-01'
        for number in range(1, 6)
    ]
    for name, lines in (("customers.csv", customers), ("deals.csv", deals), ("voices.csv", voices)):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, exports: list[Path]) -> Path:
    """A workspace in which the person stands wherever one can stand."""
    path = tmp_path_factory.mktemp("made") / "acme"
    session = Session.init(path)
    session.data.import_files(exports, yes=True)
    session.run()
    spread(session)
    session.close()
    return path


def spread(session: Session) -> None:
    """The person in places that this import alone does not reach."""
    ws = session.workspace
    person = {"person_id": "p1", "name": PERSON, "email": MAIL, "phone": PHONE, "detail": {"said": PERSON}}
    aside = {"source": "customers", "file": "x.csv", "line": 3, "column": "", "reason": "r", "scope": "row"}
    said = {"statement_id": "voices:99", "source": "voices", "person_id": "p1", "role": "Owner"}
    ws.ledger.apply(
        [
            Upsert("persons", [person]),
            Upsert("set_aside", [aside | {"value": f"{PERSON};0151/234 56 78;Lane 5"}]),
            Upsert(
                "statements",
                [said | {"quote": "Mine alone", "kind": "pain", "theme": "Overview", "account_id": "a1", "detail": {}}],
            ),
        ]
    )
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/slides/slide1.xml", f"<p>{html.escape(PERSON)}</p><t>Jérôme</t> <t>O'Brien</t>")
    reports = ws.layout.reports
    (reports / "deck.pptx").write_bytes(book.getvalue())
    (reports / "wide.csv").write_bytes(("\ufeff" + f"a;{PERSON};{MAIL}\n").encode("utf-16-le"))
    (reports / "data.html").write_text(
        f'<a href="data:text/plain;base64,{base64.b64encode(f"x {PERSON} y".encode()).decode()}">'
        f"{html.escape(PERSON)}</a><script>{json.dumps(PERSON)}</script><a href='?q={quote(PERSON)}'>"
    )
    (reports / f"{PERSON}.txt").write_text("nothing")
    run = str(ws.ledger.rows("meta", {"key": "latest_run"})[0]["value"])
    (reports / "report.pdf").write_bytes(b"%PDF-1.7 who knows")
    ws.ledger.apply([Upsert("reports", [{"path": "reports/report.pdf", "run": run, "kind": "pdf", "digest": "x"}])])
    vocab = ws.path / "vocab"
    vocab.mkdir()
    (vocab / "industry.tsv").write_text(f"code\ten\twords\nown\tOwn\t{PERSON}\n", encoding="utf-8")
    with ws.layout.config.open("a", encoding="utf-8") as stream:
        stream.write(f"\n# asked by {PERSON}\n")
    source = ws.sources_yaml.path("deals")
    source.write_text(source.read_text("utf-8") + f"\n# stages of {PERSON}\n", encoding="utf-8")
    (ws.layout.inside / "scratch" / "left").mkdir()
    (ws.layout.inside / "scratch" / "left" / "raw.csv").write_text(PERSON)
    (ws.layout.inside / "old.log").write_text(PERSON)
    (ws.path / "notes.txt").write_text(f"call {PERSON}", encoding="utf-8")


@pytest.fixture
def session(made: Path, tmp_path: Path) -> Iterator[Session]:
    """A copy to erase from."""
    path = tmp_path / "acme"
    shutil.copytree(made, path)
    opened = Session.open(path)
    yield opened
    opened.close()


Erased = tuple[Path, dict[str, Any]]


@pytest.fixture(scope="module")
def erased(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Erased:
    """A workspace from which the person has gone, to look at, and what was answered."""
    path = tmp_path_factory.mktemp("erased") / "acme"
    shutil.copytree(made, path)
    opened = Session.open(path)
    view = opened.data.erase(PERSON, sure=True)
    opened.close()
    return path, dict(view)


def ledger(path: Path, table: str) -> list[dict[str, Any]]:
    """Rows of the ledger of a workspace."""
    opened = Session.open(path)
    found = [dict(row) for row in opened.workspace.ledger.rows(table)]
    opened.close()
    return found


def test_what_is_looked_for_would_be_found(made: Path) -> None:
    kinds = {
        name.split("/")[0] if not name.startswith(".openicp") else name.split("/")[1] for name in where(made, PERSON)
    }
    assert {"ledger.sqlite", "tables", "reports", "vocab", "openicp.yaml", "sources", "scratch"} <= kinds


def test_a_dry_run_tells_every_place_and_changes_nothing(session: Session, made: Path) -> None:
    view = session.data.erase(PERSON)
    assert not view["done"]
    session.close()
    kept = {name: data for name, data in contents(made) if not name.startswith((".openicp/ledger", ".openicp/lease"))}
    now = dict(contents(session.path))
    assert {name for name in kept if now.get(name) != kept[name]} - {
        ".openicp/scratch/left",
        ".openicp/scratch/left/raw.csv",
    } == set()
    assert {place["what"] for place in view["places"]} == {"ledger", "table", "settings", "document", "yours"}


def test_no_byte_of_the_person_is_left(erased: Erased) -> None:
    path, view = erased
    assert view["done"]
    assert where(path, PERSON, MAIL, PHONE, COMPANY, DOMAIN, "02345678"[1:], own=("notes.txt",)) == set()
    assert not (path / ".openicp" / "erasing").exists()


def test_tables_that_a_cluster_wrote_as_folders_lose_the_person_and_nothing_else(session: Session) -> None:
    ws = session.workspace
    before = {name: found.rows for name, found in ws.snapshots().items()}
    with ws.lease("test"), ws.scratch() as scratch:
        ws.publish(Publication(snapshots={name: in_a_folder(ws, scratch, name) for name in before}))
    assert all(found.path.is_dir() for found in ws.snapshots().values())
    assert session.data.erase(PERSON, sure=True)["done"]
    again = Session.open(session.path)
    assert sorted(found.rows for found in again.workspace.snapshots().values()) == sorted(before.values())
    assert any(found.path.is_dir() for found in again.workspace.snapshots().values())
    again.run(outcome="won")
    again.close()
    assert where(session.path, PERSON, MAIL, COMPANY, DOMAIN, own=("notes.txt",)) == set()


def in_a_folder(ws: Workspace, scratch: Path, name: str) -> Built:
    """A published table in two files below a folder, as Spark leaves a large one."""
    snapshot = ws.snapshots()[name]
    made = scratch / f"{uuid.uuid4().hex}.parquet"
    made.mkdir()
    with duck(ws.layout.inside) as engine:
        engine.load("whole", snapshot.path)
        for place, rest in enumerate(("limit 1", "offset 1")):
            engine.export(f"select * from whole {rest}", made / f"part-{place:05d}.parquet")
    return Built(made, snapshot.rows)


def test_the_users_own_file_stays_as_it_is_and_is_named(erased: Erased) -> None:
    path, view = erased
    assert view["yours"] == ["notes.txt"]
    assert view["imported_from"] == ["customers.csv", "deals.csv", "voices.csv"]
    assert (path / "notes.txt").read_text(encoding="utf-8") == f"call {PERSON}"


def test_what_cannot_be_changed_goes_and_is_named(erased: Erased) -> None:
    path, view = erased
    removed = [place["path"] for place in view["places"] if place["then"] == "removed"]
    assert removed == ["reports/report.pdf"]
    assert not (path / "reports" / "report.pdf").exists()
    assert "reports/report.html" in view["recall"]


def test_what_was_said_loses_its_words_and_its_speaker_but_is_still_counted(erased: Erased) -> None:
    path, _ = erased
    rows = {row["statement_id"]: row for row in ledger(path, "statements")}
    assert rows["voices:99"]["theme"] == "Overview"
    assert (rows["voices:99"]["quote"], rows["voices:99"]["person_id"]) == ("", None)
    others = [row["quote"] for name, row in rows.items() if name != "voices:99"]
    assert others == ["We lost the overview, as Erased person 1 said."] * 5
    assert ledger(path, "persons") == []


def test_the_original_of_a_row_set_aside_is_emptied_whole(erased: Erased) -> None:
    path, _ = erased
    assert [row["value"] for row in ledger(path, "set_aside") if row["scope"] == "row"] == [""]


def test_results_of_runs_are_written_anew_with_their_fingerprint(session: Session) -> None:
    record = RunRecord("rx", "2026-10-31", "main", "won", "none", {"call": [PERSON], "as": COMPANY})
    session.workspace.publish(Publication(run=record))
    view = session.data.erase(PERSON, sure=True)
    assert ("run", "rx") in {(place["what"], place["path"]) for place in view["places"]}
    found = session.workspace.run("rx")
    assert found is not None
    assert found.result == {"call": ["Erased person 1"], "as": "Erased company 2"}


def without_name(plain: dict[str, Any]) -> str:
    """A result as text, the company under its neutral name; which run and version it is aside."""
    text = json.dumps(plain, ensure_ascii=False).replace(COMPANY, "Erased company 2")
    return re.sub(r'"(run|version)": ("\w+"|\d+)', "", text)


def test_figures_before_and_after_differ_in_the_name_alone(session: Session) -> None:
    before = session.run()
    names = [one["name"] for one in session.accounts()["accounts"]]
    session.data.erase(PERSON, sure=True)
    after = session.run()
    assert after["run"] != before["run"]
    assert without_name(after) == without_name(before)
    now = [one["name"] for one in session.accounts()["accounts"]]
    assert sorted(now) == sorted("Erased company 2" if name == COMPANY else name for name in names)


def test_the_next_import_does_not_bring_the_person_back(session: Session, exports: list[Path], tmp_path: Path) -> None:
    session.data.erase(PERSON, sure=True)
    ids = {row["account_id"] for row in session.workspace.ledger.rows("identities")}
    folder = tmp_path / "again"
    folder.mkdir()
    for file in exports:
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(text.replace("Firma 3 GmbH", "Firma Drei GmbH"), encoding="utf-8")
    (folder / "contacts.csv").write_text(
        "Company,First Name,Last Name,Email,Job Title,Note\n"
        f"Firma 9 GmbH,JEROME,O’Brien,{MAIL.upper()},CEO,0049 151 2345678\n"
        "Firma 8 GmbH,Kim,Berg,kim@firma8.example,CEO,\n",
        encoding="utf-8",
    )
    found = session.data.import_files(sorted(folder.iterdir()), yes=True)
    assert not any(one.get("error") for one in found["files"])
    session.run()
    session.close()
    assert where(session.path, PERSON, MAIL, COMPANY, DOMAIN, "2345678", "JEROME", own=("notes.txt",)) == set()
    opened = Session.open(session.path)
    rows = [row for row in opened.workspace.ledger.rows("identities") if row["name"] == "Erased company 2"]
    assert rows
    assert {row["account_id"] for row in rows} <= ids
    opened.close()


def test_other_spellings_are_shown_and_not_taken(session: Session) -> None:
    (session.path / "reports" / "names.txt").write_text(
        "JÉRÔME O'BRIEN, O'Brien, Jérôme; J. O'Brien; jobrien@x.example; Jerome O'Brien"
    )
    view = session.data.erase(PERSON)
    assert {one["text"] for one in view["spellings"]} == {
        "JÉRÔME O'BRIEN",
        "O'Brien, Jérôme",
        "J. O'Brien",
        "jobrien@x.example",
        "Jerome O'Brien",
    }
    session.data.erase(PERSON, also=["J. O'Brien", "jobrien@x.example"], sure=True)
    text = (session.path / "reports" / "names.txt").read_text()
    assert text == "JÉRÔME O'BRIEN, O'Brien, Jérôme; Erased person 1; erased-1@x.example; Jerome O'Brien"


def test_a_company_alone_keeps_its_facts_under_a_neutral_name(session: Session) -> None:
    view = session.data.erase(COMPANY, sure=True)
    assert view["label"] == "Erased company 1"
    rows = {row["name"] for row in session.workspace.ledger.rows("identities")}
    assert "Erased company 1" in rows
    assert COMPANY not in rows
    assert len(session.accounts()["accounts"]) == 60


def test_a_mail_address_brings_the_name_only_where_the_ledger_ties_them(session: Session) -> None:
    view = session.data.erase("somebody.else@kite.example")
    assert view["places"] == []
    assert any(place["path"] == "persons" for place in session.data.erase(MAIL)["places"])


def test_erasing_again_finds_nothing_and_the_next_has_the_next_number(session: Session) -> None:
    session.data.erase(PERSON, sure=True)
    assert not session.data.erase(PERSON, sure=True)["done"]
    assert session.data.erase("Firma 5 GmbH")["label"] == "Erased company 3"


@pytest.mark.parametrize("person", ["", "  ", "J", "o'"])
def test_too_short_is_refused(session: Session, person: str) -> None:
    with pytest.raises(PersonUnclear):
        session.data.erase(person)


def test_a_word_that_many_companies_bear_is_refused(session: Session) -> None:
    with pytest.raises(PersonUnclear):
        session.data.erase("Firma")


def test_details_of_faults_in_the_systems_folder_go_too(session: Session, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "openicp-error-x.txt").write_text(f"KeyError: {PERSON!r}", encoding="utf-8")
    (tmp_path / "openicp-error-y.txt").write_text("KeyError: 1")
    session.data.erase(PERSON, sure=True)
    assert [path.name for path in tmp_path.glob("openicp-error-*")] == ["openicp-error-y.txt"]


def test_a_document_written_outside_is_named_and_not_touched(session: Session, tmp_path: Path) -> None:
    outside = tmp_path / "list.csv"
    outside.write_text(PERSON, encoding="utf-8")
    session.workspace.ledger.apply(
        [Upsert("reports", [{"path": str(outside), "run": "", "kind": "csv", "digest": "x"}])]
    )
    view = session.data.erase(PERSON, sure=True)
    assert str(outside) in view["recall"]
    assert outside.read_text(encoding="utf-8") == PERSON


def test_version_control_is_said(session: Session) -> None:
    assert not session.data.erase(PERSON)["history"] or os.environ.get("GIT_DIR")
    (session.path / ".git").mkdir()
    assert session.data.erase(PERSON)["history"]
