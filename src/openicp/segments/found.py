"""From peaks to reported segments: doubles folded, effects without the winner's bias, stability.

Comes in: the conjunctions that stood out. Goes out: ``FoundSegment`` values. It never reports the effect that was
seen while searching: the best of many always looks better than it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.model.attribute import Condition
from openicp.model.segment import FoundSegment, Segment
from openicp.segments.earn import Bench, earned
from openicp.segments.pool import attribute_rank
from openicp.segments.sample import observed, resampled, weights
from openicp.segments.scan import OFFSET, Peaks, Plan, scan

if TYPE_CHECKING:
    from openicp.model.estimate import Estimate
    from openicp.model.facts import Floats, Tri

RELIABLE, TENTATIVE, WORTH_SHOWING = 0.03, 0.15, 0.5
MOST = 8
SAME = 0.8
"""Segments whose accounts overlap by this much (Jaccard) are one segment."""
NEARLY = 0.6
"""In a resample a segment counts as found again from this overlap on."""
RESAMPLES = 100


@dataclass(frozen=True)
class Bar:
    """What permutations reached: turns a statistic into a chance."""

    null: Floats
    """(B,) best of each permutation, as the statistic of a single condition."""
    scale: Floats
    """(depths,) what makes a statistic of each depth comparable with that of a single condition."""

    def chance(self, statistic: float) -> float:
        """``(1 + exceed) / (1 + B)``."""
        return float((1 + (self.null >= abs(statistic)).sum()) / (1 + len(self.null)))

    def code(self, statistic: float) -> str:
        """``reliable``, ``tentative`` or ``none``."""
        return verdict_of(self.chance(statistic))


@dataclass(frozen=True)
class Candidate:
    """A pruned conjunction with its statistic, comparable over depths."""

    conditions: tuple[Condition, ...]
    inside: Tri
    statistic: float
    """Brought to the scale of a single condition: what is compared with permutations."""
    raw: float
    """As it is: what ranks segments of the same evidence, since each condition has earned its place."""

    @property
    def simplicity(self) -> tuple[object, ...]:
        """Sort key: fewer conditions, fewer values, attributes that people think in first."""
        values = sum(max(1, len(c.values)) for c in self.conditions)
        return len(self.conditions), values, sorted(attribute_rank(c.attribute) for c in self.conditions)


def verdict_of(chance: float) -> str:
    """Code of a corrected chance."""
    return "reliable" if chance <= RELIABLE else "tentative" if chance <= TENTATIVE else "none"


def candidate(bench: Bench, conditions: tuple[Condition, ...], bar: Bar, direction: int) -> Candidate:
    """A conjunction without what does not earn its place."""
    kept = tuple(sorted(earned(bench, conditions, direction), key=lambda c: attribute_rank(c.attribute)))
    inside = bench.inside(kept)
    raw = statistic(bench, inside)
    return Candidate(kept, inside, raw * float(bar.scale[len(kept) - 1]), raw)


def statistic(bench: Bench, inside: Tri, *, within: Tri | None = None) -> float:
    """Studentised difference between inside and known outside; ``within`` compares at equal membership of it."""
    seen = observed(bench.part)
    r, v = seen.residual[0].astype(float), seen.variance[0].astype(float)
    known = inside >= 0
    if within is not None:
        known = known & (within >= 0)
        groups = (within == 1).astype(np.int64)
        means = [r[known & (groups == g)].mean() if (known & (groups == g)).any() else 0.0 for g in (0, 1)]
        r = r - np.array(means)[groups]
        return _grouped(r, v, inside == 1, known, groups)
    return _grouped(r, v, inside == 1, known, np.zeros(len(r), np.int64))


def _grouped(r: Floats, v: Floats, inside: np.ndarray, known: np.ndarray, groups: np.ndarray) -> float:
    top = spread = 0.0
    for group in np.unique(groups[known]) if known.any() else []:
        here = known & (groups == group)
        within = here & inside
        share = float(v[within].sum() / max(v[here].sum(), 1e-9))
        top += float(r[within].sum() - share * r[here].sum())
        spread += float(v[within].sum() * (1 - share))
    return top / float(np.sqrt(spread + OFFSET))


def folded(candidates: list[Candidate], bench: Bench, bar: Bar) -> list[Candidate]:
    """Best first, near-doubles in their simplest form, and only what stands out beside those before it."""
    kept: list[Candidate] = []
    for one in sorted(candidates, key=lambda c: (_rank(bar, c), -abs(c.raw), c.simplicity)):
        double = next((place for place, other in enumerate(kept) if overlap(one.inside, other.inside) >= SAME), None)
        if double is not None:
            if one.simplicity < kept[double].simplicity and _as_good(one, kept[double]):
                kept[double] = one
        elif len(kept) < MOST and _adds(one, kept, bench, bar):
            kept.append(one)
    return kept


def _rank(bar: Bar, one: Candidate) -> int:
    return ("reliable", "tentative", "none").index(bar.code(one.statistic))


def _as_good(one: Candidate, other: Candidate) -> bool:
    return abs(one.raw) >= 0.95 * abs(other.raw)


def _adds(one: Candidate, kept: list[Candidate], bench: Bench, bar: Bar) -> bool:
    scale = float(bar.scale[len(one.conditions) - 1])
    beside = [abs(statistic(bench, one.inside, within=other.inside)) * scale for other in kept]
    return bar.chance(min([abs(one.statistic), *beside])) <= WORTH_SHOWING


def overlap(left: Tri, right: Tri) -> float:
    """Jaccard overlap of those who are known to be inside."""
    either = ((left == 1) | (right == 1)).sum()
    return float(((left == 1) & (right == 1)).sum() / either) if either else 0.0


@dataclass(frozen=True)
class Again:
    """What the same search finds in resamples of the accounts."""

    inside: tuple[tuple[Tri, ...], ...]
    """For each resample, the peak of each depth."""
    optimism: float
    """Mean excess of the best effect in its own resample over its effect in the data, in standard errors."""


def again(bench: Bench, planned: Plan, bar: Bar, *, seed: int, resamples: int = RESAMPLES) -> Again:
    """Repeat the search in resamples (whole accounts, with replacement).

    The excess of the best effect where it was found over the same segment's effect in the data estimates the
    winner's bias (Efron and Tibshirani 1993, section 17.6: the bootstrap estimate of optimism).
    """
    drawn = weights(bench.part, resamples, np.random.default_rng([seed, 23]))
    peaks = scan(planned, resampled(bench.part, drawn))
    found, excess = [], []
    for row in range(resamples):
        sides = [bench.inside(conjunction(planned, peaks, row, depth)) for depth in range(len(bar.scale))]
        best = int(np.argmax(np.abs(peaks.value[row]) * bar.scale))
        sign = np.sign(peaks.value[row, best])
        found.append(tuple(sides))
        excess.append(sign * _excess(bench, sides[best], drawn[row]))
    return Again(tuple(found), max(0.0, float(np.mean(excess))))


def conjunction(planned: Plan, peaks: Peaks, row: int, depth: int) -> tuple[Condition, ...]:
    """The conditions of a peak."""
    return tuple(planned.pool.conditions[place] for place in peaks.where[row, depth] if place >= 0)


def _excess(bench: Bench, inside: Tri, drawn: Floats) -> float:
    here, there = _gap(bench, inside, drawn), _gap(bench, inside, np.ones(bench.part.n))
    return (here - there) / _error(bench, inside)


def _gap(bench: Bench, inside: Tri, weight: Floats) -> float:
    y = bench.part.value
    shares = [float((weight * y)[inside == side].sum() / max(weight[inside == side].sum(), 1)) for side in (1, 0)]
    return shares[0] - shares[1]


def _error(bench: Bench, inside: Tri) -> float:
    share = bench.part.value.mean()
    sizes = [max(int((inside == side).sum()), 1) for side in (1, 0)]
    return float(np.sqrt(max(share * (1 - share), 1e-9) * (1 / sizes[0] + 1 / sizes[1])))


def reported(one: Candidate, bench: Bench, bar: Bar, repeated: Again) -> FoundSegment:
    """The value that people see."""
    direction = 1 if one.statistic >= 0 else -1
    within, outside = _corrected(one.inside, bench, direction * repeated.optimism)
    yes = one.inside == 1
    same = [max(overlap(one.inside, side) for side in sides) >= NEARLY for sides in repeated.inside]
    return FoundSegment(
        Segment(one.conditions),
        accounts=int(yes.sum()),
        successes=int(bench.part.value[yes].sum()),
        p_adjusted=bar.chance(one.statistic),
        code=bar.code(one.statistic),
        inside=within,
        outside=outside,
        difference=stats.difference(within, outside),
        chosen=float(np.mean(same)),
        direction=direction,
    )


def _corrected(inside: Tri, bench: Bench, optimism: float) -> tuple[Estimate, Estimate]:
    """Shares inside and outside, brought together by the optimism so that their common mean stays."""
    sizes = [int((inside == side).sum()) for side in (1, 0)]
    hits = [float(bench.part.value[inside == side].sum()) for side in (1, 0)]
    gap = hits[0] / max(sizes[0], 1) - hits[1] / max(sizes[1], 1)
    shift = optimism * _error(bench, inside)
    shift = float(np.clip(shift, min(0.0, gap), max(0.0, gap)))
    moved = shift * sizes[0] * sizes[1] / max(sum(sizes), 1)
    return stats.proportion(hits[0] - moved, sizes[0]), stats.proportion(hits[1] + moved, sizes[1])
