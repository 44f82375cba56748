"""A line that asks several things at once: who is on it, what it counts, what a person changes about it."""

from __future__ import annotations

import copy
from dataclasses import replace
from io import StringIO
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from openicp.config.profiles import from_plain, to_plain
from openicp.errors import ConfigInvalid, InvalidChoice
from openicp.model.attribute import Attribute, Condition, Kind
from openicp.model.cells import Labels
from openicp.model.facts import Accounts, CategoryColumn, Column, NumberColumn, TagsColumn
from openicp.model.profile import TOGETHER, Band, Line, Profile
from openicp.model.segment import Segment
from openicp.profile.edit import Changes, edited
from openicp.profile.evidence import evidence
from openicp.profile.score import add_up, line_points
from openicp.segments.sample import sample

SOFTWARE = Condition("industry", ("software", "e-commerce"))
MIDDLE = Condition("employees", (), 50.0, 201.0)
SLACK = Condition("technologies", ("slack",))
JOINT = Line(TOGETHER, "shown", (Band(SOFTWARE, 7, 20, 14, also=(MIDDLE, SLACK)), Band(None, 0, 80, 24)), reference=1.4)
OWN = tuple(Line(one.attribute, "shown", (Band(one, 0), Band(None, 0))) for one in (SOFTWARE, MIDDLE, SLACK))
INDUSTRIES = ("agency", "e-commerce", "software")


def accounts(*found: tuple[str | None, float | None, bool | None]) -> Accounts:
    """Companies by industry, people and whether they use Slack; ``None`` is unknown."""
    n = len(found)
    codes = np.array([-1 if industry is None else INDUSTRIES.index(industry) for industry, _, _ in found], np.int64)
    people = np.array([np.nan if each is None else each for _, each, _ in found], float)
    slack = np.array([[-1 if uses is None else int(uses)] for _, _, uses in found], np.int8)
    columns: dict[str, Column] = {
        "industry": CategoryColumn(Attribute("industry", Kind.CATEGORY), INDUSTRIES, codes),
        "employees": NumberColumn(Attribute("employees", Kind.NUMBER), people, people, (-np.inf, 50.0, 201.0, np.inf)),
        "technologies": TagsColumn(Attribute("technologies", Kind.TAGS), ("slack",), slack),
    }
    no, never, none = np.zeros(n, bool), np.full(n, -1), np.array([f"a{i}" for i in range(n)], dtype=object)
    return Accounts(none, none, columns, never, no, never.astype(np.int8), no, no, never, never, np.full(n, np.nan))


def triple(*company: object) -> tuple[int, ...]:
    return tuple(int(one[0]) for one in line_points(JOINT, accounts(company)))  # type: ignore[arg-type]


def test_it_counts_when_all_hold_and_not_when_one_is_known_to_fail() -> None:
    assert triple("software", 120.0, True) == (7, 7, 7)
    assert triple("agency", 120.0, True) == (0, 0, 0)
    assert triple("agency", None, None) == (0, 0, 0)


def test_while_one_is_unknown_and_none_fails_it_counts_its_reference() -> None:
    assert triple("software", 120.0, None) == (1, 0, 7)
    assert triple(None, None, None) == (1, 0, 7)


def test_an_attribute_that_no_company_has_is_unknown_for_all() -> None:
    line = Line(TOGETHER, "shown", (Band(SOFTWARE, 7, also=(Condition("x_fleet", ("big",)),)), Band(None, 0)))
    points, low, high = line_points(line, accounts(("software", 10.0, True), ("agency", 10.0, True)))
    assert (points.tolist(), low.tolist(), high.tolist()) == ([0, 0], [0, 0], [7, 0])


def test_it_names_the_attributes_it_asks_and_nothing_of_its_own() -> None:
    assert JOINT.is_together
    assert JOINT.attributes == ("industry", "employees", "technologies")
    assert JOINT.best is None
    assert JOINT.asked == (SOFTWARE, MIDDLE, SLACK)
    assert OWN[0].attributes == ("industry",)
    assert OWN[0].asked == (SOFTWARE,)


def test_it_adds_to_the_points_of_the_lines_it_joins() -> None:
    both = accounts(("software", 120.0, True), ("software", 120.0, False))
    assert add_up((*OWN, JOINT), both)[0].tolist() == [7, 0]


CARD = Profile(
    "main", 1, "won", "reliable", "shown", {}, (*OWN, JOINT), (), "2026-10-31", "r1", 100, 38, 999, None
)  # fmt: skip


def through_yaml(plain: dict[str, object]) -> Any:
    yaml, text = YAML(), StringIO()
    yaml.dump(plain, text)
    return YAML(typ="safe").load(text.getvalue())


