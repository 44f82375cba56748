"""``start``: a workspace beside the exports, everything read, at most five questions, run.

Comes in: a folder with exports. Goes out: what ``import`` and ``run`` hold, and the questions with their answers. It
asks nothing that the data tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openicp.actions import importing
from openicp.actions.analysis import BESIDE
from openicp.actions.questioning import Ask, questions
from openicp.actions.session import Session
from openicp.errors import FileNotReadable, NothingImported
from openicp.model.progress import Progress, Silence

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods", ".parquet", ".jsonl", ".ndjson", ".json")


def start(
    folder: str | Path,
    *,
    yes: bool = False,
    ask: Ask | None = None,
    lang: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Read every export in ``folder`` into ``folder/openicp`` and run; again: read what changed.

    Raises
    ------
    FileNotReadable
        When there is no such folder, or nothing in it can be read.
    """
    place = Path(folder)
    if not place.is_dir():
        raise FileNotReadable(file=str(place), reason="no_folder" if place.exists() else "missing", detail="")
    files = _exports(place)
    if not files:
        raise NothingImported(path=str(place), reason="no_exports")
    told = progress or Silence()
    session = _session(place / BESIDE, lang)
    try:
        imported = session.data.import_files(files, yes=True, progress=told)
        asked = questions(session, None if yes else ask)
        found = session.run(progress=told)
        return {
            **found,
            **imported,
            "proposals": importing.open_proposals(session.workspace, session.texts),
            "findings": _findings(imported, found),
            "totals": session.data.check()["totals"],
            "questions": asked,
        }
    finally:
        session.close()


def _exports(place: Path) -> list[Path]:
    """Files that may be exports; not those that are hidden or that an open spreadsheet keeps beside itself."""
    shown = (path for path in place.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    return sorted(path for path in shown if path.suffix.lower() in ENDINGS)


def _session(path: Path, lang: str | None) -> Session:
    if (path / "openicp.yaml").is_file():
        return Session.open(path, lang=lang)
    return Session.init(path, lang=lang)


def _findings(imported: Mapping[str, Any], found: Mapping[str, Any]) -> list[Any]:
    seen = {(one["code"], one["message"]): one for one in [*imported["findings"], *found["findings"]]}
    return list(seen.values())
