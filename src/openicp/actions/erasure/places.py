"""Every place of a workspace where somebody could stand, and how often they do.

Comes in: a workspace and whom to look for. Goes out: places with counts, other spellings, files of the user's own. It
changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.actions.erasure.aside import looked_through, named
from openicp.actions.erasure.subject import TABLE
from openicp.actions.known import BESIDE
from openicp.sql import erasing as sql
from openicp.workspace import Workspace
from openicp.workspace.erasure import contents
from openicp.workspace.erasure.eraser import Eraser
from openicp.workspace.erasure.fresh import DROPPED, tables_of, texts_of
from openicp.workspace.erasure.likeness import Likeness

if TYPE_CHECKING:
    from openicp.engine import Engine, Location

OURS = ("sources", "profiles", "voice", "vocab")
"""Folders of a workspace that the program writes or reads as settings."""
LARGEST = 500_000_000
"""Files of the user's own above this size are named without a look inside."""
DEEPEST_OWN = 3
"""How far below the exports files are looked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands."""

    what: str
    """``ledger``, ``table``, ``run``, ``settings``, ``document``, ``outside``, ``yours``, ``in_place``
    or ``left`` (opaque)."""
    path: str
    times: int
    then: str
    """``rewritten``, ``removed``, ``recall`` or ``yours``: what becomes of it."""


@dataclass(slots=True)
class Look:
    """A look through everything."""

    ws: Workspace
    engine: Engine
    eraser: Eraser
    likeness: Likeness
    found: list[Place] = field(default_factory=list)

    def count(self, texts: Iterable[str]) -> int:
        """How often they stand in texts; other spellings are noted."""
        times = 0
        for text in texts:
            times += self.eraser.count(text)
            self.likeness.look(text)
        return times

    def note(self, what: str, path: str, times: int, then: str) -> None:
        """A place, where it is one."""
        if times:
            self.found.append(Place(what, path, times, then))


def places(ws: Workspace, engine: Engine, eraser: Eraser) -> tuple[list[Place], list[tuple[str, int]]]:
    """(where they stand, other spellings with counts)."""
    look = Look(ws, engine, eraser, Likeness(eraser))
    for name, rows in tables_of(ws.layout.ledger):
        if name not in DROPPED:
            look.note("ledger", name, look.count(text for row in rows for text in texts_of(row)), "rewritten")
    for name, snapshot in ws.snapshots().items():
        look.note("table", name, look.count(table_texts(engine, name, snapshot.path)), "rewritten")
    for row in ws.ledger.rows("runs"):
        look.note("run", row["id"], look.count(_texts_at(ws.layout.inside / row["path"])), "rewritten")
    for path in settings_of(ws):
        look.note("settings", relative(ws, path), look.count(_texts_at(path)), "rewritten")
    _documents(look)
    for path in own_files(ws):
        look.note("yours", shown(ws, path), look.count(_texts_at(path)), "yours")
    for location in looked_through(ws, engine)[0]:
        look.note("in_place", named(location), look.count(table_texts(engine, location.table, location)), "yours")
    return look.found, [*_perhaps_the_same(ws, eraser), *look.likeness.found()]


def _perhaps_the_same(ws: Workspace, eraser: Eraser) -> Iterator[tuple[str, int]]:
    """Companies of which it is asked whether they are one with an erased one."""
    for row in ws.ledger.rows("proposals", {"kind": "link"}):
        names = [str(row["subject"].get(side) or "") for side in ("first", "second")]
        matched = [bool(eraser.count(name)) for name in names]
        if row["decided"] != "refused" and any(matched) and not all(matched):
            yield names[matched.index(False)], 1


def _documents(look: Look) -> None:
    ws = look.ws
    touched = {row["run"] for row in documents_of(ws) if look.count(_texts_at(ws.path / str(row["path"])))}
    touched |= {place.path for place in look.found if place.what == "run"}
    for row in documents_of(ws):
        path = ws.path / str(row["path"])
        times = sum(map(look.eraser.count, _texts_at(path)))
        inside = path.resolve().is_relative_to(ws.path)
        if not inside:
            look.note("outside", str(path), times, "recall")
        elif is_opaque(path):
            shows = bool(touched) and row["run"] in {*touched, ""}
            look.note("document", str(row["path"]), times or int(shows), "removed")
        else:
            look.note("document", str(row["path"]), times, "rewritten")


