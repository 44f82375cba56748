"""The largest studentised difference over all conjunctions of up to three conditions, for many labellings at once.

Comes in: a plan of conditions and labellings (the observed one, permuted ones, resampled ones). Goes out: the
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

from openicp.segments.planned import BEAM, Labelling, Plan, Still
from openicp.segments.singles import singles_statistic, sums_alone, weights_of
from openicp.segments.statistic import shares
from openicp.segments.threes import Extension

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints
    from openicp.segments.parts import Matrix, Span, Sums
    from openicp.segments.pool import Pool

DEPTHS = 3
CLIMBED, MOST_STEPS = 4, 6
"""Threes of each labelling that are changed, one condition at a time, and how many times."""
TOGETHER = 64
"""Labellings that are looked at together: their sums stay near the cache."""


@dataclass(frozen=True)
class Peaks:
    """The largest absolute statistic of each labelling."""

    value: Floats
    """(B, depths), signed; 0 where nothing could be looked at."""
    where: Ints
    """(B, depths, 3) places in the pool; -1 is no condition."""


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


def leaders(
    planned: Plan, labels: Labelling, scale: Floats, common: Still | None
) -> list[tuple[tuple[int, ...], float]]:
    """Best single of each attribute, best pair of each two, the best threes of the first labelling; ``common`` as in
    ``scan``.

    Returns
    -------
    list
        Places in the pool and the signed statistic, brought to that of a single condition; largest first.
    """
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
    weights = weights_of(labels)[1:]
    everybody = np.ones(planned.pool.known.shape[1], np.float32)
    return Still(
        sums_alone(planned.pool, weights),
        [planned.parts.crossed(one) for one in weights],
        _both_known(planned.pool, weights),
        [planned.parts.cube(one) for one in (labels.expected[0], labels.variance[0], everybody)],
    )


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
    weights = weights_of(labels, common)
    if common is not None and labels.bits is not None:
        inside = [parts.counted(labels.bits), *common.crossed]
    else:
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
    extension = Extension(planned, labels, common)
    seen = extension.of(pair, which)
    third = np.abs(seen).argmax(axis=1)
    top = np.zeros(chosen.shape, np.float32)
    top[which, column] = seen[np.arange(len(pair)), third]
    extended = np.zeros((*chosen.shape, DEPTHS), np.int64)
    extended[which, column] = np.column_stack([pair, third])
    best = np.argsort(-np.abs(top), axis=1, kind="stable")[:, :CLIMBED]
    z, threes = np.take_along_axis(top, best, axis=1), np.take_along_axis(extended, best[:, :, None], axis=1)
    _climb(extension, z, threes)
    return z, threes


def _climb(extension: Extension, z: Matrix, threes: Ints) -> None:
    """Exchange one condition of each three for the one that serves best beside the other two, until none is better."""
    row, place = np.nonzero(z)
    moved = np.full(len(row), -1)
    for step in range(MOST_STEPS):
        # The third condition was chosen as the best already; each is looked at again when one beside it has changed.
        open_ = np.flatnonzero(moved >= step - DEPTHS + 1)
        if not len(open_):
            break
        at = row[open_], place[open_]
        sign = np.sign(z[at])
        pair = np.sort(np.delete(threes[at], step % DEPTHS, axis=1), axis=1)
        _, first, same = np.unique(np.column_stack([at[0], pair]), axis=0, return_index=True, return_inverse=True)
        seen = extension.of(pair[first], at[0][first])[same.reshape(-1)] * sign[:, None]
        third = seen.argmax(axis=1)
        top = seen[np.arange(len(third)), third]
        better = top > np.abs(z[at]) * (1 + 1e-6)
        moved[open_[better]] = step
        changed = at[0][better], at[1][better]
        z[changed] = (top * sign)[better]
        threes[*changed, step % DEPTHS] = third[better]
