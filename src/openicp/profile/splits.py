"""The strongest split of the bands of a card.

Comes in: the lines' parts, the band that each is in, every account's chance on these bands. Goes out: the parts of one
band that differ most from the rest of it. All lines are looked at together. It never splits anything, and never looks
at a band that no allowed split is left of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from openicp.profile.cells import Cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openicp.model.facts import Bools, Floats, Ints

MOST = 5
LEVEL = 0.01
"""Of a split. At 2.6 standard errors, held-out loss on effects of five shapes with 200 to 2,000 accounts is smallest
or near it; at 2.0 lines without an effect are split, at 3.5 real steps of 200 accounts are lost."""
BEST, REST = 0, 1
EPSILON = 1e-9
ALONE = 3
"""The kind of a value by itself, among what could be split off."""
DIGITS = 6
"""Strengths are compared to so many decimals: of two that are the same the first is taken, on any processor."""


@dataclass(frozen=True)
class Split:
    """Some parts of a band that could be a band of their own."""

    strength: float
    """Score statistic by its bar: a split is made from 1 on."""
    line: int
    parts: Ints


@dataclass(frozen=True)
class Tally:
    """The parts of all lines side by side, with who is in them."""

    line: Ints
    """(parts,) line of each."""
    part: Ints
    """(parts,) its number within the line."""
    ordered: Bools
    """(parts,) whether the line's parts lie on a scale."""
    told: Bools
    """(parts,) whether the line has parts that could be split at all."""
    place: Ints
    """(lines, labelled) the part of each account, all lines' parts numbered on; the last number is of the unknown."""
    size: Floats
    """(parts,) accounts."""
    hits: Floats
    """(parts,) of them valuable."""

    def by_part(self, weight: Floats) -> Floats:
        """(parts,) sums of a weight (labelled,)."""
        weights = np.broadcast_to(weight, self.place.shape).ravel()
        return np.asarray(np.bincount(self.place.ravel(), weights, minlength=len(self.line) + 1)[:-1], float)


def tally(cells: Sequence[Cells], label: Floats) -> Tally:
    """The parts of lines, counted."""
    counts = [len(one.inside) for one in cells]
    starts = np.cumsum([0, *counts])
    line = np.repeat(np.arange(len(cells)), counts)
    unknown = starts[-1]
    place = np.array([np.where(one.place < 0, unknown, one.place + s) for one, s in zip(cells, starts, strict=False)])
    ordered = np.array([one.ordered for one in cells], bool)[line]
    told = np.array([one.ordered or bool(one.values) for one in cells], bool)[line]
    part = np.arange(unknown) - starts[line]
    empty = Tally(line, part, ordered, told, place, np.zeros(0), np.zeros(0))
    return Tally(line, part, ordered, told, place, empty.by_part(np.ones(len(label))), empty.by_part(label))


@dataclass(frozen=True)
class _Stretches:
    """Parts that stand in one band, in the order in which they could be split off."""

    parts: Ints
    """(p,) places in the tally: neighbours on a scale, values of a category by what they show."""
    band: Ints
    """(p,) number of the line and band."""
    run: Ints
    """(p,) number of the stretch of neighbours."""
    bands: Ints
    """(bands,) how many parts each band has."""


def splits(counted: Tally, drawn: Sequence[Ints], chance: Floats, *, least: int) -> Iterator[Split]:
    """Everything that could be split off a band and reaches its bar, the strongest first."""
    sums = np.array([counted.hits - counted.by_part(chance), counted.by_part(chance * (1 - chance)), counted.size])
    found = _stretches(counted, np.concatenate(drawn), sums)
    if not len(found.parts):
        return
    start, end, kind = _offered(found, counted.ordered[found.parts])
    band = found.band[start]
    strength = _strengths(found, sums, (start, end, band), _bars(found, counted, band, kind), least)
    worth = np.flatnonzero(strength >= 1)
    for place in worth[np.lexsort((kind[worth], found.run[start[worth]], band[worth], -strength[worth]))]:
        parts = found.parts[start[place] : end[place]]
        yield Split(float(strength[place]), int(counted.line[parts[0]]), counted.part[parts])


