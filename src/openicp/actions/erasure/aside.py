"""Tables that stay where they lie, looked through for somebody: they are read, never written.

Comes in: a workspace, an engine that may see its tables in place. Goes out: which of them can be looked through, and
the names of companies without those who were erased.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from openicp.actions import inplace
from openicp.errors import EngineFailed, TableElsewhere
from openicp.workspace import Workspace
from openicp.workspace.erasure.keeping import keeper_of

if TYPE_CHECKING:
    from openicp.engine import Engine, Location

LARGEST = 500_000_000
"""Tables of more bytes are named without a look inside."""


def looked_through(ws: Workspace, engine: Engine) -> tuple[list[Location], list[Location]]:
    """Tables in place as they lie: those that this machine can look through, and the others."""
    seen: list[Location] = []
    others: list[Location] = []
    for location in inplace.locations(ws):
        whole = replace(location, columns=(), needed=())
        (seen if _is_small(whole) and _opens(engine, whole) else others).append(whole)
    return seen, others


def _is_small(location: Location) -> bool:
    from openicp.engine import parts_on_disk

    with suppress(TableElsewhere):
        return sum(part.bytes for part in parts_on_disk(location).values()) <= LARGEST
    return False


def _opens(engine: Engine, location: Location) -> bool:
    with suppress(TableElsewhere, EngineFailed):
        engine.load("aside", location)
        return True
    return False


def named(location: Location) -> str:
    """A table and its place, as it is told."""
    return f"{location.table}: {location.at}"


def as_is(text: str) -> str:
    """A name of which nothing is taken."""
    return text


def keeping_out(ws: Workspace) -> Callable[[str], str]:
    """What is shown of a name: what is imported came without the erased, a table of companies in place did not."""
    keeper = keeper_of(ws.ledger) if "accounts" in ws.project.tables else None
    return keeper.text if keeper else as_is
