"""The files that a run writes for people: report, segments, prospects.

Comes in: report input, rows. Goes out: contents by place, and what the ledger says of them. It writes nothing: files
are promised in the transaction that publishes the run, so that a crash leaves either none of it or all of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from openicp.actions import worksheet
from openicp.actions.telling.listing import written
from openicp.workspace import Replace, Workspace

if TYPE_CHECKING:
    from openicp.prospects import Ranking
    from openicp.report.inputs import ReportInput
    from openicp.texts import Texts
    from openicp.workspace import Change

REPORT = "reports/report.html"
SEGMENTS = "reports/segments.xlsx"
ON_REQUEST = ""
"""The run of a document that a person asked for: none wrote it, and none misses it."""

Contents = Mapping[str, str | bytes]
NOTHING: Contents = {}


def contents(
    ws: Workspace, inputs: ReportInput, texts: Texts, *, ranking: Ranking | None, beside: Contents = NOTHING
) -> dict[str, str | bytes]:
    """Everything that the run shows to people, by its place in the workspace; ``beside`` is made already."""
    from openicp.report import html, tables

    made: dict[str, str | bytes] = {REPORT: html.render(inputs, texts)}
    with ws.scratch() as folder:
        made[SEGMENTS] = tables.write_segments(folder, inputs, texts).read_bytes()
    if ranking is not None:
        made |= written(ws, ranking, texts.within(inputs.terms))
    return made | dict(beside)


def registered(ws: Workspace, made: Contents, run: str) -> Change:
    """What the ledger says of the files: needed for erasing, and to see that they are still there.

    Documents that people asked for stay in it for as long as they lie where they were written.
    """
    asked = ws.ledger.rows("reports", {"run": ON_REQUEST})
    kept = [row for row in asked if row["path"] not in made and (ws.path / row["path"]).is_file()]
    return Replace("reports", [*kept, *(_row(ws, path, content, run) for path, content in made.items())])


def _row(ws: Workspace, path: str, content: str | bytes, run: str) -> dict[str, object]:
    raw = content.encode() if isinstance(content, str) else content
    kind = worksheet.kind_of(ws, path, content)
    return {"path": path, "run": run, "kind": kind, "digest": hashlib.sha256(raw).hexdigest()}


def intact(ws: Workspace, run: str) -> bool:
    """Whether everything that the run wrote is still there as it was."""
    from openicp.workspace.files import digest_of

    rows = ws.ledger.rows("reports", {"run": run})
    places = [(ws.path / row["path"], row["digest"]) for row in rows]
    return bool(places) and all(place.is_file() and digest_of(place) == digest for place, digest in places)
