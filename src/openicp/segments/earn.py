"""Each condition of a segment must earn its place: parts that add nothing are taken away.

Comes in: a conjunction that the search came up with. Goes out: what is left of it. It never adds a condition, and
it corrects for every condition that could have stood in the same place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.facts import Accounts, NumberColumn, TagsColumn
from openicp.model.segment import Segment
from openicp.segments.choice import bands
from openicp.segments.membership import both, membership
from openicp.segments.planned import Labelling
from openicp.segments.pool import Pool
from openicp.segments.sample import Sample, observed
from openicp.segments.singles import sums_over
from openicp.segments.statistic import studentised

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints, Tri
    from openicp.segments.parts import Matrix, Sums

LEVEL = 0.03
"""A condition earns its place when at most this share of permutations does as well within the rest."""
PERMUTATIONS = 300
FEW_PERMUTATIONS = 60
"""In folds and resamples, where the search is made many times."""
PART_Z = 2.0
"""A value of a set, or an outer band of a range, stays when it alone stands out by this much."""
TAG_Z = 3.0
"""The same for one of two tags: it is the best of many possible partners."""
FEWEST = 5


@dataclass(frozen=True)
class Bench:
    """What a segment is judged against."""

    accounts: Accounts
    part: Sample
    pool: Pool
    seed: int
    drawn: tuple[Bench, Ints] | None = field(default=None, repr=False, compare=False)
    """The bench that it was drawn from, and the places of its accounts there."""

    @cached_property
    def seen(self) -> Labelling:
        """The labels as they are."""
        return observed(self.part)

    @cached_property
    def made(self) -> dict[tuple[str, object], Any]:
        """What was worked out for these accounts before, by what it is and what it is of."""
        return {}

    def inside(self, conditions: tuple[Condition, ...]) -> Tri:
        """Three-valued membership of the labelled accounts."""
        if not conditions:
            return np.ones(self.part.n, np.int8)
        return reduce(both, map(self._state, conditions))

    def _state(self, condition: Condition) -> Tri:
        if self.drawn is not None:
            whole, places = self.drawn
            return whole._state(condition)[places]
        key = "state", condition
        if key not in self.made:
            self.made[key] = membership(Segment((condition,)), self.accounts, self.part.rows)
        state: Tri = self.made[key]
        return state

    def of(self, places: Ints) -> Bench:
        """The bench with some of the labelled accounts; places may repeat, as in a resample."""
        part = self.part
        taken = Sample(part.rows[places], part.value[places], part.stratum[places])
        return replace(self, part=taken, pool=self.pool.at(places), drawn=(self, places))


def earned(
    bench: Bench, conditions: tuple[Condition, ...], direction: int, *, permutations: int = PERMUTATIONS
) -> tuple[Condition, ...]:
    """The conditions that improve on what the segment is without them, each trimmed to the parts that stand out."""
    while len(conditions) > 1:
        chances = [_chance(bench, conditions, place, direction, permutations) for place in range(len(conditions))]
        worst = int(np.argmax(chances))
        if chances[worst] <= LEVEL:
            break
        conditions = conditions[:worst] + conditions[worst + 1 :]
    return tuple(trimmed(bench, conditions, place, direction) for place in range(len(conditions)))


def _chance(bench: Bench, conditions: tuple[Condition, ...], place: int, direction: int, permutations: int) -> float:
    """Share of permutations within the rest of the segment whose best condition does as well as this one."""
    rest = conditions[:place] + conditions[place + 1 :]
    within = bench.inside(rest) == 1
    holds = bench.inside(conditions[place : place + 1])[within]
    if min((holds == 1).sum(), (holds == 0).sum()) < FEWEST:
        return 1.0
    seen = _within(bench, within)
    own = direction * _one(seen, holds)
    best = _best_rivals(bench, within, rest, (seen, permutations))[direction]
    return float((1 + (best >= own).sum()) / (1 + len(best)))


def _within(bench: Bench, within: Bools) -> Labelling:
    """Residuals within the rest of the segment."""
    residual = bench.seen.residual[0][within]
    residual = residual - residual.mean()
    return Labelling(residual[None], np.full((1, len(residual)), float(np.var(residual)) or 1e-6))


def _best_rivals(
    bench: Bench, within: Bools, rest: tuple[Condition, ...], asked: tuple[Labelling, int]
) -> dict[int, Matrix]:
    """(permutations,) the largest statistic of any condition that could stand in the place, in each direction; worked
    out once for all segments that share the rest. Asked are the residuals within it, and how many permutations."""
    seen, permutations = asked
    key = ("rivals", (frozenset(rest), permutations))
    if key not in bench.made:
        rng = np.random.default_rng([bench.seed, seen.label.shape[1], 11])
        labels = np.tile(seen.label, (permutations, 1))
        rng.permuted(labels, axis=1, out=labels)
        found = _rivals(bench, within, rest, Labelling(labels, seen.variance))
        bench.made[key] = {sign: (sign * found).max(axis=1, initial=0.0) for sign in (1, -1)}
    best: dict[int, Matrix] = bench.made[key]
    return best


def _rivals(bench: Bench, within: Bools, rest: tuple[Condition, ...], labels: Labelling) -> Matrix:
    """(B, rivals) statistic of each condition that could stand in the place, among those in the rest of the segment."""
    pool, parts = bench.pool, bench.pool.parts
    columns, known = parts.columns[within], np.compress(within, pool.known, axis=1)
    inside, everybody = parts.makes @ columns.sum(axis=0), known.sum(axis=1)[pool.known_of]
    taken = {condition.attribute for condition in rest}
    free = np.array([c.attribute not in taken for c in pool.conditions], bool)
    keep = free & (inside >= FEWEST) & (everybody - inside >= FEWEST)
    weights: list[Sums] = [labels.label, labels.variance]
    of_parts, of_known = sums_over(columns.T, weights), sums_over(known, weights)
    return studentised(
        *(one @ parts.makes[keep].T for one in of_parts), *(one[:, pool.known_of[keep]] for one in of_known)
    )


def _one(labels: Labelling, holds: Tri) -> float:
    """Statistic of one condition."""
    sums = [one[0][rows].sum() for rows in (holds == 1, holds >= 0) for one in (labels.label, labels.variance)]
    return float(studentised(*sums))


def trimmed(bench: Bench, conditions: tuple[Condition, ...], place: int, direction: int) -> Condition:
    """One of the conditions without values, or outer bands, that do not stand out by themselves."""
    condition = conditions[place]
    rest = conditions[:place] + conditions[place + 1 :]
    outside = bench.inside(conditions) == 0
    base = (bench.inside(rest) == 1) & outside if rest else outside
    parts = _parts(condition, bench.accounts)
    least = TAG_Z if isinstance(bench.accounts.columns[condition.attribute], TagsColumn) else PART_Z
    while len(parts) > 1:
        alone = [_alone(bench, rest, parts, index) for index in range(len(parts))]
        scores = [_stands_out(bench, inside, base, direction) for inside in alone]
        open_to = range(len(parts)) if condition.values else (0, len(parts) - 1)
        worst = min(open_to, key=lambda index: scores[index])
        if scores[worst] >= least:
            break
        parts = parts[:worst] + parts[worst + 1 :]
    return joined(parts) if parts else condition


def _alone(bench: Bench, rest: tuple[Condition, ...], parts: list[Condition], index: int) -> Bools:
    """Who is in the segment by this part and by no other: a company may have several tags."""
    inside: Bools = bench.inside((*rest, parts[index])) == 1
    for place, other in enumerate(parts):
        if place != index:
            inside &= bench.inside((other,)) != 1
    return inside


def _stands_out(bench: Bench, inside: Bools, base: Bools, direction: int) -> float:
    if not inside.any() or not base.any():
        return 0.0
    residual: Floats = bench.seen.residual[0].astype(float, copy=False)
    spread = float(np.var(residual)) * (1 / inside.sum() + 1 / base.sum())
    return float(direction * (residual[inside].mean() - residual[base].mean()) / np.sqrt(max(spread, 1e-9)))


def _parts(condition: Condition, accounts: Accounts) -> list[Condition]:
    column = accounts.columns[condition.attribute]
    if not isinstance(column, NumberColumn):
        return [Condition(condition.attribute, (value,)) for value in condition.values]
    low = -np.inf if condition.low is None else condition.low
    high = np.inf if condition.high is None else condition.high
    return [band for band in bands(column) if _lies_in(band, low, high)]


def _lies_in(band: Condition, low: float, high: float) -> bool:
    start = -np.inf if band.low is None else band.low
    end = np.inf if band.high is None else band.high
    return start >= low and end <= high


def joined(parts: list[Condition]) -> Condition:
    """One condition that holds where any of the (neighbouring) parts does."""
    if parts[0].values:
        return Condition(parts[0].attribute, tuple(sorted(v for part in parts for v in part.values)))
    return Condition(parts[0].attribute, (), parts[0].low, parts[-1].high)
