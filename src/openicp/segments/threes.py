"""Pairs of conditions with every further condition.

Comes in: pairs that stood out in a labelling. Goes out: the statistic of each with each third condition. It looks at
no pair that it was not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openicp.segments.statistic import shares

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints
    from openicp.segments.parts import Matrix, Parts, Sums
    from openicp.segments.pool import Pool
    from openicp.segments.scan import Labelling, Plan


TOGETHER = 128
"""Pairs whose sums are worked on together: they stay in the cache."""


@dataclass(frozen=True)
class Still:
    """What does not change while labels change places: sums over each three parts, (k, k, k)."""

    expected: Sums
    variance: Sums
    count: Sums


def still(planned: Plan, labels: Labelling) -> Still | None:
    """Sums that all labellings have in common, where they have them in common."""
    if labels.expected is None:
        return None
    everybody = np.ones(planned.pool.true.shape[1], np.float32)
    return Still(*(planned.parts.cube(one) for one in (labels.expected[0], labels.variance[0], everybody)))


def extensions(common: Still, planned: Plan, labels: Labelling, pair: Ints, which: Ints) -> Matrix:
    """(pairs, m) statistic of each pair, in one of the labellings, with each further condition; 0 where not allowed."""
    cubes = (common.expected, common.variance, common.count)
    inside = [_extended(planned, pair, labels.label, which), *(_from_cube(one, planned.parts, pair) for one in cubes)]
    known = _known(planned.pool, pair, labels, which)
    z = np.empty((len(pair), len(planned.pool.conditions)), np.float32)
    for start in range(0, len(pair), TOGETHER):
        here = slice(start, start + TOGETHER)
        z[here] = _statistic(planned, pair[here], [one[here] for one in inside], [one[here] for one in known])
    return z


def _statistic(planned: Plan, pair: Ints, inside: list[Sums], known: list[Sums]) -> Matrix:
    """The same from sums over parts, and over masks: of labels, what is expected of them, variance, accounts."""
    makes = planned.parts.makes
    label, expected, variance, count = (
        (one @ makes.T.astype(one.dtype, copy=False)).astype(np.float32) for one in inside
    )
    known_r, known_v, known_count = (one.astype(np.float32) for one in (known[0] - known[1], known[2], known[3]))
    share, by = shares(variance, known_v)
    z: Matrix = label - expected
    z -= share * known_r
    z *= by
    z[~_allowed(planned, pair, count, known_count)] = 0
    return z


def _from_cube(cube: Sums, parts: Parts, pair: Ints) -> Sums:
    """(pairs, k) sums over those who meet the pair and are in each part, from sums over each three parts."""
    sums = np.empty((len(pair), len(cube)), cube.dtype)
    span = parts.span_of()
    for here in alike(span[pair[:, 0]] * len(parts.spans) + span[pair[:, 1]]):
        left, right = (parts.spans[place].parts for place in span[pair[here[0]]])
        made = [parts.makes[pair[here, side], where] for side, where in enumerate((left, right))]
        both = (made[0][:, :, None] * made[1][:, None, :]).reshape(len(here), -1)
        sums[here] = both.astype(cube.dtype, copy=False) @ cube[left, right].reshape(both.shape[1], -1)
    return sums


def _allowed(planned: Plan, pair: Ints, inside: Matrix, known: Matrix) -> Bools:
    """(pairs, m) whether a further condition leaves enough on both sides and all three are needed."""
    i, j = pair.T
    narrower = (inside < planned.inside[i, j][:, None]) & (inside < planned.alone[None, :])
    enough = (inside >= planned.least) & (known - inside >= planned.least)
    return np.asarray(planned.pool.compatible[i] & planned.pool.compatible[j] & narrower & enough)


def _extended(planned: Plan, pair: Ints, weight: Matrix, which: Ints) -> Matrix:
    """(pairs, k) sums of a row of weights over those who meet the pair and are in each part."""
    true, parts = planned.pool.true, planned.parts
    first = planned.alone[pair[:, 0]] <= planned.alone[pair[:, 1]]
    rarer, other = np.where(first, pair.T, pair.T[::-1])
    sums = np.empty((len(pair), parts.columns.shape[1]), weight.dtype)
    for here in alike(rarer):
        rows = true[rarer[here[0]]].nonzero()[0]
        sums[here] = (true[other[here, None], rows] * weight[which[here, None], rows]) @ parts.columns[rows]
    return sums


def _known(pool: Pool, pair: Ints, labels: Labelling, which: Ints) -> list[Sums]:
    """(pairs, m or 1) sums over those for whom the pair and each further condition are known."""
    everybody = np.ones((1, labels.label.shape[1]), np.float32)
    weights = [one for one in (labels.label, labels.expected, labels.variance, everybody) if one is not None]
    sums = [np.empty((len(pair), len(pool.known)), weight.dtype) for weight in weights]
    masks = pool.known_of[pair]
    for here in alike(masks[:, 0] * len(pool.known) + masks[:, 1]):
        a, b = masks[here[0]]
        both = pool.known[a] * pool.known[b]
        for answer, weight in zip(sums, weights, strict=True):
            row = which[here] if len(weight) > 1 else 0
            answer[here] = ((weight * both) @ pool.known.T)[row]
    return [one[:, pool.known_of] if len(pool.known) > 1 else one for one in sums]


def alike(codes: Ints) -> Iterator[Ints]:
    """Places of each code."""
    order = np.argsort(codes, kind="stable")
    cuts = np.flatnonzero(np.diff(codes[order])) + 1
    start = 0
    for end in [*cuts.tolist(), len(order)] if len(order) else []:
        yield order[start:end]
        start = end
