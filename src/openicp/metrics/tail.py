"""How a curve of retention goes on beyond the ages that are well seen.

Comes in: contract terms that came to their end, by unit of resampling. Goes out: the chance to leave in each month of
age, for any number of resamples. It never continues a curve by the ages before a contract could be left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from openicp import stats
from openicp.metrics import curve
from openicp.metrics.calendar import summed

if TYPE_CHECKING:
    from openicp.metrics.churn import Trials
    from openicp.model.facts import Bools, Floats, Ints

SAME = 1.0
"""Weight held against differing customers: chosen among 0, 0.5, 1 and 2 by bias and coverage, 50 and 200 customers."""


@dataclass(frozen=True)
class Terms:
    """Contract terms that came to their end: by length, and, where there is one length, by number of the renewal."""

    lengths: Floats
    """(groups,) months of a term."""
    numbers: Floats
    """(groups,) number of the renewal, from 1; 0 where lengths are mixed."""
    lost: Floats
    """(..., groups)"""
    terms: Floats
    """(..., groups)"""

    def by_length(self) -> tuple[Floats, Floats, Floats]:
        """Losses, terms and lengths, renewals added up."""
        lengths, where = np.unique(self.lengths, return_inverse=True)
        groups = (where[:, None] == np.arange(len(lengths))).astype(np.float64)
        return self.lost @ groups, self.terms @ groups, lengths


class Sums(Protocol):
    """What a curve is continued from."""

    @property
    def lost(self) -> Floats:
        """(..., months + 1)"""

    @property
    def risk(self) -> Floats:
        """(..., months + 1)"""

    @property
    def ended(self) -> Terms:
        """Contract terms."""


Way = Callable[[Sums, curve.Shape], "Floats"]


def terms_of(found: Trials, chosen: Bools, unit: Ints, units: int) -> Terms:
    """Sum the terms of the chosen spells by unit; ``unit`` is theirs."""
    length, terms, lost = found.length[chosen], found.terms[chosen].astype(np.int64), found.lost[chosen]
    lengths, where = np.unique(length, return_inverse=True)
    if len(lengths) != 1 or lengths[0] == 1:
        place = unit * max(len(lengths), 1) + where
        shape = (units, max(len(lengths), 1))
        size = units * shape[1]
        parts = (summed(place, part, size).reshape(shape) for part in (lost, terms))
        ends = lengths.astype(np.float64) if len(lengths) else np.ones(1)
        return Terms(ends, np.zeros(shape[1]), *parts)
    return _by_renewal(float(lengths[0]), terms, lost, unit, units)


def _by_renewal(length: float, terms: Ints, lost: Floats, unit: Ints, units: int) -> Terms:
    size = int(terms.max(initial=0)) + 1
    place = unit * size + terms
    gone, seen = (summed(place, part, units * size).reshape(units, size) for part in (lost, None))
    at_risk = seen[:, ::-1].cumsum(axis=1)[:, ::-1]
    return Terms(np.full(size - 1, length), np.arange(1.0, size), gone[:, 1:], at_risk[:, 1:])


def way_of(ended: Terms) -> Way:
    """How the curve of everybody goes on, read once from the data and kept for every resample.

    Contracts of one length longer than a month: shifted-beta-geometric. Contracts of several lengths: one chance a
    month, terms as the trials. Else the rate of the latest ages.
    """
    if bool((ended.numbers > 0).all()) and len(ended.numbers):
        return _differing
    return _by_terms if bool((ended.lengths > 1).any()) else _latest


def _latest(sums: Sums, shape: curve.Shape) -> Floats:
    return curve.flat_tail(sums.lost, sums.risk, shape=shape)


def _by_terms(sums: Sums, shape: curve.Shape) -> Floats:
    return stats.monthly_rate(*sums.ended.by_length())[..., None]


def _differing(sums: Sums, shape: curve.Shape) -> Floats:
    """Leaving only at the end of each term, ever less likely."""
    first, spread = stats.fit_renewals(sums.ended.lost, sums.ended.terms, prior=SAME)
    length = int(sums.ended.lengths[0])
    months = np.arange(1, shape.months + 1)
    chance = first[..., None] / (1 + spread[..., None] * (months / length - 1))
    return np.where(months % length == 0, chance, 0.0)
