"""Themes are counted by company, in the groups that matter, with quotes of different companies for and against."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openicp import voice
from openicp.voice import KINDS, Statement

GROUPS = {"a": "best", "b": "best", "c": "stayed", "d": "left", "e": "lost", "f": "lost"}


def said(company: str, kind: str | None, theme: str = "Price", quote: str = "", **more: object) -> Statement:
    words = quote or f"{company} on {theme}"
    values: dict[str, object] = {"ident": f"{company}:{kind}:{theme}:{words}", "account": company, "person": company}
    values |= {"kind": kind, "theme": theme, "quote": words, "role": "", "language": "en", "said_on": None}
    return Statement(**(values | more))  # type: ignore[arg-type]


def only(statements: list[Statement], kind: str) -> voice.Heard:
    (found,) = [one for one in voice.heard(statements, GROUPS) if one.kind == kind]
    return found


def test_two_people_of_one_company_count_once():
    two = [said("a", "pain", person="one"), said("a", "pain", quote="again", person="two"), said("b", "outcome")]
    assert only(two, "pain").said == (1, 2)


def test_a_theme_is_counted_in_each_group_that_was_asked():
    found = only([said("a", "pain"), said("d", "pain"), said("c", "doubt"), said("e", "trigger")], "pain")
    assert found.groups == {"best": (1, 1), "stayed": (0, 1), "left": (1, 1), "lost": (0, 1)}


def test_a_comment_without_a_kind_is_no_interview():
    assert only([said("a", "pain"), said("b", None)], "pain").said == (1, 1)


def test_only_those_who_left_are_asked_why():
    found = only([said("d", "leave"), said("a", "pain"), said("e", "loss")], "leave")
    assert found.said == (1, 1)


def test_themes_that_differ_in_case_and_blanks_are_one():
    assert only([said("a", "pain", "The price"), said("b", "pain", " the  Price")], "pain").said == (2, 2)


def test_two_quotes_are_of_different_companies_and_groups():
    rows = [said("a", "pain"), said("a", "pain", quote="more"), said("b", "pain"), said("e", "pain")]
    assert [one.company for one in only(rows, "pain").quotes] == ["a", "e"]


def test_who_did_not_consent_is_counted_and_never_quoted():
    found = only([said("a", "pain", quotable=False), said("b", "pain")], "pain")
    assert found.said == (2, 2)
    assert [one.company for one in found.quotes] == ["b"]


def test_a_quote_against_is_of_the_same_theme_and_of_a_kind_that_opposes_it():
    rows = [said("a", "why_us"), said("d", "leave"), said("e", "loss", "Speed"), said("b", "benefit")]
    assert [one.company for one in only(rows, "why_us").against] == ["d"]
    assert only(rows, "loss").against == ()


def test_a_need_takes_more_than_half_of_at_least_five_companies():
    asked = [said(each, "pain", "Overview") for each in "abc"] + [said(each, "doubt") for each in "def"]
    assert voice.needs(asked) is None
    need = voice.needs([*asked, said("d", "pain", "Overview")])
    assert need is not None
    assert (need.theme, need.said) == ("Overview", (4, 6))
    assert voice.needs(asked[:3] + asked[3:4]) is None


STATEMENTS = st.lists(
    st.builds(
        lambda company, kind, theme, quotable: said(company, kind, theme, quotable=quotable),
        st.sampled_from("abcdefg"),
        st.sampled_from([*KINDS, None]),
        st.sampled_from(["", "Price", "Speed"]),
        st.booleans(),
    ),
    max_size=30,
)


@given(STATEMENTS)
def test_whatever_was_said_counts_add_up_and_nothing_unquotable_is_shown(statements):
    for one in voice.heard(statements, GROUPS):
        assert 1 <= one.said[0] <= one.said[1] <= len({each.company for each in statements})
        assert sum(n for _, n in one.groups.values()) <= one.said[1]
        assert all(k <= n for k, n in one.groups.values())
        shown = (*one.quotes, *one.against)
        assert all(each.quotable for each in shown)
        assert len({each.company for each in one.quotes}) == len(one.quotes)
