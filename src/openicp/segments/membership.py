"""Who belongs to a segment: yes, no or unknown for every account at once.

Comes in: conditions and coded columns. Goes out: three-valued arrays (1 yes, 0 no, -1 unknown), equal to what
the scalar ``Condition`` answers account by account. It never turns an unknown into a no.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.facts import Accounts, CategoryColumn, Column, NumberColumn, TagsColumn
from openicp.model.segment import Segment

if TYPE_CHECKING:
    from openicp.model.facts import Ints, Tri


def state(condition: Condition, column: Column) -> Tri:
    """Three-valued answer of one condition for each account.

    Parameters
    ----------
    condition
        Values or a half-open range on the column's attribute.
    column
        The coded column, (n,).
    """
    if isinstance(column, NumberColumn):
        return _range_state(condition, column)
    if isinstance(column, TagsColumn):
        return _tags_state(condition, column)
    return _category_state(condition, column)


def membership(segment: Segment, accounts: Accounts, rows: Ints | None = None) -> Tri:
    """Kleene's *and* over the segment's conditions; without conditions everybody belongs.

    An attribute that the accounts do not have is unknown for all of them. With ``rows`` only these are asked, in their
    order; they may repeat.
    """
    n = accounts.n if rows is None else len(rows)
    answer = np.ones(n, np.int8)
    for condition in segment.conditions:
        column = accounts.columns.get(condition.attribute)
        if column is not None and rows is not None:
            column = of_rows(column, rows)
        answer = both(answer, np.full(n, -1, np.int8) if column is None else state(condition, column))
    return answer


def of_rows(column: Column, rows: Ints) -> Column:
    """The column of some of the accounts, in the order of ``rows``."""
    if isinstance(column, NumberColumn):
        return replace(column, low=column.low[rows], high=column.high[rows])
    if isinstance(column, TagsColumn):
        return replace(column, state=column.state[rows])
    return replace(column, codes=column.codes[rows])


def both(left: Tri, right: Tri) -> Tri:
    """Kleene's *and*: one no is no, else one unknown is unknown."""
    answer: Tri = left * right
    # two unknowns are unknown, and their product is not; where one is a no, it is 0 already
    answer[(left < 0) & (right < 0)] = -1
    return answer


def _category_state(condition: Condition, column: CategoryColumn) -> Tri:
    wanted = np.array([value in condition.values for value in column.values] + [False])
    return np.where(column.codes < 0, -1, wanted[column.codes]).astype(np.int8)


def _tags_state(condition: Condition, column: TagsColumn) -> Tri:
    places = [column.tags.index(value) for value in condition.values if value in column.tags]
    states = column.state[:, places]
    if len(places) < len(condition.values):
        # a tag that no account has: no where the source lists others, unknown where it lists none
        listed = (column.state >= 0).any(axis=1)
        states = np.column_stack([states, np.where(listed, 0, -1)])
    yes = (states == 1).any(axis=1)
    unknown = (states == -1).any(axis=1)
    return np.where(yes, 1, np.where(unknown, -1, 0)).astype(np.int8)


def _range_state(condition: Condition, column: NumberColumn) -> Tri:
    unknown = np.isnan(column.low) & np.isnan(column.high)
    lowest = np.where(np.isnan(column.low), -np.inf, column.low)
    highest = np.where(np.isnan(column.high), np.inf, column.high)
    start = -np.inf if condition.low is None else condition.low
    end = np.inf if condition.high is None else condition.high
    yes = (lowest >= start) & ((highest < end) | (end == np.inf))
    no = (highest < start) | (lowest >= end)
    answer = np.where(yes, 1, np.where(no, 0, -1))
    return np.where(unknown, -1, answer).astype(np.int8)
