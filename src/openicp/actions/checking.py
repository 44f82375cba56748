"""``check``: how full the fields are, what was noticed, our totals.

Comes in: a workspace. Goes out: plain data. It repairs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from openicp.actions.answering import finding_plain
from openicp.actions.known import Known, engine_of, gather, tables_of
from openicp.actions.telling.qualifying import doubts, doubts_plain, labelled, rates_plain
from openicp.actions.telling.reporting import filled, findings_of
from openicp.actions.telling.terms import terms_of
from openicp.actions.telling.totalling import UNITS, totals_of
from openicp.model.finding import Finding
from openicp.report.inputs import Because, Total
from openicp.report.views.tables import because
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine
    from openicp.texts import Texts


NO_DOUBTS: dict[str, list[Any]] = {"conflicts": [], "suspicious": [], "helpful": [], "rates": []}


def check(ws: Workspace, texts: Texts) -> dict[str, Any]:
    """Attributes by share filled, findings by severity, totals; of typed segments only what was noticed."""
    tables = tables_of(ws)
    if "accounts" not in tables and "segment_figures" in tables:
        kept = [Finding(row["code"], row["severity"], row["fields"] or {}) for row in ws.ledger.rows("findings")]
        noticed = [finding_plain(one, texts) for one in kept]
        return {"as_of": None, "currency": None, "attributes": [], "findings": noticed, "totals": [], **NO_DOUBTS}
    with engine_of(ws) as engine:
        known = gather(ws, engine)
        found = doubts(ws, engine, known, labelled(known))
        said = texts.within(terms_of(engine, tables_of(ws), known))
        rates = rates_plain(ws, engine, known)
    return {
        "as_of": known.as_of.isoformat() if known.as_of else None,
        "currency": known.facts.currency,
        "attributes": [
            {"attribute": one.attribute, "known": one.known, "of": one.of, "filled": one.known / one.of}
            for one in filled(known.facts.accounts)
        ],
        "findings": [finding_plain(one, said) for one in findings_of(ws, known)],
        "totals": totals_plain(totals_of(ws, known), said),
        **doubts_plain(found, said),
        "rates": rates,
    }


def totals_known(ws: Workspace, texts: Texts, engine: Engine, known: Known) -> list[dict[str, Any]]:
    """The totals alone, of what is gathered already."""
    return totals_plain(totals_of(ws, known), texts.within(terms_of(engine, tables_of(ws), known)))


def totals_plain(totals: Iterable[Total], texts: Texts) -> list[dict[str, Any]]:
    """Ours beside yours: the difference, and why."""
    return [_total_plain(one, texts) for one in totals]


def _total_plain(one: Total, texts: Texts) -> dict[str, Any]:
    ours, yours = _rounded(one.ours.value, one), one.yours
    difference = None if ours is None or yours is None else _rounded(ours - yours, one)
    return {
        "name": one.code,
        "ours": ours,
        "unit": UNITS[one.code],
        "currency": one.currency or texts.terms.currency if UNITS[one.code] == "money" else None,
        "yours": yours,
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "difference": 0 if one.equal else difference,
        "because": [_because_plain(why) for why in one.whys],
        "unexplained": _rounded(one.rest, one) if yours is not None else None,
        "message": because(one, texts) if difference and not one.equal else "",
    }


def _rounded(value: float | None, one: Total) -> float | int | None:
    """Money to the cent, counts whole, shares and days as they are."""
    if value is None:
        return None
    unit = UNITS[one.code]
    return round(value, 2) if unit == "money" else round(value) if unit == "number" else round(value, 6)


def _because_plain(why: Because) -> dict[str, Any]:
    return {
        "rule": why.rule,
        "perhaps": why.perhaps,
        "amount": round(why.delta, 6),
        "companies": [{"name": name, "amount": round(amount, 6)} for name, amount in why.parts],
        "fields": {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in why.fields.items()
            if name != "value"
        },
    }
