"""``gather``: all that is known of the accounts as of a date, as small arrays.

Comes in: an engine, the published snapshots, the project. Goes out: ``Facts`` and findings. It never computes a
statistic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from openicp.config.project import Project
from openicp.engine import Engine, Location
from openicp.facts.asof import to_date
from openicp.facts.attributes import Gathered, gather_columns, say_today
from openicp.facts.billing import Billing, gather_billing
from openicp.facts.derived import add_derived, without
from openicp.facts.gathering import Setting, last_full_month, month_of, prepare
from openicp.facts.pricing import price_fit
from openicp.facts.relations import relations
from openicp.facts.selling import Leads, Listed, Selling, count_leads, gather_deals, gather_leads, gather_listed
from openicp.facts.spending import gather_costs
from openicp.facts.uncounted import rows_counted_twice, rows_not_counted, without_mrr
from openicp.model.facts import Accounts, Facts
from openicp.model.finding import Finding
from openicp.sql import facts as sql
from openicp.sql import known

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints, Tri


def gather(
    engine: Engine, snapshots: Mapping[str, Path | Location], project: Project, *, as_of: date | None = None
) -> tuple[Facts, list[Finding]]:
    """Facts of all accounts but internal ones, as of a day that the data give, or the one asked for.

    Parameters
    ----------
    engine
        Must be allowed to read the snapshots.
    snapshots
        Published tables by name (``accounts``, ``deals``...); others are not looked at.
    project
        What a person decided: currency, free plans, grace, size classes.
    as_of
        The day to look from; what happened later is not known then. Default: what the data run to.
    """
    setting = prepare(engine, snapshots, project, as_of=as_of)
    billing = gather_billing(engine, setting)
    selling = gather_deals(engine, setting)
    leads, listed = gather_leads(engine, setting), gather_listed(engine, setting)
    approached, is_approached = _approached(billing, selling, leads)
    outcome, customer = _outcome(billing, selling, listed, is_approached)
    won_on = _won_on(billing, selling, customer)
    gathered = _attributes(engine, setting, project, won_on, approached)
    approach = (approached, is_approached)
    accounts = _accounts(engine, billing, listed, gathered, approach, (outcome, customer), won_on)
    costs, cost_findings = gather_costs(engine, setting, accounts, selling, leads, listed, won_on)
    facts = Facts(
        as_of=to_date(setting.as_of.day),
        first_month=month_of(setting.as_of.first),
        last_month=last_full_month(setting.as_of.day),
        currency=setting.money.base,
        accounts=accounts,
        deals=selling.deals,
        spells=billing.spells,
        revenue=billing.revenue,
        costs=costs,
        promoter_score=_promoters(engine, setting),
        referrals=_referrals(engine, setting),
        usage=_usage(engine, setting, accounts.active),
        leaked=tuple(gathered.leaked),
        leads=count_leads(engine, setting),
    )
    fitting = price_fit(accounts, gathered.currencies, setting.money.base)
    tools = relations(engine, setting.tables, accounts)
    uncounted = (
        *rows_not_counted(engine, setting, snapshots),
        *rows_counted_twice(engine, setting, snapshots),
        *without_mrr(accounts.active, accounts.mrr),
    )
    said = (billing.findings, selling.findings, cost_findings, gathered.findings)
    findings = (setting.findings, uncounted, fitting, tools, *said)
    return facts, [finding for part in findings for finding in part]


def _approached(billing: Billing, selling: Selling, leads: Leads) -> tuple[Ints, Bools]:
    """Day of the first deal, dated lead or contract, and whether there was any, dated or not."""
    days = np.stack([billing.tried_on, billing.started, selling.first_deal, leads.day])
    first = np.where(days < 0, np.iinfo(np.int64).max, days).min(axis=0, initial=np.iinfo(np.int64).max)
    anyhow = billing.tried | billing.customer | selling.has_deal | leads.has_lead
    return np.where(first == np.iinfo(np.int64).max, -1, first), anyhow


def _outcome(billing: Billing, selling: Selling, listed: Listed, is_approached: Bools) -> tuple[Tri, Bools]:
    """1 won, 0 lost, -1 open or never approached; and who is a customer.

    A won deal makes a customer only where there is no billing, and so does the status in the list of companies.
    """
    customer = (
        billing.customer if billing.from_contracts else (billing.customer | selling.won | _named(billing, listed))
    )
    won = customer | selling.won
    never_paid = billing.tried & billing.tried_ended & ~billing.customer
    said_lost = (listed.status == "lost") & is_approached
    lost = ~won & ~selling.open & (selling.lost | never_paid | said_lost)
    outcome = np.where(won, 1, np.where(lost, 0, -1)).astype(np.int8)
    return outcome, customer


def _named(billing: Billing, listed: Listed) -> Bools:
    """Whom the list of companies calls a customer, present or former; not those that it says pay nothing.

    Where some were acquired or went public the word is about the companies themselves, and calls nobody a customer.
    """
    if (listed.status == "fate").any():
        return np.zeros(len(listed.status), dtype=bool)
    named: Bools = (listed.status == "ended") | ((listed.status == "active") & ~billing.tried)
    return named


def _won_on(billing: Billing, selling: Selling, customer: Bools) -> Ints:
    """Day on which each account was won: the first paid start, else the first won deal; -1 none."""
    return np.where(billing.started >= 0, billing.started, selling.first_won)


def _attributes(engine: Engine, setting: Setting, project: Project, won_on: Ints, approached: Ints) -> Gathered:
    day = np.where(won_on >= 0, won_on, approached)
    engine.put("facts_days", {"ix": np.arange(setting.n), "day": day}, types={"ix": "bigint", "day": "bigint"})
    gathered = gather_columns(
        engine,
        setting.tables,
        n=setting.n,
        as_of=setting.as_of.day,
        strict=setting.as_of.day < setting.as_of.natural,
        allowed=frozenset(project.attributes),
    )
    add_derived(gathered, project, lambda places: _names(engine, places))
    kept = without(gathered, project.not_attributes)
    say_today(kept)
    return kept


def _names(engine: Engine, places: Sequence[int]) -> list[str]:
    return [str(name) for (name,) in engine.rows(known.names_sql(engine.dialect, places))]


def _accounts(
    engine: Engine,
    billing: Billing,
    listed: Listed,
    gathered: Gathered,
    approach: tuple[Ints, Bools],
    result: tuple[Tri, Bools],
    won_on: Ints,
) -> Accounts:
    rows = engine.fetch("select account_id, name from facts_accounts order by ix")
    outcome, customer = result
    listed_only = customer & ~billing.customer
    started = np.where(listed_only, won_on, billing.started)
    active = billing.active | (listed_only & (listed.status != "ended"))
    return Accounts(
        account_id=rows["account_id"],
        name=rows["name"],
        columns=gathered.columns,
        approached=approach[0],
        is_approached=approach[1],
        outcome=outcome,
        customer=customer,
        active=active,
        started=started,
        left=billing.left,
        mrr=billing.mrr,
        only_now=frozenset(gathered.only_now & set(gathered.columns)),
    )


def _promoters(engine: Engine, setting: Setting) -> Floats | None:
    if "ratings" not in setting.tables:
        return None
    rows = engine.fetch(sql.promoters_sql(engine.dialect, as_of=setting.as_of.day))
    return _spread(rows["ix"], rows["score"], setting.n) if len(rows["ix"]) else None


def _referrals(engine: Engine, setting: Setting) -> Ints | None:
    if "referrals" not in setting.tables:
        return None
    rows = engine.fetch(sql.referrals_sql(engine.dialect, as_of=setting.as_of.day))
    counts = np.zeros(setting.n, dtype=np.int64)
    counts[rows["ix"]] = rows["n"]
    return counts


def _usage(engine: Engine, setting: Setting, active: Bools) -> Floats | None:
    """Mean monthly use of the active over the last three full months; they are the ones who still could."""
    if "usage" not in setting.tables:
        return None
    last = last_full_month(setting.as_of.day)
    rows = engine.fetch(sql.usage_sql(engine.dialect, first_month=last - 2, last_month=last))
    return np.where(active, _spread(rows["ix"], rows["amount"], setting.n), np.nan)


def _spread(ix: Ints, values: Floats, n: int) -> Floats:
    full = np.full(n, np.nan)
    full[ix] = values
    return full
