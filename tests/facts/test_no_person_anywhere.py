"""A byte scan: no name, mail, phone or note of a planted person is in any table, report, list or profile."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from collect.folders import table
from openicp.actions import Session
from openicp.collect.pipeline import import_files
from openicp.workspace import Workspace

LAST_NAMES = ("Quastel", "Zwygart", "Drăgulescu", "Ypenburg", "Fauchelevent", "Oxenbury")
NAMES = [f"{first} {last}" for first in ("Ottilie", "Thaddäus", "Ileana", "Wibke") for last in LAST_NAMES]
MAILS = [f"{name.split()[0].lower()}.{place}@plantedmail.example" for place, name in enumerate(NAMES)]
PHONES = [f"+49 151 7770{place:04}" for place in range(len(NAMES))]
NOTES = [f"Met {name} at the fair, wants a call back after the holidays about the offer" for name in NAMES]

PERSONS = {
    "en": ("Contact Name", "Contact Email", "Mobile Phone", "Notes"),
    "de": ("Ansprechpartnerin", "E-Mail Ansprechpartner", "Telefonnummer", "Bemerkung intern"),
    "nl": ("Naam contactpersoon", "E-mail contactpersoon", "Mobiel nummer", "Opmerking"),
    "fr": ("Nom du contact", "Courriel du contact", "Numéro de téléphone", "Commentaire libre"),
    "ro": ("Persoană de contact", "Email persoană de contact", "Telefon mobil", "Observații"),
    "system": ("Primary Contact: Full Name", "hs_email", "Direct Dial", "hs_notes_body"),
    "values only": ("Spalte A", "Spalte B", "Spalte C", "Spalte D"),
    "owner": ("Relationship Owner", "Owner Mail", "Owner Mobile", "Log"),
    "split": ("Decision maker", "Decision maker e-mail", "Decision maker phone", "Call notes"),
}
FACTS = ("Software", "Retail", "Hospitals")


def rows_of(headers: tuple[str, ...]) -> list[list[str]]:
    fixed = ["Company", "Industry", "Employees", "Country", "Customer since", "Churned on", "MRR"]
    rows = [[*fixed, *headers]]
    for place, name in enumerate(NAMES):
        left = f"2025-{place % 6 + 1:02}-15" if place % 4 == 0 else ""
        facts = [
            FACTS[place % 3],
            str(20 + place * 7),
            "Germany",
            f"2024-{place % 12 + 1:02}-01",
            left,
            str(100 + place),
        ]
        persons = [name, MAILS[place], PHONES[place], NOTES[place]]
        rows.append([f"Company {place:02} GmbH", *facts, *persons])
    return rows


def traces(folder: Path) -> set[str]:
    """Which planted texts are in a file of the workspace; the ledger may hold persons."""
    found = set()
    words = [*(part for name in NAMES for part in name.split()), "@plantedmail", "151 7770", "fair, wants"]
    for path in folder.rglob("*"):
        if path.is_file() and "ledger" not in path.name:
            content = path.read_bytes()
            found |= {f"{path.relative_to(folder)}: {word}" for word in words if word.encode() in content}
    return found


@pytest.mark.parametrize("spelling", PERSONS)
def test_no_planted_person_enters_a_table_or_a_mapping(tmp_path, spelling):
    file = tmp_path / "customers.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows_of(PERSONS[spelling]))
    session = Session.init(tmp_path / "ws")
    session.data.import_files([file], yes=True)
    unpacked = tmp_path / "ws" / "unpacked"
    unpacked.mkdir()
    _unpack(session.workspace, unpacked)
    assert traces(tmp_path / "ws") == set()
    session.close()


@pytest.mark.parametrize("spelling", ["de", "values only"])
def test_nor_a_report_a_list_or_a_profile(tmp_path, spelling):
    file = tmp_path / "customers.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows_of(PERSONS[spelling]))
    session = Session.init(tmp_path / "ws")
    session.data.import_files([file], yes=True)
    session.run()
    assert list((tmp_path / "ws").rglob("*.html"))
    assert traces(tmp_path / "ws") == set()
    session.close()


@pytest.mark.parametrize("values", [NAMES, MAILS, PHONES], ids=["names", "mails", "phones"])
def test_nor_does_the_history_of_a_field_that_names_persons(tmp_path, values):
    changes: list[list[str]] = []
    for place, (before, after) in enumerate(pairwise(values)):
        day = f"2024-{place % 12 + 1:02}-01"
        changes += [[f"a{place}", "Main sponsor", before, after, day], [f"a{place}", "Employees", "10", "20", day]]
    workspace = Workspace.create(tmp_path / "ws")
    companies = [[f"a{place}", f"Firm {place} GmbH", "Software"] for place in range(9)]
    files = {
        "accounts.csv": (("Account ID", "Account Name", "Industry"), companies),
        "account history.csv": (("Account ID", "Field", "Old Value", "New Value", "Date"), changes),
    }
    outcome = import_files(workspace, [table(tmp_path / name, *rows) for name, rows in files.items()])
    assert ("history",) in [each.tables for each in outcome.files]
    unpacked = workspace.path / "unpacked"
    unpacked.mkdir()
    _unpack(workspace, unpacked)
    assert traces(workspace.path) == set()


def _unpack(workspace: Workspace, folder: Path) -> None:
    """Every table as plain text: compressed bytes hide what is in them."""
    from openicp.engine import duck

    with duck(workspace.layout.inside) as engine:
        for place, snapshot in enumerate(workspace.snapshots().values()):
            engine.load(f"scanned_{place}", snapshot.path)
            content = engine.rows(f"select * from scanned_{place}")
            (folder / f"{place}.txt").write_text(f"{snapshot.name} {content}", encoding="utf-8")
