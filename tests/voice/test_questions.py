"""The questions of our guide come back from a survey as the kinds they ask for, in every language."""

from __future__ import annotations

import pytest

from openicp import voice
from openicp.collect.recognise.headers import candidates, parse
from openicp.collect.recognise.survey import kind_asked
from openicp.texts import LANGUAGES, catalogue

QUESTIONS = sorted({question.id: question for block in voice.blocks() for question in block.questions}.items())
ELSEWHERE = (
    "Anything else you would like to tell us?",
    "Noch etwas?",
    "How did you hear about us?",
    "What is your name?",
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_a_question_of_the_guide_is_recognised_as_the_kind_it_asks_for(lang, name, question):
    header = catalogue(lang, strict=True)(f"guide.ask.{name}")
    if question.kind == "score":
        assert "score" in {each.column for each in candidates(header)}
    else:
        assert kind_asked(parse(header)) == question.kind


@pytest.mark.parametrize("header", ELSEWHERE)
def test_a_question_that_asks_for_something_else_is_left_alone(header):
    assert kind_asked(parse(header)) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_else_the_survey_asks_is_understood(lang):
    texts = catalogue(lang, strict=True)
    for name, column in (("company", "account_name"), ("role", "spoken_role"), ("consent", "consent")):
        found = [each.column for each in candidates(texts(f"guide.survey.{name}")) if each.fits("voices")]
        assert column in found
