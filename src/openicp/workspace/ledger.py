"""The ledger: rows that must change together, in SQLite by apsw.

Comes in: changes as values. Goes out: rows as plain dicts, in an order that the content decides. It never touches other
files than its own and knows nothing of what the rows mean; another database can follow behind the same three verbs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import apsw

from openicp.errors import StorageRefused, WorkspaceDamaged, WorkspaceTooNew
from openicp.workspace.schema import LEDGER, VERSION, Change, Remove, Upsert, creation

BUSY_MILLISECONDS = 20_000


class Ledger(Protocol):
    """What the workspace needs of a ledger."""

    def rows(self, table: str, where: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """Rows that equal ``where``, in the order of their key, or of all columns."""

    def apply(self, changes: Sequence[Change]) -> None:
        """All changes in one durable transaction, or none."""

    def close(self) -> None:
        """Give the file back."""


class SqliteLedger:
    """A ``Ledger`` in one SQLite file: WAL, ``synchronous=FULL``, ``secure_delete``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open()

    def _open(self) -> None:
        with _whole(self._path):
            self._connection = apsw.Connection(str(self._path))
            self._file = _file_at(self._path)
            self._connection.set_busy_timeout(BUSY_MILLISECONDS)
            for pragma in PRAGMAS:
                self._connection.execute(f"pragma {pragma}").fetchall()
            self._prepare()

    def _follow(self) -> None:
        """Open the file anew when an erasure put another in its place."""
        if _file_at(self._path) not in (None, self._file):
            self._connection.close()
            self._open()

    def rows(self, table: str, where: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """See ``Ledger.rows``."""
        columns = LEDGER[table].columns
        condition, values = _condition(table, where or {})
        listed = ", ".join(f'"{column}"' for column in columns)
        order = ", ".join(f'"{column}"' for column in LEDGER[table].order)
        query = f'select {listed} from "{table}"{condition} order by {order}'
        self._follow()
        with _whole(self._path):
            found = self._connection.execute(query, values).fetchall()
        return [_decoded(table, dict(zip(columns, row, strict=True))) for row in found]

    def apply(self, changes: Sequence[Change]) -> None:
        """See ``Ledger.apply``."""
        self._follow()
        with _whole(self._path):
            self._connection.execute("begin immediate")
            try:
                for change in changes:
                    self._change(change)
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise
            # Truncated, so that what was erased does not live on in the write-ahead log.
            self._connection.execute("pragma wal_checkpoint(truncate)").fetchall()

    def close(self) -> None:
        """See ``Ledger.close``."""
        self._connection.close()

    def _prepare(self) -> None:
        version = self._version()
        if version > VERSION:
            raise WorkspaceTooNew(path=str(self._path.parent.parent), written_by=version, ours=VERSION)
        if version == VERSION and self._tables() >= set(LEDGER):
            return
        self._connection.execute("begin immediate")
        for statement in creation():
            self._connection.execute(statement)
        self._connection.execute(f"pragma user_version = {VERSION}")
        self._connection.execute("commit")

    def _version(self) -> int:
        return int(self._connection.pragma("user_version"))

    def _tables(self) -> set[str]:
        found = self._connection.execute("select name from sqlite_master where type = 'table'")
        return {str(name) for (name,) in found}

    def _change(self, change: Change) -> None:
        if not isinstance(change, Upsert):
            condition, values = _condition(change.table, change.where)
            self._connection.execute(f'delete from "{change.table}"{condition}', values)
        if not isinstance(change, Remove):
            self._insert(change.table, change.rows)

    def _insert(self, table: str, rows: Iterable[Mapping[str, object]]) -> None:
        self._connection.executemany(_insertion(table), (_encoded(table, row) for row in rows))


PRAGMAS = (
    "journal_mode = wal",
    "synchronous = full",
    "fullfsync = on",
    "checkpoint_fullfsync = on",
    "secure_delete = on",
    "journal_size_limit = 0",
    "trusted_schema = off",
)
"""Settings of every connection; ``fullfsync`` is what makes a commit durable on macOS."""


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file it is; ``None`` where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """What SQLite says of a file or its disk, as an error that a person can act on."""
    try:
        yield
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise WorkspaceDamaged(path=str(path), expected="ledger", found=str(error), reason="ledger") from error
    except apsw.FullError as error:
        raise StorageRefused(path=str(path.parent), reason="full", detail=str(error)) from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise StorageRefused(path=str(path.parent), reason="read_only", detail=str(error)) from error


def _insertion(table: str) -> str:
    spec = LEDGER[table]
    listed = ", ".join(f'"{column}"' for column in spec.columns)
    places = ", ".join("?" for _ in spec.columns)
    verb = "insert or replace" if spec.key else "insert"
    return f'{verb} into "{table}" ({listed}) values ({places})'


def _condition(table: str, where: Mapping[str, object]) -> tuple[str, tuple[object, ...]]:
    unknown = set(where) - set(LEDGER[table].columns)
    if unknown:
        raise KeyError(f"{table} has no {sorted(unknown)}")
    if not where:
        return "", ()
    tests = " and ".join(f'"{column}" is ?' for column in where)
    return f" where {tests}", tuple(where.values())


def _encoded(table: str, row: Mapping[str, object]) -> tuple[object, ...]:
    spec = LEDGER[table]
    unknown = set(row) - set(spec.columns)
    if unknown:
        raise KeyError(f"{table} has no {sorted(unknown)}")
    return tuple(
        json.dumps(row.get(column), sort_keys=True, ensure_ascii=False, default=str)
        if column in spec.json
        else row.get(column)
        for column in spec.columns
    )


def _decoded(table: str, row: dict[str, Any]) -> dict[str, Any]:
    for column in LEDGER[table].json:
        row[column] = json.loads(row[column])
    return row
