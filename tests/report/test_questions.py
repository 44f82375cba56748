"""Questions say what they ask, what suggested them and how far they have come, and never more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.segment import Segment
from openicp.report.inputs import Question
from openicp.report.views.questions import question_view
from openicp.texts import LANGUAGES, catalogue

ASKED = Question(
    "h1",
    Segment((Condition("employees", (), 50.0, 201.0),)),
    "loyal",
    True,
    "suggested",
    "left",
    Estimate(1 / 14, 0.013, 0.313, 14, "wilson", k=1, unit="share"),
    Estimate(10 / 26, 0.224, 0.574, 26, "wilson", k=10, unit="share"),
    214,
    22,
    90,
    since=date(2026, 10, 31),
    seen=9,
    new_inside=(3, 4),
    new_others=(2, 5),
)


def test_the_count_leads_and_its_range_stands_beside_it() -> None:
    said = question_view(ASKED, catalogue("en"))
    assert said.question == "50–200 people: do they stay 12 months more often than others?"
    assert said.counts == "50–200 people: 1 of 14 left (7%, 1–31). All others: 10 of 26 (38%, 22–57)."
    assert "we tried 214 groupings" in said.leaning
    assert said.standing.startswith("If the gap is real, about 22 more customers settle it")


def test_before_there_are_enough_it_says_not_yet() -> None:
    said = question_view(replace(ASKED, state="open"), catalogue("en"))
    assert said.standing == "Not yet: 9 of about 22 new customers since 31 Oct, 4 of them like these."


@pytest.mark.parametrize(("state", "word"), [("holds", "It holds."), ("not_shown", "It did not show.")])
def test_an_answer_says_when_and_of_how_many(state: str, word: str) -> None:
    answered = replace(ASKED, state=state, answered_on=date(2027, 10, 31), seen=24)
    said = question_view(answered, catalogue("en")).standing
    assert said == f"{word} Asked once, on 31 October 2027, of 24 new ones: 3 of 4 like these, 2 of 5 of the others."


def test_what_points_nowhere_is_no_more_than_the_clearest() -> None:
    assert "no more than that" in question_view(replace(ASKED, points=False), catalogue("en")).leaning


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("state", ["suggested", "open", "holds", "not_shown", "withdrawn"])
def test_every_state_is_said_in_every_language(lang: str, state: str) -> None:
    texts = catalogue(lang, strict=True)
    for outcome in ("loyal", "won", "profitable"):
        one = replace(ASKED, state=state, outcome=outcome, answered_on=date(2027, 10, 31), more=outcome != "won")
        said = question_view(one, texts)
        assert said.question
        assert said.standing
