"""Whether our price fits what companies can pay: by size class, what customers pay beside budgets.

Comes in: accounts with their MRR, columns of budgets and of what companies would pay. Goes out: findings with counts.
It never converts a currency, and a budget whose range lies across the price is neither a yes nor a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.facts import Accounts, CategoryColumn, NumberColumn
from openicp.model.finding import Finding

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats

MEANS = ("would_pay", "yearly_budget")
"""What a company can pay a year; of both the first, which is about our price."""
MONTHS = 12


def price_fit(accounts: Accounts, currencies: Mapping[str, str], currency: str | None) -> list[Finding]:
    """For each size class with customers and with budgets: of how many companies the budget reaches the usual price.

    Parameters
    ----------
    currencies
        Currency of each attribute that is money.
    currency
        The one of MRR.
    """
    told = [name for name in MEANS if isinstance(accounts.columns.get(name), NumberColumn)]
    same = [name for name in told if currency is None or currencies.get(name, currency) == currency]
    if not same:
        return []
    low, high = _means(accounts, same)
    paying = accounts.active & (np.nan_to_num(accounts.mrr) > 0)
    findings = []
    for code, inside in _classes(accounts):
        if not (inside & paying).any():
            continue
        price = float(np.median(accounts.mrr[inside & paying])) * MONTHS
        enough, less = inside & (low >= price), inside & (high < price)
        counted = int(enough.sum() + less.sum())
        if counted:
            fields: dict[str, object] = {"size": code, "price": price, "n": int(enough.sum()), "of": counted}
            findings.append(Finding("price_fit" if code else "price_fit_all", "note", fields))
    return findings


def _means(accounts: Accounts, names: Iterable[str]) -> tuple[Floats, Floats]:
    low, high = np.full(accounts.n, np.nan), np.full(accounts.n, np.nan)
    for name in names:
        column = accounts.columns[name]
        assert isinstance(column, NumberColumn)
        unknown = np.isnan(low)
        low, high = np.where(unknown, column.low, low), np.where(unknown, column.high, high)
    return low, high


def _classes(accounts: Accounts) -> list[tuple[str | None, Bools]]:
    """Size classes with their accounts; all together where there are none."""
    column = accounts.columns.get("size_class")
    if not isinstance(column, CategoryColumn):
        return [(None, np.ones(accounts.n, dtype=bool))]
    return [(code, column.codes == place) for place, code in enumerate(column.values)]
