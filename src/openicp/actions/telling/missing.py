"""Which few fields of which companies would help most, where they are missing.

Comes in: accounts, their values, the fields that help by their order. Goes out: attributes and rows for a prefilled
worksheet. It asks only what a person can tell: attributes of the worksheet, of companies that were won, lost or left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

import numpy as np

from openicp.actions.telling.bests import bar_of
from openicp.model.facts import Accounts, CategoryColumn, Column, NumberColumn
from openicp.worksheet import Asked, askable

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints
    from openicp.report.doubts import Helpful
    from openicp.texts import Texts

MOST_ROWS, MOST_FIELDS = 40, 4
NONE = "–"
"""None of the values that count, where the source lists others."""


def asked_fields(accounts: Accounts, values: Floats, helping: Sequence[Helpful]) -> tuple[str, ...]:
    """The fields that help most, in the order of ``check``, with gaps among the companies that matter.

    Forty answers complete what some source tells; where none has a field of theirs, it is begun only when nothing at
    all is known.
    """
    matter = np.concatenate([*groups(accounts, values).values()])
    begun = accounts.columns.keys() & askable().keys()
    named = [one.attribute for one in helping if one.attribute in (begun or askable())]
    return tuple(name for name in named if lacks(accounts, name)[matter].any())[:MOST_FIELDS]


def groups(accounts: Accounts, values: Floats) -> dict[str, Ints]:
    """Places of the best customers, of those who left, and of lost deals; each with the most telling first."""
    worth = np.nan_to_num(values, nan=-np.inf)
    there = accounts.customer & (accounts.left < 0)
    best = there & (worth >= bar_of(accounts, values))
    left = accounts.customer & (accounts.left >= 0)
    lost = (accounts.outcome == 0) & ~accounts.customer
    return {
        "best": _by(best, -worth),
        "left": _by(left, -accounts.left.astype(float)),
        "lost": _by(lost, -accounts.approached.astype(float)),
    }


def _by(group: Bools, order: Floats) -> Ints:
    places = np.flatnonzero(group)
    return places[np.argsort(order[places], kind="stable")]


def known(column: Column) -> Bools:
    """For which accounts an attribute is known."""
    if isinstance(column, CategoryColumn):
        return column.codes >= 0
    if isinstance(column, NumberColumn):
        return ~np.isnan(column.low)
    found: Bools = np.any(column.state >= 0, axis=1)
    return found


def lacks(accounts: Accounts, name: str) -> Bools:
    """For which accounts an attribute is not known; for all where no source has it."""
    column = accounts.columns.get(name)
    return np.ones(accounts.n, bool) if column is None else ~known(column)


def asked_rows(accounts: Accounts, values: Floats, fields: Sequence[str], texts: Texts) -> tuple[Asked, ...]:
    """The companies that lack any of the fields, best, left and lost in turn, at most forty."""
    lacking = np.zeros(accounts.n, bool)
    for name in fields:
        lacking |= lacks(accounts, name)
    found = groups(accounts, values)
    turns = [[(group, int(at)) for at in places if lacking[at]] for group, places in found.items()]
    ordered = [each for each in chain.from_iterable(zip_longest(*turns)) if each is not None][:MOST_ROWS]
    ranked = sorted(ordered, key=lambda each: tuple(found).index(each[0]))
    return tuple(
        Asked(str(accounts.account_id[at]), str(accounts.name[at]), group, dict(_known(accounts, fields, at, texts)))
        for group, at in ranked
    )


def _known(accounts: Accounts, fields: Sequence[str], at: int, texts: Texts) -> Iterator[tuple[str, str]]:
    """What is known of the fields of one company, in words."""
    for name in fields:
        column = accounts.columns.get(name)
        if column is None or not known(column)[at]:
            continue
        if isinstance(column, CategoryColumn):
            yield name, texts.value(name, column.values[column.codes[at]])
        elif isinstance(column, NumberColumn):
            yield name, texts.value(name, (float(column.low[at]), float(column.high[at])))
        else:
            tags = [tag for place, tag in enumerate(column.tags) if column.state[at, place] == 1]
            yield name, "; ".join(texts.value(name, tag) for tag in tags) or NONE
