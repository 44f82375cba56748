"""``check``: how full the fields are, what was noticed, our totals.

Comes in: a workspace. Goes out: plain data. It repairs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openicp.actions.analysis import Known, engine_of, gather, paths
from openicp.actions.answering import finding_plain
from openicp.actions.telling.reporting import filled, findings_of
from openicp.actions.telling.terms import terms_of
from openicp.actions.telling.totalling import TOTALS
from openicp.model.finding import Finding
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.texts import Texts


def check(ws: Workspace, texts: Texts) -> dict[str, Any]:
    """Attributes by share filled, findings by severity, totals; of typed segments only what was noticed."""
    tables = paths(ws.snapshots())
    if "accounts" not in tables and "segment_figures" in tables:
        kept = [Finding(row["code"], row["severity"], row["fields"] or {}) for row in ws.ledger.rows("findings")]
        noticed = [finding_plain(one, texts) for one in kept]
        return {"as_of": None, "currency": None, "attributes": [], "findings": noticed, "totals": []}
    with engine_of(ws) as engine:
        known = gather(ws, engine)
        said = texts.within(terms_of(engine, paths(ws.snapshots()), known))
    return {
        "as_of": known.as_of.isoformat() if known.as_of else None,
        "currency": known.facts.currency,
        "attributes": [
            {"attribute": one.attribute, "known": one.known, "of": one.of, "filled": one.known / one.of}
            for one in filled(known.facts.accounts)
        ],
        "findings": [finding_plain(one, said) for one in findings_of(ws, known)],
        "totals": totals_plain(known),
    }


def totals_plain(known: Known) -> list[dict[str, Any]]:
    """Ours; the user's own come beside where they were typed."""
    from openicp import facts as room

    sums = room.totals(known.facts)
    return [
        {"name": name, "ours": sums[key], "unit": unit, "yours": None, "difference": None, "because": []}
        for key, (name, unit) in TOTALS.items()
        if sums[key] is not None
    ]
