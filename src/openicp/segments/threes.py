"""Pairs of conditions with every further condition.

Comes in: pairs that stood out in a labelling. Goes out: the statistic of each with each third condition. It looks at
no pair that it was not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from openicp.segments.counts import counted
from openicp.segments.statistic import shares

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints
    from openicp.segments.counts import Bits
    from openicp.segments.parts import Matrix, Parts, Sums
    from openicp.segments.planned import Labelling, Plan, Still


TOGETHER = 128
"""Pairs whose sums are worked on together: they stay in the cache."""
CACHED = 1 << 17
"""Numbers that are looked up together; with all pairs at once, 60,000 accounts take two to three times as long."""

HELD = 1 << 21
"""Sums for whom masks are known that are kept: some 16 MB of each kind."""


@dataclass(frozen=True)
class Extension:
    """Labellings whose pairs are extended, several times while they are climbed from."""

    planned: Plan
    labels: Labelling
    common: Still | None
    _known: dict[tuple[int, int], list[Sums]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By two masks, sums over those for whom both and each further mask are known."""

    def of(self, pair: Ints, which: Ints) -> Matrix:
        """(pairs, m) statistic of each pair, in one of the labellings, with each further condition; 0 where not
        allowed."""
        inside, known = self._inside(pair, which), self._among_known(pair, which)
        z = np.empty((len(pair), len(self.planned.pool.conditions)), np.float32)
        for start in range(0, len(pair), TOGETHER):
            here = slice(start, start + TOGETHER)
            z[here] = _statistic(self.planned, pair[here], [one[here] for one in inside], [one[here] for one in known])
        return z

    def _inside(self, pair: Ints, which: Ints) -> list[Sums]:
        """(pairs, k) sums over those who meet the pair and are in each part: of labels, of what is expected of them if
        apart, of variance, of accounts."""
        label, *apart = self._weights(which)
        bits, sums, asked = self.labels.bits, [], []
        if bits is not None:
            sums.append(self._counted(pair, bits[which]))
        else:
            asked.append(label)
        if self.common is not None:
            sums += _extended(self.planned, pair, asked)
            return sums + [_from_cube(cube, self.planned.parts, pair) for cube in self.common.cubes]
        return [*sums, *_extended(self.planned, pair, [*asked, *apart]), self._counted(pair)]

    def _weights(self, which: Ints) -> list[tuple[Sums, Ints]]:
        """What is summed over accounts, and which of its rows for each pair."""
        labels = self.labels
        row = np.zeros_like(which) if labels.shared else which
        apart = [(one, row) for one in (labels.expected, labels.variance) if one is not None]
        return [(labels.label, which), *apart]

    def _counted(self, pair: Ints, among: Bits | None = None) -> Matrix:
        """(pairs, k) how many meet the pair and are in each part; of each pair only ``among`` those, (pairs, words)."""
        left, right = self.planned.pool.bits[pair].swapaxes(0, 1)
        both = left & right
        return counted(both if among is None else both & among, self.planned.parts.bits)

    def _among_known(self, pair: Ints, which: Ints) -> list[Sums]:
        """(pairs, masks) the same sums as inside, over those for whom the pair and a further condition are known."""
        pool = self.planned.pool
        kinds = [*self._weights(which), (np.ones((1, pool.known.shape[1]), np.float32), np.zeros_like(which))]
        sums = [np.empty((len(pair), len(pool.known)), weight.dtype) for weight, _ in kinds]
        masks = np.sort(pool.known_of[pair], axis=1)
        for here in alike(masks[:, 0] * len(pool.known) + masks[:, 1]):
            a, b = masks[here[0]].tolist()
            if (a, b) not in self._known:
                if len(self._known) * len(pool.known) * len(self.labels.label) > HELD:
                    self._known.clear()
                all_three = (pool.known[a] * pool.known[b] * pool.known).T
                self._known[a, b] = [weight @ all_three for weight, _ in kinds]
            for answer, found, (_, row) in zip(sums, self._known[a, b], kinds, strict=True):
                answer[here] = found[row[here]]
        return sums


def _statistic(planned: Plan, pair: Ints, inside: list[Sums], known: list[Sums]) -> Matrix:
    """(pairs, m) statistic of each pair with each further condition, 0 where not allowed, from sums over parts and over
    masks: of labels, of what is expected of them if apart, of variance, of accounts."""
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
    if not kinds:
        return []
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


def alike(codes: Ints) -> Iterator[Ints]:
    """Places of each code."""
    order = np.argsort(codes, kind="stable")
    cuts = np.flatnonzero(np.diff(codes[order])) + 1
    start = 0
    for end in [*cuts.tolist(), len(order)] if len(order) else []:
        yield order[start:end]
        start = end
