"""The bands of a card: what stands out in each line first, then what is left, split only where the data speak.

Comes in: the lines' attributes cut into parts, and labels. Goes out: conditions per line, best first; ``None`` is
every other known value. It never splits so finely that a band has fewer than ``FEWEST`` labelled accounts, and it
splits all lines of a card together: a difference that another line explains is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.profile.cells import Cells
from openicp.profile.points import chances, columns

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints

FEWEST, SMALLEST_SHARE = 10, 0.02
MOST = 5
LEVEL = 0.01
"""Of a split. At 2.6 standard errors, held-out loss on effects of five shapes with 200 to 2,000 accounts is smallest
or near it; at 2.0 lines without an effect are split, at 3.5 real steps of 200 accounts are lost."""
AGAINST_ORDER = 0.001
"""Of a split that makes what lies farther from the best range better than what lies nearer."""
BEST, REST = 0, 1
EPSILON = 1e-9
DIGITS = 6
"""Strengths are compared to so many decimals: of two that are the same the first is taken, on any processor."""

Bands = tuple[Condition | None, ...]


@dataclass(frozen=True)
class _Split:
    """Some parts of a band that could be a band of their own."""

    strength: float
    """Score statistic by its bar: a split is made from 1 on."""
    line: int
    parts: Ints


RESIDUAL, SPREAD, SIZE = range(3)
"""Rows of what is summed per part: labels less their chances, variance of the labels, accounts."""


def grown(cells: Sequence[Cells], label: Floats) -> list[Bands]:
    """The bands of all lines of a card.

    Each line begins as *what stands out* and *the rest*. The strongest split of any band of any line, beside all
    bands so far, is made until none reaches its bar; values of a category that do at least as well as what stood
    out join it.

    Parameters
    ----------
    cells
        Per line, its attribute cut into parts, for the labelled accounts.
    label
        (labelled,) 0 or 1.

    References
    ----------
    Rao (1948), score tests; Scheffé (1953) for sets of values chosen after looking.
    """
    drawn = drawn_bands(cells, label)
    return [_conditions(one, band) for one, band in zip(cells, drawn, strict=True)]


def drawn_bands(cells: Sequence[Cells], label: Floats) -> list[Ints]:
    """As `grown`: per line, (parts,) the band of each part; 0 is what stands out, 1 the rest."""
    drawn = [np.where(one.inside, BEST, REST) for one in cells]
    while cells:
        _split_all(cells, drawn, label)
        joined = [_joined(one, band, label) for one, band in zip(cells, drawn, strict=True)]
        if all(better is None for better in joined):
            break
        drawn = [
            band if better is None else np.where(better, BEST, REST) for band, better in zip(drawn, joined, strict=True)
        ]
    return drawn


def _split_all(cells: Sequence[Cells], drawn: list[Ints], label: Floats) -> None:
    least = max(FEWEST, math.ceil(SMALLEST_SHARE * len(label)))
    design = [_columns(one, band) for one, band in zip(cells, drawn, strict=True)]
    while True:
        chance = chances(np.concatenate(design).T, label)
        weights = (label - chance, chance * (1 - chance), np.ones(len(label)))
        found = max(
            (split for line in range(len(cells)) for split in _splits(line, cells, drawn, label, weights, least)),
            key=lambda split: split.strength,
            default=None,
        )
        if found is None or found.strength < 1:
            return
        drawn[found.line] = _with(drawn[found.line], found.parts)
        design[found.line] = _columns(cells[found.line], drawn[found.line])


def _columns(one: Cells, band: Ints) -> Floats:
    """A line's part of the design."""
    return columns(banded(one, band), int(band.max()) + 1)


def banded(one: Cells, band: Ints) -> Ints:
    """(labelled,) band of each account, -1 unknown."""
    return np.asarray(np.where(one.place < 0, -1, band[one.place]))


def _with(band: Ints, parts: Ints) -> Ints:
    answer = band.copy()
    answer[parts] = band.max() + 1
    return answer


def _splits(
    line: int, cells: Sequence[Cells], drawn: list[Ints], label: Floats, weights: tuple[Floats, ...], least: int
) -> Iterator[_Split]:
    """The strongest split of each band of a line, where one reaches its bar."""
    one, band = cells[line], drawn[line]
    if band.max() + 1 >= MOST or not (one.ordered or one.values):
        return
    place = one.place + 1
    sums = np.array([np.bincount(place, each, minlength=len(band) + 1)[1:] for each in weights])
    for number in range(BEST if one.ordered else REST, int(band.max()) + 1):
        inside = np.flatnonzero((band == number) & ((sums[SIZE] > 0) | one.ordered))
        if sums[SIZE, inside].sum() < 2 * least:
            continue
        for strength, parts in sorted(_candidates(one, inside, sums, least), key=lambda each: -each[0]):
            if _keeps_order(one, _with(band, parts), label, strength):
                yield _Split(strength, line, parts)
                break


