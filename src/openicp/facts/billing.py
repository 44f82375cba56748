"""Who paid when, and how much: spells and revenue by month, from whatever billing there is.

Comes in: a ``Setting`` and the billing tables in the engine. Goes out: ``Spells``, ``Revenue``, the MRR of each
account, what was not counted. It never reads deals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine
from openicp.facts.asof import to_date
from openicp.facts.gathering import Setting, last_full_month, month_of
from openicp.model.facts import Revenue, Spells
from openicp.model.finding import Finding
from openicp.sql import paying, spells

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints

REFUSALS = dict.fromkeys(("impossible", "no_start", "no_end", "negative", "credited"), "warning")
"""Reasons why contracts don't count that a person may want to mend; the others are as it should be."""

KINDS = ("subscriptions", "mrr_events", "invoices", "accounts")
"""Best first for spells: contracts say when a customer began and left; invoices only that one was written."""

RANK_TYPES = {"src": "int", "kind": "varchar", "rank": "int", "runs_out": "boolean", "exclusive": "boolean"}


@dataclass(frozen=True)
class Billing:
    """What billing tells of the accounts; arrays are (n,) unless they are rows."""

    spells: Spells | None
    revenue: Revenue | None
    customer: Bools
    active: Bools
    started: Ints
    left: Ints
    mrr: Floats
    tried: Bools
    """Had a contract of any kind, paid or not."""
    tried_on: Ints
    tried_ended: Bools
    """Had contracts, none of them is still running."""
    from_contracts: bool
    """Whether a billing system says who pays, rather than a list of companies or nothing."""
    findings: tuple[Finding, ...]


def gather_billing(engine: Engine, setting: Setting) -> Billing:
    """Read all billing tables."""
    kinds = _put_intervals(engine, setting)
    if not kinds:
        return _none(setting)
    sources = engine.fetch(spells.interval_sources_sql(engine.dialect))
    _put_ranks(engine, sources)
    if not len(sources["kind"]):
        return _none(setting)
    day, d = setting.as_of.day, engine.dialect
    n = len(sources["kind"])
    chosen = spells.chosen_intervals_sql(d, topic="spells", as_of=day, grace=setting.grace, sources=n)
    engine.create("facts_paying", chosen)
    engine.create("facts_spells", spells.merged_spells_sql(d, as_of=day, grace=setting.grace))
    found = engine.fetch("select ix, started, ended, term from facts_spells order by ix, started")
    dated = setting.dated
    lasting = Spells(found["ix"], found["started"], found["ended"], found["term"], dated)
    revenue, mrr = _gather_revenue(engine, setting, n)
    findings = (*_refusals(engine), *_by_grace(engine, setting), *(_disagreements(engine, setting) if n > 1 else ()))
    return _summed(engine, setting, lasting, revenue, mrr, kinds, findings)


def _by_grace(engine: Engine, setting: Setting) -> list[Finding]:
    """Who counts as paying although the last paid period has run out: whether they stay is not known yet."""
    [(n,)] = engine.rows(spells.by_grace_sql(engine.dialect, as_of=setting.as_of.day))
    fields = {"n": int(n), "days": setting.grace, "date": to_date(setting.as_of.day)}
    return [Finding("paying_by_grace", "note", fields)] if n else []


def _put_intervals(engine: Engine, setting: Setting) -> list[str]:
    d, base, tables = engine.dialect, setting.base, setting.tables
    paced = "invoices" in tables and engine.rows(paying.without_period_sql(d))[0][0] > 0
    selects = {
        "subscriptions": paying.subscription_intervals_sql(d, base=base),
        "mrr_events": paying.event_intervals_sql(d, base=base),
        "invoices": paying.invoice_intervals_sql(d, base=base, paced=paced),
    }
    present = [kind for kind in selects if kind in tables]
    if not present and "accounts" in tables:
        present, selects["accounts"] = ["accounts"], paying.account_intervals_sql(d, base=base, as_of=setting.as_of.day)
    if not present:
        return []
    sources = engine.rows(paying.billing_sources_sql(d, present))
    named = {"kind": [kind for kind, _ in sources], "source": [source for _, source in sources]}
    types = {"src": "int", "kind": "varchar", "source": "varchar"}
    engine.put("facts_sources", {"src": np.arange(len(sources)), **named}, types=types)
    columns = ", ".join(f"{d.cast(c, 'int')} as {c}" if c in paying.SHORT else c for c in paying.INTERVAL_COLUMNS)
    union = " union all ".join(f"select {columns} from ({selects[kind]}) as {kind}_rows" for kind in present)
    engine.create("facts_intervals", union)
    return present


def _put_ranks(engine: Engine, sources: dict[str, Any]) -> None:
    """Which source is believed first, for spells and for revenue; see the keys."""
    rows = [dict(zip(sources, values, strict=True)) for values in zip(*sources.values(), strict=True)]
    seams = {src: same > after for src, same, after in engine.rows(spells.seams_sql(engine.dialect))}
    names = ("src", "kind", "topic", "rank", "runs_out", "exclusive")
    columns: dict[str, list[object]] = {name: [] for name in names}
    for topic, key in (("spells", _spell_key), ("revenue", _revenue_key)):
        for rank, row in enumerate(sorted(rows, key=key)):
            runs_out = row["kind"] in ("subscriptions", "invoices") and row["open_rows"] == 0
            values = (row["src"], row["kind"], topic, rank, bool(runs_out), seams.get(row["src"], False))
            for name, value in zip(columns, values, strict=True):
                columns[name].append(value)
    engine.put("facts_ranks", columns, types=RANK_TYPES)


