"""The conjunctions of up to three conditions whose accounts stand highest by a number, after all were summed.

Comes in: attributes cut into parts, a number for each account. Goes out: the best conjunctions, exactly. It never
corrects for having looked at so many: that is said by `search`.

The number is rounded to so many whole steps that every sum of them is exact in single precision, which is multiplied
three times as fast as double. What rounding can hide at most is known (half a step an account), so that whatever could
be among the best is summed again in double precision, best prospects first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from openicp.segments.everything import Threes, every

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints
    from openicp.segments.parts import Matrix, Sums

Found = list[tuple[float, tuple[int, ...]]]
"""Quality and parts, best first."""
EXACT = 1 << 24
"""Whole numbers up to this are exact in single precision."""
SLACK = 1e-5
"""More than what single precision loses where a sum is compared with the bar."""


@dataclass(frozen=True)
class Quality:
    """How high accounts stand: of how many they are, the sum of what they have above the mean, that of its square."""

    of: Callable[[Sums, Sums, Sums], Floats]
    """Grows with the sum, falls with the squares. Not above 0 where the sum is not."""
    reaches: Callable[[Sums, Sums, Sums, float], Bools]
    """Whether a bar is reached where the sum is above 0; without differences, which single precision loses."""
    squares: bool
    """Whether it reads the squares."""
    power: int
    """1 where it is as large as the number's unit, 0 where it has none."""


def _spread(n: Sums, total: Sums, square: Sums) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        within = square - total * total / n
        return np.where(within > 0, total / np.sqrt(within), np.where(total > 0, np.inf, 0.0))


def _spread_reaches(n: Sums, total: Sums, square: Sums, bar: float) -> Bools:
    return np.asarray(total * total * (n + np.float32(bar**2)) >= np.float32(bar**2 * (1 - SLACK)) * square * n)


def _size(n: Sums, total: Sums, _: Sums) -> Floats:
    return np.asarray(total / np.sqrt(np.maximum(n, 1)))


def _size_reaches(n: Sums, total: Sums, _: Sums, bar: float) -> Bools:
    return np.asarray(total >= np.float32(bar * (1 - SLACK)) * np.sqrt(n))


BY_SPREAD = Quality(_spread, _spread_reaches, squares=True, power=0)
"""How many of its own standard errors the mean of a conjunction lies above that of all."""
BY_SIZE = Quality(_size, _size_reaches, squares=False, power=1)
"""How far the mean lies above that of all, times the root of how many they are."""


@dataclass(frozen=True)
class _Number:
    """What accounts have above the mean, in double precision and in whole steps."""

    above: Floats
    """(n,) in a unit near their spread."""
    unit: float
    steps: tuple[Matrix, Matrix]
    """(n,) whole steps of it, and of its square; all of them together below ``EXACT``."""
    step: tuple[float, float]
    """How large those steps are."""


@dataclass(frozen=True)
class _Asked:
    """What is looked for."""

    number: _Number
    inside: dict[int, Bools]
    """(n,) who is in each part."""
    quality: Quality
    least: int
    most: int


def best(
    attributes: Sequence[tuple[Ints, Bools]], value: Floats, *, quality: Quality, least: int, most: int = 20
) -> Found:
    """The conjunctions of one to three parts that stand highest and above the mean.

    Parameters
    ----------
    attributes
        Per attribute the numbers of its parts and (parts, n) who is in each; nobody is in two of them.
    value
        (n,) a number for each account; n up to 2^22.
    quality
        By what they are compared.
    least
        Fewest accounts that count.
    most
        How many at most.

    Examples
    --------
    >>> of = [(np.array([0, 1]), np.array([[1, 1, 0, 0], [0, 0, 1, 1]], bool))]
    >>> [(round(z, 6), parts) for z, parts in best(of, np.array([1.0, 1.0, 2.0, 4.0]), quality=BY_SIZE, least=2)]
    [(1.414214, (1,))]
    """
    number = _number(value)
    if number is None:
        return []
    inside = {int(part): row for numbers, rows in attributes for part, row in zip(numbers, rows, strict=True)}
    asked = _Asked(number, inside, quality, least, most)
    found: Found = []
    for block in every(attributes, [(None, None), *((None, one) for one in number.steps[: 1 + quality.squares])]):
        found = _bettered(found, _alone(block), asked)
        found = _bettered(found, _together(block), asked)
    return [(z * number.unit**quality.power, parts) for z, parts in found]