def _candidates(one: Cells, inside: Ints, sums: Floats, least: int) -> Iterator[tuple[float, Ints]]:
    """Statistic by its bar, and parts, of everything that could be split off a band and reaches its bar."""
    of_band = sums.take(inside, axis=1).sum(axis=1)
    for run, one_by_one in _runs(one, inside, sums):
        starts, ends = _ends(len(run), len(inside), one_by_one=one_by_one)
        upto = np.zeros((len(sums), len(run) + 1))
        np.cumsum(sums.take(run, axis=1), axis=1, out=upto[:, 1:])
        residual, spread, size = upto[:, ends] - upto[:, starts]
        share = spread / max(of_band[1], EPSILON)
        score = (residual - share * of_band[0]) ** 2 / np.maximum(spread * (1 - share), EPSILON)
        strength = (score / _bar(one, len(inside), one_by_one=one_by_one)).round(DIGITS)
        strength[np.minimum(size, of_band[2] - size) < least] = 0
        for place in np.flatnonzero(strength >= 1):
            yield float(strength[place]), run[starts[place] : ends[place]]


def _runs(one: Cells, inside: Ints, sums: Floats) -> Iterator[tuple[Ints, bool]]:
    """Stretches of neighbours; of a category the values by what they show, and each value by itself."""
    if one.ordered:
        for run in np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1):
            yield run, False
    else:
        shown = (sums[RESIDUAL, inside] / np.maximum(sums[SPREAD, inside], EPSILON)).round(DIGITS)
        yield inside[np.argsort(shown, kind="stable")], False
        yield inside, True


@cache
def _ends(length: int, of: int, *, one_by_one: bool) -> tuple[Ints, Ints]:
    """Where what can be taken off a stretch begins and ends: its beginnings, its ends, all of it if more is left."""
    if one_by_one:
        return np.arange(length), np.arange(length) + 1
    cuts = np.arange(1, length)
    whole = np.zeros(int(length < of), np.int64)
    starts = np.concatenate([np.zeros_like(cuts), cuts, whole])
    return starts, np.concatenate([cuts, np.full_like(cuts, length), whole + length])


def _bar(one: Cells, parts: int, *, one_by_one: bool) -> float:
    """Chi-square that a split must reach: of one question for a cut, of one of several values, of any set of them."""
    if one.ordered:
        return _chi_square(1, LEVEL)
    return _chi_square(1, LEVEL / parts) if one_by_one else _chi_square(max(parts - 1, 1), LEVEL)


@cache
def _chi_square(freedom: int, level: float) -> float:
    """What chance alone exceeds at this level."""
    from scipy.special import chdtri

    return float(chdtri(freedom, level))


def _keeps_order(one: Cells, band: Ints, label: Floats, strength: float) -> bool:
    """Whether nothing farther from the best range is better than what lies nearer, or the data say so clearly."""
    if not one.ordered or strength >= _chi_square(1, AGAINST_ORDER) / _bar(one, 1, one_by_one=False):
        return True
    place = banded(one, band)
    known = place >= 0
    size = np.bincount(place[known], minlength=int(band.max()) + 1)
    share = np.bincount(place[known], label[known], minlength=len(size)) / np.maximum(size, 1)
    first, last = np.flatnonzero(one.inside)[[0, -1]]
    below, above = share[band[:first]][::-1], share[band[last + 1 :]]
    return bool((np.diff(below) <= 0).all() and (np.diff(above) <= 0).all())


def _joined(one: Cells, band: Ints, label: Floats) -> Bools | None:
    """What stands out with the values that do at least as well, where there are some.

    They belong to what the line says: a sentence that left out the best of all would mislead.
    """
    if not one.values:
        return None
    place = banded(one, band)
    best = label[place == BEST]
    for number in range(REST + 1, int(band.max()) + 1):
        there = label[place == number]
        if len(best) and len(there) >= FEWEST and there.mean() >= best.mean():
            return np.asarray((band == BEST) | (band == number))
    return None


def _conditions(one: Cells, band: Ints) -> Bands:
    """The conditions in the order in which a company is asked: what stands out, what was split off, the rest."""
    split = range(REST + 1, int(band.max()) + 1)
    numbers = [BEST, *sorted(split, key=lambda number: int(np.argmax(band == number)))]
    divided = len({int(number) for number in band[one.inside]}) > 1
    if not one.values and not divided:
        return (one.best, *(one.condition(np.flatnonzero(band == number).tolist()) for number in numbers[1:]), None)
    return (*(one.condition(np.flatnonzero(band == number).tolist()) for number in numbers), None)
