"""Whether tables that stay where they lie are still the same ones.

Comes in: a workspace. Goes out: one fingerprint of each such table. It reads no row of them.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from openicp.actions import inplace
from openicp.actions.known import engine_of
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Location
    from openicp.engine.elsewhere import Part


def fingerprints(ws: Workspace) -> dict[str, str]:
    """One text for each table, the same as long as its files are the same ones.

    Asks an engine only for what this machine's own disks cannot tell. Where nothing tells, the text is another one each
    time: the table may have changed.
    """
    found = inplace.locations(ws)
    if not found:
        return {}
    told = {each.table: _on_disk(each) for each in found}
    asked = [each for each in found if told[each.table] is None]
    return {each.table: _digest(each, told[each.table]) for each in found} | (_by_engine(ws, asked) if asked else {})


def _on_disk(location: Location) -> list[Part] | None:
    from openicp.engine import on_disk, parts_on_disk

    return None if on_disk(location.at) is None else list(parts_on_disk(location).values())


def _by_engine(ws: Workspace, asked: list[Location]) -> dict[str, str]:
    with engine_of(ws) as engine:
        return {each.table: _digest(each, engine.parts(each)) for each in asked}


def _digest(location: Location, parts: list[Part] | None) -> str:
    if parts is None:
        return uuid.uuid4().hex
    listed = sorted((part.name, part.bytes, part.modified) for part in parts)
    return hashlib.sha256(repr((location.at, listed)).encode()).hexdigest()
