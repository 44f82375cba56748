"""The ledger written anew without a person: no free page, no log and no reader keeps what was in the old file.

Comes in: the old ledger, what is done with text, what became of files. Goes out: a new SQLite file. It reads the old
one as it is and never changes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from openicp.workspace.erasure.contents import Changes, erased, erased_text, texts

Row = dict[str, Any]

DROPPED = frozenset({"retired", "pending"})
"""Tables whose rows speak of files that go with the erasure."""
EMPTIED: Mapping[str, tuple[str, ...]] = {"set_aside": ("value",)}
"""Columns of a row that names the person which may hold more of theirs: the original of a row is emptied whole."""
OF_A_PERSON = {"person_id": None, "role": None, "quote": "", "name": "", "email": None, "phone": None}
"""What goes from rows that belong to an erased person; what was counted (company, kind, theme, day) stays."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a file of the program went, and its new fingerprint."""

    path: str
    digest: str


@dataclass(slots=True)
class Rewriting:
    """How rows change."""

    changes: Changes
    moved: Mapping[str, Moved] = field(default_factory=dict)
    """By the path that the ledger has."""
    gone: frozenset[str] = frozenset()
    """Paths of documents that are removed."""
    persons: frozenset[str] = frozenset()
    """Ids of persons who are erased."""

    def row(self, table: str, row: Row) -> Row | None:
        """A row without the person; ``None`` when it goes."""
        if table in DROPPED or (table == "reports" and row["path"] in self.gone):
            return None
        if table == "persons" and (row["person_id"] in self.persons or self._names(row)):
            return None
        if "path" in row and row["path"] in self.moved:
            moved = self.moved[row["path"]]
            row = {**row, "path": moved.path, "digest": moved.digest}
        if row.get("person_id") is not None and row["person_id"] in self.persons:
            row = {**row, **{name: empty for name, empty in OF_A_PERSON.items() if name in row}}
        found = {name: self._cell(value) for name, value in row.items()}
        for name in EMPTIED.get(table, ()):
            found[name] = row[name] if found[name] == row[name] else ""
        return found

    def _names(self, row: Row) -> bool:
        return any(self._cell(row.get(name)) != row.get(name) for name in ("name", "email", "phone"))

    def _cell(self, value: Any) -> Any:
        if isinstance(value, str):
            return erased_text(value, self.changes)
        if isinstance(value, bytes):
            return erased(value, self.changes)
        if isinstance(value, int) and not isinstance(value, bool) and self.changes.count(str(value)):
            return None
        return value


def tables_of(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Every table of a ledger with its rows."""
    connection = apsw.Connection(str(path))
    try:
        connection.execute("begin")
        for (name,) in connection.execute(
            "select name from sqlite_master where type = 'table' order by name"
        ).fetchall():
            yield str(name), _rows(connection, str(name))
    finally:
        connection.close()


def texts_of(row: Row) -> Iterator[str]:
    """What of a row is text."""
    for value in row.values():
        if isinstance(value, bytes):
            yield from texts(value)
        elif isinstance(value, str):
            yield value
        elif isinstance(value, int):
            yield str(value)


def write_fresh(old: Path, new: Path, rewriting: Rewriting, more: Mapping[str, list[Row]]) -> None:
    """Write the ledger at ``new``; ``more`` are rows that are added, by table."""
    source, target = apsw.Connection(str(old)), apsw.Connection(str(new))
    try:
        for pragma in ("temp_store = memory", "journal_mode = delete", "synchronous = full"):
            target.execute(f"pragma {pragma}").fetchall()
        source.execute("begin")
        target.execute("begin")
        _copy(source, target, rewriting, more)
        target.execute("commit")
        target.execute(f"pragma user_version = {int(source.pragma('user_version'))}")
    finally:
        source.close()
        target.close()


def _copy(
    source: apsw.Connection, target: apsw.Connection, rewriting: Rewriting, more: Mapping[str, list[Row]]
) -> None:
    listed = source.execute("select type, name, sql from sqlite_master where sql is not null").fetchall()
    made = [(str(kind), str(name), str(sql)) for kind, name, sql in listed]
    for kind, name, sql in made:
        if kind == "table":
            target.execute(sql)
            kept = (found for row in _rows(source, name) if (found := rewriting.row(name, row)) is not None)
            _insert(target, name, [*kept, *more.get(name, [])])
    for kind, _, sql in made:
        if kind != "table":
            target.execute(sql)


def _rows(connection: apsw.Connection, table: str) -> list[Row]:
    names = [entry[1] for entry in connection.execute(f'pragma table_info("{table}")')]
    listed = ", ".join(f'"{name}"' for name in names)
    query = f'select {listed} from "{table}" order by rowid'
    return [dict(zip(names, row, strict=True)) for row in connection.execute(query)]


def _insert(connection: apsw.Connection, table: str, rows: list[Row]) -> None:
    for row in rows:
        listed = ", ".join(f'"{name}"' for name in row)
        places = ", ".join("?" for _ in row)
        connection.execute(f'insert or replace into "{table}" ({listed}) values ({places})', tuple(row.values()))
