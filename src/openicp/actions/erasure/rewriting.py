"""Each kind of file without the person, built beside the old one.

Comes in: a workspace, terms with neutral names, a staging area. Goes out: new tables, results, settings, documents and
a new ledger that names them. Nothing that people or programs read has changed when it ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from openicp.actions.erasure.places import (
    documents_of,
    is_opaque,
    relative,
    settings_of,
    text_columns,
)
from openicp.actions.erasure.subject import TABLE, Subject
from openicp.sql import erasing as sql
from openicp.workspace import Workspace
from openicp.workspace.erasure.contents import erased, erased_text, remains
from openicp.workspace.erasure.eraser import Eraser
from openicp.workspace.erasure.fresh import Moved, Rewriting, write_fresh
from openicp.workspace.erasure.keeping import SALT, rows_of
from openicp.workspace.erasure.staging import Staging
from openicp.workspace.files import digest_of, safe_name

if TYPE_CHECKING:
    from openicp.engine import Engine


@dataclass(slots=True)
class Rewritten:
    """What became of files, by the path that the ledger has."""

    staging: Staging
    eraser: Eraser
    moved: dict[str, Moved] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)


def rewrite(ws: Workspace, engine: Engine, staging: Staging, subject: Subject) -> None:
    """Build everything without the person; ``staging.commit`` is what makes it so."""
    work = Rewritten(staging, subject.eraser())
    kept = _tables(ws, engine, work) | _results(ws, work)
    _drop_unnamed(ws, work, kept)
    _settings(ws, work)
    _documents(ws, work)
    _ledger(ws, work, subject)


def _tables(ws: Workspace, engine: Engine, work: Rewritten) -> set[str]:
    """Tables that hold the person, written anew; the paths of all that count from now on."""
    kept = set()
    for name, snapshot in ws.snapshots().items():
        old = snapshot.path.relative_to(ws.layout.inside).as_posix()
        columns = _changes(engine, snapshot.path, work.eraser)
        called = work.eraser.text(name)
        if called == name and all(column == new and not texts for column, (new, texts) in columns.items()):
            kept.add(old)
            continue
        made = work.staging.room("")
        engine.load(TABLE, snapshot.path)
        engine.export(sql.replaced_sql(engine.dialect, TABLE, columns), made)
        digest = digest_of(made)
        path = f"tables/{safe_name(called)}/{digest}.parquet"
        work.staging.retarget(made, f".openicp/{path}")
        work.moved[old] = Moved(path, digest)
        kept.add(path)
    return kept


def _changes(engine: Engine, path: Path, eraser: Eraser) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Every column with its new name and the texts that change."""
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for column, is_text in text_columns(engine, path):
        texts: dict[str, str] = {}
        if is_text:
            rows = engine.rows(sql.distinct_texts_sql(engine.dialect, TABLE, column))
            pairs = ((str(text), erased_text(str(text), eraser)) for (text,) in rows)
            texts = {old: new for old, new in pairs if old != new}
        found[column] = (eraser.text(column), texts)
    return found


def _results(ws: Workspace, work: Rewritten) -> set[str]:
    kept = set()
    for row in ws.ledger.rows("runs"):
        old, path = str(row["path"]), ws.layout.inside / str(row["path"])
        content = path.read_bytes() if path.is_file() else b""
        without = erased(content, work.eraser)
        if without == content:
            kept.add(old)
            continue
        made = work.staging.room("")
        made.write_bytes(without)
        digest = digest_of(made)
        target = f"{old.rpartition('/')[0]}/{digest}.json"
        work.staging.retarget(made, f".openicp/{target}")
        work.moved[old] = Moved(target, digest)
        kept.add(target)
    return kept


def _drop_unnamed(ws: Workspace, work: Rewritten, kept: set[str]) -> None:
    """Everything inside that nothing names any more: replaced tables, earlier results, what dead processes left."""
    ours = {ws.layout.lock, *(ws.layout.ledger.with_name(ws.layout.ledger.name + end) for end in ("", "-wal", "-shm"))}
    for path in sorted(ws.layout.inside.rglob("*")):
        inside = path.relative_to(ws.layout.inside).as_posix()
        apart = path.is_relative_to(ws.layout.erasing) or path.is_relative_to(ws.layout.scratch)
        # A table that a cluster wrote is a folder: its files are named by it.
        named = not kept.isdisjoint((inside, *(parent.as_posix() for parent in PurePosixPath(inside).parents)))
        if path.is_file() and path not in ours and not apart and not named:
            work.staging.remove(relative(ws, path))


def _settings(ws: Workspace, work: Rewritten) -> None:
    named = {
        f"sources/{safe_name(source)}.yaml": f"sources/{safe_name(work.eraser.text(source))}.yaml"
        for source in (str(row["source"]) for row in ws.ledger.rows("sources"))
    }
    for path in settings_of(ws):
        old = relative(ws, path)
        new = named.get(old) or work.eraser.text(old)
        content = path.read_bytes()
        without = erased(content, work.eraser)
        if path.suffix in (".yaml", ".tsv") and without != content:
            without = _once(content, without)
        _replace(work, old, new, content, without)


def _once(content: bytes, without: bytes) -> bytes:
    """Two spellings of a person become one name, and a key must not stand twice in a file."""
    seen: set[bytes] = set()
    lines = []
    for old, new in zip(content.split(b"\n"), without.split(b"\n"), strict=False):
        key = new.partition(b":")[0]
        if old == new or key not in seen:
            lines.append(new)
        if old != new and new.strip():
            seen.add(key)
    return b"\n".join(lines)


def _replace(work: Rewritten, old: str, new: str, content: bytes, without: bytes) -> None:
    if new == old and without == content:
        return
    digest = work.staging.put(new, without)
    work.moved[old] = Moved(new, digest)
    if new != old:
        work.staging.remove(old)


def _documents(ws: Workspace, work: Rewritten) -> None:
    """Text is changed where it stands; a picture or PDF of a run that shows the person goes."""
    rows = [row for row in documents_of(ws) if (ws.path / str(row["path"])).resolve().is_relative_to(ws.path)]
    found = {str(row["path"]): (ws.path / str(row["path"])).read_bytes() for row in rows}
    touched = {row["run"] for row in rows if remains(found[str(row["path"])], work.eraser)}
    touched |= {row["id"] for row in ws.ledger.rows("runs") if row["path"] in work.moved}
    for row in rows:
        old, content = str(row["path"]), found[str(row["path"])]
        if is_opaque(ws.path / old):
            if (touched and row["run"] in {*touched, ""}) or remains(content, work.eraser):
                work.gone.add(old)
                work.staging.remove(old)
            continue
        _replace(work, old, work.eraser.text(old), content, erased(content, work.eraser))


def _ledger(ws: Workspace, work: Rewritten, subject: Subject) -> None:
    known = ws.ledger.rows("meta", {"key": SALT})
    salt = str(known[0]["value"]) if known else secrets.token_hex(16)
    more: dict[str, list[dict[str, Any]]] = {
        "meta": [{"key": SALT, "value": salt}],
        "erased": rows_of(subject.labelled(), salt),
    }
    rewriting = Rewriting(work.eraser, work.moved, frozenset(work.gone), subject.persons)
    write_fresh(ws.layout.ledger, work.staging.room(".openicp/ledger.sqlite"), rewriting, more)
