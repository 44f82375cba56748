"""The file of a profile: nothing is lost on the way, edits are read, faults are named."""

from __future__ import annotations

import copy
from functools import cache
from io import StringIO
from typing import Any

import pytest
from ruamel.yaml import YAML

from openicp import profile, segments
from openicp.errors import ConfigInvalid
from openicp.model.estimate import Estimate
from openicp.model.profile import Profile
from story.planted import planted

COMPANY = planted(600, seed=5)


@cache
def the_profile() -> Profile:
    return profile.fit(
        COMPANY.accounts,
        COMPANY.labels,
        segments.search(COMPANY.accounts, COMPANY.labels, permutations=100),
        as_of="2026-10-31",
        run="r1",
        left_out=(("owner", "owner"),),
    )


def through_yaml(plain: dict[str, object]) -> Any:
    yaml, text = YAML(), StringIO()
    yaml.dump(plain, text)
    return YAML(typ="safe").load(text.getvalue())


def test_through_a_yaml_file_and_back_nothing_is_lost() -> None:
    assert profile.from_plain(through_yaml(profile.to_plain(the_profile()))) == the_profile()
    assert the_profile().left_out == (("owner", "owner"),)


def test_the_keys_are_those_of_the_command_line() -> None:
    plain = profile.to_plain(the_profile(), statement={"en": "Our best customers are software."})
    assert list(plain)[:7] == ["name", "version", "verdict", "reason", "outcome", "statement", "lines"]
    line = plain["lines"][0]  # type: ignore[index]
    assert {"attribute", "basis", "bands", "evidence"} <= set(line)
    assert profile.from_plain(plain) == the_profile()


def edited(change: Any) -> Profile:
    plain = copy.deepcopy(profile.to_plain(the_profile()))
    change(plain)
    return profile.from_plain(plain, path="profiles/main/v2.yaml")


def test_points_can_be_changed_and_the_reference_follows() -> None:
    found = edited(lambda plain: plain["lines"][0]["bands"][0].update(points=10))
    band = found.lines[0].bands[0]
    assert band.points == 10
    bands = found.lines[0].bands
    points = sum(one.points * one.accounts for one in bands)
    assert found.lines[0].reference == pytest.approx(points / sum(one.accounts for one in bands))


def test_a_line_can_be_taken_out() -> None:
    assert len(edited(lambda plain: plain["lines"].pop(0)).lines) == len(the_profile().lines) - 1


def test_a_file_written_by_hand_needs_little() -> None:
    found = profile.from_plain(
        {
            "name": "main",
            "version": 1,
            "outcome": "won",
            "lines": [
                {
                    "attribute": "employees",
                    "basis": "chosen",
                    "bands": [{"low": 50, "high": 201, "points": 5}, {"others": True}],
                }
            ],
        }
    )
    assert (found.lines[0].best.low, found.lines[0].bands[1].condition) == (50.0, None)  # type: ignore[union-attr]
    assert found.run == "edited"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda p: p["lines"][0]["bands"][0].update(points=11), "lines[0].bands[0].points"),
        (lambda p: p["lines"][0]["bands"][0].update(points=2.5), "lines[0].bands[0].points"),
        (lambda p: p["lines"][0]["bands"][0].update(points="six"), "lines[0].bands[0].points"),
        (lambda p: p["lines"][0].update(basis="proved"), "lines[0].basis"),
        (lambda p: p["lines"][0].pop("attribute"), "lines[0].attribute"),
        (lambda p: p["lines"][0].update(bands=[]), "lines[0].bands"),
        (lambda p: p["lines"][0].update(bands=p["lines"][0]["bands"] * 3), "lines[0].bands"),
        (lambda p: p["lines"][0]["bands"].__setitem__(0, {"points": 3}), "lines[0].bands[0]"),
        (lambda p: p["lines"][0]["bands"].__setitem__(0, {"low": 9, "high": 5}), "lines[0].bands[0]"),
        (lambda p: p["lines"][0]["bands"].__setitem__(0, {"values": [1]}), "lines[0].bands[0].values"),
        (lambda p: p.update(lines="all"), "lines"),
        (lambda p: p.update(version=0), "version"),
        (lambda p: p.update(tiers=[{"name": "A", "low": 1}, {"name": "B", "low": 3}]), "tiers"),
    ],
)
def test_what_cannot_be_read_is_named(change: Any, where: str) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        edited(change)
    assert caught.value.fields["where"] == where
    assert caught.value.fields["path"] == "profiles/main/v2.yaml"


def test_a_text_is_no_profile() -> None:
    with pytest.raises(ConfigInvalid):
        profile.from_plain("hello")


def test_every_estimate_keeps_its_reason() -> None:
    line = the_profile().lines[0]
    assert line.evidence is not None
    assert isinstance(line.evidence.with_it, Estimate)
