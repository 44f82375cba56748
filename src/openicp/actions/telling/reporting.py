"""From what a run found to what a report is made from: ``ReportInput``, filled room by room.

Comes in: an ``Analysis`` and the ledger. Goes out: ``ReportInput``. It counts nothing that another room counts, and
writes no files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp import __version__
from openicp.actions.analysis import Analysis
from openicp.actions.known import Known, company
from openicp.actions.telling.bests import best_of, insiders, marks_of
from openicp.actions.telling.listening import Listened, listened
from openicp.actions.telling.objecting import objectors
from openicp.actions.telling.people import roles
from openicp.actions.telling.rows import yearly
from openicp.actions.telling.speaking import misses
from openicp.actions.telling.totalling import paying_known, totals_of
from openicp.model.attribute import OWN_PREFIX
from openicp.model.estimate import Estimate
from openicp.model.facts import Accounts, CategoryColumn, NumberColumn
from openicp.model.finding import Finding, SetAside
from openicp.report.inputs import (
    Curve,
    Filled,
    Made,
    Prospects,
    ReportInput,
    SegmentRow,
    SourceRow,
    Trait,
)
from openicp.texts import Terms
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.model.cells import Survival
    from openicp.model.facts import Bools
    from openicp.profile import Trait as Found

REVIEW_MONTHS = 6
EXACT = 1e-9
SET_ASIDE_SHOWN = 12
IN_COMMON = (
    "industry",
    "business_model",
    "employees",
    "revenue",
    "growth_stage",
    "funding",
    "location_type",
    "country",
    "region",
    "technologies",
    "roles",
    "themes",
)
"""What people mean when they ask what customers have in common; user attributes come after."""
SAID = ("mainly", "often", "some")
WORTH_A_MENTION = ("industry", "roles")
"""Rare values of these are still worth a mention."""
SOME_FROM = 0.05
"""One customer in twenty is what people call *some*."""
MOST_OF_ONE = {"technologies": 8, "industry": 6, "roles": 5}
MOST_OF_OTHERS = 4
"""Traits of one attribute, the most common first."""


def report_input(
    ws: Workspace, found: Analysis, rows: Iterable[SegmentRow], *, prospects: Prospects | None, terms: Terms
) -> ReportInput:
    """Everything the report of a run shows."""
    known, profile = found.known, found.profile
    accounts = known.facts.accounts
    inside = insiders(profile, accounts)
    traits = common_traits(accounts)
    common = [trait.condition for trait in traits if trait.how == "mainly"]
    best = best_of(known.facts, found.values, profile, common=common, marks=marks_of(ws))
    as_of = known.as_of if accounts.customer.any() or known.facts.deals is not None else None
    missed = misses(ws, found)
    heard = listened(ws, found, against=objectors(found, missed))
    return ReportInput(
        company=company(ws),
        as_of=as_of,
        terms=terms,
        product_version=__version__,
        next_review=months_later(as_of, REVIEW_MONTHS) if as_of else None,
        example=bool(ws.ledger.rows("meta", {"key": "example"})),
        made=_made(heard, found, prospects),
        profile=profile,
        names={str(one): str(name) for one, name in zip(accounts.account_id, accounts.name, strict=True)},
        whole=known.whole,
        inside=_metrics(known, inside == 1) if profile is not None and profile.segment is not None else {},
        others=_metrics(known, inside == 0) if profile is not None and profile.segment is not None else {},
        targets=_targets(known),
        clv_basis="revenue" if known.project.gross_margin is None else "margin",
        clv_months=known.project.clv_horizon_months,
        segments=tuple(rows),
        curve_whole=curve(known, None),
        curve_inside=curve(known, inside == 1) if profile is not None and profile.segment is not None else None,
        curve_others=curve(known, inside == 0) if profile is not None and profile.segment is not None else None,
        traits=traits,
        best=best.customers,
        best_traits=best.traits,
        roles=roles(ws, known),
        themes=heard.themes,
        contradictions=heard.contradictions,
        to_ask=heard.to_ask,
        unsorted=heard.unsorted,
        channels=_channels(accounts, inside),
        prospects=prospects,
        misses=missed,
        totals=totals_of(ws, known),
        filled=filled(accounts),
        sources=_sources(ws),
        findings=findings_of(ws, known),
        set_aside=_set_aside(ws)[:SET_ASIDE_SHOWN],
        set_aside_total=len(_set_aside(ws)),
        leaked=known.facts.leaked,
    )


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    from calendar import monthrange

    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _metrics(known: Known, members: Bools) -> dict[str, Estimate]:
    from openicp import metrics

    return metrics.measure(known.facts, members, project=known.project, whole=known.whole)


def _targets(known: Known) -> dict[str, float]:
    targets = known.project.targets
    monthly = targets.churn(None)
    return {
        "monthly_churn": monthly,
        "annual_churn": yearly(monthly),
        "ltv_cac": targets.clv_to_cac,
        "payback_months": targets.payback_months,
    }


def _made(heard: Listened, found: Analysis, prospects: Prospects | None) -> Made:
    facts = found.known.facts
    accounts, deals = facts.accounts, facts.deals
    return Made(
        customers=int(accounts.customer.sum()),
        active=int(accounts.active.sum()) if paying_known(found.known) else None,
        companies=accounts.n,
        won=None if deals is None else int((deals.outcome == 1).sum()),
        lost=None if deals is None else int((deals.outcome == 0).sum()),
        open=None if deals is None else int((deals.outcome == -1).sum()),
        interviews=heard.interviews,
        prospects=0 if prospects is None else prospects.listed,
        months_at_risk=_months_at_risk(found.known),
    )


def _months_at_risk(known: Known) -> float | None:
    """The months behind the monthly rate, where it is those who left over months and each left once."""
    churn, accounts = known.whole.get("monthly_churn"), known.facts.accounts
    left = int(accounts.customer.sum()) - int((accounts.customer & accounts.active).sum())
    if churn is None or not churn.value or not left:
        return None
    months = round(left / churn.value)
    return float(months) if abs(left / months - churn.value) < EXACT else None


def curve(known: Known, members: Bools | None) -> Curve | None:
    """Retention, as far as at least one account is observed."""
    from openicp import metrics

    found = metrics.retention(known.facts, members)
    return None if found is None else _drawn(found)


def _drawn(found: Survival) -> Curve:
    return Curve(
        months=(0.0, *(float(t) for t in found.times)),
        share=(1.0, *(float(s) for s in found.survival)),
        low=(1.0, *(float(s) for s in found.low)),
        high=(1.0, *(float(s) for s in found.high)),
        at_risk=(int(found.at_risk[0]), *(int(n) for n in found.at_risk)),
    )


def common_traits(accounts: Accounts) -> tuple[Trait, ...]:
    from openicp import profile as room

    wanted = [name for name in IN_COMMON if name in accounts.columns]
    own = [name for name in accounts.columns if name.startswith(OWN_PREFIX)]
    found = [
        one
        for one in room.common(accounts, attributes=[*wanted, *own])
        if one.word in SAID or one.condition.attribute in WORTH_A_MENTION
    ]
    whole = any(one.condition.attribute == "region" and one.word == "mainly" for one in found)
    told: Counter[str] = Counter()
    seen: set[object] = set()
    kept = []
    for one in found:
        name, values = one.condition.attribute, one.condition.values
        repeats = whole and name == "country" and (len(values) > 1 or one.word not in ("mainly", "often"))
        if repeats or values == ("no",) or told[name] >= MOST_OF_ONE.get(name, MOST_OF_OTHERS):
            continue
        same = (values, one.customers.k, one.customers.n)
        if name.startswith(OWN_PREFIX) and values not in (("yes",), ("no",)) and same in seen:
            continue
        seen.add(same)
        told[name] += 1
        kept.append(_trait(one))
    return tuple(kept)


def _trait(one: Found) -> Trait:
    some = one.word == "sometimes" and (one.customers.value or 0.0) >= SOME_FROM
    return Trait(
        one.condition,
        "some" if some else one.word,
        (one.customers.k or 0, one.customers.n),
        (one.lost.k or 0, one.lost.n) if one.lost.known else None,
        "shown" if one.sets_apart == "sets_apart" else None,
    )


def _channels(
    accounts: Accounts, inside: np.ndarray[tuple[int], np.dtype[np.int8]]
) -> tuple[tuple[str, int, int], ...]:
    column = accounts.columns.get("channel")
    if not isinstance(column, CategoryColumn):
        return ()
    group = accounts.customer & (inside == 1) if (inside == 1).any() else accounts.customer
    known = group & (column.codes >= 0)
    counts = [(value, int((known & (column.codes == code)).sum())) for code, value in enumerate(column.values)]
    kept = sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])
    return tuple((value, count, int(known.sum())) for value, count in kept)


def filled(accounts: Accounts) -> tuple[Filled, ...]:
    """How many accounts have each attribute."""
    from openicp.segments.pool import attribute_rank

    found = []
    for name in sorted(accounts.columns, key=attribute_rank):
        column = accounts.columns[name]
        if isinstance(column, CategoryColumn):
            known = column.codes >= 0
        elif isinstance(column, NumberColumn):
            known = ~np.isnan(column.low)
        else:
            known = np.any(column.state >= 0, axis=1)
        found.append(Filled(name, int(known.sum()), accounts.n))
    return tuple(found)


def _sources(ws: Workspace) -> tuple[SourceRow, ...]:
    counts: dict[str, dict[str, Any]] = {row["source"]: row for row in ws.ledger.rows("imports")}
    return tuple(_source(row, counts.get(row["source"], {})) for row in ws.ledger.rows("sources"))


def _source(row: Mapping[str, Any], counted: Mapping[str, Any]) -> SourceRow:
    tables = row["tables"] or []
    pairs = tables.items() if isinstance(tables, dict) else ((name, row["rows"] or 0) for name in tables)
    until = row.get("data_through")
    return SourceRow(
        row["file"] or row["source"],
        tuple((str(name), int(rows or 0)) for name, rows in pairs),
        int(counted.get("quarantined") or 0),
        int(counted.get("cells_set_aside") or 0),
        date.fromisoformat(until[:10]) if until else None,
    )


def _set_aside(ws: Workspace) -> tuple[SetAside, ...]:
    rows = ws.ledger.rows("set_aside")
    fields = ("file", "line", "column", "value", "reason", "scope", "sheet")
    return tuple(SetAside(**{name: row[name] for name in fields}) for row in rows)


def findings_of(ws: Workspace, known: Known) -> tuple[Finding, ...]:
    """Findings of the sources, then of the run; each once, and what the run counts anew not twice."""
    counted = any(one.code.startswith("deals_left_out_") for one in known.findings)
    kept = [Finding(r["code"], r["severity"], r["fields"] or {}) for r in ws.ledger.rows("findings")]
    found: dict[str, Finding] = {}
    for one in [*kept, *known.findings]:
        if counted and one.code == "deals_not_new_business":
            continue
        found.setdefault(f"{one.code}{sorted(map(str, one.fields.items()))}", one)
    return tuple(found.values())
