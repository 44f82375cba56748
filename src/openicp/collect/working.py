"""Tables to work with during an import: small ones in memory, large ones as files of the scratch folder.

Comes in: a SELECT and about how many rows it has. Goes out: a table of that name in the engine. It never keeps the
file of a table that was replaced.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from openicp.engine import Engine
from openicp.workspace.files import remove

LARGE = 500_000
"""Rows from which on a table to work with is a file: 20 million rows of invoices are 5 GB in memory."""

MANY = 100_000
"""Companies from which on what was asked for the last time is let go: of a few it costs more to say so."""


def let_go(engine: Engine, *names: str, companies: int) -> None:
    """Forget tables that nobody asks for again: they went to the disk and back for those that came after them."""
    for name in names if companies >= MANY else ():
        engine.drop(name)


def keep(
    engine: Engine,
    name: str,
    select: str,
    *,
    folder: Path,
    rows: int,
    tell: Callable[[float], None] = lambda share: None,
) -> None:
    """A table to work with; a large one as a file, which takes a tenth of the place it takes in memory.

    Parameters
    ----------
    select
        It may read the table that it replaces.
    folder
        Of this import.
    rows
        At least so many: what decides.
    tell
        Called with each further share that is done.
    """
    if rows < LARGE:
        engine.create(name, select)
        tell(1.0)
        return
    replaced = list(folder.glob(f"{name}-*.work"))
    path = folder / f"{name}-{uuid.uuid4().hex}.work"
    with watched(engine, rows, tell):
        engine.export(select, path)
    engine.load(name, path)
    for each in replaced:
        remove(each)


@contextmanager
def watched(engine: Engine, rows: int, tell: Callable[[float], None]) -> Iterator[None]:
    """Tell how far a statement over so many rows is: while it runs where they are many, else when it is done."""
    if rows < LARGE:
        yield
        tell(1.0)
        return
    with engine.watched(tell):
        yield
