"""Real exports for stories: where they are, and a workspace made of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from openicp.actions import Session


def data(*parts: str) -> Path:
    """A file or folder of the example data, or a skip that says how to get it."""
    folder = os.environ.get("OPENICP_DATA")
    if not folder:
        pytest.skip("set OPENICP_DATA to the folder of example data")
    place = Path(folder).joinpath(*parts)
    if not place.exists():
        pytest.skip(f"{'/'.join(parts)} is not in OPENICP_DATA")
    return place


def imported(folder: Path, files: list[Path], *, table: str | None = None, **settings: Any) -> tuple[Session, Any]:
    """A new workspace with the files in it, and what the import said."""
    session = Session.init(folder)
    if settings:
        session.workspace.configure(**settings)
    return session, session.data.import_files(files, table=table, yes=True)


def conserved(found: Any) -> bool:
    """Rows in = rows loaded + rows set aside, for every file that is used."""
    return all(one["rows"] == one["loaded"] + one["quarantined"] for one in found["files"] if one["tables"])


def totals(session: Session) -> dict[str, Any]:
    """Our totals by name."""
    return {one["name"]: one["ours"] for one in session.data.check()["totals"]}
