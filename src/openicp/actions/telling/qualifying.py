"""How good the data are, for reports and for ``check``: disagreements, odd values, fields that would help, rates.

Comes in: a workspace, the engine that has just gathered, what is known. Goes out: values of ``report.inputs`` and
plain data. It finds nothing itself: ``facts`` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from openicp.actions.known import Known, tables_of
from openicp.actions.telling.helping import helpful
from openicp.errors import OutcomeNotPossible
from openicp.report.doubts import Disagreement, Helpful, Odd
from openicp.report.inputs import ReportInput
from openicp.report.views.quality import conflict_said, helpful_said, says, suspicious_said
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine
    from openicp.model.cells import Labels
    from openicp.texts import Texts

CASES = 50
"""Companies that ``--json`` names; the count is exact all the same."""


@dataclass(frozen=True)
class Doubts:
    """What is doubtful, and what would help."""

    conflicts: tuple[Disagreement, ...]
    suspicious: tuple[Odd, ...]
    helpful: tuple[Helpful, ...]


def doubts(ws: Workspace, engine: Engine, known: Known, labels: Labels | None = None) -> Doubts:
    """Everything doubtful; call it on the engine that has just gathered ``known``."""
    from openicp import facts as room

    found = room.quality(engine, tables_of(ws), known.facts, grace=known.project.grace_days)
    return Doubts(
        tuple(
            Disagreement(one.code, one.decides, tuple((case.name, case.says) for case in one.cases), one.about)
            for one in found.conflicts
        ),
        tuple(Odd(one.code, one.n, one.cases) for one in found.suspicious if one.n),
        helping(known, labels),
    )


def helping(known: Known, labels: Labels | None) -> tuple[Helpful, ...]:
    """Fields that would help most, the best first: what ``check`` says and the worksheet asks."""
    return helpful(known.facts.accounts, labels, without=_given_away(known, labels))


def _given_away(known: Known, labels: Labels | None) -> frozenset[str]:
    """Attributes known only after the outcome: filling them would tell nothing of prospects."""
    from openicp import profile

    found = [] if labels is None else profile.leaks(known.facts.accounts, labels)
    return frozenset(name for name, _ in (*found, *known.facts.leaked))


def labelled(known: Known) -> Labels | None:
    """What makes accounts valuable by default, where the data tell it."""
    from openicp import metrics

    try:
        return metrics.label(known.facts, None, project=known.project)
    except OutcomeNotPossible:
        return None


def with_doubts(inputs: ReportInput, found: Doubts) -> ReportInput:
    """The material of a report with the doubts."""
    return replace(inputs, conflicts=found.conflicts, suspicious=found.suspicious, helpful=found.helpful)


def doubts_plain(found: Doubts, texts: Texts) -> dict[str, Any]:
    """As ``check --json`` shows it."""
    return {
        "conflicts": [_conflict(one, texts) for one in found.conflicts],
        "suspicious": [_odd(one, texts) for one in found.suspicious],
        "helpful": [_helpful(one, texts) for one in found.helpful],
    }


def _conflict(one: Disagreement, texts: Texts) -> dict[str, Any]:
    return {
        "code": one.code,
        "attribute": one.about or None,
        "n": len(one.cases),
        "decides": one.decides,
        "message": conflict_said(one, texts),
        "companies": [
            {"name": name, "says": dict(said), "message": {table: says(texts, word) for table, word in said.items()}}
            for name, said in one.cases[:CASES]
        ],
    }


def _odd(one: Odd, texts: Texts) -> dict[str, Any]:
    cases = [{"name": name, **fields} for name, fields in one.cases[:CASES]]
    return {"code": one.code, "n": one.n, "message": suspicious_said(one, texts), "companies": cases}


def _helpful(one: Helpful, texts: Texts) -> dict[str, Any]:
    return {
        "attribute": one.attribute,
        "unknown": one.unknown,
        "of": one.of,
        "tells": round(one.tells, 4),
        "from_accounts": one.own,
        "message": helpful_said(one, texts),
        "companies": list(one.names),
    }


def rates_plain(ws: Workspace, engine: Engine, known: Known) -> list[Mapping[str, Any]]:
    """Each rate that was used; call it last, as it gathers anew."""
    from openicp import facts as room

    if not any(one.code.startswith("converted") for one in known.findings):
        return []
    used = room.rates_used(engine, tables_of(ws), ws.project)
    return [
        {
            "currency": one.currency,
            "month": room.month_text(one.month) or None,
            "rate": one.rate,
            "base": known.facts.currency,
            "rate_of": room.month_text(one.of_month) or None,
            "rows": one.rows,
        }
        for one in used
    ]
