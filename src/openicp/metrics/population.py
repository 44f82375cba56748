"""Which accounts a figure is about, and how they are resampled.

Comes in: facts, a mask of members, what the project says about money. Goes out: a ``Population`` that every metric
takes. It never computes a metric.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from openicp import stats
from openicp.metrics.calendar import day_of, summed
from openicp.model.estimate import Estimate
from openicp.model.facts import Facts

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints

BLOCKS = 1000
"""Above this many accounts, random blocks of accounts are resampled instead: sums have the same spread."""
DRAWS = 300


class Economics(Protocol):
    """What metrics need to know of a project."""

    @property
    def gross_margin(self) -> float | None:
        """Share of revenue left after the cost of serving it; ``None`` unknown."""

    @property
    def clv_horizon_months(self) -> int:
        """How far ahead a customer's value is counted."""

    @property
    def discount_monthly(self) -> float:
        """Discount per month."""


@dataclass(frozen=True)
class Usual:
    """The project's defaults."""

    gross_margin: float | None = None
    clv_horizon_months: int = 60
    discount_monthly: float = 0.008


USUAL = Usual()


@dataclass(frozen=True)
class Population:
    """Members of a segment, or everybody."""

    facts: Facts
    mask: Bools
    """(n,) members."""
    everybody: bool
    """Whether deals that name no known account belong to it."""
    project: Economics
    seed: int = 0

    def within(self, months: int) -> Population:
        """The same with values counted only so many months ahead."""
        return replace(self, project=Usual(self.project.gross_margin, months, self.project.discount_monthly))

    @property
    def n(self) -> int:
        """Members."""
        return int(self.mask.sum())

    @property
    def today(self) -> int:
        """The as-of date as a day."""
        return day_of(self.facts.as_of)

    @property
    def customers(self) -> Bools:
        """(n,) members that have ever paid."""
        return self.mask & self.facts.accounts.customer

    @cached_property
    def unit(self) -> Ints:
        """(n,) the unit of resampling of each account; -1 for others."""
        members = np.flatnonzero(self.mask)
        units = np.full(len(self.mask), -1, dtype=np.int64)
        order = np.arange(len(members))
        if len(members) > BLOCKS:
            order = np.random.default_rng(self.seed).permutation(len(members)) % BLOCKS
        units[members] = order
        return units

    @cached_property
    def units(self) -> int:
        """How many units are resampled."""
        return min(self.n, BLOCKS)

    @cached_property
    def counts(self) -> Floats:
        """(draws, units) how often each unit is drawn in each resample: the same for every metric."""
        return stats.resamples(self.units, rng=np.random.default_rng(self.seed + 1), draws=DRAWS)

    def by_unit(self, values: Floats) -> Floats:
        """(units,) sums of (n,) values per unit of resampling."""
        return summed(self.unit[self.mask], values[self.mask], self.units)

    def distinct(self, account: Ints) -> int:
        """How many different accounts are named."""
        named = np.zeros(len(self.mask), dtype=bool)
        named[account] = True
        return int(named.sum())

    @cached_property
    def has_revenue(self) -> bool:
        """Whether any member has a row of revenue."""
        revenue = self.facts.revenue
        return revenue is not None and bool(self.mask[revenue.account].any())

    @cached_property
    def year_ago_and_now(self) -> tuple[Floats, Floats] | str:
        """(n,) MRR twelve full months ago of members who paid then, and their MRR now; or why there is none."""
        revenue, now, n = self.facts.revenue, self.facts.last_month, len(self.mask)
        if revenue is None or not len(revenue.month):
            return "no_billing"
        if int(revenue.month.min()) > now - 12:
            return "too_young"
        then, later = (summed(revenue.account[at], revenue.mrr[at], n) for at in self._rows_of(now - 12, now))
        before = np.where(self.mask, then, 0.0)
        return (before, np.where(before > 0, later, 0.0)) if bool((before > 0).any()) else "nobody_then"

    def _rows_of(self, *months: int) -> list[Bools]:
        revenue = self.facts.revenue
        return [] if revenue is None else [revenue.month == month for month in months]

    def ratio(self, tops: Floats, bottoms: Floats, *, unit: str = "number") -> Estimate:
        """Sum of (n,) tops over sum of (n,) bottoms among members, bootstrapped by account."""
        tops, bottoms = np.where(self.mask, tops, 0.0), np.where(self.mask, bottoms, 0.0)
        used = int(((bottoms != 0) | (tops != 0)).sum())
        if used < stats.FEWEST:
            return Estimate.unknown("too_few" if used else "no_data", n=used, unit=unit, method="bootstrap_t")
        found = stats.ratio(self.by_unit(tops), self.by_unit(bottoms), counts=self.counts, unit=unit)
        return replace(found, n=used)

    def mean(self, values: Floats, *, unit: str = "number") -> Estimate:
        """Mean of (n,) values among members, NaN left out."""
        known = ~np.isnan(values)
        return self.ratio(np.where(known, values, 0.0), known.astype(np.float64), unit=unit)


def population(facts: Facts, members: Bools | None = None, *, project: Economics = USUAL, seed: int = 0) -> Population:
    """The members, or everybody."""
    mask = np.ones(facts.accounts.n, dtype=bool) if members is None else np.asarray(members, dtype=bool)
    return Population(facts, mask, members is None, project, seed)


def counted(value: float, *, n: int, unit: str = "number", bound: str | None = None) -> Estimate:
    """A figure that is counted, not estimated: its ends are the value."""
    return Estimate(value, value, value, n, "count", unit=unit, bound=bound)
