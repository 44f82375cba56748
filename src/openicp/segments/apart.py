"""Pairs and threes for labellings of which each has a variance of its own: resamples.

Comes in: a plan and labellings. Goes out: what `scan` reads of pairs and of threes. It sums over accounts one by one:
nothing is the same from one resample to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from openicp.segments.statistic import studentised

if TYPE_CHECKING:
    from openicp.model.facts import Ints
    from openicp.segments.parts import Matrix
    from openicp.segments.pool import Pool
    from openicp.segments.scan import Labelling, Plan

CHUNK = 4_000_000
"""Cells of a chunk of conjunctions: 16 MB, which stays near the cache."""


def pairs(planned: Plan, labels: Labelling) -> tuple[Matrix, Ints]:
    """The best pair of each two attributes: (B, groups) signed statistics and (B, groups, 2) places."""
    count = len(labels.residual)
    found = np.zeros((count, len(planned.groups)), np.float32)
    places = np.zeros((count, len(planned.groups), 2), np.int64)
    known = _known_of_pairs(planned.pool, labels)
    rows = np.arange(count)
    for column, (left, right) in enumerate(_of_groups(planned)):
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


def _statistic(labels: Labelling, inside: Matrix, known_r: Matrix, known_v: Matrix) -> Matrix:
    return studentised(labels.residual @ inside.T, labels.variance @ inside.T, known_r, known_v)


def _pair_statistic(pool: Pool, labels: Labelling, i: Ints, j: Ints, known: tuple[Matrix, Matrix]) -> Matrix:
    inside = pool.true[i] * pool.true[j]
    a, b = pool.known_of[i], pool.known_of[j]
    return _statistic(labels, inside, known[0][:, a, b], known[1][:, a, b])


def _of_groups(planned: Plan) -> Iterator[tuple[Ints, Ints]]:
    for left, right in planned.groups:
        i, j = np.nonzero(planned.eligible[left.conditions, right.conditions])
        yield i + left.conditions.start, j + right.conditions.start


def each_extended(planned: Plan, labels: Labelling, pair: Ints, which: Ints) -> Matrix:
    """As `extended`, labelling by labelling: ``which`` ascends."""
    each = [extended(planned, labels, pair[which == row], np.array([row])) for row in np.unique(which)]
    return np.concatenate([np.zeros((0, len(planned.pool.conditions)), np.float32), *each])


def extended(planned: Plan, labels: Labelling, pair: Ints, which: Ints) -> Matrix:
    """(pairs, m) statistic of each pair, in one of the labellings, with each further condition; 0 where not allowed."""
    pool, least, labels = planned.pool, planned.least, labels.rows(which)
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
