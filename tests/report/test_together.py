"""In the report: conditions that count only together stand under the lines they join, on the card and in the list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openicp.model.profile import TOGETHER, Band, Line
from openicp.report.build import build
from openicp.report.inputs import ReportInput
from openicp.texts import LANGUAGES, catalogue
from report.examples import SIZE, TECH, TOOLS, good, line, prospects
from report.test_html import read, words

ANY_OTHER = Band(None, 0)
HAS = (("industry", "tech_startup"), ("employees", (85.0, 85.0)), ("technologies", "slack"))


def together() -> Line:
    made = line(TOGETHER, "shown", TECH, 7, (60, 90, 146, 565), bands=(ANY_OTHER,))
    return replace(made, bands=(replace(made.bands[0], also=(SIZE, TOOLS)), ANY_OTHER))


def joint(*, points: int) -> ReportInput:
    """The good example with its first three lines joined, each with ``points`` of its own."""
    inp = good()
    assert inp.profile is not None
    first = [replace(one, bands=(replace(one.bands[0], points=points), ANY_OTHER)) for one in inp.profile.lines[:3]]
    profile = replace(inp.profile, lines=(*first, *inp.profile.lines[3:], together()))
    row = replace(prospects().rows[0], why=((TOGETHER, HAS, 7),))
    return replace(inp, profile=profile, prospects=replace(prospects(), rows=(row,)))


def part(inp: ReportInput, code: str, lang: str = "en"):
    return next(one.view for one in build(inp, catalogue(lang)).parts if one.code == code)


def test_its_row_stands_right_under_the_lines_it_joins_with_its_counts() -> None:
    view = part(joint(points=0), "profile")
    assert [one.joined for one in view.lines] == [True] * 4 + [False] * 4
    row = view.lines[3]
    assert (row.name, row.points, row.index) == ("All three together", "+7", 8)
    assert [mark.text for mark in row.marks] == ["60 of 90", "146 of 565"]
    assert [one.points for one in view.lines[:3]] == ["", "", ""]


def test_lines_that_count_only_together_are_said_to() -> None:
    assert "count only together" in part(joint(points=0), "profile").note
    assert "count only together" not in part(joint(points=2), "profile").note


def test_the_card_says_in_full_what_counts_together() -> None:
    card = part(joint(points=0), "prospects").card
    pole = next(one for one in card.poles if one.name == "All three together")
    assert pole.bands == ((7, "All of them"), (0, "Not all of them"))
    assert "All three together: Tech startups or e-commerce, 50–200 people" in card.note
    assert card.note.count("startups") == 1


def test_why_names_what_the_company_has_of_it() -> None:
    (row,) = part(joint(points=0), "prospects").rows
    assert row.why.replace("\u00a0", " ") == "Tech startups, 85 people and Slack together +7"


def test_the_sentence_is_the_same_with_and_without_it() -> None:
    with_it = joint(points=2)
    assert with_it.profile is not None
    without = replace(with_it, profile=replace(with_it.profile, lines=with_it.profile.lines[:-1]))
    assert part(with_it, "sentence").spans == part(without, "sentence").spans


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_told_in_every_language(lang: str) -> None:
    page, _ = read(joint(points=0), lang)
    assert catalogue(lang).label(together()) in words(page)


def test_the_joined_lines_say_what_they_count_together() -> None:
    assert "count only together, +7 when all hold" in part(joint(points=0), "profile").note.replace("\u00a0", " ")


def test_a_card_of_two_tiers_says_that_the_one_between_is_not_there() -> None:
    inp = joint(points=0)
    assert inp.profile is not None
    tiers = tuple(one for one in inp.profile.tiers if one.name in {"A", "C"})
    skipping = replace(inp, profile=replace(inp.profile, tiers=tiers))
    assert "No tier B" in part(skipping, "prospects").note
    assert "No tier" not in part(inp, "prospects").note
