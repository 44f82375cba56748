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
from typing import TYPE_CHECKING

import numpy as np

from openicp.segments.pool import Matrix, Pool

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints

DEPTHS = 3
BEAM = 24
"""Pairs that each labelling extends by a third condition."""
CLIMBED, MOST_STEPS = 4, 6
"""Threes of each labelling that are changed, one condition at a time, and how many times."""
OFFSET = np.float32(3.0)
"""Added to the variance. Planted companies of 300 and 1,000: the peak stands at 1.03 and 1.60 times the bar that
3 % of permutations reach; without it at 0.93 and 1.55."""
CHUNK = 4_000_000
"""Cells of a chunk of conjunctions: 16 MB, which stays near the cache."""


@dataclass(frozen=True)
class Labelling:
    """One row per labelling: residuals of the label within its strata, and their variance."""

    residual: Matrix
    """(B, n)"""
    variance: Matrix
    """(1, n) when the same for all labellings (permutations), else (B, n)."""

    def part(self, start: int, end: int) -> Labelling:
        """Some of the labellings."""
        variance = self.variance if len(self.variance) == 1 else self.variance[start:end]
        return Labelling(self.residual[start:end], variance)

    def rows(self, rows: Ints) -> Labelling:
        """Some of the labellings, which may repeat."""
        return Labelling(self.residual[rows], self.variance if len(self.variance) == 1 else self.variance[rows])


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
    groups: tuple[tuple[Ints, Ints], ...]
    alone: Matrix
    """(m,) accounts for which each condition holds."""
    least: int

    @property
    def pairs(self) -> int:
        """How many pairs are looked at."""
        return sum(len(left) for left, _ in self.groups)

    @property
    def threes(self) -> int:
        """How many threes are looked at, at most."""
        return min(BEAM, len(self.groups)) * max(len(self.pool.conditions) - 2, 0)


def plan(pool: Pool, *, least: int) -> Plan:
    """Which pairs to look at: enough accounts inside and outside, and both conditions needed."""
    inside = pool.true @ pool.true.T
    everybody = (pool.known @ pool.known.T)[np.ix_(pool.known_of, pool.known_of)]
    alone = pool.true.sum(axis=1)
    narrower = inside < np.minimum(alone[:, None], alone[None, :])
    eligible = pool.compatible & narrower & (inside >= least) & (everybody - inside >= least)
    left, right = np.nonzero(np.triu(eligible, 1))
    return Plan(pool, tuple(_grouped(pool, left, right)), alone, least)


def _grouped(pool: Pool, left: Ints, right: Ints) -> Iterator[tuple[Ints, Ints]]:
    names = [c.attribute for c in pool.conditions]
    codes = {name: place for place, name in enumerate(dict.fromkeys(names))}
    family = np.array([codes[name] for name in names], np.int64)
    key = family[left] * (len(codes) + 1) + family[right]
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    for part in np.split(order, starts[1:]) if len(order) else []:
        yield left[part], right[part]


def scan(planned: Plan, labels: Labelling) -> Peaks:
    """The peak of each labelling over singles, pairs and threes."""
    count = len(labels.residual)
    value = np.zeros((count, DEPTHS))
    where = np.full((count, DEPTHS, 3), -1, np.int64)
    if not planned.pool.conditions or not count:
        return Peaks(value, where)
    rows = np.arange(count)
    singles = singles_statistic(planned.pool, labels)
    best = np.abs(singles).argmax(axis=1)
    value[:, 0], where[:, 0, 0] = singles[rows, best], best
    if planned.groups:
        found, places = _pairs(planned, labels)
        best = np.abs(found).argmax(axis=1)
        value[:, 1], where[:, 1, :2] = found[rows, best], places[rows, best]
        _threes(planned, labels, (found, places), value, where)
    return Peaks(value, where)


