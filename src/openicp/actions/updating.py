"""``update``: the files of the sources read again, a run, and what moved since the one before.

Comes in: a workspace. Goes out: what ``run`` holds, and ``moved``: totals, customers by name, lines, segments, tiers.
Of tables that lie elsewhere no one has kept the customers of then: the totals, lines and segments tell.
It forgets nothing: what a file said that is gone is kept until somebody removes its source.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.actions import importing, places, running
from openicp.actions.moving import since, stood
from openicp.actions.recorded import unrun
from openicp.errors import FileNotReadable, NothingImported
from openicp.model.progress import Progress, Silence
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.texts import Texts

Plain = dict[str, Any]


def update(ws: Workspace, texts: Texts, *, progress: Progress | None = None) -> Plain:
    """Read what changed, run, and compare with how things stood.

    Raises
    ------
    NothingImported
        When nothing was read into the workspace yet, and no table lies elsewhere.
    """
    told = progress or Silence()
    elsewhere = bool(ws.project.tables)
    if not ws.ledger.rows("sources") and not elsewhere:
        raise NothingImported(path=str(ws.path))
    found = places.found(ws)
    before = stood(ws, changed=bool(found.fresh))
    read: Plain = {"files": [], "quarantine": [], "proposals": [], "findings": []}
    if found.fresh:
        read = importing.import_files(ws, texts, list(found.fresh), yes=True, progress=told)
    ran = running.absolute(ws, running.run(ws, texts, progress=told))
    return {
        **ran,
        **read,
        "gone": list(found.gone),
        "unread": not found.files and not found.gone and not elsewhere,
        "moved": {} if ran["run"] == before.result.get("run") else since(ws, before),
    }


def report(ws: Workspace) -> Plain:
    """Where the report of the latest run is.

    Raises
    ------
    NothingImported
        When nothing was run yet.
    FileNotReadable
        When somebody moved it away.
    """
    latest = ws.run()
    if latest is None:
        raise unrun(ws)
    place = Path(str(running.absolute(ws, latest.result)["report"]))
    if not place.is_file():
        raise FileNotReadable(file=str(place), reason="report_gone", detail="")
    return {"report": str(place), "run": latest.id, "as_of": latest.as_of or None}
