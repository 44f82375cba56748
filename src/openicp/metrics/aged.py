"""What accounts pay by their age: the rows of revenue that every segment is added up from, worked out once.

Comes in: facts. Goes out: arrays over rows. It chooses no accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from openicp.metrics.calendar import month_of
from openicp.model.facts import Facts, Revenue

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints


@dataclass(frozen=True)
class Aged:
    """Rows of revenue of accounts whose first day is known, from their first month on, in the order of their months."""

    account: Ints
    age: Ints
    """Months since the first."""
    mrr: Floats
    after: Floats
    """MRR of the same account a month later, 0 without any."""
    observed: Bools
    """Whether the month after is a full one."""

    def of(self, members: Bools, months: int) -> Aged:
        """The rows of (n,) accounts, so many months of age and nothing of what comes after."""
        rows = np.flatnonzero(members[self.account] & (self.age < months))
        age = self.age[rows]
        after = np.where(age + 1 < months, self.after[rows], 0.0)
        return Aged(self.account[rows], age, self.mrr[rows], after, self.observed[rows])


_KNOWN: WeakKeyDictionary[Facts, Aged] = WeakKeyDictionary()


def aged(facts: Facts) -> Aged | None:
    """The rows of these facts; ``None`` where no source gives revenue."""
    if facts.revenue is None:
        return None
    if facts not in _KNOWN:
        _KNOWN[facts] = _aged(facts, facts.revenue)
    return _KNOWN[facts]


def _aged(facts: Facts, revenue: Revenue) -> Aged:
    account, month, mrr = revenue.account, revenue.month, revenue.mrr
    first = month_of(facts.accounts.started)
    started = first[account]
    rows = (started >= 0) & (month >= started) & (mrr > 0)
    # Rows that may stay as they are, as most are, are not held twice.
    if not rows.all():
        account, month, mrr = account[rows], month[rows], mrr[rows]
    if (month[1:] < month[:-1]).any():
        order = np.argsort(month, kind="stable")
        account, month, mrr = account[order], month[order], mrr[order]
    return Aged(account, month - first[account], mrr, _a_month_later(account, month, mrr), month < facts.last_month)


def _a_month_later(account: Ints, month: Ints, mrr: Floats) -> Floats:
    """MRR of the same account in the month after, 0 without any; an account has one row a month, months ascend."""
    after, paid = np.zeros(len(mrr)), np.zeros(int(account.max(initial=-1)) + 1)
    # Month by month: sorting all rows by account took four times as long.
    ends = np.flatnonzero(np.diff(month, prepend=-1, append=-1))
    rows = [slice(start, end) for start, end in pairwise(ends)]
    for here, later in pairwise(rows):
        if month[later.start] == month[here.start] + 1:
            paid[account[later]] = mrr[later]
            after[here] = paid[account[here]]
            paid[account[later]] = 0.0
    return after
