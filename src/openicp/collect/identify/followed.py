"""A deal won in one system, and a first subscription a few days later in another: two that are most likely one.

Comes in: tables with account ids, and pairs of companies with nearly equal names. Goes out: the pairs that the days
confirm. It merges nothing: a person says yes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from openicp.engine import Engine

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
    won, paid, dealt = _days(engine, WON), _days(engine, PAID), set(_days(engine, DEALT))
    fitting = [pair for pair in every if _fits(pair, won, paid, dealt) or _fits(pair[::-1], won, paid, dealt)]
    times = Counter(account for pair in fitting for account in pair)
    return {pair for pair in fitting if all(times[account] == 1 for account in pair)}


WON = (
    "select account_id, min(closed_on) from with_deals where outcome = 'won' and kind = 'new' "
    "and account_id is not null and closed_on is not null group by account_id"
)
PAID = (
    "select account_id, min(started_on) from with_subscriptions "
    "where account_id is not null and started_on is not null group by account_id"
)
DEALT = "select account_id, min(opened_on) from with_deals where account_id is not null group by account_id"


def _days(engine: Engine, select: str) -> dict[str, date]:
    return {str(account): day for account, day in engine.rows(select)}


def _fits(pair: tuple[str, ...], won: dict[str, date], paid: dict[str, date], dealt: set[str]) -> bool:
    seller, payer = pair
    if seller not in won or seller in paid or payer not in paid or payer in dealt:
        return False
    return abs((paid[payer] - won[seller]).days) <= WITHIN_DAYS
