"""What moved between two runs: totals, customers, deals, lines, segments, tiers.

Comes in: how things stood before and stand now. Goes out: plain data, names instead of ids. It judges nothing and
measures nothing again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openicp.actions.known import engine_of, tables_of
from openicp.actions.telling.totalling import SUMS
from openicp.workspace import Workspace

Plain = dict[str, Any]
CENT = 0.005
PROSPECTS = "reports/prospects.csv"
RANK, COMPANY = 0, 1
"""Columns of the list by place: their names are in the language of the run."""
SIGNS = {"new": 1, "back": 1, "more": 1, "left": -1, "less": -1, "gone": -1}
"""What a change of a customer does to MRR."""
OUTCOMES = {1: "won", 0: "lost"}
SAID = ("attribute", "values", "low", "high", "points")
"""What makes a band of a line another one."""
SHOWN_BASES = ("reliable", "tentative")


@dataclass(frozen=True, slots=True)
class Company:
    """One company as it stood."""

    name: str
    active: bool
    customer: bool
    mrr: float | None
    outcome: int
    """1 won, 0 lost, -1 neither."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stood after a run."""

    result: Mapping[str, Any] = field(default_factory=dict)
    companies: Mapping[str, Company] = field(default_factory=dict)
    tiers: Mapping[str, str] = field(default_factory=dict)
    """Company of the list: its tier."""
    aliases: Mapping[str, str] = field(default_factory=dict)


def standing(ws: Workspace) -> Standing:
    """How things stand now."""
    latest = ws.run()
    return Standing(
        latest.result if latest is not None else {},
        _companies(ws),
        _tiers(ws),
        {str(row["alias"]): str(row["account_id"]) for row in ws.ledger.rows("aliases")},
    )


def stood(ws: Workspace, *, changed: bool) -> Standing:
    """How things stand before new files are read; where none is new, no company has to be looked at."""
    if changed:
        return standing(ws)
    latest = ws.run()
    return Standing(latest.result if latest is not None else {}, {}, _tiers(ws))


def since(ws: Workspace, before: Standing) -> Plain:
    """What moved between then and now."""
    return moved(before, standing(ws) if before.companies else stood(ws, changed=False))


def _companies(ws: Workspace) -> dict[str, Company]:
    from openicp import facts

    tables = tables_of(ws)
    if "accounts" not in tables:
        return {}
    with engine_of(ws) as engine:
        every = facts.gather(engine, tables, ws.project)[0].accounts
    return {
        str(ident): Company(str(name), bool(active), bool(customer), None if mrr != mrr else float(mrr), int(outcome))
        for ident, name, active, customer, mrr, outcome in zip(
            every.account_id, every.name, every.active, every.customer, every.mrr, every.outcome, strict=True
        )
    }


def _tiers(ws: Workspace) -> dict[str, str]:
    """The tiers of the list as the latest run wrote them."""
    path = ws.path / PROSPECTS
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = [row for row in csv.reader(file) if row] or [[]]
    if "tier" not in header:
        return {}
    at = header.index("tier")
    return {row[COMPANY]: row[at] for row in rows if row[RANK] and row[at]}


def moved(before: Standing, now: Standing) -> Plain:
    """What is different now; empty lists where nothing is.

    Returns
    -------
    dict
        ``as_of`` (before, now), ``totals``, ``customers``, ``deals``, ``unexplained`` (of MRR), ``profile``,
        ``segments``, ``prospects``.
    """
    old, new = before.result, now.result
    companies = _of_companies(_current(before, now), now.companies)
    return {
        "as_of": [old.get("as_of"), new.get("as_of")],
        "currency": new.get("currency"),
        "totals": _totals(old.get("totals") or {}, new.get("totals") or {}),
        **companies,
        "unexplained": _rest(old.get("totals") or {}, new.get("totals") or {}, companies["customers"])
        if before.companies
        else None,  # nobody looked at companies: none is known to explain it, or not to
        "profile": {
            "verdict": _pair(old.get("verdict"), new.get("verdict")),
            "lines": _lines(old.get("profile") or {}, new.get("profile") or {}),
        },
        "segments": _segments(old.get("segments") or (), new.get("segments") or ()),
        "prospects": _moves(before.tiers, now.tiers),
    }


def _pair(old: object, new: object) -> list[object] | None:
    return None if old == new else [old, new]


def _totals(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Plain]:
    """Counts and sums that are not what they were."""
    return [
        {"name": name, "before": old.get(key), "now": new.get(key), "unit": unit}
        for name, (key, unit) in SUMS.items()
        if old.get(key) != new.get(key)
    ]


