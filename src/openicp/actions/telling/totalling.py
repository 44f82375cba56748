"""Our totals beside those that a person typed, with why they differ.

Comes in: a workspace, what is known. Goes out: a ``Total`` each, as reports and ``check`` show it. It counts nothing
itself: ``facts`` does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.actions.known import Known, engine_of, gather, tables_of
from openicp.model.estimate import Estimate
from openicp.report.inputs import EQUAL, Because, Total
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.config.project import TypedTotal
    from openicp.facts import Counted, Explanation, Why

SUMS = {
    "customers": ("ever_customers", "number"),
    "active": ("paying_customers", "number"),
    "mrr": ("mrr", "money"),
    "won": ("won_deals", "number"),
    "lost": ("lost_deals", "number"),
    "open": ("open_deals", "number"),
    "spend": ("spend", "money"),
    "leads": ("leads", "number"),
}
"""Total: its key in ``facts.totals``, and its unit."""
RATES = ("win_rate", "cycle_days")
"""Totals that are metrics."""
MOVED = (
    *("mrr_new", "mrr_expansion", "mrr_contraction", "mrr_churn", "mrr_reactivation"),
    *("mrr_new_12m", "mrr_expansion_12m", "mrr_contraction_12m", "mrr_churn_12m", "mrr_reactivation_12m"),
)
UNITS = {name: unit for name, (_, unit) in SUMS.items()} | {"win_rate": "share", "cycle_days": "days"}
UNITS |= dict.fromkeys(MOVED, "money")
"""Every total that can be typed, and its unit."""
ORDER = ("customers", "active", "mrr", *MOVED, "won", "lost", "open", *RATES, "spend", "leads")
MISSING = Estimate.unknown("no_data")
COUNTS_TOGETHER, MONEY_TOGETHER = 2, 3


def totals_of(ws: Workspace, known: Known) -> tuple[Total, ...]:
    """Every total that the data give, beside what was typed."""
    ours = _ours(known)
    typed = {one.name: one for one in ws.project.totals}
    compared = _compared(ws, known, [one for name, one in typed.items() if name in UNITS])
    found = [compared.get(name) or Total(name, ours[name]) for name in ORDER if name in compared or name in ours]
    if "mrr" in ours or known.facts.spells is None:
        return tuple(found)
    typed_mrr = compared.get("mrr")
    apart = [_in_currency(name, mrr, typed_mrr) for name, mrr in _by_currency(ws, known).items()]
    return (*(one for one in found if one.code != "mrr" or not apart), *apart)


def _by_currency(ws: Workspace, known: Known) -> dict[str, float]:
    """MRR in each currency apart, where no sum can be made."""
    from openicp import facts as room

    if not any(one.code == "mixed_currencies" for one in known.findings):
        return {}
    with engine_of(ws) as engine:
        return room.mrr_by_currency(engine, tables_of(ws), ws.project, as_of=_chosen(known))


def _in_currency(currency: str, mrr: float, typed: Total | None) -> Total:
    """Beside what was typed in this very currency."""
    estimate = Estimate(mrr, None, None, 1, "count", unit="money")
    same = typed is not None and typed.currency == currency
    yours = typed.yours if typed is not None and same else None
    rest = yours - mrr if yours is not None else 0.0
    as_of = typed.as_of if typed is not None and same else None
    return Total("mrr", estimate, yours, rest=rest, as_of=as_of, currency=currency)


def _ours(known: Known) -> dict[str, Estimate]:
    from openicp import facts as room

    sums = room.totals(known.facts)
    n = int(sums["accounts"] or 0)
    found = {
        name: Estimate(float(value), None, None, n, "count", unit=unit)
        for name, (key, unit) in SUMS.items()
        if (value := sums.get(key)) is not None and (name != "active" or paying_known(known))
    }
    for ending, months in (("", 1), ("_12m", 12)):
        for name, moved in room.movements(known.facts, months).items():
            rows = len(np.unique(moved.account))
            found[f"mrr_{name}{ending}"] = Estimate(moved.total, None, None, rows, "count", unit="money")
    return found | {name: known.whole[name] for name in RATES if known.whole[name].known}


def paying_known(known: Known) -> bool:
    """Whether any source tells who still pays: billing, or an end."""
    facts = known.facts
    told = facts.spells is not None or facts.revenue is not None or bool((facts.accounts.left >= 0).any())
    return told and bool(facts.accounts.customer.any())


def _compared(ws: Workspace, known: Known, typed: Iterable[TypedTotal]) -> dict[str, Total]:
    """Each typed total on its own day; days after the data are the last one."""
    found: dict[str, Total] = {}
    days: dict[date, list[TypedTotal]] = {}
    for one in typed:
        days.setdefault(min(one.as_of, known.facts.as_of), []).append(one)
    for day, group in days.items():
        with engine_of(ws) as engine:
            then = known if day == known.facts.as_of else gather(ws, engine, as_of=day)
            found |= _on_day(ws, engine, then, group, chosen=_chosen(then))
    return found


def _chosen(known: Known) -> date | None:
    asked = any(one.code == "as_of_chosen" for one in known.findings)
    return known.facts.as_of if asked else None


def _on_day(
    ws: Workspace, engine: Any, known: Known, typed: Iterable[TypedTotal], *, chosen: date | None
) -> dict[str, Total]:
    from openicp import facts as room

    ours, group = _ours(known), list(typed)
    held = {
        one.name: Total(one.name, ours.get(one.name, MISSING), _meant(one), as_of=one.as_of, currency=one.currency)
        for one in group
    }
    differ = [one for one in group if not held[one.name].equal]
    ways = room.otherwise(engine, tables_of(ws), ws.project, known.facts, as_of=chosen) if differ else {}
    preferred: frozenset[str] = frozenset()
    # Money first: to the cent it tells which rule a dashboard follows, and counts of few companies then believe it.
    for one in sorted(differ, key=lambda one: UNITS[one.name] != "money"):
        value = held[one.name].ours.value
        if value is not None:
            why = _explained(value, one, ways.get(one.name), preferred)
            preferred |= {reason.rule for reason in why.whys}
            whys = _becauses(why, one, known.facts.as_of)
            held[one.name] = replace(held[one.name], whys=whys, rest=why.rest)
    return held


def _meant(typed: TypedTotal) -> float:
    """Churn and contraction are written with and without a minus."""
    return abs(typed.value) if typed.name in MOVED else typed.value


def _explained(ours: float, typed: TypedTotal, counted: Counted | None, preferred: frozenset[str]) -> Explanation:
    from openicp.facts import Counted, explain

    unit = UNITS[typed.name]
    ways = counted or Counted(ours)
    return explain(
        ours,
        _meant(typed),
        ways.changes,
        ways.insteads,
        tolerance=EQUAL.get(typed.name, EQUAL.get(unit, 0.5)),
        most=MONEY_TOGETHER if unit == "money" else COUNTS_TOGETHER,
        prefer=preferred,
    )


def _becauses(why: Explanation, typed: TypedTotal, as_of: date) -> tuple[Because, ...]:
    unit = UNITS[typed.name]
    found = [_because(one, unit) for one in why.whys]
    found += [replace(_because(one, unit), perhaps=True) for one in why.perhaps]
    if typed.as_of > as_of and (why.rest or why.whys):
        found.append(Because("data_end", {"date": as_of, "typed": typed.as_of}))
    return tuple(found)


def _because(why: Why, unit: str) -> Because:
    parts = tuple((part.name, part.amount) for part in why.parts if part.name)
    counted = round(abs(why.delta)) if unit == "number" else len(parts)
    fields: Mapping[str, object] = {"n": counted, "value": why.delta, **why.fields}
    return Because(why.rule, fields, why.delta if math.isfinite(why.delta) else 0.0, parts)