def leaders(planned: Plan, labels: Labelling, scale: Floats) -> list[tuple[tuple[int, ...], float]]:
    """Best single of each attribute, best pair of each two, the best threes.

    Returns
    -------
    list
        Places in the pool and the signed statistic, brought to that of a single condition; largest first.
    """
    singles = singles_statistic(planned.pool, labels)[0]
    names = np.array([c.attribute for c in planned.pool.conditions], dtype=object)
    answer: list[tuple[tuple[int, ...], float]] = []
    for name in dict.fromkeys(names):
        best = max(np.flatnonzero(names == name), key=lambda place: abs(singles[place]))
        answer.append(((int(best),), float(singles[best] * scale[0])))
    if planned.groups:
        found, places = _pairs(planned, labels)
        answer += [((int(i), int(j)), float(z * scale[1])) for z, (i, j) in zip(found[0], places[0], strict=True) if z]
        z, threes = _climbed(planned, labels, (found, places))
        answer += [
            ((int(i), int(j), int(k)), float(value * scale[2]))
            for value, (i, j, k) in zip(z[0], threes[0], strict=True)
            if value
        ]
    return sorted(answer, key=lambda one: -abs(one[1]))


def studentised(inside_r: Matrix, inside_v: Matrix, known_r: Matrix, known_v: Matrix) -> Matrix:
    """Difference between inside and the rest of the known, by its standard deviation.

    ``sum(r inside) - w sum(r known)`` over ``sqrt(V_inside (1 - w) + OFFSET)``, ``w = V_inside / V_known``: the
    stratified score statistic (Cochran 1954; Mantel and Haenszel 1959) with the variance held away from zero as
    in SAM (Tusher, Tibshirani and Chu 2001), so that the smallest groups do not set the bar for all others.
    """
    share = inside_v / np.maximum(known_v, np.float32(1e-9))
    spread = inside_v * (1 - share)
    return np.asarray((inside_r - share * known_r) / np.sqrt(np.maximum(spread, 0) + OFFSET), np.float32)


def singles_statistic(pool: Pool, labels: Labelling) -> Matrix:
    """(B, m) statistic of each condition alone."""
    return _statistic(labels, pool.true, (labels.residual @ pool.known.T)[:, pool.known_of],
                      (labels.variance @ pool.known.T)[:, pool.known_of])  # fmt: skip


def _statistic(labels: Labelling, inside: Matrix, known_r: Matrix, known_v: Matrix) -> Matrix:
    return studentised(labels.residual @ inside.T, labels.variance @ inside.T, known_r, known_v)


def _pairs(planned: Plan, labels: Labelling) -> tuple[Matrix, Ints]:
    """The best pair of each two attributes: (B, groups) signed statistics and (B, groups, 2) places."""
    count = len(labels.residual)
    found = np.zeros((count, len(planned.groups)), np.float32)
    places = np.zeros((count, len(planned.groups), 2), np.int64)
    known = _known_of_pairs(planned.pool, labels)
    rows = np.arange(count)
    for column, (left, right) in enumerate(planned.groups):
        for i, j in _chunks(left, right, planned.pool.true.shape[1]):
            z = _pair_statistic(planned.pool, labels, i, j, known)
            best = np.abs(z).argmax(axis=1)
            top = z[rows, best]
            better = np.abs(top) > np.abs(found[:, column])
            found[better, column] = top[better]
            places[better, column, 0], places[better, column, 1] = i[best[better]], j[best[better]]
    return found, places


