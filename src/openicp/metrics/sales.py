"""Winning: how often, how fast, how much.

Comes in: a population with its new-business deals. Goes out: estimates. It never counts open deals as lost, and never
takes the many deals of one account for as many companies.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.metrics.calendar import summed
from openicp.metrics.population import Population
from openicp.model.estimate import Estimate

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Deals, Floats, Ints


def win_rate(of: Population) -> Estimate:
    """Won over won and lost, by closed new-business deals (``k`` of ``n`` deals); the account is the unit of the range.

    Unknown (``no_lost_deals``) when nobody wrote lost ones down. Without deals, by accounts.
    """
    deals = of.facts.deals
    if deals is None or not len(deals.account):
        return _accounts_won(of)
    if not (deals.outcome == 0).any():
        return Estimate.unknown("no_lost_deals", n=int((deals.outcome == 1).sum()), unit="share", method="wilson")
    closed = _chosen(of, deals) & (deals.outcome >= 0)
    account = _clusters(deals)[closed]
    won = deals.outcome[closed] == 1
    _, where = np.unique(account, return_inverse=True)
    found = stats.share(np.bincount(where, weights=won).astype(np.float64), np.bincount(where).astype(np.float64))
    return found if found.value is None else replace(found, n=int(closed.sum()), k=int(won.sum()))


def win_rate_opened(of: Population) -> Estimate:
    """Share of the opened deals that will be won, by the time each has been open; open ones are censored."""
    deals = of.facts.deals
    if deals is None:
        return Estimate.unknown("no_deals", unit="share", method="aalen_johansen_share")
    if not (deals.outcome == 0).any():
        n = int((deals.outcome == 1).sum())
        return Estimate.unknown("no_lost_deals", n=n, unit="share", method="aalen_johansen_share")
    days, used = _days_open(of, deals)
    if not used.any():
        reason = "no_dates" if _chosen(of, deals).any() else "no_deals"
        return Estimate.unknown(reason, unit="share", method="aalen_johansen_share")
    return stats.share_until(days[used], deals.outcome[used].astype(np.int64), _clusters(deals)[used])


def _days_open(of: Population, deals: Deals) -> tuple[Floats, Bools]:
    """(deals,) days from opening to closing, or until today; and which of them are known and count."""
    days = np.where(deals.outcome >= 0, deals.closed, of.today) - deals.opened
    dated = (deals.opened >= 0) & ((deals.closed >= 0) | (deals.outcome < 0)) & (days >= 0)
    return days.astype(np.float64), np.asarray(_chosen(of, deals) & deals.timed & dated)


def _accounts_won(of: Population) -> Estimate:
    outcome = of.facts.accounts.outcome
    if not (outcome == 0).any():
        return Estimate.unknown("no_lost_deals", n=int((outcome == 1).sum()), unit="share", method="wilson")
    mine = outcome[of.mask]
    return stats.proportion(int((mine == 1).sum()), int((mine >= 0).sum()))


def cycle_days(of: Population) -> Estimate:
    """Median days from opening to winning, of the deals that are won in the end; open ones are censored."""
    deals = of.facts.deals
    if deals is None:
        return Estimate.unknown("no_deals", unit="days", method="aalen_johansen")
    days, used = _days_open(of, deals)
    if not used.any():
        reason = "no_dates" if _chosen(of, deals).any() else "no_deals"
        return Estimate.unknown(reason, unit="days", method="aalen_johansen")
    return stats.median_until(days[used], deals.outcome[used].astype(np.int64), _clusters(deals)[used])


def deal_amount(of: Population) -> Estimate:
    """Mean amount of won new-business deals; ``n`` is the deals."""
    deals = of.facts.deals
    if deals is None:
        return Estimate.unknown("no_deals", unit="money", method="bootstrap_t")
    won = _chosen(of, deals) & (deals.outcome == 1)
    used = won & ~np.isnan(deals.amount)
    if not used.any():
        reason = "no_amounts" if won.any() else "no_wins"
        return Estimate.unknown(reason, n=int(won.sum()), unit="money", method="bootstrap_t")
    found = _mean_by_account(of, deals, used)
    return replace(found, n=int(used.sum()))


def _mean_by_account(of: Population, deals: Deals, used: Bools) -> Estimate:
    account, amount = deals.account[used], deals.amount[used]
    if (account >= 0).all():
        n = of.facts.accounts.n
        return of.ratio(summed(account, amount, n), summed(account, None, n), unit="money")
    _, where = np.unique(_clusters(deals)[used], return_inverse=True)
    rng = np.random.default_rng(of.seed)
    return stats.ratio(summed(where, amount, 0), summed(where, None, 0), rng=rng, unit="money")


def _chosen(of: Population, deals: Deals) -> Bools:
    named = deals.account >= 0
    return np.where(named, of.mask[np.where(named, deals.account, 0)], of.everybody)


def _clusters(deals: Deals) -> Ints:
    """(deals,) the account; a deal that names none stands for itself."""
    return np.where(deals.account >= 0, deals.account, -1 - np.arange(len(deals.account)))


def first_cycle(deals: Deals, n: int) -> Floats:
    """(n,) days from opening to closing of each account's first won deal; NaN without one."""
    used = np.flatnonzero((deals.outcome == 1) & deals.timed & (deals.opened >= 0) & (deals.account >= 0))
    used = used[deals.closed[used] >= deals.opened[used]]
    order = used[np.argsort(-deals.closed[used], kind="stable")]
    days = np.full(n, np.nan)
    days[deals.account[order]] = deals.closed[order] - deals.opened[order]
    return days
