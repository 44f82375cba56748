"""Deals, leads and the day on which each account was approached.

Comes in: a ``Setting`` and the tables ``deals, leads, accounts`` in the engine. Goes out: new-business deals, first
leads, what the list of companies says. It never counts a renewal, a double or a migration's trace as a sale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine
from openicp.facts.gathering import Setting
from openicp.model.facts import Deals
from openicp.model.finding import Finding
from openicp.sql import facts as sql

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints, Texts

NEW = "new"
"""What a deal is of which nothing tells another kind."""
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Selling:
    """What selling tells of the accounts; arrays are (n,)."""

    deals: Deals | None
    has_deal: Bools
    first_deal: Ints
    """Day of the first deal that has a believable one; -1 none."""
    first_won: Ints
    won: Bools
    lost: Bools
    """Has a lost deal, none won, none open."""
    open: Bools
    deal_channel: Texts
    """Channel of the first dated deal."""
    deal_campaign: Texts
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Leads:
    """Each account's first lead; arrays are (n,)."""

    has_lead: Bools
    day: Ints
    channel: Texts
    campaign: Texts


@dataclass(frozen=True)
class Listed:
    """What the list of companies says; arrays are (n,)."""

    created: Ints
    status: Texts
    channel: Texts


def earliest(n: int, ix: Ints, day: Ints) -> Ints:
    """The earliest day of each account, -1 where none of its rows has one."""
    found = np.full(n, NEVER)
    dated = day >= 0
    np.minimum.at(found, ix[dated], day[dated])
    return np.where(found == NEVER, -1, found)


def gather_deals(engine: Engine, setting: Setting) -> Selling:
    """New-business deals, and what they tell of each account."""
    if "deals" not in setting.tables:
        return _no_deals(setting.n)
    rows = engine.fetch(sql.deals_sql(engine.dialect, base=setting.base))
    if setting.refuses("deals"):
        rows["amount"] = np.full(len(rows["ix"]), np.nan)
    alike = bool((rows["kind"] == NEW).all())
    kept, findings = _new_business(rows)
    rows = {name: column[kept] for name, column in rows.items()}
    rows, more = as_they_stood(rows, setting)
    timed, traces = _timed(rows["opened"], rows["closed"], rows["outcome"])
    outcome = np.select([rows["outcome"] == "won", rows["outcome"] == "lost"], [1, 0], -1).astype(np.int8)
    deals = Deals(rows["ix"], rows["opened"], rows["closed"], outcome, rows["amount"], timed)
    later = _later_wins(deals) if alike else []
    return _by_account(deals, rows, setting.n, (*findings, *later, *more, *traces))


def left_out(rows: dict[str, Any]) -> dict[str, Bools]:
    """Which deals don't count as new business, by the reason; no deal has two."""
    double, internal = rows["is_double"] == 1, rows["is_internal"] == 1
    return {
        "double": double & ~internal,
        "renewal": (rows["kind"] == "renewal") & ~double & ~internal,
        "expansion": (rows["kind"] == "expansion") & ~double & ~internal,
        "internal": internal,
    }


def _new_business(rows: dict[str, Any]) -> tuple[Bools, list[Finding]]:
    """Deals that count, and how many of the others were left out, why."""
    reasons = left_out(rows)
    findings = [
        Finding(f"deals_left_out_{reason}", "note", {"n": int(left.sum())})
        for reason, left in reasons.items()
        if left.any()
    ]
    strangers = (rows["ix"] < 0) & ~reasons["internal"] & ~reasons["double"]
    if strangers.any():
        fields: dict[str, object] = {"n": int(strangers.sum())}
        findings.append(Finding("deals_without_account", "note", fields))
    return ~np.logical_or.reduce(list(reasons.values())), findings


def _later_wins(deals: Deals) -> list[Finding]:
    """What is said where no deal has another kind: those that a company won after its first could be renewals."""
    account = deals.account[(deals.outcome == 1) & (deals.account >= 0)]
    n = len(account) - len(np.unique(account))
    return [Finding("deals_of_one_kind", "note", {"n": n})] if n else []


