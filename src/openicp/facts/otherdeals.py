"""Deals and leads by other rules: renewals, doubles, other periods, by company.

Comes in: a ``Setting`` and the tables ``deals, leads`` in the engine. Goes out: a ``Counted`` for won, lost, open,
win rate, days to close and leads. It never changes which deals count: ``selling`` decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine
from openicp.facts.asof import to_date
from openicp.facts.counted import Counted
from openicp.facts.explaining import Change, Instead, Part
from openicp.facts.gathering import Setting
from openicp.facts.periods import periods
from openicp.facts.selling import as_they_stood, left_out
from openicp.sql import facts as sql
from openicp.sql import totals

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints, Texts

OUTCOMES = ("won", "lost", "open")
RATES = {
    "rate_renewal": "renewal",
    "rate_expansion": "expansion",
    "rate_double": "double",
    "rate_internal": "internal",
}
"""Rule: which deals the win rate counts too."""
CYCLES: Mapping[str, tuple[Callable[[Any], Any], str]] = {
    "median_won": (np.median, "won"),
    "mean_won": (np.mean, "won"),
    "median_closed": (np.median, "closed"),
    "mean_closed": (np.mean, "closed"),
    "median_all": (np.median, "all"),
    "mean_all": (np.mean, "all"),
}
"""Rule: how days to close are summed up, and of which deals."""


def counted_deals(engine: Engine, setting: Setting, names: Texts) -> dict[str, Counted]:
    """Won, lost and open deals, the win rate and the days to close."""
    if "deals" not in setting.tables:
        return {}
    rows, _ = as_they_stood(engine.fetch(sql.deals_sql(engine.dialect, base=setting.base, named=True)), setting)
    reasons = left_out(rows)
    ours = ~np.logical_or.reduce(list(reasons.values()))
    found = {outcome: _of_outcome(rows, outcome, ours, reasons, setting) for outcome in OUTCOMES}
    return found | _win_rate(rows, ours, reasons, setting) | _cycle(rows, ours, reasons)


def _parts(rows: dict[str, Any], chosen: Bools, sign: float) -> tuple[Part, ...]:
    """One for each company: how many of its deals."""
    names = [str(name or deal or "") for name, deal in zip(rows["name"][chosen], rows["deal"][chosen], strict=True)]
    return tuple(Part(name, sign * names.count(name)) for name in dict.fromkeys(names))


def _of_outcome(
    rows: dict[str, Any], outcome: str, ours: Bools, reasons: dict[str, Bools], setting: Setting
) -> Counted:
    having = rows["outcome"] == outcome
    changes = [Change(reason, _parts(rows, mask & having, 1.0)) for reason, mask in reasons.items()]
    changes.append(Change("no_company", _parts(rows, ours & having & (rows["ix"] < 0), -1.0)))
    companies = len(np.unique(rows["ix"][ours & having & (rows["ix"] >= 0)]))
    insteads = [Instead("by_company", companies)]
    day = rows["opened"] if outcome == "open" else rows["closed"]
    insteads += [
        Instead("period", int((ours & having & (day >= first) & (day <= last)).sum()), _between(first, last))
        for first, last in periods(setting.as_of.day)
    ]
    return Counted(int((ours & having).sum()), tuple(changes), tuple(insteads))


def _between(first: int, last: int) -> dict[str, object]:
    return {"first": to_date(first), "last": to_date(last)}


def _rate(rows: dict[str, Any], chosen: Bools) -> float | None:
    won, lost = (int((chosen & (rows["outcome"] == outcome)).sum()) for outcome in ("won", "lost"))
    return won / (won + lost) if won + lost else None


def _win_rate(rows: dict[str, Any], ours: Bools, reasons: dict[str, Bools], setting: Setting) -> dict[str, Counted]:
    own = _rate(rows, ours)
    if own is None:
        return {}
    ways: list[tuple[str, float | None, dict[str, object]]] = [
        (rule, _rate(rows, ours | reasons[reason]), {}) for rule, reason in RATES.items() if reasons[reason].any()
    ]
    ways.append(("all_deals", _rate(rows, ours | np.logical_or.reduce(list(reasons.values()))), {}))
    won = int((ours & (rows["outcome"] == "won")).sum())
    ways.append(("with_open", won / int(ours.sum()), {}))
    ways += [
        ("period", _rate(rows, ours & (rows["closed"] >= first) & (rows["closed"] <= last)), _between(first, last))
        for first, last in periods(setting.as_of.day)
    ]
    amount = np.nan_to_num(rows["amount"])
    both = [float(amount[ours & (rows["outcome"] == outcome)].sum()) for outcome in ("won", "lost")]
    ways.append(("by_amount", both[0] / sum(both) if sum(both) else None, {}))
    return {"win_rate": Counted(own, (), tuple(Instead(rule, rate, f) for rule, rate, f in ways if rate is not None))}


def _cycle(rows: dict[str, Any], ours: Bools, reasons: dict[str, Bools]) -> dict[str, Counted]:
    """Days from opening to closing: of the won or of all closed, mean or median."""
    days = rows["closed"] - rows["opened"]
    timed = (rows["closed"] >= 0) & (rows["opened"] >= 0) & (days >= 0)
    closed = timed & (rows["outcome"] != "open")
    groups = {"won": ours & closed & (rows["outcome"] == "won"), "closed": ours & closed}
    groups["all"] = closed & (ours | np.logical_or.reduce(list(reasons.values())))
    insteads = [
        Instead(rule, float(how(days[groups[name]]))) for rule, (how, name) in CYCLES.items() if groups[name].any()
    ]
    return {"cycle_days": Counted(float("nan"), (), tuple(insteads))} if insteads else {}


def counted_leads(engine: Engine, setting: Setting) -> dict[str, Counted]:
    """Leads: each row counts once, by its id."""
    if "leads" not in setting.tables:
        return {}
    rows = engine.fetch(totals.leads_by_row_sql(engine.dialect, as_of=setting.as_of.day))
    internal = rows["is_internal"] == 1
    _, first = np.unique(rows["lead"].astype(str), return_index=True)
    once = np.zeros(len(rows["lead"]), dtype=bool)
    once[first] = True
    ours = once & ~internal
    changes = (
        Change("double", _lead_parts(rows, ~once & ~internal, 1.0)),
        Change("internal", _lead_parts(rows, once & internal, 1.0)),
    )
    return {"leads": Counted(int(ours.sum()), changes, tuple(_lead_ways(rows, ours, setting.as_of.day)))}


def _lead_parts(rows: dict[str, Any], chosen: Bools, sign: float) -> tuple[Part, ...]:
    names = [str(name or lead) for name, lead in zip(rows["name"][chosen], rows["lead"][chosen], strict=True)]
    return tuple(Part(name, sign * names.count(name)) for name in dict.fromkeys(names))


def _lead_ways(rows: dict[str, Any], ours: Bools, day: int) -> list[Instead]:
    found = [Instead(rule, int((ours & (rows[rule] >= 0)).sum())) for rule in ("qualified", "accepted")]
    known: Ints = np.unique(rows["account"][ours & (rows["account"] != "")].astype(str))
    found.append(Instead("by_company", len(known)))
    found += [
        Instead(
            "period", int((ours & (rows["created"] >= first) & (rows["created"] <= last)).sum()), _between(first, last)
        )
        for first, last in periods(day)
    ]
    return [one for one in found if one.value]
