"""What our totals would be if a rule were another: the material of ``explaining``, company by company.

Comes in: an engine, the published tables, ``Facts`` of the same day. Goes out: a ``Counted`` for each total. It never
looks at what a person typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine, Location
from openicp.facts.asof import to_date
from openicp.facts.billing import gather_billing
from openicp.facts.counted import Counted
from openicp.facts.explaining import Change, Instead, Part
from openicp.facts.gathering import Choices, Setting, prepare
from openicp.facts.otherdeals import counted_deals, counted_leads
from openicp.facts.othermoves import counted_movements
from openicp.facts.otherspend import counted_spend
from openicp.facts.periods import month_end
from openicp.model.facts import Facts
from openicp.sql import totals as sql

if TYPE_CHECKING:
    from openicp.model.facts import Texts

YEAR = 12
RATE_TYPES = {"currency": "varchar", "month": "bigint", "rate": "double"}
TAXES = (0.25, 0.24, 0.23, 0.22, 0.21, 0.20, 0.19, 0.18, 0.17, 0.16, 0.15, 0.10, 0.081, 0.077, 0.07)
"""Rates of value added tax of Europe, the commonest first enough: a figure that is exactly so much more is with tax."""


def otherwise(
    engine: Engine,
    snapshots: Mapping[str, Path | Location],
    project: Choices,
    facts: Facts,
    *,
    as_of: date | None = None,
) -> dict[str, Counted]:
    """Every total of ``facts`` that can be counted in another way, by its code.

    Parameters
    ----------
    as_of
        The day that ``facts`` were gathered for, where a person chose it.
    """
    setting = prepare(engine, snapshots, project, as_of=as_of)
    found: dict[str, Counted] = {}
    if facts.spells is not None:
        billing = gather_billing(engine, setting)
        found |= _paying(engine, setting, facts)
        found["customers"] = _ever(facts, np.flatnonzero(billing.tried & ~facts.accounts.customer).tolist())
        found |= counted_movements(engine, facts)
    found |= counted_deals(engine, setting, facts.accounts.name)
    found |= counted_leads(engine, setting)
    found |= counted_spend(engine, setting, facts)
    return found


def mrr_by_currency(
    engine: Engine, snapshots: Mapping[str, Path | Location], project: Choices, *, as_of: date | None = None
) -> dict[str, float]:
    """MRR of the paying in each currency apart: what can be told where a rate is missing and no sum is made."""
    setting = prepare(engine, snapshots, project, as_of=as_of)
    found = {}
    for currency in sorted({one.currency for one in setting.money.amounts if one.part in setting.tables}):
        apart = replace(setting, money=setting.money.only(currency))
        engine.put("facts_rates", apart.money.rates, types=RATE_TYPES)
        billing = gather_billing(engine, apart)
        found[currency] = round(float(np.nan_to_num(billing.mrr[billing.active]).sum()), 2)
    return {currency: mrr for currency, mrr in found.items() if mrr}


def _paying(engine: Engine, setting: Setting, facts: Facts) -> dict[str, Counted]:
    accounts = facts.accounts
    paying = accounts.active & ~np.isnan(accounts.mrr)
    counts, money = _changes(engine, setting, facts)
    active = int(accounts.active.sum())
    found = {
        "active": Counted(active, tuple(counts), tuple(_customers_then(facts))),
    }
    if paying.any():
        mrr = round(float(accounts.mrr[paying].sum()), 2)
        insteads = [*_mrr_then(facts), *_in_currencies(engine, setting), *_ratios(mrr)]
        found["mrr"] = Counted(mrr, tuple(money), tuple(insteads))
    return found


def _ever(facts: Facts, never_paid: list[int]) -> Counted:
    """Companies that ever paid; some dashboards count whoever signed up, or the whole list."""
    accounts = facts.accounts
    signed_up = Change("never_paid", _parts(accounts.name, ((ix, 1.0) for ix in never_paid)))
    ways = (Instead("paying_only", int(accounts.active.sum())), Instead("all_companies", accounts.n))
    return Counted(int(accounts.customer.sum()), (signed_up,), ways)


def _changes(engine: Engine, setting: Setting, facts: Facts) -> tuple[list[Change], list[Change]]:
    """By count and by money: what is added, what is left out."""
    accounts, names = facts.accounts, facts.accounts.name
    counts: list[Change] = []
    money: list[Change] = []
    for rule, rows in _grouped(engine, sql.unpaid_sql(engine.dialect, as_of=setting.as_of.day)):
        new = [row for row in rows if not accounts.active[row["ix"]]]
        counts.append(Change(rule, _parts(names, ((row["ix"], 1.0) for row in new))))
        money.append(Change(rule, _parts(names, ((row["ix"], row["mrr"]) for row in rows))))
    if "subscriptions" in setting.tables:
        if setting.as_of.day >= setting.as_of.natural:
            for rule, rows in _grouped(engine, sql.standing_sql(engine.dialect, as_of=setting.as_of.day)):
                whole = [row for row in rows if row["n"] == row["total"] and accounts.active[row["ix"]]]
                counts.append(Change(rule, _parts(names, ((row["ix"], -1.0) for row in whole))))
                money.append(Change(rule, _parts(names, ((row["ix"], -_share(row, facts)) for row in rows))))
        several = engine.rows(sql.contracts_sql(engine.dialect, as_of=setting.as_of.day))
        counts.append(Change("contracts", _parts(names, ((ix, n - 1.0) for ix, n in several))))
        internal = engine.rows(sql.internal_sql(engine.dialect, as_of=setting.as_of.day, base=setting.base))
        counts.append(Change("internal", tuple(Part(str(name), 1.0) for name, _ in internal)))
        money.append(Change("internal", tuple(Part(str(name), float(mrr)) for name, mrr in internal)))
    for rule, gone in _left(setting, facts):
        counts.append(Change(rule, _parts(names, ((ix, 1.0) for ix in gone))))
        money.append(Change(rule, _parts(names, ((ix, float(np.nan_to_num(accounts.mrr[ix]))) for ix in gone))))
    silent = np.flatnonzero(accounts.active & ~(np.nan_to_num(accounts.mrr) > 0)).tolist()
    counts.append(Change("without_mrr", _parts(names, ((ix, -1.0) for ix in silent))))
    return counts, money


def _share(row: Mapping[str, Any], facts: Facts) -> float:
    """All that an account pays, where all its contracts follow the rule; else what these contracts bring."""
    mrr = facts.accounts.mrr[row["ix"]]
    return float(np.nan_to_num(mrr)) if row["n"] == row["total"] else float(row["mrr"])


def _left(setting: Setting, facts: Facts) -> list[tuple[str, list[int]]]:
    """Those who left: all, and those within the days of grace before the day."""
    accounts = facts.accounts
    gone = accounts.customer & ~accounts.active
    lately = gone & (accounts.left >= setting.as_of.day - setting.grace)
    groups = [("left_lately", lately), ("left", gone)] if lately.any() else [("left", gone)]
    return [(rule, np.flatnonzero(group).tolist()) for rule, group in groups]


def _grouped(engine: Engine, select: str) -> list[tuple[str, list[dict[str, Any]]]]:
    columns = engine.fetch(select)
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    rules = dict.fromkeys(str(row["rule"]) for row in rows)
    return [(rule, [row for row in rows if row["rule"] == rule]) for rule in rules]


def _parts(names: Texts, amounts: Iterable[tuple[int, float]]) -> tuple[Part, ...]:
    return tuple(Part(str(names[ix]), float(amount)) for ix, amount in amounts if amount)


def _customers_then(facts: Facts) -> list[Instead]:
    """Paying customers at the ends of earlier months."""
    spells = facts.spells
    if spells is None or not spells.dated:
        return []
    found = []
    for month in range(max(facts.first_month, facts.last_month - YEAR), facts.last_month + 1):
        day = month_end(month)
        paid = (spells.started <= day) & ((spells.ended < 0) | (spells.ended >= day))
        found.append(_month(month, len(np.unique(spells.account[paid]))))
    return [one for one in found if one.fields["date"] != facts.as_of][::-1]


def _mrr_then(facts: Facts) -> list[Instead]:
    """MRR at the ends of earlier months."""
    revenue = facts.revenue
    if revenue is None:
        return []
    months = range(max(facts.first_month, facts.last_month - YEAR), facts.last_month + 1)
    sums = [_month(m, round(float(revenue.mrr[revenue.month == m].sum()), 2)) for m in months]
    return [one for one in sums if one.fields["date"] != facts.as_of][::-1]


def _month(month: int, value: float) -> Instead:
    return Instead("month", value, {"date": to_date(month_end(month))})


def _in_currencies(engine: Engine, setting: Setting) -> list[Instead]:
    """MRR with other rates, or with none; the ways in which dashboards treat foreign money."""
    if not setting.money.convert:
        return []
    money = setting.money
    foreign = sorted({one.currency for one in money.conversions})
    ways = {
        "rates_now": {one: money.latest[one] for one in foreign if one in money.latest},
        "not_converted": dict.fromkeys(foreign, 1.0),
        "base_only": dict.fromkeys(foreign, 0.0),
    }
    fields = {"currencies": foreign, "base": money.base}
    return [Instead(rule, with_rates(engine, setting, rates), fields) for rule, rates in ways.items()]


def with_rates(engine: Engine, setting: Setting, rates: Mapping[str, float]) -> float:
    """MRR of the paying with one rate for each currency."""
    money = setting.money.at(rates)
    engine.put("facts_rates", money.rates, types=RATE_TYPES)
    billing = gather_billing(engine, replace(setting, money=money))
    engine.put("facts_rates", setting.money.rates, types=RATE_TYPES)
    return round(float(np.nan_to_num(billing.mrr[billing.active]).sum()), 2)


def _ratios(mrr: float) -> list[Instead]:
    """ARR instead of MRR, or with tax."""
    taxed = [Instead("tax", round(mrr * (1 + tax), 2), {"tax": tax}) for tax in TAXES]
    return [Instead("arr", round(mrr * YEAR, 2)), *taxed]