def test_the_file_lists_all_that_must_hold_and_reads_it_back() -> None:
    plain = through_yaml(to_plain(CARD))
    band = plain["lines"][3]["bands"][0]
    assert [one["attribute"] for one in band["conditions"]] == ["industry", "employees", "technologies"]
    assert from_plain(plain).lines[3] == JOINT
    assert from_plain(plain) == CARD


def spoilt(change: Any) -> Any:
    plain = copy.deepcopy(through_yaml(to_plain(CARD)))
    change(plain["lines"])
    return plain


FAULTS = {
    "lines": lambda lines: lines.append(lines[3]),
    "lines[3].bands[0].conditions": lambda lines: (
        lines[3]["bands"][0]["conditions"].pop(1) and lines[3]["bands"][0]["conditions"].pop(1)
    ),
    "lines[3].bands[0].conditions[1]": lambda lines: (
        lines[3]["bands"][0]["conditions"][1].pop("low") and lines[3]["bands"][0]["conditions"][1].pop("high")
    ),
    "lines[3].bands[0]": lambda lines: lines[3]["bands"].reverse(),
    "lines[3].bands[1]": lambda lines: lines[3]["bands"].__setitem__(1, {"values": ["software"], "points": 1}),
}


@pytest.mark.parametrize("place", FAULTS)
def test_a_fault_in_it_is_named_by_its_place(place: str) -> None:
    with pytest.raises(ConfigInvalid) as found:
        from_plain(spoilt(FAULTS[place]), path="v2.yaml")
    assert found.value.fields["where"] == place


MANY = accounts(
    *[("software", 120.0, True)] * 20,
    *[("software", 120.0, False)] * 30,
    *[("agency", 120.0, True)] * 30,
    *[("software", 400.0, True)] * 15,
    *[("software", 120.0, None)] * 5,
)
WON = np.r_[np.ones(14), np.zeros(6), np.tile([1, 0, 0], 26), np.zeros(2)].astype(np.int8)
LABELS = Labels(WON, np.zeros(100, np.int64), "won", False)


def test_its_evidence_counts_those_with_all_beside_those_known_to_lack_one() -> None:
    found = evidence(JOINT.asked, MANY, sample(LABELS))
    assert (found.with_it.k, found.with_it.n) == (14, 20)
    assert found.others.n == 75
    assert found.unknown == 5


def test_points_of_it_can_be_tried_and_its_counts_are_kept() -> None:
    found = edited(CARD, Changes(points={TOGETHER: 4}), MANY, LABELS)
    joint = found.lines[3]
    assert [(band.points, band.accounts) for band in joint.bands] == [(4, 20), (0, 75)]
    assert joint.asked == JOINT.asked
    assert found.segment == Segment((SOFTWARE, MIDDLE, SLACK))
    assert found.highest == 4


def test_a_band_that_changes_changes_what_counts_together() -> None:
    wider = Condition("employees", (), 50.0, 501.0)
    found = edited(CARD, Changes(bands={"employees": wider}), MANY, LABELS)
    assert found.lines[3].asked == (SOFTWARE, wider, SLACK)
    assert found.lines[3].bands[0].accounts == 35


def test_without_one_of_its_lines_the_others_go_on_together_and_one_alone_does_not() -> None:
    found = edited(CARD, Changes(drop=("technologies",)), MANY, LABELS)
    assert [line.attribute for line in found.lines] == ["industry", "employees", TOGETHER]
    assert found.lines[2].asked == (SOFTWARE, MIDDLE)
    alone = edited(CARD, Changes(drop=("technologies", "employees")), MANY, LABELS)
    assert [line.attribute for line in alone.lines] == ["industry"]
    assert alone.tiers == ()


def test_it_has_no_band_of_its_own_to_change() -> None:
    with pytest.raises(InvalidChoice):
        edited(CARD, Changes(bands={TOGETHER: SLACK}), MANY, LABELS)


def test_lines_that_count_together_are_read_side_by_side_with_their_joint_line_below() -> None:
    other = Line("country", "shown", (Band(Condition("country", ("DE",)), 2), Band(None, 0)))
    ruled_out = Line("technologies", "chosen", (Band(Condition("technologies", ("teams",)), 0),))
    mixed = replace(CARD, lines=(other, OWN[0], JOINT, ruled_out, OWN[1], OWN[2]))
    assert mixed.reading_order == (0, 1, 4, 5, 2, 3)
    assert [mixed.only_together(line) for line in mixed.lines] == [False, True, False, False, True, True]
    assert replace(CARD, lines=(OWN[0], other)).reading_order == (0, 1)