def _number(value: Floats) -> _Number | None:
    """``None`` where nobody stands above another."""
    above = value - value.mean()
    spread = math.sqrt(float(above @ above) / max(len(above), 1))
    if not spread:
        return None
    unit = 2.0 ** round(math.log2(spread))
    above = above / unit
    steps, sizes = zip(*(_whole(one) for one in (above, above * above)), strict=True)
    return _Number(above, unit, steps, sizes)


def _whole(weight: Floats) -> tuple[Matrix, float]:
    """A weight in whole steps, and how large they are: any sum of them is exact."""
    step = float(np.abs(weight).sum()) / (EXACT - len(weight))
    return np.rint(weight / step).astype(np.float32), step


@dataclass(frozen=True)
class _Looked:
    """Conjunctions of one block, by cell."""

    sums: list[Sums]
    """Accounts, steps and steps of the squares, each of one shape."""
    there: Bools
    """Of that shape or one that spreads to it: which cells are conjunctions."""
    parts: Callable[[int], tuple[int, ...]]
    """What a cell of the flat array is made of."""


def _alone(block: Threes) -> _Looked:
    return _Looked(block.alone, block.first >= 0, lambda cell: (int(block.first[cell]),))


def _together(block: Threes) -> _Looked:
    """Two and three: on the diagonal stand the two."""
    told = block.others >= 0
    there = np.triu(told[:, None] & told[None, :]) & (block.first >= 0)[:, None, None]
    width = len(told)

    def parts(cell: int) -> tuple[int, ...]:
        first, i, j = cell // width**2, cell // width % width, cell % width
        return tuple(sorted({int(block.first[first]), int(block.others[i]), int(block.others[j])}))

    return _Looked(block.sums, there, parts)


def _bettered(found: Found, looked: _Looked, asked: _Asked) -> Found:
    """The best of what was found and of one block: what can be highest is summed first."""
    cells, highest = _prospects(found, looked, asked)
    for place in np.argsort(-highest, kind="stable"):
        if highest[place] < _bar(found, asked):
            break
        parts = looked.parts(int(cells[place]))
        found = sorted([*found, (_exactly(parts, asked), parts)], key=lambda one: (-one[0], one[1]))[: asked.most]
    return found


def _bar(found: Found, asked: _Asked) -> float:
    """What has to be reached."""
    return found[-1][0] if len(found) == asked.most else 0.0


def _prospects(found: Found, looked: _Looked, asked: _Asked) -> tuple[Ints, Floats]:
    """Cells that can be among the best, and how high they can stand."""
    bar, quality = _bar(found, asked), asked.quality
    n, steps = looked.sums[:2]
    # what needs the least work leaves a seventh
    cells = np.flatnonzero((n >= asked.least) & (steps > -n / 2) & looked.there)
    sums = [one.reshape(-1)[cells] for one in looked.sums]
    reached = quality.reaches(sums[0], *_bounds(sums, asked, 1), bar)
    cells, sums = cells[reached], [one[reached].astype(float) for one in sums]
    highest = quality.of(sums[0], *_bounds(sums, asked, 1))
    if len(cells) > asked.most:
        sure = quality.of(sums[0], *_bounds(sums, asked, -1))
        kept = highest >= max(bar, np.partition(sure, -asked.most)[-asked.most])
        cells, highest = cells[kept], highest[kept]
    return cells, highest


def _bounds(sums: Sequence[Sums], asked: _Asked, sign: int) -> tuple[Sums, Sums]:
    """The sum and that of the squares, as good (1) or bad (-1) as they can be: each account lost up to half a step."""
    n, total = sums[:2]
    square = sums[2] if asked.quality.squares else n
    half = n * n.dtype.type(sign / 2)
    steps = (n.dtype.type(one) for one in asked.number.step)
    return (total + half) * next(steps), (square - half) * next(steps)


def _exactly(parts: tuple[int, ...], asked: _Asked) -> float:
    rows = np.flatnonzero(reduce(np.logical_and, (asked.inside[part] for part in parts)))
    above = asked.number.above[rows]
    sums = (np.array(float(one)) for one in (len(rows), above.sum(), above @ above))
    return float(asked.quality.of(*sums))
