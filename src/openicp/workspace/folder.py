"""The workspace: what is on disk, who may write, and how something becomes published.

Comes in: a path; publications. Goes out: the project, verified snapshots, the ledger. It never looks into a table:
that is the engine's part.
"""

from __future__ import annotations

import json
import shutil
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from openicp import config
from openicp.config import Project
from openicp.errors import OutputNotWritable, WorkspaceBusy, WorkspaceDamaged, WorkspaceExists, WorkspaceNotFound
from openicp.workspace import publishing
from openicp.workspace.erasure import staging
from openicp.workspace.files import sync_folder, write_whole
from openicp.workspace.layout import IGNORED, Layout
from openicp.workspace.lease import lease
from openicp.workspace.ledger import Ledger, SqliteLedger
from openicp.workspace.publication import Publication, RunRecord, Snapshot
from openicp.workspace.yamlfiles import ProfileFiles, SourceFiles


class Workspace:
    """A folder with ``openicp.yaml``; made by ``create``, ``find`` or ``open``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.layout = Layout(path)
        self.profiles = ProfileFiles(path / "profiles")
        self.sources_yaml = SourceFiles(path / "sources")
        self._holder: int | None = None
        self._verified: set[tuple[str, str, int, int]] = set()
        self.preferred: dict[str, Any] = {}
        """Settings that overrule ``openicp.yaml`` while this is open; the file stays as it is."""

    @classmethod
    def create(cls, path: Path, project: Project | None = None) -> Workspace:
        """Make a workspace in a new or empty folder.

        Raises
        ------
        WorkspaceExists
            When the folder is a workspace or holds anything else (hidden files do not count), or is a file.
        """
        file = next((each for each in (path, *path.parents) if each.exists() and not each.is_dir()), None)
        if file is not None:
            raise WorkspaceExists(path=str(file), reason="is_file")
        if path.exists() and not _is_empty(path):
            reason = "is_workspace" if Layout(path).config.exists() else None
            raise WorkspaceExists(path=str(path), reason=reason)
        path.mkdir(parents=True, exist_ok=True)
        made = cls(path.resolve())
        made.layout.make()
        _ignore(made.layout.ignore)
        assert made.ledger.rows("meta") == []
        # Last, because this file is what makes a folder a workspace.
        write_whole(made.layout.config, config.text_of(project or Project()))
        return made

    @classmethod
    def find(cls, path: Path) -> Workspace:
        """Open the workspace at ``path`` or the nearest one above.

        Raises
        ------
        WorkspaceNotFound
            When there is none.
        """
        start = path.resolve()
        for folder in (start, *start.parents):
            if Layout(folder).config.is_file():
                found = cls(folder)
                found.layout.make()
                found._recover()
                return found
        raise WorkspaceNotFound(path=str(path))

    @cached_property
    def project(self) -> Project:
        """What a person decided, as read when first asked for."""
        return replace(config.read(self.layout.config), **self.preferred)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger; opened when first asked for."""
        return SqliteLedger(self.layout.ledger)

    def configure(self, **changes: object) -> Project:
        """Change settings in ``openicp.yaml``, its comments kept; return the new project."""
        path = self.layout.config
        write_whole(path, config.changed(path.read_text(encoding="utf-8-sig"), changes, path=path))
        self.__dict__.pop("project", None)
        return self.project

    def snapshots(self, *, verify: bool = True) -> dict[str, Snapshot]:
        """What is published, by name; each file is compared with its fingerprint once per process.

        Raises
        ------
        WorkspaceDamaged
            When a file is gone or differs.
        """
        listed = {
            row["name"]: Snapshot(row["name"], self.layout.inside / row["path"], row["digest"], row["rows"])
            for row in self.ledger.rows("snapshots")
        }
        for snapshot in listed.values() if verify else ():
            self._verify(snapshot)
        return dict(sorted(listed.items()))

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A temporary folder on the same disk; it is removed, also by the next writer if this process dies."""
        name = uuid.uuid4().hex
        lock = self.layout.scratch / f"{name}.lock"
        try:
            with lease(lock, "scratch"):
                folder = self.layout.scratch / name
                folder.mkdir()
                try:
                    yield folder
                finally:
                    shutil.rmtree(folder, ignore_errors=True)
        finally:
            lock.unlink(missing_ok=True)

    @contextmanager
    def lease(self, purpose: str, *, wait_seconds: float = 0.0) -> Iterator[None]:
        """Be the only writer; a lease inside a lease of the same thread is the same one.

        Raises
        ------
        WorkspaceBusy
            When somebody else writes.
        """
        if self._holder == threading.get_ident():
            yield
            return
        with lease(self.layout.lock, purpose, wait_seconds=wait_seconds):
            self._holder = threading.get_ident()
            try:
                staging.finish(self.layout)
                with suppress(OutputNotWritable):  # still open elsewhere: whoever writes it anew will say so
                    publishing.finish(self.layout, self.ledger)
                publishing.tidy(self.layout, self.ledger)
                yield
            finally:
                self._holder = None

    def publish(self, changes: Publication) -> int | None:
        """Make everything visible at once; return the version of the profile, if there is one.

        A crash before the ledger's commit leaves the state before, a crash after it the state after: YAML files
        that were not yet written are written when the workspace is opened next.
        """
        with self.lease("publish"):
            return publishing.publish(self.layout, self.ledger, self.profiles, changes)

    def run(self, id: str | None = None) -> RunRecord | None:  # noqa: A002 - a run's id
        """A run by id, or the latest; ``None`` when there is none.

        Raises
        ------
        WorkspaceDamaged
            When its result differs from its fingerprint.
        """
        latest = self.ledger.rows("meta", {"key": "latest_run"})
        wanted = id or (latest[0]["value"] if latest else None)
        found = self.ledger.rows("runs", {"id": wanted})
        return self._run(found[0]) if found else None

    def close(self) -> None:
        """Give the ledger's file back."""
        if "ledger" in self.__dict__:
            self.ledger.close()
            del self.__dict__["ledger"]

    def _recover(self) -> None:
        """Finish what a dead writer published; a living one finishes it itself."""
        if staging.promised(self.layout) or self.ledger.rows("pending"):
            with suppress(WorkspaceBusy), self.lease("recover"):
                pass

    def _verify(self, snapshot: Snapshot) -> None:
        seen = _seen(snapshot)
        if seen is None or seen not in self._verified:
            snapshot.verify()
            after = _seen(snapshot)
            assert after is not None
            self._verified.add(after)

    def _run(self, row: Mapping[str, Any]) -> RunRecord:
        kept = Snapshot(row["id"], self.layout.inside / row["path"], row["digest"], 0)
        kept.verify()
        result = json.loads(kept.path.read_text(encoding="utf-8"))
        if not isinstance(result, dict):
            raise WorkspaceDamaged(path=str(kept.path), expected="object", found=type(result).__name__)
        return RunRecord(row["id"], row["as_of"], row["profile"], row["outcome"], row["verdict"], result)


def _seen(snapshot: Snapshot) -> tuple[str, str, int, int] | None:
    try:
        state = snapshot.path.stat()
    except FileNotFoundError:
        return None
    return str(snapshot.path), snapshot.digest, state.st_mtime_ns, state.st_size


def _is_empty(path: Path) -> bool:
    """Hidden entries, and what an interrupted ``create`` left, do not count."""
    if Layout(path).config.exists():
        return False
    ours = {folder.name for folder in Layout(path).visible}
    return all(
        entry.name.startswith(".") or (entry.name in ours and not any(entry.iterdir())) for entry in path.iterdir()
    )


def _ignore(path: Path) -> None:
    """Add to a ``.gitignore`` what may hold persons."""
    there = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    missing = [line for line in IGNORED if line not in there]
    if missing:
        write_whole(path, "\n".join([*there, *missing]) + "\n")
        sync_folder(path.parent)
