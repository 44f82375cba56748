"""Lists against a card on which several conditions count only together."""

from __future__ import annotations

import pytest

from openicp.model.attribute import Condition
from openicp.model.profile import TOGETHER, Band, Line
from prospects.test_rank import company, people, profile, ranking

AGENCY = Condition("industry", ("agency",))
MIDDLE = Condition("employees", (), 50, 201)
SLACK = Condition("technologies", ("slack",))
JOINT = Line(TOGETHER, "shown", (Band(AGENCY, 10, also=(MIDDLE, SLACK)), Band(None, -2)), reference=0.6)
ALONE = tuple(Line(one.attribute, "shown", (Band(one, 0), Band(None, 0))) for one in (AGENCY, MIDDLE, SLACK))
EACH = tuple(
    Line(one.attribute, "shown", (Band(one, points), Band(None, 0)), reference=0.4)
    for one, points in ((AGENCY, 1), (MIDDLE, 1), (SLACK, 2))
)
USES = [("all", "slack"), ("all", "excel"), ("small", "slack"), ("other", "excel")]
ROWS = [
    company("all", industry="agency") | people(80),
    company("small", industry="agency") | people(10),
    company("other", industry="agency") | people(80),
    company("open", industry="agency") | people(80),
]


def rows(tmp_path, lines, listed=ROWS, tags=USES):
    found = ranking(tmp_path, listed, tags=tags, card=profile("reliable", (*lines, JOINT)))
    return {row.prospect_id: row for row in found.rows}


def test_a_company_with_all_of_it_is_told_what_it_has_of_each(tmp_path):
    found = rows(tmp_path, ALONE)["all"]
    assert (found.score, found.score_low, found.score_high, found.tier) == (10, 10, 10, "A")
    (reason,) = found.reasons
    assert (reason.attribute, reason.points, reason.band) == (TOGETHER, 10, 0)
    assert reason.value == (("industry", "agency"), ("employees", (80.0, 80.0)), ("technologies", ("slack",)))


@pytest.mark.parametrize("key", ["small", "other"])
def test_a_company_that_lacks_one_of_it_has_none_of_the_points(tmp_path, key):
    found = rows(tmp_path, ALONE)[key]
    assert (found.score, found.score_low, found.score_high) == (-2, -2, -2)
    (reason,) = found.reasons
    assert (reason.value, reason.band) == ((), None)
    assert found.ask is None


def test_the_one_thing_that_would_complete_it_is_asked_for_with_what_it_gives_on_its_own_line(tmp_path):
    found = rows(tmp_path, EACH)["open"]
    assert (found.score, found.score_low, found.score_high) == (3, 0, 14)
    assert found.unknown == ("technologies",)
    assert found.ask is not None
    assert (found.ask.attributes, found.ask.values, found.ask.tier) == (("technologies",), ("slack",), "A")


def test_two_open_things_are_asked_for_together_and_three_for_none(tmp_path):
    listed = [company("two", industry="agency"), company("three"), company("far", country="DE") | people(500)]
    found = rows(tmp_path, ALONE, listed, tags=[("else", "slack")])
    two, three, far = (found[key] for key in ("two", "three", "far"))
    assert two.unknown == ("employees", "technologies")
    assert two.ask is not None
    assert two.ask.attributes == ("employees", "technologies")
    assert (three.unknown, three.ask) == (("industry", "employees", "technologies"), None)
    assert (far.unknown, far.ask) == ((), None)


def test_what_a_list_does_not_have_at_all_is_missing_from_it(tmp_path):
    found = ranking(tmp_path, ROWS, card=profile("reliable", (JOINT,)), tagged=False)
    assert found.missing == ("technologies",)
    assert {row.prospect_id: row.score_high for row in found.rows} == {"all": 10, "open": 10, "other": 10, "small": -2}


def test_of_whom_one_of_three_is_open_is_ranked_and_of_whom_two_are_is_set_apart(tmp_path):
    listed = [*ROWS, company("two", industry="agency")]
    found = rows(tmp_path, ALONE, listed)
    assert (found["open"].status, found["open"].tier_low, found["open"].tier_high) == ("ranked", "C", "A")
    assert found["two"].status == "too_little_known"
