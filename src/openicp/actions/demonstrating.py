"""``demo``: the example company as a workspace, run.

Comes in: a folder. Goes out: what the run found. Its files are read like anyone's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openicp.actions.session import Session
from openicp.model.progress import Progress, Silence
from openicp.workspace import Upsert


def demo(
    path: str | Path,
    *,
    small: bool = False,
    lang: str | None = None,
    engine: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Make the example company in a new or empty folder, import it and run.

    Raises
    ------
    WorkspaceExists
    """
    from openicp import example

    told = progress or Silence()
    session = Session.init(path, lang=lang, product="Klarplan" if small else "Tideboard", engine=engine)
    try:
        session.workspace.ledger.apply([Upsert("meta", [{"key": "example", "value": "yes"}])])
        session.workspace.configure(gross_margin=0.8)
        with told.step("example", total=1) as step:
            files = (example.write_small if small else example.write_large)(session.path / "exports")
            step.advance()
        imported = session.data.import_files(files, yes=True, progress=told)
        return {**session.run(progress=told), "files": imported["files"]}
    finally:
        session.close()
