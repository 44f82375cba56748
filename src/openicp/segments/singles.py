"""The statistic of each condition alone, for many labellings at once.

Comes in: a pool of coded conditions and labellings. Goes out: one number for each of both. It looks at no two
conditions together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from openicp.segments.statistic import studentised

if TYPE_CHECKING:
    from openicp.segments.parts import Matrix, Sums
    from openicp.segments.planned import Labelling, Still
    from openicp.segments.pool import Pool

CAST = 64
"""Conditions whose accounts are cast together."""


def singles_statistic(pool: Pool, labels: Labelling, common: Still | None = None) -> Matrix:
    """(B, m) statistic of each condition alone."""
    sums = sums_alone(pool, weights_of(labels, common))
    if common is not None:
        sums = tuple(moving + still for moving, still in zip(sums, common.alone, strict=True))
    inside, known = ((each[0] if len(each) < 3 else each[0] - each[1], each[-1]) for each in sums)
    return studentised(*inside, *(one[:, pool.known_of] for one in known))


def sums_alone(pool: Pool, weights: list[Sums]) -> tuple[list[Sums], ...]:
    """Sums of weights over those who meet each condition (B, m), and over those for whom each mask is known (B, g)."""
    makes = pool.parts.makes.T
    inside = [one @ makes.astype(one.dtype, copy=False) for one in sums_over(pool.parts.columns.T, weights)]
    return inside, sums_over(pool.known, weights)


def sums_over(rows: Matrix, weights: list[Sums]) -> list[Sums]:
    """(B, m) sums of weights over those in each row, cast a few rows at a time: all of them twice are gigabytes."""
    starts = [*range(0, max(len(rows) - CAST, 1), CAST)]
    sums: list[list[Sums]] = [[] for _ in weights]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        casts = {kind: rows[start:end].astype(kind, copy=False).T for kind in {one.dtype for one in weights}}
        for answer, weight in zip(sums, weights, strict=True):
            answer.append(weight @ casts[weight.dtype])
    return [np.concatenate(one, axis=1) for one in sums]


def weights_of(labels: Labelling, common: Still | None = None) -> list[Sums]:
    """What is summed over accounts: labels, what is expected of them if that is apart, their variance; of what is
    summed already, only the labels."""
    if common is not None:
        return [labels.label]
    return [one for one in (labels.label, labels.expected, labels.variance) if one is not None]
