"""Band edges of a number, chosen without looking at any outcome.

Comes in: the known ranges of one attribute. Goes out: ascending edges of half-open bands. It never uses who won or
left.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from openicp.model.facts import Floats

MOST_BANDS = 8

PEOPLE = (10.0, 50.0, 200.0, 500.0, 1000.0, 5000.0)
MONEY = (1e6, 1e7, 5e7, 1e9)
MONTHS = (3.0, 6.0, 12.0, 24.0, 36.0, 60.0)
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


def half_open(low: Floats, high: Floats) -> Floats:
    """Upper ends, made open where ranges share their ends: of ``10-50`` and ``50-200``, 50 belongs to the second."""
    lows = np.unique(low[np.isfinite(low)])
    shared = (low < high) & np.isin(high, lows)
    return np.where(shared, high * (1 - 1e-9), high)


def edges(low: Floats, high: Floats, *, unit: str, whole: bool) -> tuple[float, ...]:
    """Edges such that, where the data are ranges, every range falls wholly into one band; else round numbers.

    Parameters
    ----------
    low, high
        Known closed ranges; infinite for open ends. Points have ``low == high``.
    unit
        ``people``, ``money``, ``year`` or empty: which round numbers people expect.
    whole
        Whether values are whole, so that ``51-200`` ends before 201.
    """
    if not len(low):
        return ()
    ranged = low < high
    inner = range_edges(low, high, whole=whole) if ranged.mean() >= 0.5 else []
    if not inner:
        inner = round_edges(_middles(low, high), unit=unit)
    inner = _fewest(inner, _middles(low, high))
    return (-math.inf, *inner, math.inf)


def range_edges(low: Floats, high: Floats, *, whole: bool) -> list[float]:
    """Ends of ranges that (nearly) no range straddles."""
    ranged = low < high
    after = np.floor(high[ranged]) + 1 if whole else high[ranged]
    candidates = np.unique(np.concatenate([low[ranged], after]))
    candidates = candidates[np.isfinite(candidates)]
    straddled = [float(((low < edge) & (high >= edge)).mean()) for edge in candidates]
    return [float(edge) for edge, share in zip(candidates, straddled, strict=True) if share <= 0.02]


def round_edges(values: Floats, *, unit: str) -> list[float]:
    """Round numbers: the usual ones for people, money and months, else near the fifths of the data."""
    usual = {"people": PEOPLE, "money": MONEY, "months": MONTHS}.get(unit, ())
    inside = [edge for edge in usual if (values < edge).any() and (values >= edge).any()]
    if inside:
        return inside
    fifths = np.quantile(values, (0.2, 0.4, 0.6, 0.8))
    rounded = sorted({_round_year(v) if unit == "year" else round_number(v) for v in fifths})
    return [edge for edge in rounded if (values < edge).any() and (values >= edge).any()]


def round_number(value: float) -> float:
    """The nearest 1, 2, 2.5 or 5 times a power of ten."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(value)))
    nearest = min(NICE, key=lambda nice: abs(nice - abs(value) / power))
    return math.copysign(float(f"{nearest * power:.12g}"), value)


def _round_year(value: float) -> float:
    return float(5 * round(value / 5))


def _middles(low: Floats, high: Floats) -> Floats:
    open_end = np.where(np.isfinite(low), low, high)
    with np.errstate(invalid="ignore"):
        middle = (low + high) / 2
    return np.where(np.isfinite(low) & np.isfinite(high), middle, open_end)


def _fewest(inner: list[float], values: Floats) -> list[float]:
    """Without empty bands, and no more bands than people can take in: the smallest is joined to a neighbour."""
    kept = list(inner)
    while kept:
        counts = np.histogram(values, bins=[-np.inf, *kept, np.inf])[0]
        if counts.min() > 0 and len(counts) <= MOST_BANDS:
            break
        smallest = int(counts.argmin())
        left = counts[smallest - 1] if smallest > 0 else np.inf
        right = counts[smallest + 1] if smallest < len(counts) - 1 else np.inf
        kept.pop(smallest - 1 if left <= right else smallest)
    return kept
