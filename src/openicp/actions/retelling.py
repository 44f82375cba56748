"""What a run tells, and what the latest one told told again: in another language, or as slides.

Comes in: an analysis, or a workspace that was run. Goes out: a ``ReportInput`` and what is written beside it. It
publishes nothing: the same tables give the same figures, and a profile told again keeps its version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from openicp.actions import worksheet
from openicp.actions.analysis import Analysis, analyse
from openicp.actions.hypotheses import wondered
from openicp.actions.known import engine_of, tables_of
from openicp.actions.recorded import latest_run
from openicp.actions.telling.counting import traced
from openicp.actions.telling.figures import figures_input
from openicp.actions.telling.listing import ranked_list
from openicp.actions.telling.places import in_place
from openicp.actions.telling.qualifying import doubts, with_doubts
from openicp.actions.telling.reporting import report_input
from openicp.actions.telling.rows import shown_rows
from openicp.actions.telling.terms import terms_of
from openicp.model.progress import Progress, Silence

if TYPE_CHECKING:
    from openicp.engine import Engine
    from openicp.prospects import Ranking
    from openicp.report.inputs import ReportInput, SegmentRow
    from openicp.texts import Texts
    from openicp.workspace import Change, RunRecord, Workspace


OPEN = ("too_little", "tentative")
"""Verdicts under which a question is worth writing down: else it is answered, or there is nothing to ask."""


@dataclass(frozen=True)
class Told:
    """What is said of an analysis, and what is written beside the report."""

    inputs: ReportInput
    rows: list[SegmentRow]
    ranking: Ranking | None
    beside: Mapping[str, str | bytes]
    changes: Sequence[Change]
    """Of the ledger: questions that are answered now."""


def told_again(ws: Workspace, texts: Texts, progress: Progress | None = None) -> ReportInput:
    """What the report of the latest run is made from.

    Raises
    ------
    NothingImported
    """
    latest = latest_run(ws)
    with engine_of(ws) as engine:
        if "accounts" not in tables_of(ws):
            return figures_input(ws, engine)
        day = date.fromisoformat(latest.as_of) if latest.as_of else None
        found = analyse(
            ws,
            engine,
            name=latest.profile,
            run=latest.id,
            as_of=day,
            outcome=latest.outcome or None,
            progress=progress or Silence(),
        )
        said = texts.within(terms_of(engine, tables_of(ws), found.known, own_words=ws.layout.vocab))
        return tell(ws, engine, _versioned(found, latest), said, progress or Silence()).inputs


def _versioned(found: Analysis, latest: RunRecord) -> Analysis:
    version = (latest.result.get("profile") or {}).get("version")
    if found.profile is None or version is None:
        return found
    return replace(found, profile=replace(found.profile, version=version))


def tell(ws: Workspace, engine: Engine, found: Analysis, texts: Texts, progress: Progress) -> Told:
    """Everything that is said of an analysis; ``texts`` knows the user's own terms."""
    noticed = doubts(ws, engine, found.known, found.labels)
    with progress.step("measure", total=1) as step:
        rows = shown_rows(found.known, found.search, found.profile)
        step.advance()
    with progress.step("prospects", total=1) as step:
        prospects, ranking = ranked_list(ws, engine, found.profile, accounts=found.known.facts.accounts)
        step.advance()
    todo = worksheet.todo_of(ws, found.known, found.values, noticed.helpful, texts)
    beside, to_fill = worksheet.file_of(ws, todo, texts)
    asking = wondered(ws, found.known, suggest=found.profile is not None and found.profile.code in OPEN)
    inputs = report_input(ws, found, rows, prospects=prospects, terms=texts.terms)
    inputs = replace(inputs, sources=(*inputs.sources, *in_place(ws, engine, found.known.facts.as_of)))
    inputs = with_doubts(replace(inputs, to_fill=to_fill, questions=asking.questions), noticed)
    return Told(replace(inputs, behind=traced(found, inputs)), rows, ranking, beside, asking.changes)
