"""Whom to interview next: balanced, so that winners alone do not speak."""

from __future__ import annotations

from collections import Counter
from datetime import date

from openicp.voice import Candidate, choose


def many(group: str, number: int, *, heard: int = 0) -> list[Candidate]:
    return [
        Candidate(f"{group}{place}", f"{group}{place}", group, place < heard, float(place)) for place in range(number)
    ]


def test_ten_conversations_are_spread_over_all_groups():
    every = [one for group in ("best", "stayed", "left", "lost", "open") for one in many(group, 20)]
    found = choose(every, most=15)
    assert Counter(one.group for one in found) == {"best": 5, "stayed": 2, "left": 3, "lost": 3, "open": 2}
    assert {one.group for one in found[:5]} == {"best", "stayed", "left", "lost", "open"}


def test_the_group_that_was_heard_least_comes_first():
    every = [*many("best", 9, heard=4), *many("left", 9), *many("lost", 9, heard=1)]
    assert choose(every)[0].group == "left"
    assert choose(every)[0].asked == (0, 9)


def test_nobody_who_spoke_is_asked_again():
    assert choose(many("best", 3, heard=3)) == ()


def test_of_the_best_the_most_valuable_is_asked_and_of_the_others_the_one_in_the_middle():
    assert choose(many("best", 9), most=1)[0].name == "best8"
    assert choose(many("stayed", 9), most=1)[0].name == "stayed4"


def test_who_fits_and_left_goes_before_who_left_later():
    early = Candidate("a", "A", "left", False, 1.0, date(2025, 1, 1), True)
    late = Candidate("b", "B", "left", False, 1.0, date(2026, 1, 1), False)
    later = Candidate("c", "C", "left", False, 1.0, date(2026, 2, 1), None)
    assert [one.name for one in choose([later, late, early])] == ["A", "C", "B"]


def test_what_is_not_known_is_not_taken_for_nothing():
    unknown = Candidate("a", "A", "stayed", False, None)
    assert choose([unknown, *many("stayed", 3)], most=1)[0].name == "stayed1"
    assert choose([unknown])[0].worth is None