def documents_of(ws: Workspace) -> list[dict[str, Any]]:
    """What was written for people, as the ledger and the folder know it; ``run`` is empty where nobody noted it."""
    rows = {str(row["path"]): row for row in ws.ledger.rows("reports")}
    for path in sorted(ws.layout.reports.rglob("*")):
        if path.is_file() and relative(ws, path) not in rows:
            rows[relative(ws, path)] = {"path": relative(ws, path), "run": "", "kind": "", "digest": ""}
    return [row for path, row in sorted(rows.items()) if (ws.path / path).is_file()]


def is_opaque(path: Path) -> bool:
    """Whether its text cannot be changed where it stands."""
    return contents.opaque(path.read_bytes())


def settings_of(ws: Workspace) -> list[Path]:
    """Text that people edit: settings, mappings, profiles, codebook, words of their own."""
    found = [ws.layout.config, ws.layout.ignore]
    for name in OURS:
        found += sorted((ws.path / name).rglob("*"))
    return [path for path in found if path.is_file()]


def table_texts(engine: Engine, name: str, path: Path | Location) -> Iterator[str]:
    """Name of a table, names of its columns, and every text in it, each once a column."""
    yield name
    for column, _ in text_columns(engine, path):
        yield column
    for column, is_text in text_columns(engine, path):
        if is_text:
            rows = engine.rows(sql.distinct_texts_sql(engine.dialect, TABLE, column))
            yield from (str(text) for (text,) in rows)


def text_columns(engine: Engine, path: Path | Location) -> list[tuple[str, bool]]:
    """Columns of a table, loaded as ``TABLE``, and whether each holds text."""
    engine.load(TABLE, path)
    return [
        (name, values.dtype == object) for name, values in engine.fetch(sql.shape_sql(engine.dialect, TABLE)).items()
    ]


def own_files(ws: Workspace) -> list[Path]:
    """Files of the user's own: those in the workspace that are not ours, and what was imported from beside it."""
    mine = {ws.layout.inside, ws.layout.reports, ws.path / ".git", *(ws.path / name for name in OURS)}
    registered = {(ws.path / str(row["path"])).resolve() for row in ws.ledger.rows("reports")}
    found = [
        path
        for path in _files_below(ws.path, skip=mine)
        if path not in (ws.layout.config, ws.layout.ignore) and path.resolve() not in registered
    ]
    if ws.path.name == BESIDE:
        read = _files_read(ws)
        found += [path for path in _files_below(ws.path.parent, skip={ws.path}) if path.name in read]
    return found


def _files_read(ws: Workspace) -> set[str]:
    return {str(row["file"]) for table in ("sources", "imports") for row in ws.ledger.rows(table)}


def lost_sight_of(ws: Workspace) -> list[str]:
    """Names of imported files that are nowhere near: whoever has them has to look."""
    near = {path.name for path in own_files(ws)}
    return sorted(_files_read(ws) - near)


def _files_below(folder: Path, *, skip: set[Path], depth: int = 0) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path in skip or path.is_symlink():
            continue
        if path.is_dir():
            if depth < DEEPEST_OWN and not path.name.startswith("."):
                yield from _files_below(path, skip=skip, depth=depth + 1)
        elif path.is_file() and not path.name.startswith("."):
            yield path


def _texts_at(path: Path) -> Iterator[str]:
    if path.is_file() and path.stat().st_size < LARGEST:
        yield path.name
        yield from contents.texts(path.read_bytes())


def relative(ws: Workspace, path: Path) -> str:
    """From the workspace."""
    return path.relative_to(ws.path).as_posix()


def shown(ws: Workspace, path: Path) -> str:
    """From the workspace where it is inside, else whole."""
    return relative(ws, path) if path.is_relative_to(ws.path) else str(path)
