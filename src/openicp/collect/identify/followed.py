"""A deal won in one system, and a first subscription a few days later in another: two that are most likely one.

Comes in: tables with account ids, and pairs of companies with nearly equal names. Goes out: the pairs that the days
confirm. It merges nothing: a person says yes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from openicp.engine import Engine
from openicp.sql import deals as sql

WITHIN_DAYS = 31
"""Between winning a deal and the first paid day."""

Pair = tuple[str, str]


def followed(engine: Engine, tables: set[str], pairs: Iterable[Pair]) -> set[Pair]:
    """Pairs in which one account won a deal and never paid, and the other began to pay then and never had a deal.

    An account that could be paired with several others is left to a person's eye.
    """
    if not {"deals", "subscriptions"} <= tables:
        return set()
    every = list(pairs)
    won, paid = _days(engine, sql.first_won_sql(engine.dialect)), _days(engine, sql.first_paid_sql(engine.dialect))
    fitting = [pair for pair in every if _fits(pair, won, paid) or _fits(pair[::-1], won, paid)]
    times = Counter(account for pair in fitting for account in pair)
    return {pair for pair in fitting if all(times[account] == 1 for account in pair)}


def _days(engine: Engine, select: str) -> dict[str, date | None]:
    """The first day by account; an account whose deals were never won has no day."""
    return {str(account): day for account, day in engine.rows(select)}


def _fits(pair: tuple[str, ...], won: dict[str, date | None], paid: dict[str, date | None]) -> bool:
    seller, payer = pair
    closed, began = won.get(seller), paid.get(payer)
    if closed is None or began is None or seller in paid or payer in won:
        return False
    return abs((began - closed).days) <= WITHIN_DAYS
