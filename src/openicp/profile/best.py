"""The best customers by value, and why each is one of them.

Comes in: values of accounts and facts. Goes out: the ten highest with codes of what stands out. It never uses an
attribute of the company as a reason: the list is what the profile is checked against.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.facts import Accounts, Facts

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Tri

HOW_MANY = 10
MOST_REASONS = 2
DAYS_PER_MONTH = 365.25 / 12
LONG_STAY, QUICK_CLOSE = 0.75, 0.25
"""Quantiles among customers from which a stay is long and a close is quick."""
SHORTEST_STAY = 12
GREW = 1.5

Reason = tuple[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class BestCustomer:
    """One of the best."""

    account: int
    """Place in the accounts."""
    account_id: str
    value: float
    why: tuple[Reason, ...]
    """Codes with fields: ``stayed {months}``, ``closed_in {days}``, ``recommended {count}``, ``grew {times}``."""
    active: bool


def best(
    values: Floats, accounts: Accounts, facts: Facts, *, how_many: int = HOW_MANY, also: Iterable[int] = ()
) -> list[BestCustomer]:
    """Customers with the highest known value, at most ``how_many``, and at most two reasons each.

    Parameters
    ----------
    values
        (n,) value of each account; NaN unknown.
    accounts, facts
        As gathered.
    also
        Places of further accounts that are told after these, whatever their value.
    """
    known = np.flatnonzero(accounts.customer & ~np.isnan(values))
    first = known[np.argsort(-values[known], kind="stable")][:how_many].tolist()
    top = [*first, *(place for place in also if place not in first)]
    measures = _measures(accounts, facts)
    return [
        BestCustomer(
            int(place),
            str(accounts.account_id[place]),
            float(values[place]),
            _why(int(place), measures),
            bool(accounts.active[place]),
        )
        for place in top
    ]


def did(accounts: Accounts, facts: Facts) -> dict[str, tuple[Tri, float]]:
    """What companies did, beside what they are: (n,) yes, no or unknown, and the figure that it is about.

    ``recommended`` (any company), and ``closed_in`` at most the median days of the won. Only what some source tells.
    """
    found: dict[str, tuple[Tri, float]] = {}
    if facts.referrals is not None and (facts.referrals > 0).any():
        told = np.where(accounts.customer, facts.referrals > 0, -1)
        found["recommended"] = told.astype(np.int8), 1.0
    days = _days_to_close(accounts, facts)
    if (~np.isnan(days)).any():
        middle = float(np.floor(np.nanmedian(days)))
        quick = np.where(np.isnan(days), -1, days <= middle)
        found["closed_in"] = quick.astype(np.int8), middle
    return found


@dataclass(frozen=True)
class _Measures:
    months: Floats
    days: Floats
    recommended: Floats
    grew: Floats
    long_stay: float
    quick_close: float


def _measures(accounts: Accounts, facts: Facts) -> _Measures:
    months, days = _months(accounts, facts), _days_to_close(accounts, facts)
    customers = accounts.customer
    count = facts.referrals if facts.referrals is not None else np.zeros(accounts.n)
    return _Measures(
        months,
        days,
        count.astype(float),
        _growth(accounts, facts),
        max(_quantile(months[customers], LONG_STAY), SHORTEST_STAY),
        _quantile(days[customers], QUICK_CLOSE),
    )


def _quantile(values: Floats, share: float) -> float:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, share)) if len(known) else float("nan")


def _months(accounts: Accounts, facts: Facts) -> Floats:
    from datetime import date

    today = (facts.as_of - date(1970, 1, 1)).days
    end = np.where(accounts.left >= 0, accounts.left, today)
    return np.where(accounts.started >= 0, (end - accounts.started) / DAYS_PER_MONTH, np.nan)


def _days_to_close(accounts: Accounts, facts: Facts) -> Floats:
    days = np.full(accounts.n, np.nan)
    deals = facts.deals
    if deals is None:
        return days
    used = np.flatnonzero(deals.timed & (deals.outcome == 1) & (deals.account >= 0))
    used = used[(deals.opened[used] >= 0) & (deals.closed[used] >= 0)]
    for place in used[np.argsort(-deals.closed[used], kind="stable")]:
        days[deals.account[place]] = deals.closed[place] - deals.opened[place]
    return days


def _growth(accounts: Accounts, facts: Facts) -> Floats:
    """Last over first monthly revenue, for accounts seen in two months at least."""
    grew = np.full(accounts.n, np.nan)
    revenue = facts.revenue
    if revenue is None or not len(revenue.account):
        return grew
    order = np.lexsort((revenue.month, revenue.account))
    account, mrr = revenue.account[order], revenue.mrr[order]
    first = np.flatnonzero(np.diff(account, prepend=-2))
    last = np.append(first[1:], len(account)) - 1
    usable = (mrr[first] > 0) & (last > first) & (account[first] >= 0)
    grew[account[first[usable]]] = mrr[last[usable]] / mrr[first[usable]]
    return grew


def _why(place: int, m: _Measures) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if m.recommended[place] >= 1:
        reasons.append(("recommended", {"count": float(m.recommended[place])}))
    if m.grew[place] >= GREW:
        reasons.append(("grew", {"times": float(m.grew[place])}))
    if m.months[place] >= m.long_stay:
        reasons.append(("stayed", {"months": float(np.floor(m.months[place]))}))
    if m.days[place] <= m.quick_close:
        reasons.append(("closed_in", {"days": float(m.days[place])}))
    return tuple(reasons[:MOST_REASONS])
