"""The largest studentised difference over all conjunctions of up to three conditions, for many labellings at once.

Comes in: a pool of coded conditions and labellings (the observed one, permuted ones, resampled ones). Goes out: the
peak of each labelling at each depth and where it is. It never judges: what a peak means is said by `search`.

Singles and pairs are looked at exhaustively by matrix products; threes extend, for each labelling by itself, the
best pair of each two attributes by every further condition, and the best of them are climbed from: one condition at a
time is exchanged for the one that serves best beside the other two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from openicp.segments.parts import Matrix, Parts, Span, Sums, parts_of
from openicp.segments.pool import Pool
from openicp.segments.statistic import OFFSET as OFFSET
from openicp.segments.statistic import shares, studentised
from openicp.segments.threes import Still, extensions

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints

DEPTHS = 3
BEAM = 24
"""Pairs that each labelling extends by a third condition."""
CLIMBED, MOST_STEPS = 4, 6
"""Threes of each labelling that are changed, one condition at a time, and how many times."""
CAST = 64
"""Conditions whose accounts are cast together."""
TOGETHER = 64
"""Labellings that are looked at together: their sums stay near the cache."""


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

    def part(self, start: int, end: int) -> Labelling:
        """Some of the labellings."""
        variance = self.variance if len(self.variance) == 1 else self.variance[start:end]
        expected = self.expected if self.expected is None or len(self.expected) == 1 else self.expected[start:end]
        return Labelling(self.label[start:end], variance, expected)


@dataclass(frozen=True)
class Peaks:
    """The largest absolute statistic of each labelling."""

    value: Floats
    """(B, depths), signed; 0 where nothing could be looked at."""
    where: Ints
    """(B, depths, 3) places in the pool; -1 is no condition."""


@dataclass(frozen=True)
class Plan:
    """The pairs that have enough accounts, grouped by their two attributes, and the count of what is looked at."""

    pool: Pool
    parts: Parts
    eligible: Bools
    """(m, m) pairs that are looked at, the first condition before the second."""
    inside: Matrix
    """(m, m) accounts for which both of two conditions hold."""
    least: int

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
    parts = parts_of(pool.true, [condition.attribute for condition in pool.conditions])
    return Plan(pool, parts, np.triu(eligible, 1), inside, least)


def scan(planned: Plan, labels: Labelling, common: Still | None = None) -> Peaks:
    """The peak of each labelling over singles, pairs and threes.

    Parameters
    ----------
    planned
        What is looked at.
    labels
        Labellings.
    common
        What does not change between labellings, where several calls share it.
    """
    count = len(labels.label)
    value = np.zeros((count, DEPTHS))
    where = np.full((count, DEPTHS, 3), -1, np.int64)
    if planned.pool.conditions:
        common = common or unmoved(planned, labels)
        for start in range(0, count, TOGETHER):
            here = slice(start, start + TOGETHER)
            _scan(planned, labels.part(start, start + TOGETHER), common, value[here], where[here])
    return Peaks(value, where)


def _scan(planned: Plan, labels: Labelling, common: Still | None, value: Floats, where: Ints) -> None:
    """Fills value and place of each depth."""
    rows = np.arange(len(value))
    singles = singles_statistic(planned.pool, labels, common)
    best = np.abs(singles).argmax(axis=1)
    value[:, 0], where[:, 0, 0] = singles[rows, best], best
    if planned.groups:
        found, places = _pairs(planned, labels, common)
        best = np.abs(found).argmax(axis=1)
        value[:, 1], where[:, 1, :2] = found[rows, best], places[rows, best]
        z, threes = _climbed(planned, labels, (found, places), common)
        best = np.abs(z).argmax(axis=1)
        value[:, 2] = z[rows, best]
        where[:, 2] = np.where(value[:, 2:3] != 0, threes[rows, best], -1)


def leaders(planned: Plan, labels: Labelling, scale: Floats) -> list[tuple[tuple[int, ...], float]]:
    """Best single of each attribute, best pair of each two, the best threes.

    Returns
    -------
    list
        Places in the pool and the signed statistic, brought to that of a single condition; largest first.
    """
    common = unmoved(planned, labels)
    singles = singles_statistic(planned.pool, labels, common)[0]
    answer: list[tuple[tuple[int, ...], float]] = []
    for span in planned.parts.spans:
        best = span.conditions.start + int(np.abs(singles[span.conditions]).argmax())
        answer.append(((best,), float(singles[best] * scale[0])))
    if planned.groups:
        found, places = _pairs(planned, labels, common)
        answer += [((int(i), int(j)), float(z * scale[1])) for z, (i, j) in zip(found[0], places[0], strict=True) if z]
        z, threes = _climbed(planned, labels, (found, places), common)
        answer += [
            ((int(i), int(j), int(k)), float(value * scale[2]))
            for value, (i, j, k) in zip(z[0], threes[0], strict=True)
            if value
        ]
    return sorted(answer, key=lambda one: -abs(one[1]))


def unmoved(planned: Plan, labels: Labelling) -> Still | None:
    """Sums that all labellings have in common, where they have them in common."""
    if not labels.shared or labels.expected is None:
        return None
    weights = _weights(labels)[1:]
    everybody = np.ones(planned.pool.true.shape[1], np.float32)
    return Still(
        tuple(sums_over(rows, weights) for rows in (planned.pool.true, planned.pool.known)),
        [planned.parts.crossed(one) for one in weights],
        _both_known(planned.pool, weights),
        [planned.parts.cube(one) for one in (labels.expected[0], labels.variance[0], everybody)],
    )


def singles_statistic(pool: Pool, labels: Labelling, common: Still | None = None) -> Matrix:
    """(B, m) statistic of each condition alone."""
    weights = _weights(labels, common)
    sums = []
    for place, rows in enumerate((pool.true, pool.known)):
        sums.append(sums_over(rows, weights) + (common.alone[place] if common else []))
    inside, known = ((each[0] if len(each) < 3 else each[0] - each[1], each[-1]) for each in sums)
    return studentised(*inside, *(one[:, pool.known_of] for one in known))


def sums_over(rows: Matrix, weights: list[Sums]) -> list[Sums]:
    """(B, m) sums of weights over those in each row, cast a few rows at a time: all of them twice are gigabytes."""
    starts = [*range(0, max(len(rows) - CAST, 1), CAST)]
    sums: list[list[Sums]] = [[] for _ in weights]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        casts = {kind: rows[start:end].astype(kind, copy=False).T for kind in {one.dtype for one in weights}}
        for answer, weight in zip(sums, weights, strict=True):
            answer.append(weight @ casts[weight.dtype])
    return [np.concatenate(one, axis=1) for one in sums]


def _pairs(planned: Plan, labels: Labelling, common: Still | None) -> tuple[Matrix, Ints]:
    """The best pair of each two attributes: (B, groups) signed statistics and (B, groups, 2) places."""
    groups, rows = planned.groups, np.arange(len(labels.label))
    found = np.zeros((len(rows), len(groups)), np.float32)
    places = np.zeros((len(rows), len(groups), 2), np.int64)
    for column, (left, right, z) in enumerate(_pair_statistics(planned, labels, common)):
        flat = z.reshape(len(rows), -1)
        best = np.abs(flat).argmax(axis=1)
        found[:, column] = flat[rows, best]
        i, j = np.divmod(best, z.shape[2])
        places[:, column] = np.column_stack([left.conditions.start + i, right.conditions.start + j])
    places[found == 0] = 0
    return found, places


def _pair_statistics(planned: Plan, labels: Labelling, common: Still | None) -> Iterator[tuple[Span, Span, Sums]]:
    """For each two attributes, (B, left, right) statistic of each pair; 0 where a pair is not looked at."""
    pool, parts = planned.pool, planned.parts
    weights = _weights(labels, common)
    inside = [parts.crossed(weight) for weight in weights] + (common.crossed if common else [])
    known = _known_of_pairs(_both_known(pool, weights) + (common.known if common else []))
    for left, right in planned.groups:
        a, b = (_mask_of(pool, span) for span in (left, right))
        here = [parts.of_two(sums, left, right).astype(np.float32, copy=False) for sums in inside]
        known_r, known_v = (sums[:, a[:, None], b[None, :]].astype(np.float32, copy=False) for sums in known)
        share, by = shares(here[-1], known_v)
        z: Sums = here[0] if len(here) < 3 else here[0] - here[1]
        z -= share * known_r
        z *= np.where(planned.eligible[left.conditions, right.conditions], by, np.float32(0))
        yield left, right, z


def _weights(labels: Labelling, common: Still | None = None) -> list[Sums]:
    """What is summed over accounts: labels, what is expected of them if that is apart, their variance; of what is
    summed already, only the labels."""
    if common is not None:
        return [labels.label]
    return [one for one in (labels.label, labels.expected, labels.variance) if one is not None]


def _mask_of(pool: Pool, span: Span) -> Ints:
    """Masks of the conditions of an attribute; one where they have it in common."""
    masks = pool.known_of[span.conditions]
    return masks[:1] if (masks == masks[0]).all() else masks


def _both_known(pool: Pool, weights: list[Sums]) -> list[Sums]:
    """Sums of weights over the accounts for whom both masks are known, (B or 1, g, g)."""
    both = [(mask * pool.known).T for mask in pool.known]
    return [np.stack([one @ two for two in both], axis=1) for one in weights]


def _known_of_pairs(sums: list[Sums]) -> tuple[Sums, Sums]:
    """Of residual and variance."""
    residual = sums[0].astype(np.float64) - sums[1] if len(sums) > 2 else sums[0]
    return residual, sums[-1]


def _climbed(planned: Plan, labels: Labelling, pairs: tuple[Matrix, Ints], common: Still | None) -> tuple[Matrix, Ints]:
    """Extend each labelling's best pairs by every condition, then change one condition at a time while it helps.

    Returns
    -------
    tuple
        (B, CLIMBED) signed statistics, 0 where there is none, and (B, CLIMBED, 3) places.
    """
    found, places = pairs
    chosen = np.argsort(-np.abs(found), axis=1, kind="stable")[:, :BEAM]
    which, column = np.nonzero(found[np.arange(len(found))[:, None], chosen])
    pair = places[which, chosen[which, column]]
    seen = extensions(planned, labels, pair, which, common)
    third = np.abs(seen).argmax(axis=1)
    top = np.zeros(chosen.shape, np.float32)
    top[which, column] = seen[np.arange(len(pair)), third]
    extended = np.zeros((*chosen.shape, DEPTHS), np.int64)
    extended[which, column] = np.column_stack([pair, third])
    best = np.argsort(-np.abs(top), axis=1, kind="stable")[:, :CLIMBED]
    z, threes = np.take_along_axis(top, best, axis=1), np.take_along_axis(extended, best[:, :, None], axis=1)
    _climb(planned, labels, (z, threes), common)
    return z, threes


def _climb(planned: Plan, labels: Labelling, found: tuple[Matrix, Ints], common: Still | None) -> None:
    """Exchange one condition of each three for the one that serves best beside the other two, until none is better."""
    z, threes = found
    row, place = np.nonzero(z)
    for step in range(MOST_STEPS if len(row) else 0):
        pair = np.delete(threes[row, place], step % DEPTHS, axis=1)
        seen = extensions(planned, labels, pair, row, common) * np.sign(z[row, place])[:, None]
        third = seen.argmax(axis=1)
        top = seen[np.arange(len(row)), third]
        better = top > np.abs(z[row, place]) * (1 + 1e-6)
        z[row[better], place[better]] = top[better] * np.sign(z[row[better], place[better]])
        threes[row[better], place[better], step % DEPTHS] = third[better]
