"""Whole-number points from a penalised logistic regression on the chosen bands.

Comes in: which band each labelled account is in, per line. Goes out: points per band. It never gives more than 10 or
less than -5 points to a band, and three points always mean about twice the odds (fewer when a card is scaled down).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.profile import HIGHEST, LOWEST

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints

PER_DOUBLING = 3.0
"""Points for twice the odds."""
RIDGE = 1.0
"""Weight of the squared coefficients (log odds)."""
STEPS = 25
MOST_KINDS = 1 << 16
"""Bands that accounts may stand in together before those that occur are looked for."""


def points_of(places: list[Ints], counts: list[int], label: Floats) -> list[list[int]]:
    """Points of each band of each line.

    Maximises ``sum y eta - log(1 + exp eta) - RIDGE / 2 sum beta²`` by Newton's method, ``eta = intercept + sum`` of
    the lines' coefficients; the largest band that is not the first has coefficient 0; an unknown value counts
    as the mean of the known. Points are ``beta * 3 / log 2``, rounded, all scaled down together where a band would
    leave -5 to 10.

    Parameters
    ----------
    places
        Per line, (n,) index of the band an account is in; -1 unknown.
    counts
        Per line, how many bands.
    label
        (n,) 0 or 1.

    References
    ----------
    Hoerl and Kennard (1970); le Cessie and van Houwelingen (1992), ridge estimators in logistic regression.
    """
    if not places:
        return []
    sizes = [np.bincount(place + 1, minlength=count + 1)[1:] for place, count in zip(places, counts, strict=True)]
    bases = [_base(known) for known in sizes]
    slopes = fitted(places, counts, label).beta[1:]
    answer, start = [], 0
    for count, base in zip(counts, bases, strict=True):
        answer.append(np.insert(slopes[start : start + count - 1], base, 0.0))
        start += count - 1
    scale = PER_DOUBLING / math.log(2)
    top = max((float(one.max()) for one in answer), default=0.0) * scale
    bottom = min((float(one.min()) for one in answer), default=0.0) * scale
    scale *= min(1.0, HIGHEST / top if top > 0 else 1.0, LOWEST / bottom if bottom < 0 else 1.0)
    return [[math.floor(value * scale + 0.5) for value in one] for one in answer]


@dataclass(frozen=True)
class Fit:
    """A regression on the bands of lines. Accounts that stand in the same bands are one row of it."""

    beta: Floats
    """Intercept and coefficients."""
    design: Floats
    """(rows, bands less one per line) a column a band but each line's base; unknown accounts hold the known's means."""
    row: Ints
    """(n,) which row each account is in."""

    @property
    def chance(self) -> Floats:
        """(n,) chance of each account."""
        found: Floats = _chance(self.beta[0] + self.design @ self.beta[1:])[self.row]
        return found


def fitted(places: Sequence[Ints], counts: Sequence[int], label: Floats, *, stratum: Ints | None = None) -> Fit:
    """The regression of `points_of`; of all accounts in the same bands only their number and the valuable are needed.

    With ``stratum`` (n,) each stratum but the first has a column too.
    """
    whole = [*places, *([] if stratum is None else [stratum])]
    row, one = _rows(whole)
    tables = [_columns(place, count)[place[one]] for place, count in zip(places, counts, strict=True)]
    if stratum is not None:
        tables.append(np.asarray(stratum[one, None] == np.unique(stratum)[None, 1:], float))
    design = np.concatenate(tables, axis=1)
    size, hits = (np.bincount(row, each).astype(float) for each in (None, label))
    return Fit(logistic(design, hits, size=size), design, row)


def _rows(places: Sequence[Ints]) -> tuple[Ints, Ints]:
    """(n,) which accounts stand in the same bands, numbered, and one account of each number."""
    code = np.zeros(len(places[0]), np.int64)
    kinds = 1
    for place in places:
        count = int(place.max()) + 2
        code = code * count + place + 1
        kinds *= count
        if kinds > MOST_KINDS:
            code = np.unique(code, return_inverse=True)[1].reshape(-1)
            kinds = int(code.max()) + 1
    one = np.full(kinds, -1)
    one[code] = np.arange(len(code))
    there = one >= 0
    return (np.cumsum(there) - 1)[code], one[there]


def _base(known: Ints) -> int:
    """Of bands with so many accounts, the largest that is not the first."""
    return 1 + int(np.argmax(known[1:])) if len(known) > 1 else 0


def _columns(place: Ints, count: int) -> Floats:
    """(count + 1, count - 1) of one line: what an account of each band holds in the columns of the bands but the base;
    the last row is an unknown account's: the means of the known."""
    known = np.bincount(place + 1, minlength=count + 1)[1:]
    base = _base(known)
    bands = np.array([band for band in range(count) if band != base], np.int64)
    return np.concatenate([np.eye(count)[:, bands], (known[bands] / max(1, int(known.sum())))[None]])


def logistic(design: Floats, label: Floats, *, size: Floats | None = None, ridge: float = RIDGE) -> Floats:
    """Intercept and coefficients of a ridge logistic regression; the intercept is not penalised.

    With ``size`` each row stands for so many accounts, of which ``label`` are valuable.

    Examples
    --------
    >>> x = np.repeat([0.0, 1.0], 50)[:, None]
    >>> y = np.tile([0.0, 0, 0, 0, 1, 0, 1, 1, 1, 1], 10)
    >>> bool(abs(logistic(x, y)[1]) < 1e-9)
    True
    """
    full = np.concatenate([np.ones((1, len(design))), design.T])
    penalty = np.diag([1e-9] + [ridge] * design.shape[1])
    beta = np.zeros(len(full))
    for _ in range(STEPS):
        chance = _chance(beta @ full)
        expected = chance if size is None else size * chance
        slope = full @ (label - expected) - penalty @ beta
        step = np.linalg.solve((full * (expected * (1 - chance))) @ full.T + penalty, slope)
        beta = beta + np.clip(step, -3, 3)
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(beta)


def _chance(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))
