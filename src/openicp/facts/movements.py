"""The five movements of MRR over some months: new, expansion, contraction, churn, reactivation.

Comes in: ``Facts``. Goes out: what each account added or took away, and the sums. It never nets one movement against
another: an account moves from the MRR at the start of a month to that at its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from openicp.model.facts import Facts, Floats, Ints, Revenue

MOVEMENTS = ("new", "expansion", "contraction", "churn", "reactivation")
CENT = 0.005


@dataclass(frozen=True)
class Moved:
    """One movement over a period: rows are an account and a month."""

    account: Ints
    month: Ints
    amount: Floats
    """How much, without a sign."""

    @property
    def total(self) -> float:
        """To the cent."""
        return round(float(self.amount.sum()), 2)


def movements(facts: Facts, months: int = 1) -> Mapping[str, Moved]:
    """The five movements of the last full ``months``; empty where no source gives MRR by month.

    New is an account's first MRR of all, reactivation one after months without any. Opening MRR and the five add up to
    the closing MRR, to the cent.
    """
    revenue = facts.revenue
    last = facts.last_month
    if revenue is None or last - months < facts.first_month - 1:
        return {}
    found: dict[str, list[tuple[Ints, Ints, Floats]]] = {name: [] for name in MOVEMENTS}
    first = _first_months(revenue, facts.accounts.n)
    for month in range(last - months + 1, last + 1):
        before, after = (_mrr_of(revenue, at, facts.accounts.n) for at in (month - 1, month))
        for name, chosen in _kinds(before, after, first, month).items():
            accounts = np.flatnonzero(chosen)
            found[name].append((accounts, np.full(len(accounts), month), np.abs(after - before)[accounts]))
    return {
        name: Moved(*(np.concatenate(column) for column in zip(*parts, strict=True))) for name, parts in found.items()
    }


def _mrr_of(revenue: Revenue, month: int, n: int) -> Floats:
    mrr = np.zeros(n)
    chosen = revenue.month == month
    np.add.at(mrr, revenue.account[chosen], revenue.mrr[chosen])
    return mrr


def _first_months(revenue: Revenue, n: int) -> Ints:
    first = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(first, revenue.account, revenue.month)
    return first


def _kinds(before: Floats, after: Floats, first: Ints, month: int) -> dict[str, np.ndarray]:
    paid, pays = before > CENT, after > CENT
    change = after - before
    return {
        "new": ~paid & pays & (first == month),
        "expansion": paid & pays & (change > CENT),
        "contraction": paid & pays & (change < -CENT),
        "churn": paid & ~pays,
        "reactivation": ~paid & pays & (first < month),
    }
