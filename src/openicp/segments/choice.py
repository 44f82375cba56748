"""Segments by choice: every combination of the values or bands of one to three attributes.

Comes in: coded accounts and names of attributes. Goes out: segments, small ones included, and who could not be
placed. It never measures them and never hides a small one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np

from openicp.errors import AttributeNotFound, InvalidChoice
from openicp.model.attribute import Condition
from openicp.model.facts import Accounts, Column, NumberColumn, TagsColumn
from openicp.model.segment import Segment
from openicp.segments.membership import both, state

if TYPE_CHECKING:
    from openicp.model.facts import Bools

MOST_ATTRIBUTES = 3


def by_choice(accounts: Accounts, attributes: Sequence[str]) -> list[Segment]:
    """All combinations of values (bands of numbers, single tags) that at least one account has.

    Parameters
    ----------
    accounts
        Coded accounts.
    attributes
        One to three names of attributes.

    Returns
    -------
    list of Segment
        In the order of the columns' values and bands. Accounts in none of them are the row *unknown*
        (see `unplaced`).

    Raises
    ------
    AttributeNotFound, InvalidChoice
    """
    _check(accounts, attributes)
    parts = [_parts(accounts.columns[name]) for name in attributes]
    states = [[state(c, accounts.columns[c.attribute]) for c in part] for part in parts]
    segments = []
    for places in product(*(range(len(part)) for part in parts)):
        inside = np.ones(accounts.n, np.int8)
        for axis, place in enumerate(places):
            inside = both(inside, states[axis][place])
        if (inside == 1).any():
            segments.append(Segment(tuple(parts[axis][place] for axis, place in enumerate(places))))
    return segments


def unplaced(accounts: Accounts, attributes: Sequence[str]) -> Bools:
    """Accounts that are known to be in none of the combinations' parts: the row *unknown*, (n,).

    An account is unplaced when for one of the attributes no part is known to hold: its value is unknown, or its
    range lies across two bands.
    """
    _check(accounts, attributes)
    answer = np.zeros(accounts.n, bool)
    for name in attributes:
        column = accounts.columns[name]
        placed = np.zeros(accounts.n, bool)
        for condition in _parts(column):
            placed |= state(condition, column) == 1
        answer |= ~placed
    return answer


def bands(column: NumberColumn) -> list[Condition]:
    """The unsupervised bands of a number, each half-open."""
    edges = column.edges
    name = column.attribute.name
    return [Condition(name, (), open_end(low), open_end(high)) for low, high in pairwise(edges)]


def open_end(edge: float) -> float | None:
    """An infinite edge is no bound."""
    return float(edge) if np.isfinite(edge) else None


def _parts(column: Column) -> list[Condition]:
    if isinstance(column, NumberColumn):
        return bands(column)
    values = column.tags if isinstance(column, TagsColumn) else column.values
    return [Condition(column.attribute.name, (value,)) for value in values]


def _check(accounts: Accounts, attributes: Sequence[str]) -> None:
    if not 1 <= len(attributes) <= MOST_ATTRIBUTES or len(set(attributes)) < len(attributes):
        chosen = {"option": "by", "value": ",".join(attributes), "choices": sorted(accounts.columns)}
        raise InvalidChoice(**chosen, most=MOST_ATTRIBUTES, reason="by")
    for name in attributes:
        if name not in accounts.columns:
            raise AttributeNotFound(**not_found(name, sorted(accounts.columns)))


def not_found(name: str, known: list[str]) -> dict[str, object]:
    """What an error says of an attribute that is not there: the near one, if any, and all there are."""
    near = nearest(name, known)
    reason = None if near else "nothing_near" if known else "none_known"
    return {"attribute": name, "attributes": known, "nearest": near, "reason": reason}


def nearest(name: str, known: list[str]) -> str:
    """The known name that a misspelt one is near to; empty where none is.

    >>> nearest("industri", ["industry", "country"]), nearest("moon_phase", ["industry", "country"])
    ('industry', '')
    """
    from difflib import get_close_matches

    return next(iter(get_close_matches(name.strip().lower(), known, n=1)), "")
