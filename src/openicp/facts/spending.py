"""Spend and who was approached through which channel, brought together.

Comes in: spend rows of the engine, first touches of the accounts. Goes out: ``Costs``. It never mixes currencies:
without rates there are no costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine
from openicp.facts.asof import to_date
from openicp.facts.costs import WHOLE, Spend, Touches, allocate, by_month
from openicp.facts.gathering import Setting, month_of
from openicp.facts.selling import Leads, Listed, Selling
from openicp.facts.words import folded
from openicp.model.facts import Accounts, Costs, Deals
from openicp.model.finding import Finding
from openicp.sql import facts as sql

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints, Texts


def gather_costs(
    engine: Engine,
    setting: Setting,
    accounts: Accounts,
    selling: Selling,
    leads: Leads,
    listed: Listed,
    won_on: Ints,
) -> tuple[Costs | None, list[Finding]]:
    """Acquisition cost by account; ``None`` without spend or where its sum is refused."""
    if "spend" not in setting.tables or setting.refuses("spend"):
        return None, []
    rows = engine.fetch(sql.spend_sql(engine.dialect, base=setting.base))
    day, channel, campaign = _touches(accounts, selling, leads, listed)
    key, by_campaign = _key(rows, channel, campaign)
    spend, later = _spend(rows, key, setting.as_of.day)
    touched = campaign if by_campaign else channel
    approached = _touched(day, touched)
    won = _touched(np.where(accounts.outcome == 1, np.where(won_on >= 0, won_on, day), -1), touched)
    costs = allocate(spend, approached, won, n=setting.n, pipeline=_pipeline(selling.deals, setting.n))
    return costs, _findings(costs, later, setting)


def _pipeline(deals: Deals | None, n: int) -> Floats | None:
    """(n,) amount of each account's deals; the mean of those known where it has none, or none that is known."""
    if deals is None:
        return None
    used = (deals.account >= 0) & (np.nan_to_num(deals.amount) > 0)
    if not used.any():
        return None
    amounts = np.bincount(deals.account[used], weights=deals.amount[used], minlength=n)
    return np.where(amounts > 0, amounts, amounts[amounts > 0].mean())


def _touches(accounts: Accounts, selling: Selling, leads: Leads, listed: Listed) -> tuple[Ints, Texts, Texts]:
    """Day, channel and campaign in which each account was approached: lead, else deal, else start.

    The day on which a company was written down stands in for an approach that bears none. It is none by itself: money
    is not spent on a name in a list, unless nothing else tells of approaches.
    """
    fallback = np.where(accounts.approached >= 0, accounts.approached, accounts.started)
    met = accounts.is_approached | (accounts.outcome >= 0)
    last = np.where(fallback >= 0, fallback, np.where(met | ~met.any(), listed.created, -1))
    day = np.where(leads.day >= 0, leads.day, np.where(selling.first_deal >= 0, selling.first_deal, last))
    own = listed.channel
    channel = _first(_first(leads.channel, selling.deal_channel), own)
    return day, _folded(channel), _folded(_first(leads.campaign, selling.deal_campaign))


def _first(a: Texts, b: Texts) -> Texts:
    empty = np.array([text is None for text in a.tolist()], dtype=bool)
    return np.where(empty, b, a)


def _folded(texts: Texts) -> Texts:
    words = texts.tolist()
    forms = {text: None if text is None else folded(str(text)) for text in set(words)}
    return np.array([forms[text] for text in words], dtype=object)


def _key(rows: dict[str, Any], channel: Texts, campaign: Texts) -> tuple[Texts, bool]:
    """By what spend meets accounts: the channel; the campaign only where spend or accounts name no channel."""
    channels, campaigns = _folded(rows["channel"]), _folded(rows["campaign"])
    shared = set(channels) & set(channel) - {None}
    by_campaign = not shared and bool(set(campaigns) & set(campaign) - {None})
    key = campaigns if by_campaign else channels
    return np.array([WHOLE if word is None else word for word in key], dtype=object), by_campaign


def _spend(rows: dict[str, Any], key: Texts, as_of: int) -> tuple[Spend, float]:
    """Spend up to the month of the day, and how much there is of later ones."""
    row, month, amount = by_month(rows["first_day"], rows["last_day"], np.nan_to_num(rows["amount"]))
    kept = month <= month_of(as_of)
    return Spend(key[row][kept], month[kept], amount[kept]), float(amount[~kept].sum())


def _touched(day: Ints, channel: Texts) -> Touches:
    account = np.flatnonzero(day >= 0)
    months = day[account].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    named = np.array(["\0" if word is None else word for word in channel[account]], dtype=object)
    return Touches(account, named, months)


def _findings(costs: Costs, later: float, setting: Setting) -> list[Finding]:
    found = []
    if costs.unassigned > 0.005:
        fields: dict[str, object] = {"amount": round(costs.unassigned, 2), "total": round(costs.total, 2)}
        found.append(Finding("spend_unassigned", "note", fields))
    # Who looks from an earlier day of their own choice expects that later spend is not seen.
    if later > 0.005 and setting.as_of.day == setting.as_of.natural:
        fields = {"amount": round(later, 2), "date": to_date(setting.as_of.day)}
        found.append(Finding("spend_after_as_of", "warning", fields))
    return found
