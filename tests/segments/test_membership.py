"""Membership answers yes, no or unknown exactly as one condition does for one company."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from openicp.model.attribute import Attribute, Condition, Kind, all_of, any_of
from openicp.model.facts import Accounts, CategoryColumn, NumberColumn, TagsColumn
from openicp.model.segment import WHOLE, Segment
from openicp.segments import by_choice, membership, unplaced

VALUES = ("a", "b", "c")
TAGS = ("x", "y")
EDGES = (-math.inf, 10.0, 50.0, math.inf)
ANSWER = {True: 1, False: 0, None: -1}


def accounts(codes: list[int], ranges: list[tuple[float, float]], tags: list[list[int]]) -> Accounts:
    """Accounts that have a category, a number and tags."""
    n = len(codes)
    low, high = (np.array([pair[side] for pair in ranges], float) for side in (0, 1))
    none = np.full(n, -1, np.int64)
    return Accounts(
        account_id=np.array([str(place) for place in range(n)], object),
        name=np.array([str(place) for place in range(n)], object),
        columns={
            "kind": CategoryColumn(Attribute("kind", Kind.CATEGORY), VALUES, np.array(codes, np.int64)),
            "people": NumberColumn(Attribute("people", Kind.NUMBER), low, high, EDGES),
            "tools": TagsColumn(Attribute("tools", Kind.TAGS), TAGS, np.array(tags, np.int8).reshape(n, len(TAGS))),
        },
        approached=none,
        is_approached=np.zeros(n, bool),
        outcome=none.astype(np.int8),
        customer=np.zeros(n, bool),
        active=np.zeros(n, bool),
        started=none,
        left=none,
        mrr=np.full(n, np.nan),
    )


bound = st.one_of(st.none(), st.sampled_from([1.0, 10.0, 50.0, 100.0]))
number = st.one_of(
    st.just((math.nan, math.nan)),
    st.tuples(st.sampled_from([0.0, 10.0, 49.0]), st.sampled_from([49.0, 50.0, 100.0, math.inf])),
    st.sampled_from([(5.0, 5.0), (10.0, 10.0), (50.0, 50.0)]),
)
company = st.tuples(st.integers(-1, 2), number, st.lists(st.integers(-1, 1), min_size=2, max_size=2))
some = st.lists(company, min_size=1, max_size=6)
kinds = st.builds(lambda v: Condition("kind", tuple(v)), st.lists(st.sampled_from(VALUES), min_size=1, unique=True))
people = st.builds(lambda low, high: Condition("people", (), low, high), bound, bound)
tools = st.builds(lambda v: Condition("tools", tuple(v)), st.lists(st.sampled_from(TAGS), min_size=1, unique=True))


def one_by_one(condition: Condition, code: int, span: tuple[float, float], tags: list[int]) -> bool | None:
    if condition.attribute == "kind":
        return condition.holds_value(None if code < 0 else VALUES[code])
    if condition.attribute == "people":
        return condition.holds_range(*(None if math.isnan(end) else end for end in span))
    known = {1: True, 0: False, -1: None}
    return any_of([known[tags[TAGS.index(value)]] for value in condition.values])


@given(some, st.lists(st.one_of(kinds, people, tools), max_size=3))
def test_arrays_and_single_conditions_agree(companies: list, conditions: list[Condition]) -> None:
    table = accounts(*(list(part) for part in zip(*companies, strict=True)))
    found = membership(Segment(tuple(conditions)), table)
    expected = [ANSWER[all_of([one_by_one(c, *one) for c in conditions])] for one in companies]
    assert found.tolist() == expected


def test_everybody_belongs_to_the_whole() -> None:
    assert membership(WHOLE, accounts([0, -1], [(1, 1), (math.nan, math.nan)], [[1, 1], [-1, -1]])).tolist() == [1, 1]


def test_an_attribute_that_nobody_has_is_unknown_for_all() -> None:
    table = accounts([0], [(1, 1)], [[1, 0]])
    assert membership(Segment((Condition("moon", ("full",)),)), table).tolist() == [-1]


def test_a_tag_nobody_has_is_no_where_others_are_listed_and_unknown_where_none_is() -> None:
    table = accounts([0, 0], [(1, 1)] * 2, [[1, 0], [-1, -1]])
    assert membership(Segment((Condition("tools", ("new",)),)), table).tolist() == [0, -1]


@given(some)
def test_each_account_is_in_a_combination_or_in_the_row_unknown(companies: list) -> None:
    table = accounts(*(list(part) for part in zip(*companies, strict=True)))
    placed = np.zeros(table.n, bool)
    for segment in by_choice(table, ["kind", "people"]):
        placed |= membership(segment, table) == 1
    assert (placed ^ unplaced(table, ["kind", "people"])).all()


def test_small_combinations_are_there_too() -> None:
    table = accounts([0, 1], [(1, 1), (20, 20)], [[1, 0], [0, 1]])
    found = by_choice(table, ["kind", "people"])
    assert [(s.conditions[0].values, s.conditions[1].low, s.conditions[1].high) for s in found] == [
        (("a",), None, 10.0),
        (("b",), 10.0, 50.0),
    ]


@given(some, st.lists(st.one_of(kinds, people, tools), max_size=3), st.data())
def test_some_of_the_accounts_answer_as_they_do_among_all(
    companies: list[tuple[int, tuple[float, float], list[int]]], conditions: list[Condition], data: st.DataObject
) -> None:
    everybody = accounts(*map(list, zip(*companies, strict=True)))
    segment = Segment((*conditions, Condition("missing", ("a",)))[: data.draw(st.integers(0, 4))])
    rows = np.array(data.draw(st.lists(st.integers(0, len(companies) - 1), max_size=9)), np.int64)
    assert membership(segment, everybody, rows).tolist() == membership(segment, everybody)[rows].tolist()
