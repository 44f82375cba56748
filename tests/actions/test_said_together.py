"""In words and as data: a line on which several conditions count only when all hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from openicp.actions.answering import profile_plain
from openicp.actions.scoring import _first
from openicp.actions.telling.saying import ask_said, reasons_said
from openicp.model.attribute import Condition
from openicp.model.profile import TOGETHER, Band, Line, Profile
from openicp.prospects import Ask, Ranking, Reason
from openicp.texts import LANGUAGES, catalogue

from .test_listing import company

SOFTWARE = Condition("industry", ("software", "e-commerce"))
MIDDLE = Condition("employees", (), 50.0, 201.0)
SLACK = Condition("technologies", ("slack",))
JOINT = Line(TOGETHER, "shown", (Band(SOFTWARE, 7, 20, 14, also=(MIDDLE, SLACK)), Band(None, 0, 80, 24)))
OWN = tuple(Line(one.attribute, "shown", (Band(one, 0), Band(None, 0))) for one in (SOFTWARE, MIDDLE, SLACK))
CARD = Profile("main", 1, "won", "reliable", "holds", {}, (*OWN, JOINT), (), "2026-10-31", "r1", 100, 38, 999)
HAS = (("industry", "software"), ("employees", (120.0, 120.0)), ("technologies", ("slack", "jira")))
ALL = Reason(3, TOGETHER, 7, HAS, 0)


def why(*reasons: Reason) -> str:
    return reasons_said(replace(company("a"), reasons=reasons), catalogue("en"))


def test_as_data_it_names_its_attributes_and_all_that_must_hold() -> None:
    plain: Any = profile_plain(CARD, catalogue("en"))
    joint = plain["lines"][3]
    assert (joint["attribute"], joint["label"]) == ("together", "All three together")
    assert joint["attributes"] == ["industry", "employees", "technologies"]
    best, rest = joint["bands"]
    assert best["label"] == "Software or e-commerce, 50–200 people, Slack"
    assert [one["attribute"] for one in best["conditions"]] == joint["attributes"]
    assert (rest["others"], rest["label"]) == (True, "not all of them")
    assert "attributes" not in plain["lines"][0]


def test_the_sentence_says_nothing_more_for_it() -> None:
    alone = profile_plain(replace(CARD, lines=OWN), catalogue("en"))
    assert profile_plain(CARD, catalogue("en"))["statement"] == alone["statement"]


def test_why_names_what_is_not_told_beside_it() -> None:
    assert why(ALL) == "Software, 120 people and Slack together +7"
    own = (Reason(0, "industry", 2, "software", 0), Reason(1, "employees", 1, (120.0, 120.0), 0))
    slack = Reason(2, "technologies", 1, ("slack",), 0)
    assert why(ALL, *own, slack) == "All three together +7, Software +2, 120 people +1, Slack +1"
    assert why(*own, slack, replace(ALL, points=1)).endswith("Slack +1, all three together +1")
    assert why(Reason(3, TOGETHER, -2, (), None)) == "Not all of them -2"


def test_what_would_complete_it_is_asked_for_at_once() -> None:
    ask = Ask(3, "employees", (), 50.0, 201.0, "A", also=(SLACK,))
    assert ask_said(replace(company("a"), ask=ask), catalogue("en")) == "People and Tools used? Could make it A."


def test_scored_data_list_what_the_company_has_of_each() -> None:
    ranking = Ranking((replace(company("a"), reasons=(ALL,)),), {}, {}, 13, ())
    (said,) = _first(ranking, catalogue("en"))[0]["reasons"]
    assert said["points"] == 7
    assert said["value"] == [
        {"attribute": "industry", "value": "software"},
        {"attribute": "employees", "value": (120.0, 120.0)},
        {"attribute": "technologies", "value": "slack"},
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [2, 3, 4])
def test_every_language_has_a_name_for_so_many(lang: str, count: int) -> None:
    also = tuple(Condition(f"x_{n}", ("yes",)) for n in range(count - 1))
    said = catalogue(lang).label(Line(TOGETHER, "shown", (Band(SOFTWARE, 7, also=also), Band(None, 0))))
    assert said[:1].isupper()
    assert ("4" in said) == (count == 4)