def _stretches(counted: Tally, band: Ints, sums: Floats) -> _Stretches:
    most = np.zeros(counted.line.max(initial=-1) + 1, np.int64)
    np.maximum.at(most, counted.line, band)
    open_to = counted.told & (most + 1 < MOST)[counted.line]
    used = open_to & (counted.ordered | ((band >= REST) & (counted.size > 0)))
    shown = (sums[0] / np.maximum(sums[1], EPSILON)).round(DIGITS)
    shown[counted.ordered] = 0
    key = counted.line * MOST + band
    parts = np.flatnonzero(used)
    parts = parts[np.lexsort((shown[parts], key[parts]))]
    there, ordered = key[parts], counted.ordered[parts]
    new = (np.diff(there, prepend=-1) != 0) | (ordered & (np.diff(parts, prepend=-2) != 1))
    return _Stretches(parts, there, np.cumsum(new), np.bincount(there, minlength=1))


def _offered(found: _Stretches, ordered: Bools) -> tuple[Ints, Ints, Ints]:
    """Beginnings and ends of what could be split off, and of which kind it is, in the order of the kinds.

    Beginnings of a stretch, ends of it, all of it if its band has more; of a category also each value by itself, in
    their own order.
    """
    count = len(found.parts)
    first = np.flatnonzero(np.diff(found.run, prepend=0))
    last = np.append(first[1:], count)
    begins, ends = (np.repeat(edge, last - first) for edge in (first, last))
    cuts = np.flatnonzero(begins < np.arange(count))
    whole = ordered[first] & (last - first < found.bands[found.band[first]])
    alone = np.flatnonzero(~ordered)
    alone = alone[np.argsort(found.parts[alone], kind="stable")]
    some = [
        (begins[cuts], cuts),
        (cuts, ends[cuts]),
        (first[whole], last[whole]),
        (alone, alone + 1),
    ]
    kinds = np.repeat(np.arange(len(some)), [len(starts) for starts, _ in some])
    return np.concatenate([s for s, _ in some]), np.concatenate([e for _, e in some]), kinds


def _strengths(found: _Stretches, sums: Floats, offered: tuple[Ints, Ints, Ints], bars: Floats, least: int) -> Floats:
    """Score statistic of each by its bar; 0 where too few accounts are left on either side."""
    start, end, band = offered
    each = sums[:, found.parts]
    upto = np.zeros((len(sums), len(found.parts) + 1))
    np.cumsum(each, axis=1, out=upto[:, 1:])
    residual, spread, size = upto[:, end] - upto[:, start]
    all_residual, all_spread, all_size = (np.bincount(found.band, one)[band] for one in each)
    share = spread / np.maximum(all_spread, EPSILON)
    score = (residual - share * all_residual) ** 2 / np.maximum(spread * (1 - share), EPSILON)
    strength: Floats = (score / bars).round(DIGITS)
    strength[np.minimum(size, all_size - size) < least] = 0
    return strength


def _bars(found: _Stretches, counted: Tally, band: Ints, kind: Ints) -> Floats:
    """Chi-square that a split must reach: of one question for a cut, of one of several values, of any set of them."""
    one = chi_square(1, LEVEL)
    parts = found.bands.tolist()
    scale = set(found.band[counted.ordered[found.parts]].tolist())
    of_set = np.array([one if b in scale else chi_square(max(n - 1, 1), LEVEL) for b, n in enumerate(parts)])
    of_value = np.array([chi_square(1, LEVEL / max(n, 1)) for n in parts])
    return np.where(kind == ALONE, of_value[band], of_set[band])


@cache
def chi_square(freedom: int, level: float) -> float:
    """What chance alone exceeds at this level."""
    from scipy.special import chdtri

    return float(chdtri(freedom, level))
