"""How many leave: counted over the last months, per month at risk, and by age.

Comes in: a population with its paying spells. Goes out: estimates and the retention curve. It never takes a spell
that is still running for a stay for ever, nor the months inside a running contract for a chance to leave.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.metrics.calendar import first_day, full_months, month_lost
from openicp.metrics.population import Population, population
from openicp.model.cells import LifeTable, Survival
from openicp.model.estimate import Estimate
from openicp.model.facts import Facts, Spells

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints


def retention(facts: Facts, members: Bools | None = None) -> Survival | None:
    """Share of newly won customers still there after each month, with band and numbers at risk.

    ``None`` when there are no spells to read it from.
    """
    table = life_table(population(facts, members))
    return None if table is None or len(table.lost) < 2 else stats.survival_of(table)


def life_table(of: Population) -> LifeTable | None:
    """Losses and stays by month of age; ``None`` without dates or tenures."""
    spells = of.facts.spells
    if spells is None:
        return None
    chosen = of.mask[spells.account]
    gone, months = ages(spells, of.today)
    gone, months = gone[chosen], months[chosen]
    size = int(months.max(initial=0)) + 1
    lost = np.bincount(months[gone], minlength=size).astype(np.int64)
    return LifeTable(lost, np.bincount(months[~gone], minlength=size).astype(np.int64))


def ages(spells: Spells, today: int) -> tuple[Bools, Ints]:
    """Whether each spell has ended, and in which month of its age, or after how many full months it is seen."""
    gone = (spells.ended >= 0) & (spells.ended <= today)
    days = np.where(gone, spells.ended, today) - spells.started
    return gone, np.where(gone, month_lost(days), full_months(days))


def exposure(spells: Spells, today: int) -> Ints:
    """Months in which each spell could be lost: of running contracts only the terms completed."""
    gone, months = ages(spells, today)
    term = np.maximum(spells.term, 1)
    return np.where(gone, months, months // term * term)


def left_12m(of: Population) -> Estimate:
    """Of those paying twelve full months ago, how many have left since: k of n, Wilson."""
    return _left_since(of, 12)


def quarterly_churn(of: Population) -> Estimate:
    """Of those paying three full months ago, how many have left since."""
    return _left_since(of, 3)


def _left_since(of: Population, months: int) -> Estimate:
    spells = of.facts.spells
    if spells is None or not spells.dated:
        return Estimate.unknown("no_dates", n=int(of.customers.sum()), unit="share", method="wilson")
    # On its last paid day an account still pays, then as now: both ends are counted alike.
    then, now = first_day(of.facts.last_month - months + 1) - 1, first_day(of.facts.last_month + 1) - 1
    there = of.mask[spells.account] & (spells.started <= then)
    there &= (spells.ended < 0) | (spells.ended >= then)
    left = there & (spells.ended >= 0) & (spells.ended < now) & (spells.ended <= of.today)
    n = of.distinct(spells.account[there])
    if n == 0:
        return Estimate.unknown("nobody_then", unit="share", method="wilson")
    return stats.proportion(of.distinct(spells.account[left]), n)


def monthly_churn(of: Population) -> Estimate:
    """Losses per month in which an account could be lost, over everything observed."""
    spells = of.facts.spells
    if spells is None:
        return Estimate.unknown("no_dates", n=int(of.customers.sum()), unit="share", method="score")
    chosen = of.mask[spells.account]
    gone, _ = ages(spells, of.today)
    at_risk = float(exposure(spells, of.today)[chosen].sum())
    accounts = of.distinct(spells.account[chosen])
    return stats.rate(float((gone & chosen).sum()), at_risk, n=accounts)


def annual_churn(of: Population) -> Estimate:
    """Share of newly won customers that leave within their first twelve months, from the life table.

    Where fewer than five are observed that long: the monthly rate over twelve months (method ``from_monthly``).
    """
    table = life_table(of)
    if table is None:
        return Estimate.unknown("no_dates", n=int(of.customers.sum()), unit="share", method="kaplan_meier")
    if len(table.lost) > 12:
        there = stats.survival_at(stats.survival_of(table), 12, at_risk=stats.FEWEST)
        if there.value is not None:
            return _complement(there)
    return over_months(monthly_churn(of), 12)


def over_months(monthly: Estimate, months: float) -> Estimate:
    """A monthly share over several months at the same rate: ``1 - (1 - monthly) ** months``.

    Examples
    --------
    >>> yearly = over_months(Estimate(0.02, 0.01, 0.03, 50, "score", unit="share"), 12)
    >>> round(yearly.value, 3)
    0.215
    """
    if monthly.value is None:
        return monthly

    def grown(end: float | None) -> float | None:
        return None if end is None else 1 - (1 - min(end, 1.0)) ** months

    return replace(
        monthly,
        value=grown(monthly.value),
        low=grown(monthly.low),
        high=grown(monthly.high),
        method="from_monthly",
        k=None,
    )


def _complement(there: Estimate) -> Estimate:
    assert there.value is not None
    assert there.low is not None
    assert there.high is not None
    return replace(there, value=1 - there.value, low=1 - there.high, high=1 - there.low)


def by_term(facts: Facts, members: Bools | None = None) -> dict[int, dict[str, Estimate]]:
    """Churn per contract length in months (0: not known), beside the mixed figure.

    The mixed annual figure weighs each account once; a company with monthly and yearly contracts should look here
    before it compares segments.
    """
    if facts.spells is None:
        return {}
    spells = facts.spells
    found = {}
    for term in np.unique(spells.term):
        part = spells.term == term
        cut = Spells(spells.account[part], spells.started[part], spells.ended[part], spells.term[part], spells.dated)
        of = population(replace(facts, spells=cut), members)
        found[int(term)] = {
            "left_12m": left_12m(of),
            "annual_churn": annual_churn(of),
            "monthly_churn": monthly_churn(of),
        }
    return found
