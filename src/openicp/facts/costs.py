"""Acquisition cost of each account: spend of a channel and month, spread over the accounts approached in it.

Comes in: spend by month and channel; month and channel in which each account was approached, and won. Goes out:
``Costs``, which sum to the total to the cent. It never drops spend: what finds no account is *unassigned*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.facts import Costs

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints, Texts

WHOLE = ""
"""Channel of spend that names none: it belongs to all accounts approached in its month."""


@dataclass(frozen=True)
class Spend:
    """Money spent, one row per channel and month."""

    channel: Texts
    month: Ints
    amount: Floats


@dataclass(frozen=True)
class Touches:
    """Accounts that count for a channel and month; month -1: no date."""

    account: Ints
    channel: Texts
    month: Ints


def allocate(spend: Spend, approached: Touches, won: Touches, *, n: int, pipeline: Floats | None = None) -> Costs:
    """Spread ``spend`` over the approached, for comparison over the won, and by (n,) amounts of ``pipeline``."""
    by_account, unassigned = spread(spend, approached, n=n)
    by_won, _ = spread(spend, won, n=n)
    by_pipeline = None if pipeline is None else spread(spend, approached, n=n, weights=pipeline)[0]
    total = float(spend.amount.sum())
    table = {
        str(channel): (
            round(float(spend.amount[spend.channel == channel].sum()), 2),
            _how_many(_members(approached, channel)),
            _how_many(_members(won, channel)),
        )
        for channel in sorted(set(spend.channel))
    }
    return Costs(by_account, by_won, unassigned, total, table, by_pipeline)


def spread(spend: Spend, touches: Touches, *, n: int, weights: Floats | None = None) -> tuple[Floats, float]:
    """Cost of each account and what found none: per channel, each month's spend over its accounts, by (n,) ``weights``.

    A month with spend and nobody approached gives it to the nearest month with some (the later one of two as near,
    because money is spent before people come), within the channel.
    """
    cost, unassigned = np.zeros(n), 0.0
    for channel in sorted(set(spend.channel)):
        rows = spend.channel == channel
        chosen = (touches.month >= 0) & ((touches.channel == channel) | (channel == WHOLE))
        if not chosen.any():
            unassigned += float(spend.amount[rows].sum())
            continue
        accounts, months = touches.account[chosen], touches.month[chosen]
        heavy = np.ones(len(accounts)) if weights is None else weights[accounts]
        cost += _spread_months(spend.month[rows], spend.amount[rows], accounts, months, weights=heavy, n=n)
    return cost, unassigned


def _spread_months(spent: Ints, amounts: Floats, accounts: Ints, months: Ints, *, weights: Floats, n: int) -> Floats:
    # Months are few: to count them a million at a time takes a tenth of what sorting takes.
    first = int(months.min())
    there = np.bincount(months - first) > 0
    present, place = np.flatnonzero(there) + first, (np.cumsum(there) - 1)[months - first]
    target = _nearest(spent, present)
    pot = np.bincount(target, weights=amounts, minlength=len(present))
    held = np.bincount(place, weights=weights, minlength=len(present))
    share: Floats = np.bincount(accounts, weights=(pot / held)[place] * weights, minlength=n).astype(np.float64)
    return share


def _nearest(months: Ints, present: Ints) -> Ints:
    right = np.clip(np.searchsorted(present, months), 0, len(present) - 1)
    left = np.clip(right - 1, 0, None)
    nearer_left = np.abs(months - present[left]) < np.abs(present[right] - months)
    return np.where(nearer_left, left, right)


def _members(touches: Touches, channel: str) -> Ints:
    chosen: Ints = touches.account[(touches.channel == channel) | (channel == WHOLE)]
    return chosen


def _how_many(accounts: Ints) -> int:
    return int((np.bincount(accounts) > 0).sum())


def by_month(first: Ints, last: Ints, amounts: Floats) -> tuple[Ints, Ints, Floats]:
    """Rows (index into the input), months and amounts: a campaign's spend over its months by their days.

    ``first`` and ``last`` are days; a ``last`` before ``first`` means that the row is one month.
    """
    starts, ends = _month_of(first), _month_of(np.maximum(first, last))
    lengths = ends - starts + 1
    row = np.repeat(np.arange(len(first)), lengths)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    month = starts[row] + offset
    begin, end = (
        np.maximum(first[row], _first_day(month)),
        np.minimum(np.maximum(first, last)[row], _first_day(month + 1) - 1),
    )
    share = (end - begin + 1) / (np.maximum(first, last) - first + 1)[row]
    return row, month, amounts[row] * share


def _month_of(days: Ints) -> Ints:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _first_day(months: Ints) -> Ints:
    return (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
