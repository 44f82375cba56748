"""The parts from which all conditions of an attribute are put together, so that few sums tell many.

Comes in: who meets each condition. Goes out: disjoint parts of the accounts, per attribute, of which each condition
is a union: ten industries make a hundred sets of industries. It never sees a label.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from openicp.segments.counts import counted, packed

if TYPE_CHECKING:
    from openicp.model.facts import Ints
    from openicp.segments.counts import Bits

Matrix = NDArray[np.float32]
Sums = NDArray[np.floating[Any]]
"""Single precision where they are whole numbers, else double and rounded to single precision afterwards: what is
the same is then equal, in whatever order a processor sums, and the first of equals is taken."""


@dataclass(frozen=True)
class Span:
    """Where the conditions of one attribute stand, and their parts."""

    conditions: slice
    parts: slice


@dataclass(frozen=True)
class Parts:
    """Parts of all attributes side by side."""

    columns: Matrix
    """(n, k) 1 where an account is in the part."""
    makes: Matrix
    """(m, k) of which parts each condition is made."""
    spans: tuple[Span, ...]
    """Per attribute, in the order of the conditions."""

    @cached_property
    def rows(self) -> tuple[Ints, ...]:
        """Per part, the accounts in it."""
        return tuple(np.flatnonzero(column) for column in self.columns.T)

    @cached_property
    def bits(self) -> Bits:
        """(k, words) who is in each part."""
        return packed(self.columns.T)

    def of(self, places: Ints) -> Parts:
        """The same for some of the accounts."""
        return replace(self, columns=self.columns[places])

    def crossed(self, weight: Sums) -> Sums:
        """Sums of weights (B, n) over each two parts, (B, k, k); of the two, the one that stands first comes first."""
        turned = np.ascontiguousarray(weight.T)
        sums = np.zeros((len(weight), len(self.rows), len(self.rows)), weight.dtype)
        for part, rows in enumerate(self.rows):
            sums[:, part, part:] = turned[rows].T @ self.columns[rows][:, part:].astype(weight.dtype, copy=False)
        return sums

    def counted(self, among: Bits) -> Matrix:
        """How many of some accounts (B, words) are in each two parts, (B, k, k); as ``crossed`` of 0 and 1."""
        found = np.zeros((len(among), len(self.bits), len(self.bits)), np.float32)
        for part, rows in enumerate(self.bits):
            found[:, part, part:] = counted(among & rows, self.bits[part:])
        return found

    def cube(self, weight: Sums) -> Sums:
        """Sums of weights (n,) over each three parts, (k, k, k)."""
        columns = self.columns.astype(weight.dtype, copy=False)
        sums = np.empty((columns.shape[1],) * 3, weight.dtype)
        for part, rows in enumerate(self.rows):
            inside = columns[rows, part:]
            two = inside.T @ (inside * weight[rows, None])
            sums[part, part:, part:] = sums[part:, part, part:] = sums[part:, part:, part] = two
        return sums

    def span_of(self) -> Ints:
        """(m,) the span of each condition."""
        return np.repeat(np.arange(len(self.spans)), [one.conditions.stop - one.conditions.start for one in self.spans])

    def of_two(self, crossed: Sums, left: Span, right: Span) -> Sums:
        """Sums over each pair of conditions of two attributes, (B, left, right), from sums over pairs of parts."""
        if left.parts.start <= right.parts.start:
            cells = crossed[:, left.parts, right.parts]
        else:
            cells = crossed[:, right.parts, left.parts].swapaxes(1, 2)
        if left == right:
            cells = np.triu(cells) + np.triu(cells, 1).swapaxes(1, 2)
        of_left = self.makes[left.conditions, left.parts].astype(cells.dtype, copy=False)
        of_right = self.makes[right.conditions, right.parts].astype(cells.dtype, copy=False)
        return np.asarray((of_left @ cells) @ of_right.T)


def by_themselves(true: Matrix) -> Parts:
    """Each condition (m, n) as a part; of those of one attribute several may hold."""
    one = [Span(slice(place, place + 1), slice(place, place + 1)) for place in range(len(true))]
    return Parts(np.ascontiguousarray(true.T), np.eye(len(true), dtype=np.float32), tuple(one))


def parts_of(true: Matrix, attributes: list[str]) -> Parts:
    """Parts of all attributes; conditions of one attribute stand together.

    Parameters
    ----------
    true
        (m, n) 1 where a condition is known to hold.
    attributes
        (m,) the attribute of each condition.
    """
    blocks: list[tuple[slice, Matrix, Matrix]] = []
    start = 0
    for _, same in groupby(attributes):
        end = start + len(list(same))
        blocks.append((slice(start, end), *_block(true[start:end])))
        start = end
    columns = np.zeros((true.shape[1], sum(block.shape[1] for _, block, _ in blocks)), np.float32)
    makes = np.zeros((len(true), columns.shape[1]), np.float32)
    spans: dict[int, Span] = {}
    end = 0
    # attributes whose parts hold fewest accounts in all come first: the first of two parts sets the work
    for number in sorted(range(len(blocks)), key=lambda place: float(blocks[place][1].sum())):
        conditions, block, made = blocks[number]
        spans[number] = Span(conditions, slice(end, end := end + block.shape[1]))
        columns[:, spans[number].parts], makes[conditions, spans[number].parts] = block, made
    return Parts(columns, makes, tuple(spans[number] for number in range(len(blocks))))


def _block(true: Matrix) -> tuple[Matrix, Matrix]:
    """(n, k) parts of one attribute and (m, k) of which each condition is made.

    Accounts that meet the same conditions are one part. Where that gives more parts than conditions (of tags an
    account may have any number) the conditions are the parts.
    """
    holds = true > 0
    pattern = np.packbits(holds, axis=0).T
    keys = np.ascontiguousarray(pattern).view(f"V{pattern.shape[1]}").reshape(-1)
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    used = np.flatnonzero(holds[:, first].any(axis=0))
    if len(used) >= len(true):
        return np.ascontiguousarray(true.T), np.eye(len(true), dtype=np.float32)
    inside = place.reshape(-1)[:, None] == used[None, :]
    return inside.astype(np.float32), np.ascontiguousarray(true[:, first[used]])
