"""What the latest run told, told again: in another language, or as slides.

Comes in: a workspace that was run. Goes out: a ``ReportInput``. It publishes nothing: the same tables give the same
figures, and the profile keeps its version.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from openicp.actions import worksheet
from openicp.actions.analysis import Analysis, analyse, engine_of, paths
from openicp.actions.telling.figures import figures_input
from openicp.actions.telling.listing import ranked_list
from openicp.actions.telling.qualifying import doubts, with_doubts
from openicp.actions.telling.reporting import report_input
from openicp.actions.telling.rows import shown_rows
from openicp.actions.telling.terms import terms_of
from openicp.errors import NothingImported
from openicp.model.progress import Progress, Silence

if TYPE_CHECKING:
    from openicp.engine import Engine
    from openicp.report.inputs import ReportInput
    from openicp.texts import Texts
    from openicp.workspace import RunRecord, Workspace


def latest_run(ws: Workspace) -> RunRecord:
    """The run that the report is of.

    Raises
    ------
    NothingImported
        When nothing was run yet.
    """
    latest = ws.run()
    if latest is None:
        raise NothingImported(path=str(ws.path), reason="not_run" if ws.snapshots(verify=False) else "")
    return latest


def told_again(ws: Workspace, texts: Texts, progress: Progress | None = None) -> ReportInput:
    """What the report of the latest run is made from.

    Raises
    ------
    NothingImported
    """
    latest = latest_run(ws)
    with engine_of(ws) as engine:
        if "accounts" not in paths(ws.snapshots()):
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
        return _inputs(ws, engine, _versioned(found, latest), texts)


def _versioned(found: Analysis, latest: RunRecord) -> Analysis:
    version = (latest.result.get("profile") or {}).get("version")
    if found.profile is None or version is None:
        return found
    return replace(found, profile=replace(found.profile, version=version))


def _inputs(ws: Workspace, engine: Engine, found: Analysis, texts: Texts) -> ReportInput:
    noticed = doubts(ws, engine, found.known, found.labels)
    terms = terms_of(engine, paths(ws.snapshots()), found.known, own_words=ws.layout.vocab)
    rows = shown_rows(found.known, found.search, found.profile)
    prospects, _ = ranked_list(ws, engine, found.profile, accounts=found.known.facts.accounts)
    said = texts.within(terms)
    todo = worksheet.todo_of(ws, found.known, found.values, noticed.helpful, said)
    _, to_fill = worksheet.file_of(ws, todo, said)
    inputs = report_input(ws, found, rows, prospects=prospects, terms=terms)
    return with_doubts(replace(inputs, to_fill=to_fill), noticed)
