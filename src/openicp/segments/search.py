"""Search of all segments up to three conditions, corrected for everything that was looked at.

Comes in: coded accounts and labels. Goes out: a ``SearchResult``: what was found, or how large a difference would
have been seen. It never counts deals or months: the account is the unit, and labels move as whole accounts.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.progress import Progress, Silence, Step
from openicp.model.segment import FoundSegment, SearchResult
from openicp.segments.earn import Bench
from openicp.segments.found import (
    RELIABLE,
    VERDICTS,
    WORTH_SHOWING,
    Bar,
    Candidate,
    again,
    candidate,
    folded,
    reported,
)
from openicp.segments.planned import Plan, plan
from openicp.segments.pool import build
from openicp.segments.sample import Sample, permuted, sample
from openicp.segments.scan import leaders, scan, unmoved
from openicp.segments.statistic import OFFSET

if TYPE_CHECKING:
    from openicp.model.cells import Labels
    from openicp.model.facts import Accounts, Floats
    from openicp.segments.planned import Still

FEWEST = 10
"""Labelled accounts inside and outside; also the fewest with, and without, the label."""
SMALLEST_SHARE = 0.03
BATCH = 64
ENOUGH_EXCEEDED = 16
"""Permutations stop once so many reached more than the data did: the chance is clearly large."""
POWER_Z = 0.84
"""A gap *would have been seen* when four of five such samples show it."""
CANDIDATES = 30
"""Conjunctions that are pruned and folded into the segments that are shown."""
VISIBLE_GAP = 0.30
"""When not even this gap at a tenth of the accounts would have been seen, it is too little to tell."""


def search(
    accounts: Accounts,
    labels: Labels,
    *,
    seed: int = 0,
    permutations: int = 500,
    exclude: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> SearchResult:
    """Look at all conjunctions of up to three conditions on the accounts with a label.

    Parameters
    ----------
    accounts
        Coded accounts, (n,).
    labels
        1 valuable, 0 not, -1 no label; strata within which labels are exchanged.
    seed
        The same data and seed give the same answer.
    permutations
        Labels are exchanged so many times; fewer when the chance is clearly large.
    exclude
        Attributes that give the outcome away.
    progress
        Told how far it is.

    Returns
    -------
    SearchResult

    Notes
    -----
    Each conjunction's studentised difference within entry quarters is brought to the scale of a single condition
    by the 97 % quantile of its depth's peak; the largest over everything is compared with the same of permuted
    labels (Westfall and Young 1993, single step), ``p = (1 + exceed) / (1 + B)``.
    """
    part = sample(labels)
    least = max(FEWEST, math.ceil(SMALLEST_SHARE * part.n))
    pool = build(accounts, part.rows, least=least, exclude=exclude)
    planned = plan(pool, least=least)
    if min(part.successes, part.n - part.successes) < FEWEST or not pool.conditions:
        return _nothing(part, len(pool.conditions) + planned.pairs)
    bench = Bench(accounts, part, pool, seed)
    common = unmoved(planned, bench.seen)
    with (progress or Silence()).step("search", total=permutations) as step:
        seen, null = _permute(planned, bench, common, permutations, step)
    bar = _bar(seen, null)
    top = bar.code(float((seen * bar.scale).max()))
    return _result(planned, part, bar, top, _found(planned, bench, common, bar, top))


def _permute(planned: Plan, bench: Bench, common: Still | None, permutations: int, step: Step) -> tuple[Floats, Floats]:
    """Absolute peaks of the labels as they are (1, depths) and of permuted labels (B, depths)."""
    rng = np.random.default_rng([bench.seed, 5])
    seen = np.abs(scan(planned, bench.seen, common).value)
    batches: list[Floats] = []
    done = 0
    while done < permutations:
        count = min(BATCH, permutations - done)
        batches.append(np.abs(scan(planned, permuted(bench.part, count, rng), common).value))
        done += count
        step.advance(count)
        if _clearly_large(seen, np.concatenate(batches)):
            break
    return seen, np.concatenate(batches)


def _clearly_large(seen: Floats, null: Floats) -> bool:
    scale = _scale(seen, null)
    return bool(((null * scale).max(axis=1) >= (seen * scale).max()).sum() >= ENOUGH_EXCEEDED)


def _scale(seen: Floats, null: Floats) -> Floats:
    """What brings the peaks of each depth to that of single conditions."""
    bars = np.quantile(np.concatenate([seen, null]), 1 - RELIABLE, axis=0)
    return np.asarray(np.where(bars > 0, bars[0] / np.maximum(bars, 1e-9), 0.0))


def _bar(seen: Floats, null: Floats) -> Bar:
    scale = _scale(seen, null)
    return Bar((null * scale).max(axis=1), scale)


def _found(planned: Plan, bench: Bench, common: Still | None, bar: Bar, top: str) -> tuple[FoundSegment, ...]:
    """What is left of the best conjunctions; ``top`` is the verdict of the best that was seen."""
    raw = leaders(planned, bench.seen, bar.scale, common)
    raw = [(places, value) for places, value in raw if bar.chance(value) <= WORTH_SHOWING][:CANDIDATES]
    pruned: dict[tuple[Condition, ...], Candidate] = {}
    for places, value in raw:
        conditions = tuple(bench.pool.conditions[place] for place in places)
        one = candidate(bench, conditions, bar, 1 if value > 0 else -1)
        pruned[one.conditions] = one
    kept = folded([one for one in pruned.values() if bar.chance(one.statistic) <= WORTH_SHOWING], bench, bar)
    points_to = None
    if top != "none" and all(bar.code(one.statistic) == "none" for one in kept):
        points_to = max(pruned.values(), key=lambda one: abs(one.statistic))
        kept = [points_to, *(one for one in kept if one.conditions != points_to.conditions)]
    if not kept:
        return ()
    repeated = again(bench, planned, bar, seed=bench.seed)
    found = [reported(one, bench, bar, repeated) for one in kept]
    return (replace(found[0], code="tentative"), *found[1:]) if points_to else tuple(found)


def _result(planned: Plan, part: Sample, bar: Bar, top: str, found: tuple[FoundSegment, ...]) -> SearchResult:
    """The verdict is the lesser of the best that was seen and of the best that is left of it."""
    critical = float(np.quantile(bar.null, 1 - RELIABLE))
    gap = smallest_gap(part, critical)
    code = max(top, min((one.code for one in found), key=VERDICTS.index, default="none"), key=VERDICTS.index)
    if code == "none" and (gap is None or gap > VISIBLE_GAP):
        code = "too_little"
    looked = len(planned.pool.conditions) + planned.pairs + planned.threes
    return SearchResult(
        found,
        looked,
        part.n,
        part.successes,
        len(bar.null),
        critical,
        code,
        gap,
        tuple(np.sort(bar.null).tolist()),
        tuple(bar.scale.tolist()),
    )


def _nothing(part: Sample, looked_at: int) -> SearchResult:
    return SearchResult((), looked_at, part.n, part.successes, 0, math.inf, "too_little", None)


def smallest_gap(part: Sample, critical: float, *, share: float = 0.1) -> float | None:
    """Difference of shares that four of five samples would show, for a group with ``share`` of the accounts.

    ``gap = (critical + 0.84) sqrt(n s (1 - s) p (1 - p) + OFFSET) / (n s (1 - s))``; ``None`` when it exceeds 1.
    """
    base = part.value.mean()
    sides = part.n * share * (1 - share)
    gap = (critical + POWER_Z) * math.sqrt(sides * base * (1 - base) + float(OFFSET)) / sides
    return float(gap) if gap < 1 else None
