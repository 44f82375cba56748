"""In the report and in words: whether the lines would be the same if others counted as valuable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openicp.model.profile import Elsewhere
from openicp.report.build import build
from openicp.report.inputs import ReportInput
from openicp.texts import LANGUAGES, catalogue
from openicp.texts.elsewhere import elsewhere
from report.examples import good, share
from report.test_html import read, words

HOLDS = Elsewhere("loyal", "holds", share(105, 122), share(23, 38))
OPEN = Elsewhere("growing", "cant_tell", share(18, 105), share(3, 14))
TURNS = Elsewhere("growing", "turns", share(2, 105), share(30, 90))


def with_elsewhere(*found: tuple[Elsewhere, ...]) -> ReportInput:
    """The good example, its first lines with what they tell elsewhere."""
    inp = good()
    assert inp.profile is not None
    lines = list(inp.profile.lines)
    for place, one in enumerate(found):
        evidence = lines[place].evidence
        assert evidence is not None
        lines[place] = replace(lines[place], evidence=replace(evidence, elsewhere=one))
    return replace(inp, profile=replace(inp.profile, lines=tuple(lines)))


def view(inp: ReportInput):
    return next(part.view for part in build(inp, catalogue("en")).parts if part.code == "profile").elsewhere


def test_a_row_a_line_and_a_column_a_choice_with_both_shares_and_a_sign() -> None:
    found = view(with_elsewhere((OPEN, HOLDS), (HOLDS, TURNS)))
    assert found.heads == ("Who stays", "Who grows")
    first, second = found.rows
    assert [(c.sign, c.word, c.with_it, c.others) for c in first.cells] == [
        ("✓", "holds", "86% of 122", "61% of 38"),
        ("?", "can’t tell yet", "17% of 105", "3 of 14"),
    ]
    assert [cell.sign for cell in second.cells] == ["✓", "⇄"]


def test_a_choice_that_a_line_does_not_know_is_left_empty() -> None:
    found = view(with_elsewhere((HOLDS, OPEN), (HOLDS,)))
    assert found.rows[1].cells[1] is None


def test_a_profile_that_was_not_asked_has_no_table() -> None:
    assert view(good()) is None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([], ""),
        ([("a", "won", "holds")], "The line holds for who buys."),
        (
            [("a", "loyal", "holds"), ("b", "loyal", "holds"), ("a", "won", "holds"), ("b", "won", "holds")],
            "All lines hold for who buys and who stays.",
        ),
        (
            [("a", "won", "holds"), ("b", "won", "cant_tell"), ("a", "fast", "cant_tell"), ("b", "fast", "cant_tell")],
            "1 of 2 lines holds for who buys. Can’t tell for who buys quickly.",
        ),
        (
            [("a", "won", "holds"), ("b", "won", "turns")],
            "1 of 2 lines holds for who buys. For who buys it is the other way round: b.",
        ),
        ([("a", "won", "turns")], "For who buys it is the other way round: a."),
    ],
)
def test_what_it_comes_to_is_said_in_words(told, said) -> None:
    assert elsewhere(catalogue("en"), told) == said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_told_in_every_language(lang: str) -> None:
    inp = with_elsewhere((OPEN, HOLDS), (TURNS, HOLDS))
    page, _ = read(inp, lang)
    assert catalogue(lang)("elsewhere").replace("\u00a0", " ") in words(page).replace("\u00a0", " ")
