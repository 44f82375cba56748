"""Spend by other rules: single channels, other periods, other rates.

Comes in: a ``Setting`` and the table ``spend`` in the engine. Goes out: a ``Counted``. It never spreads a cost over
accounts: ``spending`` does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from openicp.engine import Engine
from openicp.facts.asof import to_date
from openicp.facts.counted import Counted
from openicp.facts.explaining import Change, Instead, Part
from openicp.facts.gathering import Setting, month_of
from openicp.facts.money import Money
from openicp.facts.periods import month_end, periods
from openicp.model.facts import Facts
from openicp.sql import totals as sql

RATE_TYPES = {"currency": "varchar", "month": "bigint", "rate": "double"}
MOST_CHANNELS = 12


def counted_spend(engine: Engine, setting: Setting, facts: Facts) -> dict[str, Counted]:
    """Spend up to the as-of month."""
    if facts.costs is None:
        return {}
    rows = engine.fetch(sql.spend_by_row_sql(engine.dialect, base=setting.base))
    until = month_end(month_of(setting.as_of.day))
    counts = (rows["first_day"] >= 0) & (rows["first_day"] <= until)
    amount = np.nan_to_num(rows["amount"])
    changes = [
        Change("later", (Part("", float(amount[rows["first_day"] > until].sum())),)),
        Change("undated", (Part("", float(amount[rows["first_day"] < 0].sum())),)),
        *_without(rows, amount, counts, "channel", rule="without_channel"),
        *_without(rows, amount, counts, "kind", rule="without_kind"),
    ]
    insteads = [
        Instead("period", _sum(amount, counts & (rows["first_day"] >= first) & (rows["first_day"] <= last)), fields)
        for first, last in periods(setting.as_of.day)
        if (fields := {"first": to_date(first), "last": to_date(last)})
    ]
    insteads += _in_currencies(engine, setting, counts)
    return {"spend": Counted(round(facts.costs.total, 2), tuple(changes), tuple(insteads))}


def _sum(amount: Any, chosen: Any) -> float:
    return round(float(amount[chosen].sum()), 2)


def _without(rows: dict[str, Any], amount: Any, counts: Any, column: str, *, rule: str) -> list[Change]:
    """Each channel or kind of cost left out; the biggest, where there are many."""
    named = [name for name in dict.fromkeys(rows[column]) if name]
    sums = {name: _sum(amount, counts & (rows[column] == name)) for name in named}
    biggest = sorted(sums, key=lambda name: -sums[name])[:MOST_CHANNELS] if len(sums) > 1 else []
    return [Change(rule, (Part(str(name), -sums[name]),), {column: str(name)}) for name in biggest]


def _in_currencies(engine: Engine, setting: Setting, counts: Any) -> list[Instead]:
    """With the latest rates, without any, and only what is in the base currency."""
    money = setting.money
    if not money.convert:
        return []
    foreign = sorted({one.currency for one in money.conversions})
    ways = {"rates_now": money.latest, "not_converted": dict.fromkeys(foreign, 1.0)}
    ways["base_only"] = dict.fromkeys(foreign, 0.0)
    fields = {"currencies": foreign, "base": money.base}
    found = []
    for rule, rates in ways.items():
        _put(engine, money.at(rates))
        rows = engine.fetch(sql.spend_by_row_sql(engine.dialect, base=setting.base))
        found.append(Instead(rule, _sum(np.nan_to_num(rows["amount"]), counts), fields))
    _put(engine, money)
    return found


def _put(engine: Engine, money: Money) -> None:
    engine.put("facts_rates", money.rates, types=RATE_TYPES)
