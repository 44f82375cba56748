"""A user's own columns and size classes are said so that a reader knows what they are."""

from __future__ import annotations

import pytest

from openicp.model.attribute import Attribute, Condition, Kind
from openicp.texts import LANGUAGES, Part, Terms, catalogue, plain

TERMS = Terms(
    {"x_motion": Attribute("x_motion", Kind.CATEGORY, own_label="sales_motion")},
    {"x_motion": {"self_service": "self_service"}, "industry": {"technical_services": "technical_services"}},
    "EUR",
)


def test_no_code_is_shown_even_where_the_user_wrote_one() -> None:
    texts = catalogue("en", terms=TERMS)
    assert texts.label(Condition("x_motion", ("self_service",))) == "Sales motion: Self service"
    assert texts.label(Condition("industry", ("technical_services",))) == "Technical services"


def test_size_classes_stand_in_their_order() -> None:
    classes = Condition("size_class", ("enterprise", "medium", "mid_market", "small"))
    assert catalogue("en").label(classes) == "Small, Medium, Mid-market or Enterprise"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_size_class_is_no_bracket_in_the_sentence(lang: str) -> None:
    said = plain(catalogue(lang).sentence([Part("size_class", "shown", Condition("size_class", ("smb",)))]))
    assert {"en": "SMB", "fr": "PME", "ro": "IMM", "nl": "MKB", "de": "KMU"}[lang] in said
    assert "(" not in said


def test_a_kind_of_tool_loses_its_capital_and_a_product_keeps_it() -> None:
    tools = Part("technologies", "shared", Condition("technologies", ("cloud_storage", "slack")))
    assert plain(catalogue("en").sentence([tools])).endswith("companies that use cloud storage or Slack.")
