"""What a scan looks at: labellings of accounts, and which conditions may stand together.

Comes in: a pool of coded conditions. Goes out: its plan, and the values that `scan` works with. It computes no
statistic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from openicp.segments.counts import packed
from openicp.segments.parts import Matrix, Parts, Span, Sums
from openicp.segments.pool import Pool

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints
    from openicp.segments.counts import Bits

BEAM = 24
"""Pairs that each labelling extends by a third condition."""


@dataclass(frozen=True)
class Labelling:
    """One row per labelling: labels, what is expected of them within their strata, and their variance."""

    label: Sums
    """(B, n). Whole numbers where there is an expectation apart, so that their sums are exact."""
    variance: Sums
    """(1, n) when the same for all labellings (permutations), else (B, n)."""
    expected: Floats | None = None
    """(1, n) or (B, n), as the variance; ``None`` when it has been taken off."""

    @property
    def residual(self) -> Sums:
        """(B, n) labels less what is expected, in double precision."""
        return self.label if self.expected is None else self.label - self.expected

    @property
    def shared(self) -> bool:
        """Whether all labellings have the same variance and expectation."""
        return len(self.variance) == 1

    @cached_property
    def bits(self) -> Bits | None:
        """(B, words) who has the label, where it is 0 or 1."""
        return packed(self.label) if ((self.label == 0) | (self.label == 1)).all() else None

    def part(self, start: int, end: int) -> Labelling:
        """Some of the labellings."""
        variance = self.variance if len(self.variance) == 1 else self.variance[start:end]
        expected = self.expected if self.expected is None or len(self.expected) == 1 else self.expected[start:end]
        return Labelling(self.label[start:end], variance, expected)


@dataclass(frozen=True)
class Still:
    """What does not change while labels change places: sums of what is expected of them and of their variance."""

    alone: tuple[list[Sums], ...]
    """Over those who meet each condition, (1, m), and over those for whom each mask is known, (1, g)."""
    crossed: list[Sums]
    """Over each two parts, (1, k, k)."""
    known: list[Sums]
    """Over those for whom both masks are known, (1, g, g)."""
    cubes: list[Sums]
    """Over each three parts, (k, k, k); the last counts accounts."""


@dataclass(frozen=True)
class Plan:
    """The pairs that have enough accounts, grouped by their two attributes, and the count of what is looked at."""

    pool: Pool
    eligible: Bools
    """(m, m) pairs that are looked at, the first condition before the second."""
    inside: Matrix
    """(m, m) accounts for which both of two conditions hold."""
    least: int

    @property
    def parts(self) -> Parts:
        """Of which the conditions are made."""
        return self.pool.parts

    @property
    def alone(self) -> Matrix:
        """(m,) accounts for which each condition holds."""
        return np.diagonal(self.inside)

    @cached_property
    def rows(self) -> tuple[Ints, ...]:
        """For each condition, the accounts for which it holds."""
        return tuple(np.flatnonzero(row) for row in self.pool.true)

    @property
    def groups(self) -> tuple[tuple[Span, Span], ...]:
        """Each two attributes that have pairs."""
        spans = self.parts.spans
        return tuple(
            (left, right)
            for place, left in enumerate(spans)
            for right in spans[place:]
            if self.eligible[left.conditions, right.conditions].any()
        )

    @property
    def pairs(self) -> int:
        """How many pairs are looked at."""
        return int(self.eligible.sum())

    @property
    def threes(self) -> int:
        """How many threes are looked at, at most."""
        return min(BEAM, len(self.groups)) * max(len(self.pool.conditions) - 2, 0)


def plan(pool: Pool, *, least: int) -> Plan:
    """Which pairs to look at: enough accounts inside and outside, and both conditions needed."""
    inside = pool.true @ pool.true.T
    everybody = (pool.known @ pool.known.T)[np.ix_(pool.known_of, pool.known_of)]
    alone = np.diagonal(inside)
    narrower = inside < np.minimum(alone[:, None], alone[None, :])
    eligible = pool.compatible & narrower & (inside >= least) & (everybody - inside >= least)
    return Plan(pool, np.triu(eligible, 1), inside, least)
