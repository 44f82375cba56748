"""Industries, countries, regions, technologies, titles: words of files to stable codes."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from openicp.normalise import Reading, reader, role_code, split, title
from openicp.vocab import load


def read(kind: str, text: str, *others: str, **hints: str) -> Reading:
    return reader(kind, [text, *others], hints=hints).read(text)


INDUSTRIES = {
    "tech_startup": ["tech startups", "Tech-Startups", "start-ups technologiques"],
    "software": ["Software", "COMPUTER_SOFTWARE", "SaaS", "éditeur de logiciels"],
    "technology": ["Technology", "technolgy", "Information Technology", "Technologie"],
    "healthcare": ["medical", "Health Care", "Healthcare", "Gesundheitswesen", "soins de santé", "gezondheidszorg",
                   "sănătate", "sanatate", "HOSPITAL_HEALTH_CARE"],
    "ecommerce": ["E-Commerce", "ecommerce", "Onlinehandel", "comerţ electronic", "comerț electronic", "webshop"],
    "digital_agency": ["Digital agencies", "Digitalagentur", "digitaal bureau", "agence digitale", "agenție digitală"],
    "nonprofit": ["Non-profit", "NON_PROFIT_ORGANIZATION_MANAGEMENT", "gemeinnützige Organisation", "ONG"],
    "finance": ["finance", "Financials", "Financial Services", "Finanzdienstleistungen", "Finacial Services"],
    "staffing": ["employment", "STAFFING_AND_RECRUITING"],
    "marketing": ["marketing", "Marketing & Advertising", "Werbung"],
    "telecommunications": ["Telecom", "télécommunications"],
    "retail": ["retail", "Einzelhandel", "commerce de détail"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in INDUSTRIES.items() for text in texts])
def test_an_industry_is_known_in_five_languages(code: str, text: str) -> None:
    assert read("code:industry", text).value == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("property_services", "property_services"), ("Equipment Maintenance", "equipment_maintenance"),
     ("painting", "painting"), ("baking", "baking"), ("Industrials", "industrials"), ("commerce", "commerce"),
     ("B2B", "b2b"), ("飲食", "飲食"), ("!!", "u21_u21")],
)  # fmt: skip
def test_an_unknown_industry_is_a_slug_of_itself(text: str, code: str) -> None:
    assert read("code:industry", text).value == code


def test_a_probable_misspelling_is_said() -> None:
    made = reader("code:industry", ["technolgy", "software"], hints={"column": "sector"})
    assert [(f.code, f.fields["column"], f.fields["value"], f.fields["meant"]) for f in made.findings] == [
        ("probable_misspelling", "sector", "technolgy", "Technology")
    ]


def test_unknown_values_are_counted_together() -> None:
    (found,) = reader("code:industry", ["alpha trade", "beta trade", "Software"]).findings
    assert (found.code, found.fields["n"]) == ("own_values", 2)


def test_a_category_without_a_vocabulary_is_a_slug() -> None:
    made = reader("code:city", ["Cluj-Napoca", "München"])
    assert [made.read(text).value for text in ("Cluj-Napoca", "München")] == ["cluj_napoca", "munchen"]
    assert made.findings == ()


def test_users_add_their_own_words(tmp_path: Path) -> None:
    own = "code\ten\tde\twords\nproperty_services\tProperty services\tHausdienste\tfacility crews\n"
    own += "software\t\t\tlogicware\n"
    (tmp_path / "industry.tsv").write_text(own, encoding="utf-8")
    made = reader("code:industry", ["facility crews", "Logicware", "SaaS"], hints={"vocab_folder": str(tmp_path)})
    found = [made.read(text).value for text in ("facility crews", "Logicware", "SaaS")]
    assert found == ["property_services", "software", "software"]
    assert load("industry", extra=tmp_path / "industry.tsv").label("property_services", "de") == "Hausdienste"


COUNTRIES = [
    ("Germany", "DE"), ("Deutschland", "DE"), ("Allemagne", "DE"), ("Germania", "DE"), ("Duitsland", "DE"),
    ("DEU", "DE"), ("de", "DE"), ("UK", "GB"), ("U.K.", "GB"), ("USA", "US"), ("U.S.A.", "US"), ("Holland", "NL"),
    ("The Netherlands", "NL"), ("Țările de Jos", "NL"), ("Ţările de Jos", "NL"), ("Korea", "KR"),
    ("Philipines", "PH"), ("Czech Republic", "CZ"), ("Turkey", "TR"), ("România", "RO"), ("Österreich", "AT"),
    ("Oesterreich", "AT"), ("Austria", "AT"), ("Autriche", "AT"), ("Australia", "AU"), ("ES", "ES"), ("SI", "SI"),
    ("Dublin, Ireland", "IE"), ("Saint Paul, Minnesota", "US"), ("London, England, United Kingdom", "GB"),
    ("Toronto, Ontario", "CA"), ("Berlin, Berlin, Germany; Remote", "DE"), ("Tampa, Florida[3]", "US"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), COUNTRIES)
def test_a_country_is_known_by_many_names(text: str, code: str) -> None:
    assert read("code:country", text).value == code


def test_two_letters_behind_a_comma_are_no_country() -> None:
    assert read("code:country", "San Francisco, CA").value == "san_francisco_ca"


def test_georgia_is_a_state_where_the_column_names_states() -> None:
    assert read("code:country", "Atlanta, Georgia", "Austin, Texas").value == "US"
    assert read("code:country", "Tbilisi, Georgia", "Yerevan, Armenia").problem is None
    assert read("code:country", "Georgia").value == "GE"


def test_several_countries_in_a_cell_are_set_aside() -> None:
    assert read("code:country", "Athens, Greece; Miami, Fl, Usa").problem == "several_countries"


def test_na_among_codes_of_countries_is_unclear() -> None:
    assert read("code:country", "NA", "DE", "FR").problem == "na_or_namibia"
    assert read("code:country", "NA", "Germany").empty
    assert read("code:region", "NA", "EMEA", "APAC").value == "north_america"


def test_regions_are_known_and_others_kept() -> None:
    made = reader("code:region", ["Nordics", "Europe occidentale", "America de Nord", "Bavaria"])
    found = [made.read(text).value for text in ("Nordics", "Europe occidentale", "America de Nord", "Bavaria")]
    assert found == ["nordics", "western_europe", "north_america", "bavaria"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Slack; Asana", ("slack", "asana")),
        ("Slack, Asana and more", ("slack", "asana_and_more")),
        ("['Grubhub', 'Uber Eats']", ("grubhub", "uber_eats")),
        ('["G Suite", "JIRA Software"]', ("google_workspace", "jira")),
        ("Dropbox|Google Drive|Box|OneDrive", ("dropbox", "google_drive", "box", "onedrive")),
        ("Slack\nAsana\n• Jira", ("slack", "asana", "jira")),
        ("Slack; slack ; SLACK", ("slack",)),
        ("[broken, list", ("broken", "list")),
        ("[a, b]", ("a", "b")),
    ],
)
def test_lists_come_in_many_forms(text: str, values: tuple[str, ...]) -> None:
    assert read("tags:technologies", text).values == values


def test_commas_part_only_without_a_stronger_sign() -> None:
    made = reader("tags:themes", ["planning, budgets; hiring", "a, b"])
    assert made.read("a, b").values == ("a_b",)
    assert split("a, b") == ["a", "b"]


def test_an_empty_list_is_empty() -> None:
    assert read("tags:technologies", "[]").empty
    assert read("tags:technologies", "; ;").empty


TITLES = [
    ("VP Sales", "sales", "vp"),
    ("Leiterin Marketing", "marketing", "head"),
    ("Hoofd Engineering", "engineering", "head"),
    ("Directeur technique", "engineering", "director"),
    ("Șef de proiect", "project_management", "manager"),
    ("Sef de proiect", "project_management", "manager"),
    ("Project Manager", "project_management", "manager"),
    ("Head of Operations", "operations", "head"),
    ("Vertriebsleiter", "sales", "head"),
    ("Geschäftsführerin", "general_management", "c_level"),
    ("Geschaeftsfuehrer", "general_management", "c_level"),
    ("CTO", "engineering", "c_level"),
    ("Co-Founder & CEO", "general_management", "owner"),
    ("Executive Assistant to the CEO", "administration", "assistant"),
    ("Senior Software Engineer", "engineering", "senior"),
    ("Chef de projet", "project_management", "manager"),
    ("Director Financiar", "finance", "director"),
    ("IT-Leiter", "it", "head"),
    ("Head of department", None, "head"),
    ("finance", "finance", None),
    ("Dragon", None, None),
]


@pytest.mark.parametrize(("text", "department", "seniority"), TITLES)
def test_a_title_says_department_and_level(text: str, department: str | None, seniority: str | None) -> None:
    assert title(text) == (department, seniority)


def test_a_role_is_one_code() -> None:
    assert role_code("Project Manager") == "project_management/manager"
    assert role_code("Head of department") == "/head"
    assert role_code("finance") == "finance"
    assert role_code("Dragon tamer") == "dragon_tamer"


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Ja", True), ("nein", False), ("TRUE", True), ("0", False), ("Oui", True), ("nu", False), ("nee", False),
     ("adevărat", True), ("Fals", False), ("✓", True), ("1.0", True)],
)  # fmt: skip
def test_yes_and_no_in_five_languages(text: str, answer: bool) -> None:
    assert read("yesno", text).value is answer


def test_maybe_is_neither_yes_nor_no() -> None:
    assert read("yesno", "maybe").problem == "not_readable_as_yesno"


def test_ids_stay_as_written() -> None:
    assert read("id", " 00012 ").value == "00012"
    assert read("id", "12.0", "13.0").value == "12"
    assert read("id", "12.0", "A-13").value == "12.0"
    assert read("id", "1.23E+15").problem == "id_shortened"


def test_labels_keep_their_signs() -> None:
    assert read("label", " L’Équipe – Pro ").value == "L’Équipe – Pro"


@pytest.mark.skipif("OPENICP_DATA" not in os.environ, reason="OPENICP_DATA names no folder of example data")
def test_the_columns_of_real_lists_are_known() -> None:
    folder = Path(os.environ["OPENICP_DATA"])
    with (folder / "sp500" / "constituents.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for kind, header, least in (("industry", "GICS Sub-Industry", 0.99), ("country", "Headquarters Location", 0.99)):
        texts = [row[header] for row in rows]
        made = reader(f"code:{kind}", sorted(set(texts)))
        known = load(kind).entries
        assert sum(made.read(text).value in known for text in texts) / len(texts) >= least
