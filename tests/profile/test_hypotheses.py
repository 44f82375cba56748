"""What is worth asking is found and said to be no more than that; a question is tested on new accounts only, once."""

from __future__ import annotations

import numpy as np

from openicp import profile
from openicp.model.attribute import Condition
from openicp.model.segment import Segment
from openicp.profile.hypotheses import Asked, question, questions, standing
from story.planted import planted

AGENCY = Segment((Condition("industry", ("agency",)),))


def company(*, inside: tuple[int, int], others: tuple[int, int], sizes: bool = False):  # type: ignore[no-untyped-def]
    """Accounts of which the first are agencies: so many of them, and of the others, with the outcome."""
    from dataclasses import replace

    from openicp.model.facts import CategoryColumn, NumberColumn

    n = inside[1] + others[1]
    accounts = planted(n, seed=3).accounts
    codes = np.where(np.arange(n) < inside[1], 2, 0)
    column = accounts.columns["industry"]
    assert isinstance(column, CategoryColumn)
    columns = {"industry": replace(column, codes=codes)}
    if sizes:
        people = accounts.columns["employees"]
        assert isinstance(people, NumberColumn)
        given = np.where(np.arange(n) < inside[1], 80.0, np.where(np.arange(n) % 4 == 0, 90.0, 20.0))
        columns["employees"] = replace(people, low=given, high=given)  # type: ignore[assignment]
    values = np.zeros(n, np.int8)
    values[: inside[0]] = 1
    values[inside[1] : inside[1] + others[0]] = 1
    return replace(accounts, columns=columns), values


def test_a_wide_gap_of_few_customers_points_a_way() -> None:
    accounts, values = company(inside=(13, 14), others=(12, 26))
    found = questions(accounts, [Asked("loyal", values)])[0]
    assert (found.segment, found.more, found.inside, found.others) == (AGENCY, True, (13, 14), (12, 26))
    assert found.points
    assert found.needed is not None
    assert found.needed_half is not None
    assert found.needed < found.needed_half / 2


def test_no_gap_points_nowhere() -> None:
    accounts, values = company(inside=(7, 14), others=(13, 26))
    assert [one for one in questions(accounts, [Asked("loyal", values)]) if one.points] == []


def test_the_size_that_all_of_them_share_is_part_of_the_question() -> None:
    accounts, values = company(inside=(13, 14), others=(12, 26), sizes=True)
    found = questions(accounts, [Asked("loyal", values)])[0]
    assert found.segment.conditions == (*AGENCY.conditions, Condition("employees", (), 50.0, 201.0))
    assert (found.inside, found.others) == ((13, 14), (12, 26))


def test_every_grouping_of_every_outcome_is_counted() -> None:
    noise = planted(120, seed=8, noise=True)
    one = questions(noise.accounts, [Asked("a", noise.labels.values)])[0].looked_at
    both = questions(noise.accounts, [Asked("a", noise.labels.values), Asked("b", noise.accounts.outcome)])[0].looked_at
    assert 50 < one < both <= 2 * one


def test_of_companies_in_which_nothing_means_anything_few_have_something_that_points() -> None:
    found = [planted(55, seed=1000 + seed, noise=True) for seed in range(40)]
    told = [questions(one.accounts, [Asked("won", one.accounts.outcome)]) for one in found]
    assert sum(bool(one and one[0].points) for one in told) <= 18


def test_attributes_that_give_the_outcome_away_are_not_asked_about() -> None:
    accounts, values = company(inside=(13, 14), others=(12, 26))
    assert questions(accounts, [Asked("loyal", values, frozenset({"industry"}))]) == ()


def test_a_question_is_answered_when_both_sides_are_there_and_not_before() -> None:
    accounts, values = company(inside=(30, 40), others=(20, 60))
    one = question(AGENCY, Asked("loyal", values), accounts, more=True)
    assert one.needed is not None
    few = values.copy()
    few[5:] = -1  # five agencies and nobody else
    now = standing(one, accounts, few, needed=one.needed)
    assert (now.seen, now.ready, now.chance) == (5, False, None)
    lopsided = values.copy()
    lopsided[2:40] = -1  # two agencies and sixty others
    assert not standing(one, accounts, lopsided, needed=one.needed).ready
    every = standing(one, accounts, values, needed=one.needed)
    assert every.ready
    assert every.chance is not None
    assert every.chance < profile.WRONG


def test_the_direction_that_was_written_down_is_the_one_that_is_tested() -> None:
    accounts, values = company(inside=(30, 40), others=(20, 60))
    one = question(AGENCY, Asked("loyal", values), accounts, more=False)
    answer = standing(one, accounts, values, needed=20)
    assert answer.chance is not None
    assert answer.chance > 0.9
