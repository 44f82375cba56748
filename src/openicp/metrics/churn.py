"""How many leave: counted over the last months, per month at risk, and by age.

Comes in: a population with its paying spells. Goes out: estimates and the retention curve. It never takes a spell
that is still running for a stay for ever, nor the months inside a running contract for a chance to leave.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.metrics.calendar import full_months, month_lost
from openicp.metrics.leaving import leaving
from openicp.metrics.population import Population, population
from openicp.model.cells import LifeTable, Survival
from openicp.model.estimate import Estimate
from openicp.model.facts import Facts, Spells

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints


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


@dataclass(frozen=True)
class Trials:
    """What each spell tells of leaving: its contract terms that have come to their end, and whether it ended."""

    length: Ints
    """(spells,) months of a term; 1 where none is known."""
    terms: Floats
    """(spells,)"""
    lost: Floats
    """(spells,) 1 where the last of these terms was not renewed, or was broken off."""


def trials(spells: Spells, today: int) -> Trials:
    """The contract terms of each spell up to ``today``.

    A term that was broken off counts once it would have ended: before, those that go on do not count either.
    """
    gone, months = ages(spells, today)
    length = np.maximum(spells.term, 1)
    ended = full_months(today - spells.started) // length
    last = -(-months // length)
    counts = gone & ((last <= ended) | (length == 1))
    terms = np.where(counts, last, np.where(gone, np.maximum(last - 1, 0), months // length))
    return Trials(length, terms.astype(np.float64), counts.astype(np.float64))


def by_length(found: Trials, chosen: Bools) -> tuple[Floats, Floats, Floats]:
    """Losses and terms of the chosen spells, summed by length, and the lengths."""
    lengths, where = np.unique(found.length[chosen], return_inverse=True)
    lost = np.bincount(where, weights=found.lost[chosen], minlength=len(lengths))
    terms = np.bincount(where, weights=found.terms[chosen], minlength=len(lengths))
    return lost.astype(np.float64), terms.astype(np.float64), lengths.astype(np.float64)


def left_12m(of: Population) -> Estimate:
    """Of those paying twelve full months ago, how many have left since: k of n, Wilson."""
    return _left_since(of, 12)


def quarterly_churn(of: Population) -> Estimate:
    """Of those paying three full months ago, how many have left since."""
    return _left_since(of, 3)


def _left_since(of: Population, months: int) -> Estimate:
    found = leaving(of.facts, months)
    if found is None:
        return Estimate.unknown("no_dates", n=int(of.customers.sum()), unit="share", method="wilson")
    left, there = (of.mask & group for group in found)
    if not there.any():
        return Estimate.unknown("nobody_then", unit="share", method="wilson")
    return stats.proportion(int(left.sum()), int(there.sum()))


def monthly_churn(of: Population) -> Estimate:
    """Chance to leave in a month, over everything observed; contract terms are the trials."""
    spells = of.facts.spells
    if spells is None:
        return Estimate.unknown("no_dates", n=int(of.customers.sum()), unit="share", method="score")
    chosen = of.mask[spells.account]
    return stats.term_rate(*by_length(trials(spells, of.today), chosen), n=of.distinct(spells.account[chosen]))


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
