"""From chosen conditions to lines with bands, counts and points; and back: points of accounts left out of the fit.

Comes in: choices on a set of labelled accounts. Goes out: lines. It never gives points to a line that is not shown
or, in a tentative profile, leaning.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.facts import Accounts
from openicp.model.profile import Band, Line
from openicp.model.segment import Segment
from openicp.profile.bands import bands_of
from openicp.profile.choose import Choice, again, bench_of, candidates_of_leaders
from openicp.profile.points import interaction, points_of
from openicp.profile.proof import planned_for
from openicp.profile.score import add_up, possible_bands
from openicp.segments.earn import Bench
from openicp.segments.found import Bar
from openicp.segments.sample import Sample

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints

FOLDS = 5
INTERACTION_Z = 3.0
"""The segment becomes a line of its own when, beside its conditions one by one, it stands out by so much."""


def card(choices: list[Choice], accounts: Accounts, part: Sample, *, points: bool = True) -> tuple[Line, ...]:
    """Lines with their bands; points from one fit over all of them.

    Parameters
    ----------
    choices
        In the order in which they were chosen.
    accounts
        Coded accounts.
    part
        The labelled accounts to fit on (places may repeat).
    points
        ``False``: bands with counts only.
    """
    lines = [_bare(choice, accounts, part) for choice in choices]
    together = _together(choices, lines, accounts, part) if points else None
    lines += [together] if together is not None else []
    places = [_places(line, accounts)[part.rows] for line in lines]
    given = points_of(places, [len(line.bands) for line in lines], part.value) if points else None
    return tuple(
        _filled(line, place, part.value, given[index] if given else [0] * len(line.bands))
        for index, (line, place) in enumerate(zip(lines, places, strict=True))
    )


def _bare(choice: Choice, accounts: Accounts, part: Sample) -> Line:
    conditions = bands_of(choice.condition, accounts, part.rows, part.value)
    return Line(choice.condition.attribute, choice.basis, tuple(Band(condition, 0) for condition in conditions))


def _together(choices: list[Choice], lines: list[Line], accounts: Accounts, part: Sample) -> Line | None:
    """The found segment as a line of its own, where its conditions together do more than one by one."""
    conditions = tuple(choice.condition for choice in choices if choice.together)
    if len(conditions) < 2:
        return None
    segment = Segment(conditions)
    both = (Band(Condition("segment", (segment.id,)), 0), Band(None, 0))
    line = Line("segment", choices[0].basis, both, segment=segment)
    places = [_places(one, accounts)[part.rows] for one in (*lines, line)]
    z = interaction(list(places[:-1]), [len(one.bands) for one in lines], places[-1], part.value)
    return line if z >= INTERACTION_Z else None


def _places(line: Line, accounts: Accounts) -> Ints:
    """Which band each account is in; -1 unknown."""
    possible = possible_bands(line, accounts)[:, : len(line.bands)]
    return np.asarray(np.where(possible.sum(axis=1) == 1, possible.argmax(axis=1), -1))


def _filled(line: Line, place: Ints, label: Floats, points: list[int]) -> Line:
    known = place >= 0
    counts = np.bincount(place[known], minlength=len(line.bands))
    hits = np.bincount(place[known], label[known], minlength=len(line.bands))
    bands = [
        Band(band.condition, points[index], int(counts[index]), int(hits[index]))
        for index, band in enumerate(line.bands)
    ]
    total = int(counts.sum())
    reference = sum(b.points * b.accounts for b in bands) / total if total else 0.0
    return replace(line, bands=tuple(bands), reference=float(reference))


def out_of_fold(bench: Bench, bar: Bar, *, most: int) -> Floats:
    """(labelled, 2) standing of each account, 0 lowest to 1 highest, on a card that was made without it.

    Cards of different folds have different lines, so their points are not one scale; what is kept is which share of
    its fold an account stands above: from the first to the second column, as wide as its ties.
    """
    part = bench.part
    fold = folds(part, seed=bench.seed)
    answer = np.zeros((part.n, 2))
    for one in range(FOLDS):
        train, test = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        lines = card_of(bench_of(bench, train), bar, most=most)
        points = add_up(lines, bench.accounts)[0][part.rows[test]]
        ordered = np.sort(points)
        answer[test, 0] = np.searchsorted(ordered, points, side="left") / len(test)
        answer[test, 1] = np.searchsorted(ordered, points, side="right") / len(test)
    return answer


def card_of(bench: Bench, bar: Bar, *, most: int) -> tuple[Line, ...]:
    """The whole of choosing, banding and fitting, on the bench's accounts."""
    planned = planned_for(bench)
    choices = again(bench, candidates_of_leaders(planned, bench.part, bar), bar, most=most)
    return card(choices, bench.accounts, bench.part)


def folds(part: Sample, *, seed: int) -> Ints:
    """(labelled,) fold of each account, with the label spread evenly."""
    rng = np.random.default_rng([seed, part.n, 41])
    order = np.lexsort((rng.random(part.n), part.value))
    fold = np.empty(part.n, np.int64)
    fold[order] = np.arange(part.n) % FOLDS
    return fold