def _spell_key(row: dict[str, Any]) -> tuple[object, ...]:
    """Contracts first; among them those that tell decisions and states, leave ends open, cover most accounts."""
    return (
        KINDS.index(row["kind"]),
        -int(row["has_decision"]),
        -int(row["has_status"]),
        -int(row["open_rows"] > 0),
        -int(row["accounts"]),
        row["source"],
    )


def _revenue_key(row: dict[str, Any]) -> tuple[object, ...]:
    """Contracts with a dated row for each change first, then ledgers, contracts with one price, invoices."""
    sliced = row["kind"] == "subscriptions" and row["sliced"] > 0
    order = -1 if sliced else {"mrr_events": 0, "subscriptions": 1, "invoices": 2}.get(row["kind"], 3)
    return order, -int(row["earning"]), row["source"]


def _gather_revenue(engine: Engine, setting: Setting, sources: int) -> tuple[Revenue | None, Floats]:
    mrr = np.full(setting.n, np.nan)
    if setting.billing_refused:
        return None, mrr
    d, day = engine.dialect, setting.as_of.day
    chosen = spells.chosen_intervals_sql(d, topic="revenue", as_of=day, grace=setting.grace, sources=sources)
    engine.create("facts_earning", chosen)
    if "accounts" in setting.tables and not setting.refuses("accounts"):
        listed = spells.listed_earnings_sql(d, base=setting.base)
        engine.create("facts_earning", f"select * from facts_earning union all select * from ({listed}) as listed")
    latest = engine.fetch(spells.latest_mrr_sql(d, as_of=day))
    mrr[latest["ix"]] = latest["mrr"]
    _put_months(engine, setting)
    rows = engine.fetch(spells.month_revenue_sql(d))
    if not len(rows["ix"]) or not setting.dated:
        return None, mrr
    return Revenue(rows["ix"], rows["month"], rows["mrr"]), mrr


def _put_months(engine: Engine, setting: Setting) -> None:
    months = np.arange(month_of(setting.as_of.first), last_full_month(setting.as_of.day) + 1)
    after = (months + 1 - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    engine.put("facts_months", {"month": months, "last_day": after - 1})


def _summed(
    engine: Engine,
    setting: Setting,
    lasting: Spells,
    revenue: Revenue | None,
    mrr: Floats,
    kinds: list[str],
    findings: tuple[Finding, ...],
) -> Billing:
    n = setting.n
    started, left = np.full(n, np.iinfo(np.int64).max), np.full(n, -1, dtype=np.int64)
    np.minimum.at(started, lasting.account, lasting.started)
    np.maximum.at(left, lasting.account, lasting.ended)
    active = np.zeros(n, dtype=bool)
    active[lasting.account[lasting.ended < 0]] = True
    customer = np.zeros(n, dtype=bool)
    customer[lasting.account] = True
    started[~customer] = -1
    left[active] = -1
    undated = engine.fetch("select distinct ix from facts_intervals where refused = 'no_end'")["ix"]
    customer[undated] = True
    tried = engine.fetch(spells.tried_sql(engine.dialect, as_of=setting.as_of.day))
    tried_on, tried_ended = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=bool)
    tried_on[tried["ix"]] = tried["first_day"]
    tried_ended[tried["ix"]] = tried["ended"] == 1
    has_tried = np.zeros(n, dtype=bool)
    has_tried[tried["ix"]] = True
    paid = lasting if len(lasting.account) else None
    return Billing(
        spells=paid,
        revenue=revenue,
        customer=customer,
        active=active,
        started=started,
        left=left,
        mrr=mrr,
        tried=has_tried,
        tried_on=tried_on,
        tried_ended=tried_ended,
        from_contracts=kinds != ["accounts"],
        findings=findings,
    )


def _none(setting: Setting) -> Billing:
    n = setting.n
    no, never = np.zeros(n, dtype=bool), np.full(n, -1, dtype=np.int64)
    return Billing(
        spells=None,
        revenue=None,
        customer=no,
        active=no.copy(),
        started=never,
        left=never.copy(),
        mrr=np.full(n, np.nan),
        tried=no.copy(),
        tried_on=never.copy(),
        tried_ended=no.copy(),
        from_contracts=False,
        findings=(),
    )


def _refusals(engine: Engine) -> list[Finding]:
    rows = engine.rows(spells.refused_sql(engine.dialect))
    return [
        Finding(f"not_paying_{reason}", REFUSALS.get(reason, "note"), _counted(reason, n, accounts) | {"table": kind})
        for kind, reason, n, accounts in rows
    ]


def _counted(reason: str, n: int, accounts: int) -> dict[str, object]:
    """``n`` decides the form of the sentence: accounts for what is told of accounts, else rows."""
    return {"n": accounts if reason in ("free", "trial") else n, "accounts": accounts}


def _disagreements(engine: Engine, setting: Setting) -> list[Finding]:
    """Where two sources give an MRR, both figures: nobody should find out by themselves."""
    if setting.billing_refused:
        return []
    rows = engine.rows(spells.mrr_by_source_sql(engine.dialect, as_of=setting.as_of.day))
    found = [
        {"table": kind, "source": source, "accounts": accounts, "mrr": round(float(mrr), 2)}
        for kind, source, accounts, mrr in rows
    ]
    # To the cent: in which order an engine adds up shows in the last digits.
    sums = [round(float(mrr), 2) for *_, mrr in rows]
    if len(sums) < 2 or max(sums) - min(sums) <= 0.001 * max(sums):
        return []
    fields: dict[str, object] = {"n": len(sums), "low": min(sums), "high": max(sums), "sources": found}
    return [Finding("mrr_of_sources", "note", fields | {"currency": setting.money.base})]
