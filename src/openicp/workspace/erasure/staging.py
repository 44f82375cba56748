"""An erasure as one step: built beside, promised in one file, then moved into place.

Comes in: the layout of a workspace and new files. Goes out: the workspace with them. A process that dies before the
promise leaves what was asked for, to be done again; one that dies after it leaves moves that the next one finishes.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from openicp.errors import WorkspaceBusy
from openicp.workspace.files import digest_of, sync_file, sync_folder, write_whole
from openicp.workspace.layout import Layout
from openicp.workspace.lease import is_free

LEDGER_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside its file."""


class Staging:
    """New files on their way to their places; ``commit`` is the moment from which on they will get there."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._moves: list[list[str]] = []
        self._removes: list[str] = []

    @property
    def folder(self) -> Path:
        """Where new files wait."""
        return self.layout.erasing / "made"

    def begin(self, asked: Mapping[str, Any]) -> None:
        """Write down what is to be done, and clear away what an earlier attempt left."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        write_whole(_asked(self.layout), json.dumps(asked, ensure_ascii=False))
        sync_folder(self.layout.inside)

    def room(self, target: str) -> Path:
        """Where to write the file that will stand at ``target`` (from the workspace)."""
        made = self.folder / str(len(self._moves))
        self._moves.append([made.name, target])
        return made

    def put(self, target: str, content: bytes) -> str:
        """A new or replaced file; its digest."""
        made = self.room(target)
        made.write_bytes(content)
        return digest_of(made)

    def retarget(self, made: Path, target: str) -> None:
        """Another place for a file in the room: one that is named by its own digest."""
        self._moves[int(made.name)][1] = target

    def remove(self, target: str) -> None:
        """A file that goes."""
        self._removes.append(target)

    def commit(self) -> None:
        """Promise the moves, durably."""
        for name, _ in self._moves:
            sync_file(self.folder / name)
        sync_folder(self.folder)
        kept = {target for _, target in self._moves}
        plan = {"moves": self._moves, "removes": [path for path in self._removes if path not in kept]}
        write_whole(_plan(self.layout), json.dumps(plan, ensure_ascii=False))


def _asked(layout: Layout) -> Path:
    return layout.erasing / "asked.json"


def _plan(layout: Layout) -> Path:
    return layout.erasing / "plan.json"


def unfinished(layout: Layout) -> dict[str, Any] | None:
    """What was asked for and is not done."""
    with suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads(_asked(layout).read_text(encoding="utf-8"))
        return found
    return None


def promised(layout: Layout) -> bool:
    """Whether moves wait to be finished."""
    return _plan(layout).is_file()


def finish(layout: Layout) -> None:
    """Move what was promised into place; twice does no harm. The writer alone may.

    Raises
    ------
    WorkspaceBusy
        When a file is held open by somebody (Windows); the next writer tries again.
    """
    if not promised(layout):
        if layout.erasing.is_dir() and unfinished(layout) is None:
            forget(layout)
        return
    plan = json.loads(_plan(layout).read_text(encoding="utf-8"))
    try:
        for name, target in sorted(plan["moves"], key=lambda move: _rank(layout, move[1])):
            _move(layout, layout.erasing / "made" / name, layout.path / target)
        for target in plan["removes"]:
            (layout.path / target).unlink(missing_ok=True)
    except PermissionError as error:
        raise WorkspaceBusy(path=str(layout.path), reason="reading", pid=None, purpose="") from error
    _clear_empty(layout, plan["removes"])
    forget(layout)


def forget(layout: Layout) -> None:
    """Remove every trace of the erasure itself; the promise goes last."""
    _asked(layout).unlink(missing_ok=True)
    shutil.rmtree(layout.erasing / "made", ignore_errors=True)
    _plan(layout).unlink(missing_ok=True)
    shutil.rmtree(layout.erasing, ignore_errors=True)
    sync_folder(layout.inside)


def _rank(layout: Layout, target: str) -> int:
    """New tables first, then the ledger that names them, then what people read."""
    path = layout.path / target
    if path == layout.ledger:
        return 1
    return 0 if path.is_relative_to(layout.inside) else 2


def _move(layout: Layout, made: Path, target: Path) -> None:
    if not made.exists():  # moved by a process that died later
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target == layout.ledger:
        # A log of the old file must not be read into the new one; readers of the old one keep what they have open.
        for ending in LEDGER_BESIDE:
            target.with_name(target.name + ending).unlink(missing_ok=True)
    os.replace(made, target)
    sync_folder(target.parent)


def _clear_empty(layout: Layout, removed: list[str]) -> None:
    """Folders that hold nothing any more: their names come from sources and profiles."""
    kept = {*layout.visible, layout.tables, layout.runs, layout.path}
    for folder in {(layout.path / target).parent for target in removed} - kept:
        with suppress(OSError):
            folder.rmdir()


def wait_for_readers(layout: Layout, seconds: float, *, own: frozenset[str] = frozenset()) -> None:
    """Wait until nobody works in a scratch folder: what was read there could still be written for people.

    Raises
    ------
    WorkspaceBusy
        When somebody still does.
    """
    deadline = time.monotonic() + seconds
    while True:
        alive = [each for each in layout.scratch.iterdir() if each.is_dir() and each.name not in own]
        if not any(not is_free(layout.scratch / f"{each.name}.lock") for each in alive):
            return
        if time.monotonic() >= deadline:
            raise WorkspaceBusy(path=str(layout.path), reason="reading", pid=None, purpose="")
        time.sleep(0.05)
