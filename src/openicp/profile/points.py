"""Whole-number points from a penalised logistic regression on the chosen bands.

Comes in: which band each labelled account is in, per line. Goes out: points per band. It never gives more than 10 or
less than -5 points to a band, and three points always mean about twice the odds (fewer when a card is scaled down).
"""

from __future__ import annotations

import math
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
    bases = [_base(place, count) for place, count in zip(places, counts, strict=True)]
    slopes = logistic(designed(places, counts), label)[1:]
    answer, start = [], 0
    for count, base in zip(counts, bases, strict=True):
        answer.append(np.insert(slopes[start : start + count - 1], base, 0.0))
        start += count - 1
    scale = PER_DOUBLING / math.log(2)
    top = max((float(one.max()) for one in answer), default=0.0) * scale
    bottom = min((float(one.min()) for one in answer), default=0.0) * scale
    scale *= min(1.0, HIGHEST / top if top > 0 else 1.0, LOWEST / bottom if bottom < 0 else 1.0)
    return [[math.floor(value * scale + 0.5) for value in one] for one in answer]


def designed(places: list[Ints], counts: list[int]) -> Floats:
    """(n, bands less one per line) one column a band but each line's base; unknown accounts hold the known's means."""
    return np.concatenate([columns(place, count) for place, count in zip(places, counts, strict=True)]).T


def chances(design: Floats, label: Floats) -> Floats:
    """(n,) chance of each account on the fit over all bands."""
    beta = logistic(design, label)
    return _chance(beta[0] + design @ beta[1:])


def _base(place: Ints, count: int) -> int:
    sizes = np.bincount(place[place >= 0], minlength=count)
    return 1 + int(np.argmax(sizes[1:])) if count > 1 else 0


def columns(place: Ints, count: int) -> Floats:
    """(count - 1, n) of one line: a row a band but the base; unknown accounts hold the known ones' means."""
    base = _base(place, count)
    bands = np.array([band for band in range(count) if band != base])
    full: Floats = np.equal(place[None, :], bands[:, None]).astype(np.float64)
    unknown = place < 0
    if unknown.any():
        full[:, unknown] = (full.sum(axis=1) / max(1, len(place) - int(unknown.sum())))[:, None]
    return full


def logistic(design: Floats, label: Floats, *, ridge: float = RIDGE) -> Floats:
    """Intercept and coefficients of a ridge logistic regression; the intercept is not penalised.

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
        slope = full @ (label - chance) - penalty @ beta
        step = np.linalg.solve((full * (chance * (1 - chance))) @ full.T + penalty, slope)
        beta = beta + np.clip(step, -3, 3)
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(beta)


def _chance(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))
