"""How each column was read, and what stages and pipelines mean: told, asked, kept in a file that people edit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collect.folders import asked, table
from openicp.actions import Session
from openicp.actions.questioning import open_questions, questions
from openicp.collect.pipeline import import_files

HEADER = ("Kunde", "Branche", "Kunde seit", "MRR (€)", "Ansprechpartner", "Feld 7", "Betreuer", "Score", "Rechtsform")
ROWS = [
    ("Brava GmbH", "Software", "2024-03-05", 99, "Kim Berg", "kim@brava.de", "Jo Adler", 71, "GmbH"),
    ("Kite BV", "Handel", "2024-04-05", 120, "Anneke de Vries", "anneke@kite.nl", "Ana Novak", 12, "BV"),
    ("Nord SARL", "Bau", "2024-05-06", 40, "Luc Petit", "luc@nord.fr", "Jo Adler", 44, "SARL"),
]


@pytest.fixture
def session(tmp_path: Path):
    found = Session.init(tmp_path / "ws")
    yield found
    found.close()


def columns(session: Session) -> dict[str, dict[str, object]]:
    return {one["header"]: one for one in session.data.explain()["explained"][0]["columns"]}


def test_each_column_is_told_with_words_reason_and_example(session, tmp_path):
    session.data.import_files([table(tmp_path / "kunden.csv", HEADER, ROWS)])
    found = columns(session)
    assert list(found) == list(HEADER)
    assert (found["Branche"]["read_as"], found["Branche"]["why"]) == ("Industry", "by its name")
    assert found["MRR (€)"]["read_as"] == "MRR"
    assert found["MRR (€)"]["currency"] == "EUR"
    assert found["Kunde seit"]["example"] == "2024-03-05"
    assert found["Rechtsform"]["as"] == "own"
    assert {found[name]["group"] for name in ("Ansprechpartner", "Betreuer", "Score")} == {"person", "owner", "leak"}


def test_no_value_of_a_person_is_ever_shown(session, tmp_path):
    session.data.import_files([table(tmp_path / "kunden.csv", HEADER, ROWS)])
    told = json.dumps(session.data.explain(), ensure_ascii=False)
    for name in ("Kim", "Berg", "Anneke", "Luc", "Adler", "Novak", "@brava"):
        assert name not in told


def test_files_that_are_not_used_are_told_with_the_reason(session, tmp_path):
    session.data.import_files(
        [
            table(tmp_path / "kunden.csv", HEADER, ROWS),
            table(tmp_path / "payments.csv", ("payment_id", "invoice_id", "captured_at"), [("p1", "i1", "2024-03-05")]),
        ]
    )
    told = session.data.explain()["explained"]
    assert [(one["file"], one["reason"]) for one in told] == [("kunden.csv", None), ("payments.csv", "not_needed")]


def test_columns_that_became_rows_are_told(session, tmp_path):
    rows = [(f"2024-{month:02}", 100, 50, 150) for month in range(1, 7)]
    session.data.import_files([table(tmp_path / "spend.csv", ("Month", "Google Ads", "LinkedIn", "Total"), rows)])
    found = columns(session)
    assert found["Google Ads"]["read_as"] == 'Rows of the channel "Google Ads"'
    assert found["Total"]["group"] == "total"


def test_questions_that_became_statements_are_told_in_words(session, tmp_path):
    asked = "Was war das Problem, bevor Sie uns kannten?"
    rows = [("Brava GmbH", "Projektleitung", "Wir hatten den Überblick über unsere Projekte verloren.")] * 3
    session.data.import_files([table(tmp_path / "umfrage.csv", ("Firma", "Funktion", asked), rows)])
    found = columns(session)
    assert found[asked]["read_as"] == "What people said: Pain point before us"
    assert found["Funktion"]["column"] == "role"


DEALS = ("Deal ID", "Company", "Deal stage", "Pipeline", "Create date", "Close date", "Amount")
WORDS = [
    (1, "Brava GmbH", "Phase 5", "Sales", "2024-01-05", "2024-03-01", 1000),
    (2, "Kite BV", "Gewonnen", "Sales", "2024-01-05", "2024-03-04", 1000),
    (3, "Nord SARL", "Verloren", "Sales", "2024-01-05", "2024-03-09", 1000),
    (4, "Ost SRL", "Gewonnen", "Onboarding", "2024-05-05", "2024-06-01", 300),
]
SEEN = "select outcome, kind, closed_on is null from deals order by deal_id"


def test_stages_and_pipelines_that_say_nothing_are_asked_and_the_answer_counts(session, tmp_path):
    path = table(tmp_path / "deals.csv", DEALS, WORDS)
    session.data.import_files([path], yes=True)
    assert asked(session.workspace, SEEN)[0] == ("open", "new", True)
    codes = [(one["code"], one["suggestion"]) for one in open_questions(session)]
    assert codes[:2] == [("stage", "open"), ("pipeline_kind", "new")]
    answers = {"stage": "won", "pipeline_kind": "renewal"}
    questions(session, lambda question: answers.get(question["code"], str(question["suggestion"])))
    assert asked(session.workspace, SEEN) == [
        ("won", "new", False), ("won", "new", False), ("lost", "new", False), ("won", "renewal", False),
    ]  # fmt: skip
    assert [one["code"] for one in open_questions(session)] == []
    session.data.import_files([path], yes=True)
    assert asked(session.workspace, SEEN)[0] == ("won", "new", False)


def test_words_of_deals_in_the_file_of_a_source_take_effect_and_comments_stay(session, tmp_path):
    path = table(tmp_path / "deals.csv", DEALS, WORDS)
    import_files(session.workspace, [path])
    yaml = session.workspace.path / "sources" / "hubspot-deals.yaml"
    written = yaml.read_text(encoding="utf-8")
    assert written.startswith("# How one source is read.")
    yaml.write_text(written.replace("outcomes:", "outcomes:\n  Phase 5: lost  # they never answer"), encoding="utf-8")
    import_files(session.workspace, [path])
    assert asked(session.workspace, SEEN)[0] == ("lost", "new", False)
    assert "Phase 5: lost  # they never answer" in yaml.read_text(encoding="utf-8")
    assert [each.unchanged for each in import_files(session.workspace, [path]).files] == [True]
