"""Which attributes become lines, on any set of labelled accounts: all of them, a fold, a resample.

Comes in: a bench (accounts, labels, pool) and the bar that permutations set. Goes out: conditions with their
corrected chance. It never takes an attribute that adds nothing beside those already chosen.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.facts import Accounts, CategoryColumn, NumberColumn
from openicp.model.segment import FoundSegment
from openicp.profile.beside import beside
from openicp.profile.choice import Choice
from openicp.profile.together import together
from openicp.segments.choice import open_end
from openicp.segments.earn import FEW_PERMUTATIONS, Bench, earned, trimmed
from openicp.segments.found import RELIABLE, TENTATIVE, Bar, conjunction, statistic
from openicp.segments.planned import Plan, plan
from openicp.segments.pool import origin
from openicp.segments.sample import Sample, drawn_places, resampled
from openicp.segments.scan import Peaks, scan
from openicp.segments.singles import singles_statistic

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints

EXTRA = 0.01
"""A further line needs this corrected chance beside the lines already in: several are tried one after the other."""
DRAWS = 400
FEWEST, SMALLEST_SHARE = 10, 0.03


def from_found(found: tuple[FoundSegment, ...], accounts: Accounts) -> list[Choice]:
    """Lines that the best segment found gives: each of its conditions has earned its place."""
    for code, basis in (("reliable", "shown"), ("tentative", "leaning")):
        for one in found:
            conditions = one.segment.conditions if one.direction > 0 else turned(one.segment.conditions, accounts)
            if one.code == code and conditions:
                return [Choice(condition, one.p_adjusted, basis, together=True) for condition in conditions]
    return []


def turned(conditions: tuple[Condition, ...], accounts: Accounts) -> tuple[Condition, ...]:
    """The other side of a single condition that speaks against a company, where it can be said as a condition."""
    if len(conditions) != 1:
        return ()
    condition, column = conditions[0], accounts.columns[conditions[0].attribute]
    if isinstance(column, CategoryColumn):
        others = tuple(value for value in column.values if value not in condition.values)
        return (Condition(condition.attribute, others),) if others else ()
    if isinstance(column, NumberColumn):
        ends = open_end(column.edges[0]), open_end(column.edges[-1])
        if condition.low == ends[0] and condition.high is not None:
            return (Condition(condition.attribute, (), condition.high, ends[1]),)
        if condition.high == ends[1] and condition.low is not None:
            return (Condition(condition.attribute, (), ends[0], condition.low),)
    return ()


def further(bench: Bench, chosen: list[Choice], *, most: int, critical: float | None = None) -> list[Choice]:
    """The lines with those added that still tell something at equal other lines.

    Labels are drawn from the chances on the card of the lines so far; the largest statistic over all conditions of
    other attributes sets the bar. With ``critical`` that statistic does.
    """
    chosen = list(chosen)
    while chosen and len(chosen) < most:
        one = _next(bench, chosen, critical)
        if one is None:
            break
        chosen.append(one)
    return chosen


def _next(bench: Bench, chosen: list[Choice], critical: float | None) -> Choice | None:
    free = _free(bench, chosen)
    if not len(free):
        return None
    labels = beside(bench, chosen, count=0 if critical is not None else DRAWS)
    z = singles_statistic(bench.pool, labels)[:, free]
    place = int(z[0].argmax())
    if critical is not None:
        chance = 0.0 if z[0, place] >= critical else 1.0
    else:
        chance = float((1 + (z[1:].max(axis=1) >= z[0, place]).sum()) / (1 + DRAWS))
    if chance > EXTRA:
        return None
    return Choice(trimmed(bench, (bench.pool.conditions[free[place]],), 0, 1), chance, "shown")


def _free(bench: Bench, chosen: list[Choice]) -> Ints:
    """Places of conditions on attributes that no line says already, in these or in other words."""
    known = bench.accounts.columns
    taken = {origin(one.condition.attribute, known) for one in chosen}
    attributes = {condition.attribute for condition in bench.pool.conditions}
    free = {attribute for attribute in attributes if origin(attribute, known) not in taken}
    return np.flatnonzero([condition.attribute in free for condition in bench.pool.conditions])


def again(bench: Bench, candidates: list[tuple[Condition, ...]], bar: Bar, *, most: int) -> list[Choice]:
    """The same choice on a fold or a resample: the best of the candidates above the bar, then what it leaves."""
    critical = float(np.quantile(bar.null, 1 - RELIABLE))
    tentative = float(np.quantile(bar.null, 1 - TENTATIVE))
    best: tuple[float, tuple[Condition, ...]] = (0.0, ())
    for conditions in candidates:
        kept = earned(bench, conditions, 1, permutations=FEW_PERMUTATIONS)
        raw = statistic(bench, bench.inside(kept))
        if raw * bar.scale[len(kept) - 1] >= tentative and raw > best[0]:
            best = raw, kept
    chosen = [Choice(condition, 0.0, "shown", together=True) for condition in best[1]]
    return further(bench, together(bench, chosen, most=most), most=most, critical=critical)


def candidates(planned: Plan, peaks: Peaks, row: int) -> list[tuple[Condition, ...]]:
    """The best conjunction of each depth in a draw, where it speaks for a company."""
    depths = [depth for depth in range(peaks.value.shape[1]) if peaks.value[row, depth] > 0]
    return [conjunction(planned, peaks, row, depth) for depth in depths]


def choices_of_draws(bench: Bench, bar: Bar, draws: Floats, *, most: int) -> list[tuple[Sample, list[Choice]]]:
    """For each draw (how often each account counts), its accounts and what the whole of choosing gives on it."""
    planned = plan(bench.pool, least=max(FEWEST, math.ceil(SMALLEST_SHARE * bench.part.n)))
    peaks = scan(planned, resampled(bench.part, draws))
    answer = []
    for row, draw in enumerate(draws):
        taken = bench.of(drawn_places(draw))
        answer.append((taken.part, again(taken, candidates(planned, peaks, row), bar, most=most)))
    return answer