def as_they_stood(rows: dict[str, Any], setting: Setting) -> tuple[dict[str, Any], list[Finding]]:
    """The deals as they stood on the day: later ones are not there, later outcomes not known.

    A closing day beyond the data cannot be true of a deal that is already decided: the outcome stands, the day does
    not.
    """
    day, natural = setting.as_of.day, setting.as_of.natural
    impossible = (rows["closed"] > natural) & (rows["outcome"] != "open")
    findings = []
    if impossible.any():
        findings.append(Finding("closed_after_as_of", "warning", {"n": int(impossible.sum())}))
    rows["closed"] = np.where(rows["closed"] > natural, -1, rows["closed"])
    kept = rows["opened"] <= day
    rows = {name: column[kept] for name, column in rows.items()}
    if day < natural:
        unknown_then = (rows["closed"] > day) | (rows["closed"] < 0)
        rows["outcome"] = np.where(unknown_then, "open", rows["outcome"])
    rows["closed"] = np.where(rows["outcome"] == "open", -1, rows["closed"])
    return rows, findings


def _timed(opened: Ints, closed: Ints, outcome: Texts) -> tuple[Bools, list[Finding]]:
    """Which cycles count: opened before closed, and not among many that were created on one day by a migration."""
    findings = []
    backwards = (closed >= 0) & (opened > closed)
    traces = _mass_days(opened)
    moved = traces & (outcome != "open")
    if backwards.any():
        findings.append(Finding("closed_before_opened", "warning", {"n": int(backwards.sum())}))
    if moved.any():
        findings.append(Finding("migration_traces", "warning", {"n": int(moved.sum())}))
    return (opened >= 0) & ~backwards & ~traces, findings


def _mass_days(opened: Ints) -> Bools:
    """Deals opened on a day with a twentieth of all of them and ten times a usual day."""
    dated = opened[opened >= 0]
    if len(dated) < 20:
        return np.zeros(len(opened), dtype=bool)
    days, counts = np.unique(dated, return_counts=True)
    mass = (counts >= 10) & (counts > 0.05 * len(dated)) & (counts > 10 * np.median(counts))
    return np.isin(opened, days[mass])


def _by_account(deals: Deals, rows: dict[str, Any], n: int, findings: tuple[Finding, ...]) -> Selling:
    known = deals.account >= 0
    account = deals.account[known]
    believed = np.where(deals.timed, deals.opened, -1)[known]
    first = earliest(n, account, believed)
    outcome = deals.outcome[known]
    won, open_, closed = (_any(n, account[outcome == code]) for code in (1, -1, 0))
    first_won = earliest(n, account[outcome == 1], deals.closed[known][outcome == 1])
    channel, campaign = np.full(n, None, dtype=object), np.full(n, None, dtype=object)
    firsts = (believed == first[account]) & (believed >= 0)
    channel[account[firsts]] = rows["channel"][known][firsts]
    campaign[account[firsts]] = rows["campaign"][known][firsts]
    lost = closed & ~won & ~open_
    return Selling(deals, _any(n, account), first, first_won, won, lost, open_, channel, campaign, findings)


def _any(n: int, account: Ints) -> Bools:
    found = np.zeros(n, dtype=bool)
    found[account] = True
    return found


def _no_deals(n: int) -> Selling:
    no, never, nothing = np.zeros(n, dtype=bool), np.full(n, -1, dtype=np.int64), np.full(n, None, dtype=object)
    return Selling(None, no, never, never, no, no, no, nothing, nothing, ())


def gather_leads(engine: Engine, setting: Setting) -> Leads:
    """Each account's first lead up to the as-of day."""
    n = setting.n
    leads = Leads(
        np.zeros(n, dtype=bool),
        np.full(n, -1, dtype=np.int64),
        np.full(n, None, dtype=object),
        np.full(n, None, object),
    )
    if "leads" not in setting.tables:
        return leads
    rows = engine.fetch(sql.leads_sql(engine.dialect, as_of=setting.as_of.day))
    ix = rows["ix"]
    leads.has_lead[ix] = True
    leads.day[ix] = rows["day"]
    leads.channel[ix] = rows["channel"]
    leads.campaign[ix] = rows["campaign"]
    return leads


def count_leads(engine: Engine, setting: Setting) -> int | None:
    """Leads up to the as-of day; ``None`` where no source gives any."""
    if "leads" not in setting.tables:
        return None
    return int(engine.rows(sql.leads_count_sql(engine.dialect, as_of=setting.as_of.day))[0][0])


def gather_listed(engine: Engine, setting: Setting) -> Listed:
    """What the list of companies says of each account."""
    rows = engine.fetch(sql.listed_sql(engine.dialect)) if "accounts" in setting.tables else {}
    if not rows:
        return Listed(np.array([], dtype=np.int64), np.array([], dtype=object), np.array([], dtype=object))
    return Listed(rows["created"], rows["status"], rows["channel"])
