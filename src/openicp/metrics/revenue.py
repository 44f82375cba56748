"""Recurring revenue: how much, per customer, and how much of last year's is still there.

Comes in: a population with MRR per account and month. Goes out: estimates. It never adds currencies: facts give one
base currency or none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.metrics.population import Population, counted
from openicp.model.estimate import Estimate

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats


def mrr(of: Population) -> Estimate:
    """Monthly recurring revenue of members who pay at the as-of date; ``at_least`` where some are not known."""
    paying = of.mask & of.facts.accounts.active
    return _sum_known(of.facts.accounts.mrr, paying)


def _sum_known(values: Floats, chosen: Bools) -> Estimate:
    known = chosen & ~np.isnan(values)
    if not known.any():
        reason = "no_amounts" if chosen.any() else "no_customers"
        return Estimate.unknown(reason, unit="money", method="count")
    bound = None if known.sum() == chosen.sum() else "at_least"
    return counted(float(values[known].sum()), n=int(known.sum()), unit="money", bound=bound)


def mrr_share(of: Population) -> Estimate:
    """Share of the company's MRR that members pay."""
    accounts = of.facts.accounts
    total, part = _sum_known(accounts.mrr, accounts.active), mrr(of)
    if total.value is None or total.value <= 0:
        return Estimate.unknown(total.reason or "no_amounts", unit="share", method="count")
    if part.value is None:
        # Nobody of the segment pays: its share of what is paid is known to be nothing.
        return counted(0.0, n=0, unit="share") if part.reason == "no_customers" else replace(part, unit="share")
    return counted(part.value / total.value, n=part.n, unit="share")


def arpa(of: Population) -> Estimate:
    """Mean MRR of members who pay at the as-of date."""
    accounts = of.facts.accounts
    paying = of.mask & accounts.active
    if not paying.any():
        return Estimate.unknown("no_customers", unit="money", method="bootstrap_t")
    if np.isnan(accounts.mrr[paying]).all():
        return Estimate.unknown("no_amounts", n=int(paying.sum()), unit="money", method="bootstrap_t")
    return of.mean(np.where(paying, accounts.mrr, np.nan), unit="money")


def grr(of: Population) -> Estimate:
    """Gross revenue retention: of the MRR of twelve months ago, what is still paid, growth not counted."""
    pair = of.year_ago_and_now
    if isinstance(pair, str):
        return Estimate.unknown(pair, unit="share", method="wilson_clustered")
    before, now = pair
    return stats.share(np.minimum(now, before), before)


def revenue_churn(of: Population) -> Estimate:
    """Gross revenue churn over twelve months: MRR lost to leaving and to shrinking."""
    pair = of.year_ago_and_now
    if isinstance(pair, str):
        return Estimate.unknown(pair, unit="share", method="wilson_clustered")
    before, now = pair
    return stats.share(before - np.minimum(now, before), before)


def nrr(of: Population) -> Estimate:
    """Net revenue retention: MRR now of those who paid twelve months ago, over their MRR then."""
    pair = of.year_ago_and_now
    if isinstance(pair, str):
        return Estimate.unknown(pair, unit="share", method="bootstrap_t")
    return _widened(of.ratio(pair[1], pair[0], unit="share"), grr(of), expansion(of))


def _widened(found: Estimate, kept: Estimate, grown: Estimate) -> Estimate:
    # Where nobody has left (or grown) yet, resampling cannot see that somebody might: the range of the share can.
    low, high = found.low, found.high
    if found.value is None or low is None or high is None:
        return found
    if kept.value == 1 and kept.low is not None:
        low = min(low, found.value - (1 - kept.low))
    if grown.value == 0 and grown.high is not None:
        high = max(high, found.value + grown.high)
    return replace(found, low=max(low, 0.0), high=high)


def net_revenue_churn(of: Population) -> Estimate:
    """Net revenue churn: 1 - NRR; below 0 when growth outweighs what was lost."""
    found = nrr(of)
    if found.value is None or found.low is None or found.high is None:
        return found
    return replace(found, value=1 - found.value, low=1 - found.high, high=1 - found.low)


def expansion(of: Population) -> Estimate:
    """MRR gained in twelve months from those who paid then and still pay, as a share of their MRR then."""
    pair = of.year_ago_and_now
    if isinstance(pair, str):
        return Estimate.unknown(pair, unit="share", method="bootstrap_t")
    before, now = pair
    gained = np.maximum(now - before, 0.0)
    found = of.ratio(gained, before, unit="share")
    if found.value == 0:
        return replace(found, high=stats.share(gained, before).high)
    return found
