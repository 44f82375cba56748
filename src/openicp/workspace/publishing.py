"""How a publication becomes visible: files first, then one transaction, then the files that people read.

Comes in: a layout, a ledger, a publication. Goes out: the new state, or the old one untouched. It holds no lease
itself: ``Workspace`` does.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from openicp.config import parse_mapping
from openicp.errors import not_written
from openicp.workspace.files import (
    PART,
    digest_of,
    remove,
    safe_name,
    sync_file,
    sync_folder,
    write_new,
    write_whole,
)
from openicp.workspace.layout import Layout
from openicp.workspace.lease import is_free
from openicp.workspace.ledger import Ledger
from openicp.workspace.publication import Built, Publication, RunRecord
from openicp.workspace.schema import Change, Remove, Upsert
from openicp.workspace.yamlfiles import ProfileFiles, SourceFiles

PART_SECONDS = 3600
"""After this long a half-written file is nobody's."""
GRACE_SECONDS = 24 * 3600
"""How long a replaced table stays for readers that began before."""


def publish(layout: Layout, ledger: Ledger, profiles: ProfileFiles, publication: Publication) -> int | None:
    """Publish; return the version of the profile."""
    changes: list[Change] = list(publication.ledger)
    changes += _snapshots(layout, ledger, publication)
    if publication.run is not None:
        changes += _run(layout, publication.run)
    changes += _promised(layout, publication)
    version, profile_changes = _profile(layout, profiles, publication)
    ledger.apply([*changes, *profile_changes])
    finish(layout, ledger)
    return version


def finish(layout: Layout, ledger: Ledger) -> None:
    """Write the files that the ledger promises; the writer alone may, and twice does no harm.

    Raises
    ------
    OutputNotWritable
        When one cannot be replaced, because it is open elsewhere for example; the others are written, and this one
        is tried again by the next writer.
    """
    failed: list[tuple[Path, OSError]] = []
    for row in ledger.rows("pending"):
        target = layout.path / row["path"]
        try:
            _write_promised(layout, target, row["text"], kind=row["kind"])
        except OSError as error:
            failed.append((target, error))
        else:
            ledger.apply([Remove("pending", {"path": row["path"]})])
    if failed:
        target, cause = failed[0]
        raise not_written(target, cause) from cause


def tidy(layout: Layout, ledger: Ledger) -> None:
    """Remove what dead processes left, and tables that nobody has named for a day."""
    for folder in [entry for entry in layout.scratch.iterdir() if entry.is_dir()]:
        lock = layout.scratch / f"{folder.name}.lock"
        if is_free(lock):
            shutil.rmtree(folder, ignore_errors=True)
            lock.unlink(missing_ok=True)
    for folder in (*layout.visible, layout.runs):
        _remove_old(folder.rglob(f"*{PART}"), before=time.time() - PART_SECONDS)
    before = time.time() - GRACE_SECONDS
    retired = ledger.rows("retired")
    kept = {row["path"] for row in ledger.rows("snapshots")}
    kept |= {row["path"] for row in retired if row["second"] > before}
    tables = [path for path in layout.tables.rglob("*") if path.is_file()]
    # A table that a cluster wrote is a folder: its files go with it.
    named = {path for path in tables for each in (path, path.parent) if _place(layout, each) in kept}
    unnamed = [path for path in tables if path not in named]
    _remove_old(unnamed, before=before)
    gone = [row["path"] for row in retired if row["second"] <= before]
    if gone:
        ledger.apply([Remove("retired", {"path": path}) for path in gone])


def _place(layout: Layout, path: Path) -> str:
    return path.relative_to(layout.inside).as_posix()


def _remove_old(paths: Iterable[Path], *, before: float) -> None:
    for path in paths:
        with suppress(OSError):  # gone already, or open elsewhere on Windows: next time
            if path.stat().st_mtime < before:
                path.unlink()


def _snapshots(layout: Layout, ledger: Ledger, publication: Publication) -> Iterator[Change]:
    published = {row["name"]: row for row in ledger.rows("snapshots")}
    rows = [_stored(layout, name, built) for name, built in sorted(publication.snapshots.items())]
    if rows:  # the folders of tables that are new
        sync_folder(layout.tables)
    changed = [row for row in rows if published.get(str(row["name"])) != row]
    replaced = {published[str(row["name"])]["path"] for row in changed if row["name"] in published}
    replaced |= {published[name]["path"] for name in publication.removed if name in published}
    yield Upsert("retired", [{"path": path, "second": int(time.time())} for path in sorted(replaced)])
    yield from (Remove("snapshots", {"name": name}) for name in publication.removed)
    yield Upsert("snapshots", changed)


def _stored(layout: Layout, name: str, built: Built) -> dict[str, object]:
    digest = digest_of(built.path)
    folder = layout.tables / safe_name(name)
    target = folder / f"{digest}.parquet"
    if target.exists() and digest_of(target) == digest:
        remove(built.path)
    else:
        folder.mkdir(exist_ok=True)
        sync_file(built.path)
        if target.is_dir() or built.path.is_dir():
            remove(target)
        os.replace(built.path, target)
        sync_folder(folder)
    path = target.relative_to(layout.inside).as_posix()
    return {"name": name, "digest": digest, "path": path, "rows": built.rows}


def _run(layout: Layout, run: RunRecord) -> Iterator[Change]:
    # In its own order, and without NaN, which is no JSON.
    text = json.dumps(run.result, ensure_ascii=False, allow_nan=False, default=str)
    folder = layout.runs / safe_name(run.id)
    folder.mkdir(exist_ok=True)
    sync_folder(layout.runs)
    made = folder / f"result.json{PART}"
    write_whole(made, text)
    digest = digest_of(made)
    target = folder / f"{digest}.json"
    os.replace(made, target)
    sync_folder(folder)
    row = {"id": run.id, "as_of": run.as_of, "profile": run.profile, "outcome": run.outcome}
    row |= {"verdict": run.verdict, "digest": digest, "path": target.relative_to(layout.inside).as_posix()}
    yield Upsert("runs", [row])
    yield Upsert("meta", [{"key": "latest_run", "value": run.id}])


def _promised(layout: Layout, publication: Publication) -> Iterator[Change]:
    files = SourceFiles(layout.path / "sources")
    written: dict[str, str | bytes] = {
        f"sources/{safe_name(source)}.yaml": files.text(source, mapping)
        for source, mapping in publication.sources.items()
    }
    written |= publication.files
    rows = [{"path": path, "text": content, "kind": "file"} for path, content in sorted(written.items())]
    yield Upsert("pending", rows)


def _profile(layout: Layout, profiles: ProfileFiles, publication: Publication) -> tuple[int | None, list[Change]]:
    if publication.profile is None:
        return None, []
    version, text = profiles.next(publication.profile)
    if text is None:
        return version, []
    path = profiles.path(str(publication.profile["name"]), version).relative_to(layout.path).as_posix()
    return version, [Upsert("pending", [{"path": path, "text": text, "kind": "profile"}])]


def _write_promised(layout: Layout, target: Path, content: str | bytes, *, kind: str) -> None:
    if kind == "profile":
        _write_version(layout, target, str(content))
    else:
        write_whole(target, content)


def _write_version(layout: Layout, target: Path, text: str) -> None:
    """When a person made a version of that number meanwhile, theirs stays and ours gets the next one."""
    try:
        write_new(target, text)
    except FileExistsError:
        if target.read_bytes() != text.encode():
            ProfileFiles(layout.path / "profiles").save(parse_mapping(text, target))
