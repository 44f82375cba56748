"""Where the files of a workspace were read from, so that they can be read again.

Comes in: a workspace, paths that were read. Goes out: the files to read now, and which are gone. It opens no file but
to compare its content with what was read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openicp.workspace import Upsert, Workspace
from openicp.workspace.files import digest_of

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods", ".parquet", ".jsonl", ".ndjson", ".json")
PACKED = ".gz"
KEY = "places"


@dataclass(frozen=True, slots=True)
class Found:
    """The files that a workspace was made from, as they are now."""

    files: tuple[Path, ...]
    """Those that are there: read before, newer versions of them, and whatever lies in a folder that was read whole."""
    fresh: tuple[Path, ...]
    """Those of ``files`` whose content was not read before."""
    gone: tuple[str, ...]
    """Names of those that are no longer there."""


def exports(place: Path) -> list[Path]:
    """Files that may be exports; not those that are hidden or that an open spreadsheet keeps beside itself."""
    shown = (path for path in place.iterdir() if not path.name.startswith((".", "~$")) and path.is_file())
    return sorted(path for path in shown if _ending(path) in ENDINGS)


def _ending(path: Path) -> str:
    return Path(path.name.lower().removesuffix(PACKED)).suffix


def remember(ws: Workspace, paths: Iterable[Path], *, whole: Path | None = None) -> None:
    """Keep where files were read; ``whole`` is a folder of which every export belongs to the workspace."""
    files, folders = _kept(ws)
    more = {_beside(ws, path) for path in paths if path.is_file()}
    places = {_beside(ws, whole)} if whole is not None else set()
    if more <= files and places <= folders:
        return
    value = json.dumps({"files": sorted(files | more), "folders": sorted(folders | places)})
    ws.ledger.apply([Upsert("meta", [{"key": KEY, "value": value}])])


def found(ws: Workspace) -> Found:
    """What is there now of everything that was ever read."""
    files, folders = _kept(ws)
    before = [_place(ws, one) for one in sorted(files)]
    there = {path for path in before if path.is_file()}
    there |= {path for path in _later(before) if path.is_file()}
    for folder in (_place(ws, one) for one in folders):
        there |= set(exports(folder)) if folder.is_dir() else set()
    return Found(
        tuple(sorted(there)),
        fresh(ws, sorted(there)),
        tuple(path.name for path in before if not path.is_file() and path.name in _counting(ws)),
    )


def fresh(ws: Workspace, paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files whose content was not read before."""
    sources = ws.ledger.rows("sources")
    known = {row["digest"] for row in sources} | {row["digest"] for row in ws.ledger.rows("imports")}
    known |= {one["digest"] for row in sources for one in (row["detail"] or {}).get("past", ())}
    return tuple(path for path in paths if digest_of(path) not in known)


def _counting(ws: Workspace) -> set[str]:
    """Names of files that still count: one that a newer export has replaced is missed by nobody."""
    return {str(row["file"]) for row in ws.ledger.rows("sources")}


def _later(before: Iterable[Path]) -> Iterable[Path]:
    """Newer exports beside the earlier ones: the same name with another date."""
    from openicp.collect.recognise import source_name

    wanted: dict[Path, set[tuple[str, str]]] = {}
    for path in before:
        wanted.setdefault(path.parent, set()).add((source_name(path.name), _ending(path)))
    for folder, names in wanted.items():
        near = exports(folder) if folder.is_dir() else []
        yield from (path for path in near if (source_name(path.name), _ending(path)) in names)


def _kept(ws: Workspace) -> tuple[set[str], set[str]]:
    rows = ws.ledger.rows("meta", {"key": KEY})
    kept = json.loads(str(rows[0]["value"])) if rows else {}
    return set(kept.get("files", ())), set(kept.get("folders", ()))


def _beside(ws: Workspace, path: Path) -> str:
    """As seen from the workspace, so that both can be moved together; another drive has no such way."""
    try:
        return Path(os.path.relpath(path.absolute(), ws.path.absolute())).as_posix()
    except ValueError:
        return str(path.absolute())


def _place(ws: Workspace, kept: str) -> Path:
    return Path(os.path.normpath(ws.path.absolute() / kept))
