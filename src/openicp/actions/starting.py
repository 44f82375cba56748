"""``start``: a workspace beside the exports, everything read, at most five questions, run.

Comes in: a folder with exports. Goes out: what ``import`` and ``run`` hold, the questions with their answers, and of a
folder that was started before, what moved. It asks nothing that the data tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openicp.actions import importing, places, running
from openicp.actions.checking import totals_known
from openicp.actions.known import BESIDE
from openicp.actions.matching import figures
from openicp.actions.moving import Standing, since, stood
from openicp.actions.questioning import Ask, questions
from openicp.actions.session import Session
from openicp.errors import FileNotReadable, NothingImported
from openicp.model.progress import Progress, Silence

CONFIG = "openicp.yaml"
Plain = dict[str, Any]


def start(
    folder: str | Path,
    *,
    yes: bool = False,
    ask: Ask | None = None,
    lang: str | None = None,
    engine: str | None = None,
    progress: Progress | None = None,
    tell: Callable[[Mapping[str, Any]], None] | None = None,
) -> Plain:
    """Read every export in ``folder`` into ``folder/openicp`` and run; again: read what changed.

    Parameters
    ----------
    tell
        Is told what was read, before the first question.

    Raises
    ------
    FileNotReadable
        When there is no such folder, or nothing in it can be read.
    """
    place = Path(folder)
    if not place.is_dir():
        raise FileNotReadable(file=str(place), reason="no_folder" if place.exists() else "missing", detail="")
    home = place if (place / CONFIG).is_file() else place / BESIDE
    files = places.exports(place)
    if not files:
        raise NothingImported(path=str(place), reason="no_new_exports" if home == place else "no_exports")
    session = _session(home, lang, engine)
    try:
        return _started(session, place, files, ask=None if yes else ask, progress=progress or Silence(), tell=tell)
    finally:
        session.close()


def _started(
    session: Session,
    place: Path,
    files: list[Path],
    *,
    ask: Ask | None,
    progress: Progress,
    tell: Callable[[Mapping[str, Any]], None] | None,
) -> Plain:
    before = _before(session, files)
    imported = session.data.import_files(files, yes=True, progress=progress)
    places.remember(session.workspace, files, whole=place)
    if tell is not None:
        tell(imported)
    asked = questions(session, ask)
    found, totals = _run(session, progress)
    return {
        **found,
        **imported,
        "proposals": importing.open_proposals(session.workspace, session.texts),
        "findings": _findings(imported, found),
        "totals": totals,
        "figures": figures(totals, session.texts),
        "questions": asked,
        "again": before is not None,
        "moved": {} if before is None or before.result.get("run") == found["run"] else since(session.workspace, before),
    }


def _run(session: Session, progress: Progress) -> tuple[Plain, list[Any]]:
    """What a run finds, and the totals of what it gathered: it is not gathered twice."""
    ws, texts = session.workspace, session.texts
    kept: list[Any] = []
    found = running.run(ws, texts, progress=progress, also=lambda *known: kept.append(totals_known(ws, texts, *known)))
    return running.absolute(ws, found), kept[0] if kept else session.data.check()["totals"]


def _before(session: Session, files: list[Path]) -> Standing | None:
    """How things stood; ``None`` at the first start."""
    if session.workspace.run() is None:
        return None
    return stood(session.workspace, changed=bool(places.fresh(session.workspace, files)))


def _session(path: Path, lang: str | None, engine: str | None) -> Session:
    if (path / "openicp.yaml").is_file():
        return Session.open(path, lang=lang, engine=engine)
    return Session.init(path, lang=lang, engine=engine)


def _findings(imported: Mapping[str, Any], found: Mapping[str, Any]) -> list[Any]:
    seen = {(one["code"], one["message"]): one for one in [*imported["findings"], *found["findings"]]}
    return list(seen.values())
