"""What the search looks at: conditions on single attributes, as a coded matrix.

Comes in: coded accounts and which of them count. Goes out: conditions with one row of 0 and 1 each. It never sees
a label: what is looked at may not depend on the outcome, or no correction would hold.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.facts import Accounts, CategoryColumn, Column, NumberColumn, TagsColumn
from openicp.segments.choice import open_end
from openicp.segments.counts import packed
from openicp.segments.membership import of_rows, state
from openicp.segments.parts import Matrix as Matrix
from openicp.segments.parts import Parts, parts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from openicp.model.facts import Bools, Ints
    from openicp.segments.counts import Bits

FIRST = (
    "industry", "employees", "size_class", "revenue", "country", "region", "business_model", "growth_stage",
    "technologies", "roles",
)  # fmt: skip
"""At equal evidence a segment made of these is preferred, in this order."""

ORIGINS = {"size_class": ("employees", "revenue"), "region": ("country",), "city": ("country", "region")}
"""Attributes that say again, more roughly or more finely, what another says."""

ALONE = frozenset({"city"})
"""Values of these are looked at one by one: two or three cities of many are no market, and each set looked at
raises the bar for everything else."""
TAGS_IN_PAIRS = 8
"""Of the commonest tags of an attribute, either of two is looked at."""
SIZES = ((12, 9), (12, 8), (10, 7), (9, 6), (8, 5), (7, 4), (6, 0), (0, 0))
"""(values that pair up, values that form threes): the first that keeps the pool below ``MOST`` is taken."""
MOST = 480


@dataclass(frozen=True)
class Pool:
    """Conditions and who meets them, for the accounts that count (columns)."""

    conditions: tuple[Condition, ...]
    """(m,) simplest first."""
    given: Matrix | None
    """(m, n) ``true``, where it is not put together from ``held``: one of the two is there."""
    known: Matrix
    """(g, n) distinct masks of for whom a condition is known."""
    known_of: Ints
    """(m,) row of ``known`` that belongs to each condition."""
    compatible: Bools
    """(m, m) whether two conditions may stand together."""
    held: Parts | None = field(default=None, repr=False, compare=False)
    """The parts, where they are known."""

    @cached_property
    def true(self) -> Matrix:
        """(m, n) 1 where the condition is known to hold."""
        if self.given is not None:
            return self.given
        assert self.held is not None
        return self.held.makes @ self.held.columns.T

    @cached_property
    def parts(self) -> Parts:
        """Of which the conditions are made."""
        return self.held or parts_of(self.true, [condition.attribute for condition in self.conditions])

    @cached_property
    def bits(self) -> Bits:
        """(m, words) who meets each condition."""
        return packed(self.true)

    def at(self, places: Ints) -> Pool:
        """The same for the accounts at these places, which may repeat."""
        return replace(self, given=None, known=self.known.take(places, axis=1), held=self.parts.of(places))


def build(accounts: Accounts, rows: Ints, *, least: int, exclude: frozenset[str] = frozenset()) -> Pool:
    """All conditions on single attributes with enough accounts on both sides.

    Parameters
    ----------
    accounts
        Coded accounts.
    rows
        Indices of the accounts that count.
    least
        Fewest accounts inside, and outside, for a condition to be looked at.
    exclude
        Attributes that are left out.
    """
    names = _ordered([name for name in accounts.columns if name not in exclude])
    columns = {name: of_rows(accounts.columns[name], rows) for name in names}
    for pairs, threes in SIZES:
        conditions = [c for name in names for c in _conditions(columns[name], pairs, threes)]
        if len(conditions) <= MOST:
            break
    states = [state(c, columns[c.attribute]) for c in conditions]
    coded = np.array(states, np.int8).reshape(len(conditions), len(rows))
    keep = _worth_a_look(coded, least)
    return _pool([conditions[place] for place in keep], coded[keep], accounts)


def attribute_rank(name: str) -> tuple[int, str]:
    """Sort key of how readily an attribute is used."""
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)


def origin(name: str, known: Container[str]) -> str:
    """The attribute that ``name`` says again, among the known ones; else itself."""
    return next((one for one in ORIGINS.get(name, ()) if one in known), name)


def _ordered(names: list[str]) -> list[str]:
    return sorted(names, key=attribute_rank)


def _conditions(column: Column, pairs: int, threes: int) -> list[Condition]:
    if isinstance(column, NumberColumn):
        return _ranges(column)
    if isinstance(column, TagsColumn):
        return _tag_sets(column, min(pairs, TAGS_IN_PAIRS))
    alone = column.attribute.name in ALONE
    return _value_sets(column, *((0, 0) if alone else (pairs, threes)))


def _ranges(column: NumberColumn) -> list[Condition]:
    last = len(column.edges) - 1
    spans = [(first, end) for width in range(1, last) for first in range(last - width + 1) for end in [first + width]]
    name = column.attribute.name
    return [Condition(name, (), open_end(column.edges[i]), open_end(column.edges[j])) for i, j in spans]


def _value_sets(column: CategoryColumn, pairs: int, threes: int) -> list[Condition]:
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    present = [int(place) for place in np.argsort(-counts, kind="stable") if counts[place]]
    sets: list[tuple[int, ...]] = [(place,) for place in present]
    sets += [pair for pair in combinations(present[:pairs], 2) if len(present) > 2]
    sets += [three for three in combinations(present[:threes], 3) if len(present) > 3]
    return [Condition(column.attribute.name, tuple(sorted(column.values[p] for p in s))) for s in sets]


def _tag_sets(column: TagsColumn, pairs: int) -> list[Condition]:
    """Each tag, and either of two of the commonest: what does the same job is used by some under one name, by others
    under another, and neither alone stands out."""
    counts = (column.state == 1).sum(axis=0)
    common = [int(place) for place in np.argsort(-counts, kind="stable") if counts[place]][:pairs]
    sets: list[tuple[str, ...]] = [(tag,) for tag in column.tags]
    sets += [(column.tags[a], column.tags[b]) for a, b in combinations(sorted(common), 2)]
    return [Condition(column.attribute.name, tuple(sorted(tags))) for tags in sets]


def _worth_a_look(coded: NDArray[np.int8], least: int) -> list[int]:
    """Conditions with enough accounts on both sides; of those that hold for the same accounts, the first."""
    enough = ((coded == 1).sum(axis=1) >= least) & ((coded == 0).sum(axis=1) >= least)
    seen: set[bytes] = set()
    keep = []
    for place in np.flatnonzero(enough):
        key = np.packbits(coded[place] == 1).tobytes() + np.packbits(coded[place] == -1).tobytes()
        if key not in seen:
            seen.add(key)
            keep.append(int(place))
    return keep


def _pool(conditions: list[Condition], coded: NDArray[np.int8], accounts: Accounts) -> Pool:
    known, known_of = _masks(coded)
    true = np.ascontiguousarray(coded == 1, np.float32)
    return Pool(tuple(conditions), true, known, known_of, _compatible(conditions, accounts))


def _masks(coded: NDArray[np.int8]) -> tuple[Matrix, Ints]:
    """Distinct masks of for whom a condition is known, and which of them belongs to each condition."""
    keys = [row.tobytes() for row in np.packbits(coded >= 0, axis=1)]
    distinct = sorted(set(keys))
    places = {key: place for place, key in enumerate(distinct)}
    rows = np.frombuffer(b"".join(distinct), np.uint8).reshape(len(distinct), -1 if distinct else 0)
    known = np.unpackbits(rows, axis=1, count=coded.shape[1]) if distinct else np.zeros((0, coded.shape[1]))
    return known.astype(np.float32), np.array([places[key] for key in keys], np.int64)


def _compatible(conditions: list[Condition], accounts: Accounts) -> Bools:
    """Attributes that do not say the same, or two different tags of one attribute."""
    names = np.array([origin(c.attribute, accounts.columns) for c in conditions], dtype=object)
    differ = names[:, None] != names[None, :]
    tagged = [isinstance(accounts.columns[c.attribute], TagsColumn) for c in conditions]
    apart = [[a and b and not set(c.values) & set(d.values) for b, d in zip(tagged, conditions, strict=True)]
             for a, c in zip(tagged, conditions, strict=True)]  # fmt: skip
    answer: Bools = (differ | np.array(apart, bool).reshape(differ.shape)).astype(bool)
    np.fill_diagonal(answer, val=False)
    return answer
