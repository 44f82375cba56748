"""Tables to work with during an import: small ones in memory, large ones as files of the scratch folder.

Comes in: a SELECT and about how many rows it has. Goes out: a table of that name in the engine. It never keeps the
file of a table that was replaced.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from openicp.engine import Engine

LARGE = 500_000
"""Rows from which on a table to work with is a file: 20 million rows of invoices are 5 GB in memory."""


def keep(engine: Engine, name: str, select: str, *, folder: Path, rows: int) -> None:
    """A table to work with; a large one as a file, which takes a tenth of the place it takes in memory.

    Parameters
    ----------
    select
        It may read the table that it replaces.
    folder
        Of this import.
    rows
        At least so many: what decides.
    """
    if rows < LARGE:
        engine.create(name, select)
        return
    replaced = list(folder.glob(f"{name}-*.work"))
    path = folder / f"{name}-{uuid.uuid4().hex}.work"
    engine.export(select, path)
    engine.load(name, path)
    for each in replaced:
        each.unlink()
