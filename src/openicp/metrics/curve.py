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
class Paid:
    """MRR by month of age, month over month for the same accounts; any leading axes."""

    first: Floats
    """(..., 2) sum of MRR in the first month, and how many accounts it is of; all MRR where no first month is known."""
    now: Floats
    """(..., ages) sum of MRR at each age, of accounts that are observed a month later, there or gone."""
    now_seen: Floats
    """(..., ages) how many these are."""
    then: Floats
    """(..., ages) their MRR a month later, of those still there."""
    then_seen: Floats
    """(..., ages) how many these are."""


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
    """Months of age over which enough accounts show how MRR changes; flat after them."""


def shape_of(lost: Floats, risk: Floats, then_seen: Floats, *, months: int) -> Shape:
    """Decide from the whole tables (months + 1,), (months + 1,), (ages,) where they thin out."""
    aged = _last_well_seen(risk[1:])
    late = np.cumsum(lost[::-1])[::-1]
    enough = np.flatnonzero(late >= TAIL_LOSSES)
    tail_from = int(enough[-1]) if len(enough) else 1
    return Shape(months, aged, max(1, min(tail_from, aged - 11)), _last_well_seen(then_seen))


def _last_well_seen(counts: Floats) -> int:
    thin = np.flatnonzero(counts < WELL_SEEN)
    return int(thin[0]) if len(thin) else len(counts)


def hazards(lost: Floats, risk: Floats, tail: Floats, *, shape: Shape) -> Floats:
    """(..., horizon) chance to leave in each month of age: the life table, then ``tail`` (horizon or 1 wide)."""
    known = min(shape.aged, shape.months)
    here, there = lost[..., 1 : known + 1], risk[..., 1 : known + 1]
    rates = np.divide(here, there, out=np.zeros_like(here), where=there > 0)
    after = np.broadcast_to(tail, (*tail.shape[:-1], shape.months))[..., known:]
    return np.asarray(np.clip(np.concatenate([rates, after], axis=-1), 0.0, 1.0))


def flat_tail(lost: Floats, risk: Floats, *, shape: Shape) -> Floats:
    """(..., 1) losses per month at risk from the age ``tail_from`` on."""
    losses, months = (part[..., shape.tail_from :].sum(axis=-1, keepdims=True) for part in (lost, risk))
    return np.asarray(np.divide(losses, months, out=np.zeros_like(losses), where=months > 0))


def prices(paid: Paid, *, shape: Shape) -> Floats:
    """(..., horizon) mean MRR of those there, by month of age.

    It starts at the mean of all first months and is carried on by how the mean of the *same* accounts changes from one
    month of age to the next. The mean by age alone would compare the large customers of this year with the small ones
    of three years ago; and leaving out who is lost would hide that small customers leave first.
    """
    known = min(shape.priced, shape.months - 1)
    before = _mean(paid.now[..., :known], paid.now_seen[..., :known])
    after = _mean(paid.then[..., :known], paid.then_seen[..., :known])
    steps = np.divide(after, before, out=np.ones_like(after), where=(before > 0) & (after > 0))
    level = _mean(paid.first[..., 0], paid.first[..., 1])[..., None]
    growth = np.cumprod(np.concatenate([np.ones_like(level), steps], axis=-1), axis=-1)
    flat = np.repeat(growth[..., -1:], shape.months - known - 1, axis=-1)
    return np.asarray(level * np.concatenate([growth, flat], axis=-1))


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