def _rest(old: Mapping[str, Any], new: Mapping[str, Any], customers: Mapping[str, Sequence[Plain]]) -> float | None:
    """What of the change of MRR no company explains; ``None`` where there is no such change."""
    if old.get("mrr") is None or new.get("mrr") is None:
        return None
    named = sum(SIGNS[name] * (one["mrr"] or 0.0) for name, listed in customers.items() for one in listed)
    rest = round(float(new["mrr"]) - float(old["mrr"]) - named, 2)
    return rest if abs(rest) > CENT else None


def _current(before: Standing, now: Standing) -> dict[str, Company]:
    """Companies as they stood, under the ids of today: what was merged since is one."""
    found: dict[str, Company] = {}
    for ident, company in before.companies.items():
        ident = now.aliases.get(ident, ident)
        if ident not in found or company.active:
            found[ident] = company
    return found


def _of_companies(old: Mapping[str, Company], new: Mapping[str, Company]) -> Plain:
    both = [(old.get(ident), company) for ident, company in new.items()]
    gone = [company for ident, company in old.items() if ident not in new and company.active]
    known = [(was, one) for was, one in both if was is not None]
    stayed = [(one, _change(was, one)) for was, one in known if was.active and one.active]
    return {
        "customers": {
            "new": _named((one, one.mrr) for was, one in both if one.active and not (was and was.customer)),
            "back": _named((one, one.mrr) for was, one in known if one.active and was.customer and not was.active),
            "left": _named((one, was.mrr) for was, one in known if was.active and not one.active),
            "more": _named((one, change) for one, change in stayed if change >= CENT),
            "less": _named((one, -change) for one, change in stayed if change <= -CENT),
            "gone": _named((one, one.mrr) for one in gone),
        },
        "deals": {
            word: sorted(one.name for was, one in both if one.outcome == code and (was is None or was.outcome != code))
            for code, word in OUTCOMES.items()
        },
    }


def _change(was: Company, now: Company) -> float:
    return (now.mrr or 0.0) - (was.mrr or 0.0)


def _named(entries: Iterable[tuple[Company, float | None]]) -> list[Plain]:
    """Largest first; of those whose amount is not known, by name."""
    ranked = sorted(entries, key=lambda entry: (-(entry[1] or 0.0), entry[0].name))
    return [{"name": one.name, "mrr": None if amount is None else round(amount, 2)} for one, amount in ranked]


def _lines(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Plain]:
    """Lines of the profile that came, went, or say something else."""
    was, now = (_by(side.get("lines") or (), _line_key) for side in (old, new))
    return [
        *(_line("new", one) for key, one in now.items() if key not in was),
        *(_line("gone", one) for key, one in was.items() if key not in now),
        *(
            {**_line("changed", one), "before": _line("gone", was[key])}
            for key, one in now.items()
            if key in was and _content(was[key]) != _content(one)
        ),
    ]


def _line(what: str, line: Mapping[str, Any]) -> Plain:
    return {"what": what, "label": line["label"], "basis": line["basis"]}


def _content(line: Mapping[str, Any]) -> Plain:
    """What a line says, whatever language its label is in; counts move with every new customer and are no change."""
    bands = [{name: band.get(name) for name in SAID} for band in line.get("bands") or ()]
    return {"basis": line["basis"], "bands": bands}


def _line_key(line: Mapping[str, Any]) -> str:
    """A need is known by its words, any other line by its attribute."""
    return str(line["label"]) if line["attribute"] == "need" else str(line["attribute"])


def _segments(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]]) -> list[Plain]:
    """Segments that were found or are no longer found, and those of which something else is said."""
    was, now = _by(old, _ident), _by(new, _ident)
    return [
        *(_segment("new", one) for key, one in now.items() if key not in was and one.get("basis") in SHOWN_BASES),
        *(_segment("gone", one) for key, one in was.items() if key not in now and one.get("basis") in SHOWN_BASES),
        *(
            {**_segment("changed", one), "before": _verdict(was[key])}
            for key, one in now.items()
            if key in was and _verdict(was[key]) != _verdict(one)
        ),
    ]


def _segment(what: str, row: Mapping[str, Any]) -> Plain:
    return {"what": what, "label": row["label"], "verdict": _verdict(row)}


def _verdict(row: Mapping[str, Any]) -> str | None:
    given = row.get("verdict")
    return str(given["code"]) if given else None


def _ident(row: Mapping[str, Any]) -> str:
    return str(row["id"])


def _by(rows: Iterable[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], str]) -> dict[str, Mapping[str, Any]]:
    return {key(row): row for row in rows}


def _moves(old: Mapping[str, str], new: Mapping[str, str]) -> Plain:
    """Companies of the list that changed tier, by name: A is above B."""
    both = [(name, old[name], tier) for name, tier in new.items() if name in old]
    return {
        "up": [{"name": n, "from": was, "to": tier} for n, was, tier in both if tier < was],
        "down": [{"name": n, "from": was, "to": tier} for n, was, tier in both if tier > was],
    }
