"""What customers have in common reads as one sentence, in the words mainly, often, some, sometimes."""

from __future__ import annotations

import pytest

from openicp.model.attribute import Condition
from openicp.texts import LANGUAGES, Terms, catalogue
from openicp.texts.pattern import Common, pattern

EN = catalogue("en", terms=Terms(currency="USD"))
REFERENCE = (
    Common(Condition("industry", ("tech_startup", "ecommerce")), "mainly"),
    Common(Condition("region", ("north_america", "western_europe")), "mainly"),
    Common(Condition("employees", (), 50, 200), "mainly"),
    Common(Condition("technologies", ("slack",)), "mainly"),
    Common(Condition("technologies", ("cloud_storage",)), "mainly"),
    Common(Condition("revenue", (), 10e6, 50e6), "mainly"),
    Common(Condition("roles", ("project_management/manager",)), "mainly"),
    Common(Condition("technologies", ("asana",)), "often"),
    Common(Condition("technologies", ("google_drive",)), "often"),
    Common(Condition("roles", ("operations/head",)), "some"),
    Common(Condition("industry", ("digital_agency",)), "some"),
    Common(Condition("roles", ("marketing/head",)), "some"),
    Common(Condition("industry", ("nonprofit",)), "some"),
    Common(Condition("industry", ("healthcare",)), "sometimes"),
)


def test_the_reference_example_reads_as_people_say_it() -> None:
    assert pattern(EN, REFERENCE) == (
        "Mainly tech startups and e-commerce companies, some digital agencies and non-profits; 50–200 people; "
        "$10M–50M revenue; North America and Western Europe; Slack, Asana and cloud storage; "
        "mostly project managers, sometimes heads of department."
    )


def test_a_tool_of_a_kind_that_is_named_is_not_said_again() -> None:
    assert "Drive" not in pattern(EN, REFERENCE)
    without = [one for one in REFERENCE if one.condition.values != ("cloud_storage",)]
    assert "Google Drive" in pattern(EN, without)


def test_one_head_of_department_keeps_the_department() -> None:
    one = [trait for trait in REFERENCE if trait.condition.values != ("marketing/head",)]
    assert pattern(EN, one).endswith("mostly project managers, sometimes heads of operations.")


def test_what_only_many_have_is_said_to_be_often() -> None:
    often = (
        REFERENCE[2],
        Common(Condition("country", ("DE",)), "often"),
        Common(Condition("country", ("FR",)), "often"),
    )
    assert pattern(EN, often) == "50–200 people; often Germany and France."


def test_one_trait_alone_is_no_pattern() -> None:
    assert pattern(EN, REFERENCE[:1]) == ""
    assert pattern(EN, ()) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_words(lang: str) -> None:
    said = pattern(catalogue(lang, terms=Terms(currency="USD")), REFERENCE)
    assert said.endswith(".")
    assert "pattern" not in said
    assert (lang == "en") == ("mainly" in said.lower())
