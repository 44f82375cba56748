"""Pairs of conditions with every further condition.

Comes in: pairs that stood out in a labelling. Goes out: the statistic of each with each third condition. It looks at
no pair that it was not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from openicp.segments.statistic import shares

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints
    from openicp.segments.parts import Matrix, Parts, Sums
    from openicp.segments.planned import Labelling, Plan, Still
    from openicp.segments.pool import Pool


TOGETHER = 128
"""Pairs whose sums are worked on together: they stay in the cache."""
CACHED = 1 << 17
"""Numbers that are looked up together; with all pairs at once, 60,000 accounts take two to three times as long."""


def extensions(planned: Plan, labels: Labelling, pair: Ints, which: Ints, common: Still | None) -> Matrix:
    """(pairs, m) statistic of each pair, in one of the labellings, with each further condition; 0 where not allowed."""
    inside = _extended(planned, pair, _kinds(labels, which, common))
    if common is not None:
        inside += [_from_cube(cube, planned.parts, pair) for cube in common.cubes]
    known = _known(planned.pool, pair, _kinds(labels, which, None))
    z = np.empty((len(pair), len(planned.pool.conditions)), np.float32)
    for start in range(0, len(pair), TOGETHER):
        here = slice(start, start + TOGETHER)
        z[here] = _statistic(planned, pair[here], [one[here] for one in inside], [one[here] for one in known])
    return z


def _statistic(planned: Plan, pair: Ints, inside: list[Sums], known: list[Sums]) -> Matrix:
    """The same from sums over parts, and over masks, of labels, of what is expected of them if apart, of variance, of
    accounts."""
    makes, known_of = planned.parts.makes, planned.pool.known_of
    sums = [(one @ makes.T.astype(one.dtype, copy=False)).astype(np.float32, copy=False) for one in inside]
    residual = known[0] if len(known) < 4 else known[0] - known[1]
    around = [one.astype(np.float32) for one in (residual, known[-2], known[-1])]
    if len(planned.pool.known) > 1:
        around = [one[:, known_of] for one in around]
    z: Matrix = sums[0] if len(sums) < 4 else sums[0] - sums[1]
    share, by = shares(sums[-2], around[1])
    z -= share * around[0]
    z *= by
    z[~_allowed(planned, pair, sums[-1], around[2])] = 0
    return z


def _kinds(labels: Labelling, which: Ints, common: Still | None) -> list[tuple[Sums, Ints]]:
    """What is summed over accounts, and which of its rows for each pair."""
    moving: list[tuple[Sums, Ints]] = [(labels.label, which)]
    if common is not None:
        return moving
    row = np.zeros_like(which) if labels.shared else which
    moving += [(one, row) for one in (labels.expected, labels.variance) if one is not None]
    return [*moving, (np.ones((1, labels.label.shape[1]), np.float32), np.zeros_like(which))]


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


def _extended(planned: Plan, pair: Ints, kinds: list[tuple[Sums, Ints]]) -> list[Sums]:
    """(pairs, k) sums over those who meet the pair and are in each part, of the row of weights that each asks for."""
    true, parts = planned.pool.true, planned.parts
    first = planned.alone[pair[:, 0]] <= planned.alone[pair[:, 1]]
    rarer, other = np.where(first, pair.T, pair.T[::-1])
    sums = [np.empty((len(pair), parts.columns.shape[1]), weight.dtype) for weight, _ in kinds]
    for here in alike(rarer):
        rows = planned.rows[rarer[here[0]]]
        columns = parts.columns[rows]
        for answer, (weight, row) in zip(sums, kinds, strict=True):
            weighted = _of_both(true, (weight, row[here]), other[here], rows)
            answer[here] = weighted @ columns.astype(weight.dtype, copy=False)
    return sums


def _of_both(true: Matrix, asked: tuple[Sums, Ints], other: Ints, rows: Ints) -> Sums:
    """(pairs, rows) the weight that each pair asks for, of those among ``rows`` who meet its other condition."""
    weight, row = asked
    weighted = np.empty((len(other), len(rows)), weight.dtype)
    step = max(1, CACHED // true.shape[1])
    for start in range(0, len(other), step):
        here = slice(start, start + step)
        two = true[other[here]].take(rows, axis=1), weight[row[here]].take(rows, axis=1)
        np.multiply(*two, out=weighted[here])
    return weighted


def _known(pool: Pool, pair: Ints, kinds: list[tuple[Sums, Ints]]) -> list[Sums]:
    """(pairs, masks) sums over those for whom the pair and a further condition are known."""
    sums = [np.empty((len(pair), len(pool.known)), weight.dtype) for weight, _ in kinds]
    masks = pool.known_of[pair]
    for here in alike(masks[:, 0] * len(pool.known) + masks[:, 1]):
        a, b = masks[here[0]]
        all_three = (pool.known[a] * pool.known[b] * pool.known).T
        for answer, (weight, row) in zip(sums, kinds, strict=True):
            answer[here] = (weight @ all_three)[row[here]]
    return sums


def alike(codes: Ints) -> Iterator[Ints]:
    """Places of each code."""
    order = np.argsort(codes, kind="stable")
    cuts = np.flatnonzero(np.diff(codes[order])) + 1
    start = 0
    for end in [*cuts.tolist(), len(order)] if len(order) else []:
        yield order[start:end]
        start = end
