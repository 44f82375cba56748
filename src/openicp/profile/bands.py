"""The bands of a card: what stands out in each line first, then what is left, split only where the data speak.

Comes in: the lines' attributes cut into parts, and labels. Goes out: conditions per line, best first; ``None`` is
every other known value. It never splits so finely that a band has fewer than ``FEWEST`` labelled accounts, and it
splits all lines of a card together: a difference that another line explains is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.profile.cells import Cells
from openicp.profile.points import fitted
from openicp.profile.splits import BEST, LEVEL, REST, Split, chi_square, splits, tally

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints

FEWEST, SMALLEST_SHARE = 10, 0.02
AGAINST_ORDER = 0.001
"""Of a split that makes what lies farther from the best range better than what lies nearer."""

Bands = tuple[Condition | None, ...]


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
    counted = tally(cells, label)
    places = [banded(one, band) for one, band in zip(cells, drawn, strict=True)]
    while True:
        chance = fitted(places, [int(band.max()) + 1 for band in drawn], label).chance
        offered = splits(counted, drawn, chance, least=least)
        found = next((one for one in offered if _keeps_order(one, cells, drawn, label)), None)
        if found is None:
            return
        drawn[found.line] = _with(drawn[found.line], found.parts)
        places[found.line] = banded(cells[found.line], drawn[found.line])


def banded(one: Cells, band: Ints) -> Ints:
    """(labelled,) band of each account, -1 unknown."""
    return np.asarray(np.where(one.place < 0, -1, band[one.place]))


def _with(band: Ints, parts: Ints) -> Ints:
    answer = band.copy()
    answer[parts] = band.max() + 1
    return answer


def _keeps_order(split: Split, cells: Sequence[Cells], drawn: Sequence[Ints], label: Floats) -> bool:
    """Whether nothing farther from the best range is better than what lies nearer, or the data say so clearly."""
    one = cells[split.line]
    if not one.ordered or split.strength >= chi_square(1, AGAINST_ORDER) / chi_square(1, LEVEL):
        return True
    band = _with(drawn[split.line], split.parts)
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
