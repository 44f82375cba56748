"""Vocabularies: stable codes, names in five languages, no word that means two things."""

from __future__ import annotations

from importlib import resources

import pytest

from openicp.vocab import LANGUAGES, country_name, key, load, name, plain, region_of, slug, tidy
from openicp.vocab.entries import table
from openicp.vocab.folding import keys
from openicp.vocab.slips import is_slip

FREE_OF_LOOKING_UP = {"legal_form", "department", "seniority", "affix", "bound", "currency", "state"}
"""Read word by word with their signs, or by the whole column; a test of their own below."""
FILES = sorted(
    path.name.removesuffix(".tsv")
    for path in (resources.files("openicp.vocab") / "data").iterdir()
    if path.name.endswith(".tsv") and ".words" not in path.name
)
NAMED = ["industry", "region", "growth_stage", "funding", "business_model", "location_type", "size_class", "department",
         "seniority", "period", "yesno"]  # fmt: skip


@pytest.mark.parametrize("vocabulary", [file for file in FILES if file not in FREE_OF_LOOKING_UP])
def test_no_word_means_two_things(vocabulary: str) -> None:
    meaning: dict[str, str] = {}
    for entry in load(vocabulary).entries.values():
        for spelling in entry.spellings():
            for folded in keys(spelling):
                assert meaning.setdefault(folded, entry.code) == entry.code, (spelling, entry.code)


@pytest.mark.parametrize("vocabulary", FILES)
def test_every_file_has_entries(vocabulary: str) -> None:
    assert load(vocabulary).entries


@pytest.mark.parametrize("vocabulary", NAMED)
def test_every_code_has_a_name_in_five_languages(vocabulary: str) -> None:
    for entry in table(vocabulary):
        assert set(entry.names) == set(LANGUAGES), entry.code


@pytest.mark.parametrize("vocabulary", ["bound", "currency"])
def test_no_sign_means_two_things(vocabulary: str) -> None:
    meaning: dict[str, str] = {}
    for entry in table(vocabulary):
        for spelling in entry.words:
            folded = plain(tidy(spelling)).replace(" ", "").replace(".", "")
            assert meaning.setdefault(folded, entry.code) == entry.code, spelling


def test_every_part_of_a_country_has_a_country_and_a_short_form_of_its_own() -> None:
    known = load("country").entries
    forms = [(entry.facts["country"], entry.facts["abbreviation"]) for entry in table("state")]
    assert len(set(forms)) == len(forms)
    assert {country for country, _ in forms} <= set(known)


def test_every_industry_has_its_codes_in_three_classifications() -> None:
    entries = load("industry").entries.values()
    assert 30 <= len(entries) <= 50
    for entry in entries:
        assert {"nace", "naics", "isic"} <= set(entry.facts), entry.code


def test_the_industries_of_the_example_company_are_there() -> None:
    assert {"software", "ecommerce", "digital_agency", "nonprofit"} <= set(load("industry").entries)


def test_every_country_has_a_region_that_has_a_name() -> None:
    regions = load("region").entries
    for entry in load("country").entries.values():
        if entry.code not in {"AQ", "BV", "GS", "HM", "TF"}:
            assert entry.facts["region"] in regions, entry.code


def test_a_country_has_its_name_and_region() -> None:
    assert [country_name("DE", lang) for lang in LANGUAGES] == [
        "Germany",
        "Duitsland",
        "Deutschland",
        "Germania",
        "Allemagne",
    ]
    assert (region_of("US"), region_of("RO"), region_of("fr"), region_of("XX")) == (
        "north_america",
        "eastern_europe",
        "western_europe",
        None,
    )


def test_names_of_codes() -> None:
    assert name("industry", "nonprofit", "de") == "Gemeinnützige Organisationen"
    assert name("technologies", "google_workspace", "fr") == "Google Workspace"
    assert name("country", "NL", "nl") == "Nederland"
    assert name("industry", "property_services", "de") == "property services"
    assert name("roles", "project_management/manager", "en") == "Project management (Manager)"
    assert name("roles", "/head", "en") == "Head of department"


def test_a_vocabulary_that_is_not_there_is_empty() -> None:
    assert load("no_such_thing").entries == {}


@pytest.mark.parametrize(
    ("typed", "meant", "answer"),
    [("technolgy", "technology", True), ("tecnology", "technology", True), ("techonlogy", "technology", True),
     ("technalogy", "technology", True), ("painting", "printing", False), ("shopping", "shipping", False),
     ("commerce", "ecommerce", False),
     ("industrials", "industrial", False), ("technology", "technology", False), ("software", "hardware", False)],
)  # fmt: skip
def test_a_slip_is_one_letter_and_never_another_word(typed: str, meant: str, answer: bool) -> None:
    assert is_slip(typed, meant) is answer


def test_a_slip_between_two_codes_is_no_slip() -> None:
    assert load("country").near("Austrlia") is None or load("country").near("Austrlia") == ("AU", "Australia")
    assert load("country").near("Philipines") == ("PH", "Philippines")


def test_writing_that_means_the_same_has_one_key() -> None:
    assert key("Sănătate") == key("sanatate") == key("SĂNĂTATE")
    assert key("comerţ") == key("comerț")
    assert key("Food & Beverage") == key("food_beverage") == key("Food and Beverage")
    assert tidy("\u00a050\u202f–\u200b\u00a0200 ") == "50 - 200"
    assert tidy("„Mio.“") == '"Mio."'


def test_a_slug_keeps_what_tells_apart() -> None:
    assert slug("C++") != slug("C#") != slug("C")
    assert slug("Property Services") == "property_services"
    assert slug("Şef & Co") == "sef_and_co"