def _chunks(left: Ints, right: Ints, width: int) -> Iterator[tuple[Ints, Ints]]:
    size = max(64, CHUNK // max(width, 1))
    for start in range(0, len(left), size):
        yield left[start : start + size], right[start : start + size]


def _known_of_pairs(pool: Pool, labels: Labelling) -> tuple[Matrix, Matrix]:
    """Sums of residual and variance over the accounts for whom both masks are known, (B or 1, g, g)."""
    sums = [[part @ (pool.known * mask).T for mask in pool.known] for part in (labels.residual, labels.variance)]
    return np.stack(sums[0], axis=1), np.stack(sums[1], axis=1)


def _pair_statistic(pool: Pool, labels: Labelling, i: Ints, j: Ints, known: tuple[Matrix, Matrix]) -> Matrix:
    inside = pool.true[i] * pool.true[j]
    a, b = pool.known_of[i], pool.known_of[j]
    return _statistic(labels, inside, known[0][:, a, b], known[1][:, a, b])


def _threes(planned: Plan, labels: Labelling, pairs: tuple[Matrix, Ints], value: Floats, where: Ints) -> None:
    """The best three of each labelling; fills depth three."""
    z, threes = _climbed(planned, labels, pairs)
    rows = np.arange(len(z))
    best = np.abs(z).argmax(axis=1)
    seen = z[rows, best] != 0
    value[seen, 2], where[seen, 2] = z[rows, best][seen], threes[rows, best][seen]


def _climbed(planned: Plan, labels: Labelling, pairs: tuple[Matrix, Ints]) -> tuple[Matrix, Ints]:
    """Extend each labelling's best pairs by every condition, then change one condition at a time while it helps.

    Returns
    -------
    tuple
        (B, CLIMBED) signed statistics, 0 where there is none, and (B, CLIMBED, 3) places.
    """
    found, places = pairs
    z = np.zeros((len(found), CLIMBED), np.float32)
    threes = np.zeros((len(found), CLIMBED, 3), np.int64)
    chosen = np.argsort(-np.abs(found), axis=1, kind="stable")[:, :BEAM]
    for row in range(len(found)):
        pair = places[row, chosen[row]]
        pair = pair[pair[:, 0] != pair[:, 1]]
        if len(pair):
            seen = _extensions(planned, labels.part(row, row + 1), pair)
            third = np.abs(seen).argmax(axis=1)
            top = seen[np.arange(len(pair)), third]
            best = np.argsort(-np.abs(top), kind="stable")[:CLIMBED]
            z[row, : len(best)] = top[best]
            threes[row, : len(best)] = np.column_stack([pair[best], third[best]])
    _climb(planned, labels, z, threes)
    return z, threes


def _climb(planned: Plan, labels: Labelling, z: Matrix, threes: Ints) -> None:
    """Exchange one condition of each three for the one that serves best beside the other two, until none is better."""
    row, place = np.nonzero(z)
    for step in range(MOST_STEPS):
        if not len(row):
            return
        pair = np.delete(threes[row, place], step % 3, axis=1)
        seen = _extensions(planned, labels.rows(row), pair) * np.sign(z[row, place])[:, None]
        third = seen.argmax(axis=1)
        top = seen[np.arange(len(row)), third]
        better = top > np.abs(z[row, place]) * (1 + 1e-6)
        z[row[better], place[better]] = top[better] * np.sign(z[row[better], place[better]])
        threes[row[better], place[better], step % 3] = third[better]


def _extensions(planned: Plan, labels: Labelling, pair: Ints) -> Matrix:
    """(pairs, m) statistic of each pair with each further condition; 0 where that may not be."""
    pool, least = planned.pool, planned.least
    i, j = pair[:, 0], pair[:, 1]
    inside = pool.true[i] * pool.true[j]
    r, v, one = _sums(inside, labels, pool.true)
    known = pool.known[pool.known_of[i]] * pool.known[pool.known_of[j]]
    known_r, known_v, known_one = (s[:, pool.known_of] for s in _sums(known, labels, pool.known))
    allowed = pool.compatible[i] & pool.compatible[j]
    allowed &= (one >= least) & (known_one - one >= least) & (one < inside.sum(axis=1)[:, None])
    allowed &= one < planned.alone[None, :]
    return np.asarray(np.where(allowed, studentised(r, v, known_r, known_v), 0), np.float32)


def _sums(base: Matrix, labels: Labelling, other: Matrix) -> list[Matrix]:
    """Sums of residual, variance and count over ``base`` and each row of ``other``: three of (pairs, rows)."""
    stacked = np.concatenate([base * labels.residual, base * labels.variance, base])
    return list(np.split(stacked @ other.T, 3))
