"""The chance to leave by month of age, and what a customer is worth on it.

Comes in: losses and numbers at risk by month of age, MRR by month of age; any leading axes (resamples) are kept. Goes
out: present values. It never looks at accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints

WELL_SEEN = 10
"""Accounts at risk, or with MRR, that a month of age needs to speak for itself."""
TAIL_LOSSES = 5
"""Losses that the flat rate after the life table should rest on, if there are as many."""


@dataclass(frozen=True)
class Shape:
    """How far the tables speak for themselves: read once from the data, then kept for every resample."""

    months: int
    """Horizon."""
    aged: int
    """Last month of age with enough at risk; the rate is flat after it."""
    tail_from: int
    """First month of age that the flat rate rests on."""
    priced: int
    """Months of age with enough MRR; flat after them."""


def shape_of(lost: Floats, risk: Floats, seen: Floats, *, months: int) -> Shape:
    """Decide from the whole tables (months + 1,), (months + 1,), (ages,) where they thin out."""
    aged = _last_well_seen(risk[1:])
    late = np.cumsum(lost[::-1])[::-1]
    enough = np.flatnonzero(late >= TAIL_LOSSES)
    tail_from = int(enough[-1]) if len(enough) else 1
    return Shape(months, aged, max(1, min(tail_from, aged - 11)), _last_well_seen(seen))


def _last_well_seen(counts: Floats) -> int:
    thin = np.flatnonzero(counts < WELL_SEEN)
    return int(thin[0]) if len(thin) else len(counts)


def hazards(lost: Floats, risk: Floats, tail: Floats, *, shape: Shape) -> Floats:
    """(..., horizon) chance to leave in each month of age: the life table, then ``tail``."""
    known = min(shape.aged, shape.months)
    here, there = lost[..., 1 : known + 1], risk[..., 1 : known + 1]
    rates = np.divide(here, there, out=np.zeros_like(here), where=there > 0)
    flat = np.repeat(tail[..., None], shape.months - known, axis=-1)
    return np.asarray(np.clip(np.concatenate([rates, flat], axis=-1), 0.0, 1.0))


def tail_rate(lost: Floats, risk: Floats, *, shape: Shape) -> Floats:
    """(...,) losses per month at risk from the age ``tail_from`` on."""
    losses, months = lost[..., shape.tail_from :].sum(axis=-1), risk[..., shape.tail_from :].sum(axis=-1)
    return np.asarray(np.divide(losses, months, out=np.zeros_like(losses), where=months > 0))


def prices(paid: Floats, seen: Floats, *, shape: Shape) -> Floats:
    """(..., horizon) mean MRR of those there, by month of age; after the months well seen, the mean of the last six."""
    known = min(shape.priced, shape.months)
    last = slice(max(0, known - 6), known) if known else slice(None)
    flat = _mean(paid[..., last].sum(axis=-1), seen[..., last].sum(axis=-1))
    own = _mean(paid[..., :known], seen[..., :known])
    return np.concatenate([own, np.repeat(flat[..., None], shape.months - known, axis=-1)], axis=-1)


def _mean(paid: Floats, seen: Floats) -> Floats:
    return np.asarray(np.divide(paid, seen, out=np.zeros_like(paid), where=seen > 0))


def present_value(rates: Floats, mrr: Floats, *, discount: float) -> Floats:
    """(...,) ``sum over a of S(a - 1) MRR(a) / (1 + discount) ** (a - 1)``: paid at the start of each month.

    Examples
    --------
    >>> import numpy as np
    >>> round(float(present_value(np.full(600, 0.02), np.full(600, 100.0), discount=0.0)))
    5000
    """
    there = np.cumprod(1 - rates, axis=-1)[..., :-1]
    there = np.concatenate([np.ones((*there.shape[:-1], 1)), there], axis=-1)
    return np.asarray((there * mrr * factors(rates.shape[-1], discount=discount)).sum(axis=-1))


def factors(months: int, *, discount: float) -> Floats:
    """(months,) what a payment in each month is worth today."""
    return np.asarray((1 + discount) ** -np.arange(months, dtype=np.float64))


def remaining(rates: Floats, ages: Ints, *, discount: float) -> Floats:
    """(n,) discounted months still to come until the horizon, for those who are there at each age.

    Examples
    --------
    >>> import numpy as np
    >>> remaining(np.zeros(12), np.array([0, 10, 12]), discount=0.0).tolist()
    [12.0, 2.0, 0.0]
    """
    months = len(rates)
    value = np.zeros(months + 1)
    for age in range(months - 1, -1, -1):
        value[age] = 1 + (1 - rates[age]) / (1 + discount) * value[age + 1]
    return np.asarray(value[np.minimum(ages, months)])
