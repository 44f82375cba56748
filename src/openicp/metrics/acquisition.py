"""What it costs to win a customer, and how long until that is earned back.

Comes in: a population with the cost spread over the accounts approached. Goes out: estimates. It never spreads cost
over wins, except for the sensitivity that says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.metrics.aged import aged
from openicp.metrics.calendar import month_of, summed
from openicp.metrics.lifetime import margin_of
from openicp.metrics.population import Population
from openicp.model.estimate import Estimate

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats

EARLY_MONTHS = 3
"""Months of age over which the MRR of a new customer is taken."""


def cac(of: Population) -> Estimate:
    """Allocated cost of members over members won; ``n`` is the members won."""
    costs = of.facts.costs
    return _cost_per_win(of, None if costs is None else costs.by_account)


def cac_by_won(of: Population) -> Estimate:
    """The same with the cost spread over the won alone: how much the answer hangs on the key."""
    costs = of.facts.costs
    return _cost_per_win(of, None if costs is None else costs.by_account_won)


def cac_by_pipeline(of: Population) -> Estimate:
    """The same with the cost spread over the approached by the amount of their deals."""
    costs = of.facts.costs
    if costs is not None and costs.by_account_pipeline is None:
        return Estimate.unknown("no_amounts", unit="money", method="mover")
    return _cost_per_win(of, None if costs is None else costs.by_account_pipeline)


def cost(of: Population) -> Estimate:
    """Allocated cost of members; segments and ``unassigned`` sum to the total."""
    if of.facts.costs is None:
        return Estimate.unknown("no_costs", unit="money", method="count")
    total = float(of.facts.costs.by_account[of.mask].sum())
    return Estimate(total, total, total, of.n, "count", unit="money")


def _cost_per_win(of: Population, spent: Floats | None) -> Estimate:
    if spent is None:
        return Estimate.unknown("no_costs", unit="money", method="mover")
    scope = of.mask & in_scope(of)
    won = scope & (of.facts.accounts.outcome == 1)
    n, wins = int(scope.sum()), int(won.sum())
    if wins == 0:
        return Estimate.unknown("no_wins", n=n, unit="money", method="mover")
    if n < stats.FEWEST:
        return Estimate.unknown("too_few", n=n, unit="money", method="mover")
    # A quotient of two estimates: resampling a handful of wins gives resamples without any, and no range.
    per_account = of.mean(np.where(scope, spent, np.nan), unit="money")
    found = stats.quotient(per_account, stats.proportion(wins, n), unit="money")
    return replace(found, n=wins)


def in_scope(of: Population) -> Bools:
    """(n,) accounts approached in the months with known spend: the cost of others was never written down."""
    accounts, costs = of.facts.accounts, of.facts.costs
    assert costs is not None
    months = month_of(accounts.approached)
    dated = accounts.approached >= 0
    paid = dated & (costs.by_account > 0)
    if not paid.any():
        return np.asarray(accounts.is_approached)
    inside = dated & (months >= months[paid].min()) & (months <= months[paid].max())
    return np.asarray(inside | (costs.by_account > 0))


def ltv_cac(clv: Estimate, cac: Estimate) -> Estimate:
    """Lifetime value over acquisition cost, on the same members."""
    if clv.value is not None and cac.value == 0:
        return Estimate.unknown("no_cost", n=cac.n, unit="ratio", method="mover")
    return stats.quotient(clv, cac, method="mover_revenue" if "revenue" in clv.method else "mover")


def payback_months(of: Population, cac: Estimate) -> Estimate:
    """Months until a new customer's margin has earned its cost: CAC over the margin of a new customer's month."""
    margin, called = margin_of(of.project)
    method = f"payback_{called}"
    if cac.value is None:
        return Estimate.unknown(cac.reason or "no_costs", n=cac.n, unit="months", method=method)
    if margin <= 0:
        return Estimate.unknown("no_margin", n=cac.n, unit="months", method=method)
    return stats.quotient(cac, stats.scaled(new_mrr(of), margin), unit="months", method=method)


def new_mrr(of: Population) -> Estimate:
    """Mean MRR of customers in their first three months; of all customers where no series tells."""
    accounts, revenue = of.facts.accounts, aged(of.facts)
    if revenue is None or not of.has_revenue:
        return of.mean(np.where(of.customers, accounts.mrr, np.nan), unit="money")
    rows = revenue.of(of.mask, EARLY_MONTHS)
    paid, seen = (summed(rows.account, amounts, accounts.n) for amounts in (rows.mrr, None))
    return of.ratio(paid, seen, unit="money")
