"""What people said is read from sheets, surveys and ratings; who said it stays in the ledger."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from openicp.collect.pipeline import ImportOutcome, forget, import_files
from openicp.workspace import Workspace

COMPANIES = [("Company", "Domain", "MRR"), ("Alpha GmbH", "alpha.de", 200), ("Beta SARL", "beta.fr", 250)]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace")


def table(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def read(workspace: Workspace, path: Path, rows: Sequence[Sequence[object]]) -> ImportOutcome:
    companies = table(path.parent / "companies.csv", COMPANIES)
    return import_files(workspace, [companies, table(path, rows)], yes=True)


def said(workspace: Workspace) -> list[dict[str, Any]]:
    return workspace.ledger.rows("statements")


SHEETS = {
    "en": ("Company", "Name", "Role", "Kind", "Quote", "Language", "Date", "Consent", "Keep until"),
    "nl": ("Bedrijf", "Naam", "Rol", "Soort", "Citaat", "Taal", "Datum", "Toestemming", "Bewaren tot"),
    "de": ("Firma", "Ansprechpartner", "Rolle", "Art", "Zitat", "Sprache", "Datum", "Einwilligung", "Aufbewahren bis"),
    "ro": ("Companie", "Nume", "Rol", "Fel", "Citat", "Limba", "Data", "Consimțământ", "Păstrat până la"),
    "fr": (
        "Entreprise",
        "Nom",
        "Fonction",
        "Nature",
        "Citation",
        "Langue",
        "Date",
        "Consentement",
        "Conserver jusqu’au",
    ),
}
KINDS = {
    "pain": ("pain points", "pijnpunten", "Schmerzpunkte", "puncte dureroase", "irritants"),
    "trigger": ("trigger events", "aanleidingen", "Auslöser", "evenimente declanșatoare", "déclencheurs"),
    "outcome": (
        "desired outcomes",
        "gewenste resultaten",
        "gewünschte Ergebnisse",
        "rezultate dorite",
        "résultats souhaités",
    ),
    "benefit": ("benefits", "voordelen", "Vorteile", "beneficii", "avantages"),
    "why_us": ("why us", "waarom ons", "warum wir", "de ce noi", "pourquoi nous"),
    "doubt": ("objections", "bezwaren", "Einwände", "obiecții", "doutes"),
    "loss": ("reasons for loss", "verliesredenen", "Verlustgründe", "motiv pierdere", "raisons de la perte"),
    "leave": ("reasons for leaving", "opzegreden", "Kündigungsgrund", "motivul plecării", "raison du départ"),
    "like": ("likes", "pluspunten", "Lob", "ce le place", "ce qui plaît"),
    "remaining": ("remaining pains", "blijvende pijn", "was noch fehlt", "probleme rămase", "ce qui manque encore"),
}


@pytest.mark.parametrize("lang", SHEETS)
def test_a_sheet_of_quotes_is_read_in_five_languages(workspace, tmp_path, lang):
    place = list(SHEETS).index(lang)
    rows = [
        (
            "Alpha GmbH",
            "Julia Müller",
            "Projektleiterin",
            words[place],
            f"About {kind}",
            lang,
            "2026-06-15",
            "yes",
            "2028-06-15",
        )
        for kind, words in KINDS.items()
    ]
    outcome = read(workspace, tmp_path / "voices.csv", [SHEETS[lang], *rows])
    assert [one.kind for one in outcome.proposals] == []
    found = {row["quote"]: row for row in said(workspace)}
    assert {quote: row["kind"] for quote, row in found.items()} == {f"About {kind}": kind for kind in KINDS}
    assert {row["language"] for row in found.values()} == {lang}
    assert {row["detail"]["consent"] for row in found.values()} == {True}
    assert {row["detail"]["keep_until"] for row in found.values()} == {"2028-06-15"}
    (person,) = workspace.ledger.rows("persons")
    assert (person["name"], person["keep_until"]) == ("Julia Müller", "2028-06-15")


def test_names_of_persons_are_in_no_file_but_the_ledger(workspace, tmp_path):
    rows = [SHEETS["en"], ("Alpha GmbH", "Julia Quastel", "CTO", "pain", "We lost it.", "en", "2026-06-15", "", "")]
    read(workspace, tmp_path / "voices.csv", rows)
    inside = [path for path in workspace.path.rglob("*") if path.is_file() and "ledger" not in path.name]
    assert inside
    assert [path for path in inside if b"Quastel" in path.read_bytes()] == []
    assert "Quastel" not in str(said(workspace))


def test_a_kind_that_nobody_knows_is_never_guessed_and_a_line_of_the_source_says_what_it_is(workspace, tmp_path):
    rows = [("Company", "Kind", "Quote"), ("Alpha GmbH", "Grievance", "We lost it."), ("Beta SARL", "pain", "Slow.")]
    outcome = read(workspace, tmp_path / "voices.csv", rows)
    assert {row["quote"]: row["kind"] for row in said(workspace)} == {"We lost it.": None, "Slow.": "pain"}
    (finding,) = [one for one in outcome.findings if one.code == "voice_kinds_unknown"]
    assert (finding.fields["n"], finding.fields["kinds"]) == (1, ["Grievance"])
    source = workspace.path / "sources" / "voices.yaml"
    source.write_text(source.read_text("utf-8") + "kinds:\n  Grievance: pain\n", "utf-8")
    import_files(workspace, [tmp_path / "voices.csv"], yes=True)
    assert {row["kind"] for row in said(workspace)} == {"pain"}


def test_comments_beside_scores_become_quotes_without_a_kind(workspace, tmp_path):
    rows = [("Company", "Email", "NPS score", "Comment", "Submitted at")]
    rows += [("Alpha GmbH", "j.quastel@alpha.de", 9, "Super", "2026-06-01"), ("Beta SARL", "", 6, "", "2026-06-02")]
    read(workspace, tmp_path / "nps.csv", rows)
    (row,) = said(workspace)
    assert (row["quote"], row["kind"], row["said_on"], row["detail"]) == ("Super", None, "2026-06-01", {"score": 9.0})
    (person,) = workspace.ledger.rows("persons")
    assert person["email"] == "j.quastel@alpha.de"


@pytest.mark.parametrize(
    ("words", "scores"),
    [
        (("good", "bad", "offered"), [5.0, 1.0]),
        (("Gut", "Schlecht", "angeboten"), [5.0, 1.0]),
        (("sehr zufrieden", "zufrieden", "unzufrieden"), [5.0, 4.0, 2.0]),
        (("Excellent", "Good", "Poor"), [5.0, 4.0, 2.0]),
        (("très satisfait", "plutôt insatisfait", "neutre"), [5.0, 2.0, 3.0]),
    ],
)
def test_ratings_in_words_become_scores(workspace, tmp_path, words, scores):
    rows = [("Ticket ID", "Organization", "Satisfaction rating", "Solved at")]
    rows += [(place, "Alpha GmbH", word, f"2026-06-0{place}") for place, word in enumerate(words, 1)]
    outcome = read(workspace, tmp_path / "satisfaction.csv", rows)
    assert [row[0] for row in ratings(workspace, "score")] == scores
    assert {row[0] for row in ratings(workspace, "kind")} == {"csat"}
    aside = [one.reason for one in outcome.set_aside]
    assert aside == ["not_answered"] * (len(words) - len(scores))


def ratings(workspace: Workspace, column: str) -> list[tuple[object, ...]]:
    from openicp.engine import duck

    with duck(workspace.layout.inside) as engine:
        engine.load("r", workspace.snapshots()["ratings"].path)
        return engine.rows(f'select {column} from r order by "on", line')


def test_scores_that_never_pass_five_are_satisfaction_and_not_detractors(workspace, tmp_path):
    rows = [("Company", "Score", "Date"), ("Alpha GmbH", 5, "2026-06-01"), ("Beta SARL", 4, "2026-06-02")]
    read(workspace, tmp_path / "feedback.csv", rows)
    assert {row[0] for row in ratings(workspace, "kind")} == {"csat"}


SURVEY = (
    "Timestamp",
    "Your company",
    "Your name",
    "Your role",
    "Why did you choose us?",
    "What do you like best about us?",
)


def test_a_survey_becomes_a_statement_for_each_answer_and_a_rating(workspace, tmp_path):
    score = "How likely are you to recommend us to a colleague, from 0 to 10?"
    rows = [(*SURVEY, score, "May we quote you?")]
    rows += [("2026-06-01", "Alpha GmbH", "Julia Quastel", "CTO", "The price", "The team", 9, "no")]
    read(workspace, tmp_path / "survey.csv", rows)
    found = {row["kind"]: row for row in said(workspace)}
    assert {kind: row["quote"] for kind, row in found.items()} == {"why_us": "The price", "like": "The team"}
    assert {row["detail"]["consent"] for row in found.values()} == {False}
    assert len({row["statement_id"] for row in found.values()}) == 2
    assert ratings(workspace, "score") == [(9.0,)]


def test_the_same_file_again_changes_nothing(workspace, tmp_path):
    rows = [SHEETS["en"], ("Alpha GmbH", "Julia", "CTO", "pain", "We lost it.", "en", "2026-06-15", "", "")]
    read(workspace, tmp_path / "voices.csv", rows)
    before = said(workspace), workspace.ledger.rows("persons")
    outcome = import_files(workspace, [tmp_path / "voices.csv"], yes=True)
    assert all(one.unchanged for one in outcome.files)
    assert (said(workspace), workspace.ledger.rows("persons")) == before


def test_a_source_that_is_forgotten_takes_its_persons_along_but_for_those_who_spoke_elsewhere(workspace, tmp_path):
    header = ("Company", "Name", "Kind", "Quote")
    read(workspace, tmp_path / "voices.csv", [header, ("Alpha GmbH", "Julia Müller", "pain", "Slow.")])
    more = [header, ("Alpha GmbH", "Julia Müller", "like", "Fast."), ("Beta SARL", "Marie Dupont", "like", "Nice.")]
    import_files(workspace, [table(tmp_path / "interviews.csv", more)], yes=True)
    assert len(workspace.ledger.rows("persons")) == 2
    forget(workspace, "interviews")
    assert [row["name"] for row in workspace.ledger.rows("persons")] == ["Julia Müller"]


def test_answers_of_a_second_month_stand_beside_those_of_the_first(workspace, tmp_path):
    header = ("Company", "NPS score", "Comment", "Date")
    read(workspace, tmp_path / "nps-2026-06.csv", [header, ("Alpha GmbH", 9, "Good in June", "2026-06-01")])
    later = table(tmp_path / "nps-2026-07.csv", [header, ("Beta SARL", 3, "Bad in July", "2026-07-01")])
    import_files(workspace, [later], yes=True)
    assert sorted(row["quote"] for row in said(workspace)) == ["Bad in July", "Good in June"]
    assert len({row["account_id"] for row in said(workspace)}) == 2


@pytest.mark.parametrize("header", ["Goals", "Loss reason", "Challenges"])
def test_deals_and_companies_with_a_column_that_is_called_as_a_kind_are_no_survey(workspace, tmp_path, header):
    rows = [("Deal ID", "Company", "Amount", "Stage", "Closed", header, "Objection")]
    rows += [("d1", "Alpha GmbH", 100, "Closed won", "2026-05-01", "Something rather long", "None of it")]
    read(workspace, tmp_path / "deals.csv", rows)
    assert said(workspace) == []
    assert "deals" in workspace.snapshots()
