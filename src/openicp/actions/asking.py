"""Questions that change nothing and are measured now: segments by choice, accounts.

Comes in: a workspace and what is asked. Goes out: plain data. What a run has measured already is read in
``recorded``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.actions.answering import row_plain, segment_of
from openicp.actions.known import Known, engine_of, entries_of, gather, tables_of
from openicp.actions.recorded import latest_run, read_version
from openicp.actions.telling.counting import groups
from openicp.actions.telling.rows import by_value, measured, unknown_row
from openicp.actions.telling.terms import terms_of
from openicp.errors import InvalidChoice, SegmentNotFound
from openicp.model.segment import Segment
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.model.facts import Bools
    from openicp.texts import Texts

Plain = dict[str, Any]


def by_choice(ws: Workspace, texts: Texts, by: Sequence[str]) -> Plain:
    """The segments that these attributes make, measured now."""
    from openicp import segments as room

    with engine_of(ws) as engine:
        known = gather(ws, engine)
        said = texts.within(terms_of(engine, tables_of(ws), known, own_words=ws.layout.vocab))
    cut = tuple(attribute_named(known, said, name) for name in by)
    rows = by_value(measured(known, room.by_choice(known.facts.accounts, cut)))
    rest = unknown_row(known, cut)
    shown = [row_plain(row, None, said) for row in [*rows, *([rest] if rest else [])]]
    return {
        "as_of": known.as_of.isoformat() if known.as_of else None,
        "currency": known.facts.currency,
        "segments": shown,
    }


def attribute_named(known: Known, texts: Texts, name: str) -> str:
    """The attribute of this name or, in the words of a report or of a user's own header, of this label."""
    columns = known.facts.accounts.columns
    if name in columns:
        return name
    wanted = name.strip().casefold()
    for attribute, column in columns.items():
        own = column.attribute.own_label or ""
        if wanted in (texts.attribute(attribute).casefold(), own.casefold()):
            return attribute
    return name


def accounts(
    ws: Workspace, *, segment: str | None, profile: str | None, who: str | None = None, others: bool = False
) -> Plain:
    """Accounts of a segment, of a profile, or all; most valuable first.

    ``who`` takes only those that a count of the report counts; ``others`` those known to be outside.
    """
    from openicp import metrics

    with engine_of(ws) as engine:
        known = gather(ws, engine, as_of=_day_of_run(ws) if who else None)
        every = known.facts.accounts
        values = metrics.values(known.facts, project=known.project)
        inside = _inside(ws, known, segment, profile, others=others)
        if who is not None:
            inside = inside & _who(ws, known, who)
        order = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")
        places = [int(at) for at in order if inside[at]]
        ids = [str(every.account_id[at]) for at in places]
        entries = entries_of(ws, engine, ids, external=_external(ws))
    return {
        "currency": known.facts.currency,
        "accounts": [
            _account(entries.get(one), one, known, at, values[at]) for one, at in zip(ids, places, strict=True)
        ],
    }


def _inside(ws: Workspace, known: Known, segment: str | None, profile: str | None, *, others: bool) -> Bools:
    from openicp import segments as room

    every = known.facts.accounts
    chosen = _segment(ws, known, segment) if segment else _profile_segment(ws, profile) if profile else None
    if chosen is not None:
        wanted: Bools = room.membership(chosen, every) == (0 if others else 1)
        return wanted
    return room.unplaced(every, _cut(ws)) if segment == "unknown" else np.full(every.n, not others)


def _who(ws: Workspace, known: Known, who: str) -> Bools:
    """The accounts that a count of the latest report counts."""
    from openicp import metrics

    latest = latest_run(ws)
    labels = metrics.label(known.facts, latest.outcome, project=ws.project) if latest.outcome else None
    found = groups(known, labels)
    if who not in found:
        raise InvalidChoice(option="who", value=who, choices=sorted(found))
    return found[who]


def _day_of_run(ws: Workspace) -> date | None:
    latest = ws.run()
    return date.fromisoformat(latest.as_of) if latest is not None and latest.as_of else None


def _segment(ws: Workspace, known: Known, wanted: str) -> Segment | None:
    latest = latest_run(ws).result
    rows = latest["segments"]
    found = next((row for row in rows if wanted in (row["id"], row["label"])), None)
    if found is None and wanted in latest.get("groups", {}):
        return segment_of({"conditions": latest["groups"][wanted]})
    if found is None:
        raise SegmentNotFound(segment=wanted, segments=[row["id"] for row in rows])
    return None if found["id"] == "unknown" else segment_of(found)


def _cut(ws: Workspace) -> list[str]:
    rows = latest_run(ws).result["segments"]
    chosen = [row for row in rows if row["basis"] == "chosen" and row["conditions"]]
    return [one["attribute"] for one in chosen[0]["conditions"]] if chosen else []


def _profile_segment(ws: Workspace, name: str) -> Segment | None:
    return read_version(ws, name)[1].segment


def _external(ws: Workspace) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in ws.ledger.rows("identities"):
        if row["external_id"]:
            found.setdefault(row["account_id"], {})[row["system"]] = row["external_id"]
    return found


def _account(entry: Any, ident: str, known: Known, at: int, value: float) -> Plain:
    every = known.facts.accounts
    customer = bool(every.customer[at])
    state = (
        "active"
        if every.active[at]
        else "left"
        if customer
        else {1: "won", 0: "lost"}.get(int(every.outcome[at]), "open")
    )
    return {
        "account_id": ident,
        "name": entry.name if entry else str(every.name[at]),
        "domain": entry.domain if entry else None,
        "external_ids": dict(entry.external_ids) if entry else {},
        "state": state,
        "facts": dict(entry.fields) if entry else {},
        "value": None if np.isnan(value) else round(float(value), 2),
        "mrr": None if np.isnan(every.mrr[at]) else round(float(every.mrr[at]), 2),
    }
