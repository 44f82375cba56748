"""DuckDB in memory over Parquet: the one factory that opens every connection, and the verbs.

Comes in: a folder that the connection may touch, and SQL. Goes out: an ``Engine`` locked to that folder. It never
reads anything else on the machine, loads an extension, reaches the network, or expands ``*``, ``?`` or ``[``.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from openicp.engine.arrays import plain_array, sql_column
from openicp.engine.clean import pattern, rows_of, unglobbed
from openicp.engine.csvs import Copies, as_parquet
from openicp.engine.elsewhere import (
    Location,
    Part,
    Put,
    are_texts,
    folders_of_values,
    on_disk,
    parts_on_disk,
    raw,
    views,
)
from openicp.engine.telling import shares
from openicp.errors import EngineFailed, OpenICPError, StorageRefused, TableElsewhere
from openicp.sql.dialect import DUCKDB

if TYPE_CHECKING:
    from numpy.typing import NDArray

Taken = TypeVar("Taken")

INCOMING = "__incoming"
INTERRUPTED = "interrupt"
PARQUET = b"PAR1"
"""How a file of Parquet begins."""
DISK = {"No space left": "full", "Read-only file system": "read_only"}
"""What the operating system says of a disk, as DuckDB repeats it."""
MORE = ("800MB", "1GB", "1300MB", "2GB", "4GB")
"""What a statement may hold that what was meant for it does not suffice for: not everything can go to the disk."""

GROUP_CELLS = 3_200_000
"""Cells that are written at once. With the usual rows of 77 columns went to the disk and back first: 300,000 accounts
took 4.4 s of the processor within 300 MB, with a third of the rows 1.7. With so few rows a list of 16 columns takes a
quarter longer."""
GROUP_ROWS, VECTOR = 122_880, 2048
"""Rows at once at most, as DuckDB has them by itself, and what their number is a multiple of."""


class DuckEngine:
    """An ``Engine`` on one DuckDB connection; made by ``duck`` alone."""

    dialect = DUCKDB

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, copies: Copies, *, memory_limit: str | None = None
    ) -> None:
        self._connection = connection
        self._copies = copies
        self._memory_limit = memory_limit
        # Ours alone: asking the catalogue before each statement took 1.3 ms, four times what making a small table does.
        self._views: set[str] = set()
        self._tables: set[str] = set()
        self._read: Put = {}

    def load(self, name: str, *paths: Path | Location) -> None:
        """See ``Engine.load``."""
        if isinstance(paths[0], Location):
            _put_elsewhere(self, name, paths[0], self._read, self._copies)
            return
        # Without hive_partitioning=false a folder called `year=2024` above would become a column.
        self.view(
            name, _parquet((part for path in paths if isinstance(path, Path) for part in _parts(path)), hive=False)
        )

    def load_texts(self, name: str, path: Path, columns: Sequence[str], *, held: bool = False) -> None:
        """See ``Engine.load_texts``."""
        (self.create if held else self.view)(name, rows_of(path, columns))

    def parts(self, location: Location) -> list[Part] | None:
        """See ``Engine.parts``."""
        return list(parts_on_disk(location).values())

    def view(self, name: str, select: str) -> None:
        """See ``Engine.view``."""
        if name.lower() in self._tables:
            self.drop(name)
        self._run(f"create or replace temp view {self.dialect.ident(name)} as {select}")
        self._views.add(name.lower())

    def put(
        self,
        name: str,
        columns: Mapping[str, Sequence[Any] | NDArray[Any]],
        *,
        types: Mapping[str, str] | None = None,
    ) -> None:
        """See ``Engine.put``."""
        typed = {key: sql_column(values, (types or {}).get(key)) for key, values in columns.items()}
        # Registered under counted names: names of columns that differ in case only would collide unseen.
        arrays = {f"c{place}": array for place, (array, _) in enumerate(typed.values())}
        casts = ", ".join(
            f"cast(c{place} as {kind}) as {self.dialect.ident(key)}"
            for place, (key, (_, kind)) in enumerate(typed.items())
        )
        self._connection.register(INCOMING, arrays)
        try:
            self.create(name, f"select {casts} from {INCOMING}")
        finally:
            self._connection.unregister(INCOMING)

    def create(self, name: str, select: str, parameters: Sequence[object] = ()) -> None:
        """See ``Engine.create``."""
        if name.lower() in self._views:
            self._instead_of_view(name, select, parameters)
        else:  # `select` may read the table that it replaces: it is replaced when its rows are there
            self._run(f"create or replace temp table {self.dialect.ident(name)} as {select}", parameters)
        self._tables.add(name.lower())

    def _instead_of_view(self, name: str, select: str, parameters: Sequence[object]) -> None:
        """Built beside and renamed, so that ``select`` may read the view."""
        built = self.dialect.ident(f"__new_{name}")
        self._run(f"create or replace temp table {built} as {select}", parameters)
        self.drop(name)
        self._run(f"alter table {built} rename to {self.dialect.ident(name)}")

    def fetch(self, select: str, parameters: Sequence[object] = ()) -> dict[str, NDArray[Any]]:
        """See ``Engine.fetch``."""
        return self._answer(select, parameters, lambda r: {k: plain_array(v) for k, v in r.fetchnumpy().items()})

    def rows(self, select: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """See ``Engine.rows``."""
        return self._answer(select, parameters, lambda result: list(result.fetchall()))

    def export(self, select: str, path: Path | Location, *, ordered: bool = False) -> int:
        """See ``Engine.export``."""
        if isinstance(path, Location):
            raise TableElsewhere(table=path.table, at=path.at, reason="needs_spark")
        query = f"select * from ({select}) order by all nulls last" if ordered else select
        target = self.dialect.literal(str(path.parent.resolve() / path.name))
        rows = _group_rows(_width(self._connection, select))
        written = self.rows(f"copy ({query}) to {target} (format parquet, compression zstd, row_group_size {rows})")
        return int(written[0][0])

    def watched(self, tell: Callable[[float], None]) -> AbstractContextManager[None]:
        """See ``Engine.watched``."""
        return shares(self._connection.query_progress, tell)

    def drop(self, name: str) -> None:
        """See ``Engine.drop``."""
        for kind, known in (("table", self._tables), ("view", self._views)):
            if name.lower() in known:
                self._run(f"drop {kind} {self.dialect.ident(name)}")
                known.remove(name.lower())

    def _run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        self._answer(sql, parameters, lambda result: None)

    def _answer(
        self, sql: str, parameters: Sequence[object], take: Callable[[duckdb.DuckDBPyConnection], Taken]
    ) -> Taken:
        more = list(MORE if self._memory_limit else ())
        try:
            while True:
                try:
                    return take(self._connection.execute(sql, list(parameters)))
                except duckdb.OutOfMemoryException:
                    if not more:
                        raise
                    _hold(self._connection, more.pop(0))
        except (duckdb.InterruptException, RuntimeError) as error:
            # Ctrl-C while a statement runs: the engine tells it in words of its own.
            if INTERRUPTED not in str(error).lower():
                raise
            raise KeyboardInterrupt from error
        except duckdb.Error as error:
            raise _told(error, sql) from error
        finally:
            if self._memory_limit and len(more) < len(MORE):
                with suppress(duckdb.Error):  # a table that it made may not fit into less
                    _hold(self._connection, self._memory_limit)


def _told(error: duckdb.Error, sql: str) -> OpenICPError:
    """Whether the disk refused, or the statement is at fault."""
    said = str(error)
    reason = next((reason for words, reason in DISK.items() if words in said), None)
    if reason is None or not isinstance(error, duckdb.IOException):
        return EngineFailed(sql=sql, message=said)
    named = re.search(r'"([^"]+)"', said)
    return StorageRefused(path=named[1] if named else "", reason=reason, detail=said[:200])


def _hold(connection: duckdb.DuckDBPyConnection, memory: str) -> None:
    connection.execute(f"set memory_limit = {DUCKDB.literal(memory)}")


def _put_elsewhere(engine: DuckEngine, name: str, location: Location, put: Put, copies: Copies) -> None:
    """Views of a table elsewhere: as it lies there, and in the shape in which it is wanted."""
    parts = parts_on_disk(location)
    texts = are_texts(parts.values())
    below = set() if texts else folders_of_values(part.name for part in parts.values())
    # DuckDB takes the folders above the table for columns too.
    above = folders_of_values(map(str, parts)) - below if below else set()
    files = [copies.of(location, lambda to: as_parquet(engine, location, parts, to))] if texts else parts
    try:
        engine.view(raw(name), _parquet(files, hive=bool(below)))
        described = engine.rows(f"describe {engine.dialect.ident(raw(name))}")
    except EngineFailed as error:
        detail = str(error.fields["message"]).partition("\n")[0][:300]
        told = {"reason": "damaged", "detail": detail}
        root = on_disk(location.at)
        if root is not None and root.is_dir() and (strange := _strange(parts)):
            told |= {"reason": "foreign", **strange}
        raise TableElsewhere(table=location.table, at=location.at, **told) from error
    found = {str(row[0]): str(row[1]) for row in described if row[0] not in above}
    for each, select in views(engine, name, location, found, put):
        engine.view(each, select)


def _strange(parts: Mapping[Path, Part]) -> dict[str, str]:
    """The first file in a folder that is not as the others are, and what those are; empty where all are Parquet."""
    lines = [part.name for part in parts.values() if are_texts([part])]
    if 2 * len(lines) > len(parts):
        return {"file": next(part.name for part in parts.values() if part.name not in lines), "like": "CSV"}
    for path, part in parts.items():
        with suppress(OSError), path.open("rb") as file:
            if file.read(len(PARQUET)) != PARQUET:
                return {"file": part.name, "like": "Parquet"}
    return {}


def _width(connection: duckdb.DuckDBPyConnection, select: str) -> int:
    """How many columns a SELECT has; it is not run."""
    try:
        return len(connection.sql(select).columns)
    except duckdb.Error as error:
        raise EngineFailed(sql=select, message=str(error)) from error


def _group_rows(columns: int) -> int:
    """How many rows of so many columns are written at once.

    >>> _group_rows(16), _group_rows(77)
    (122880, 40960)
    """
    return min(max(GROUP_CELLS // columns // VECTOR, 1) * VECTOR, GROUP_ROWS)


def _parts(path: Path) -> list[Path]:
    """A file, or those of a folder that a cluster wrote."""
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def _parquet(paths: Iterable[Path], *, hive: bool) -> str:
    files = DUCKDB.literals(unglobbed(path) for path in paths)
    return f"select * from read_parquet([{files}], union_by_name=true, hive_partitioning={str(hive).lower()})"


@contextmanager
def duck(
    folder: Path,
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    spill: Path | None = None,
    elsewhere: Sequence[Location] = (),
) -> Iterator[DuckEngine]:
    """Open an engine in memory that reads and writes inside ``folder`` alone.

    Parameters
    ----------
    folder
        An existing folder; what does not fit into memory is spilt to a folder of its own inside.
    memory_limit
        For example ``"1GB"``, and while a statement cannot do with it as much of ``MORE`` as it needs; DuckDB's
        default is 80 % of the machine's.
    threads
        Default: one per core.
    spill
        A folder that is cleared when this process dies, to make the folder for spilling in; default ``folder``.
    elsewhere
        Tables outside of the folder that may be read: each of their files as it is there now, and nothing beside it.
    """
    inside = folder.resolve(strict=True)
    spilt = (spill or inside).resolve(strict=True) / f"spill-{uuid.uuid4().hex}"
    connection = duckdb.connect(":memory:", config=_settings(spilt, memory_limit, threads))
    try:
        _lock(connection, inside, _files(elsewhere))
        yield DuckEngine(connection, Copies(spilt), memory_limit=memory_limit)
    finally:
        connection.close()
        shutil.rmtree(spilt, ignore_errors=True)


def _settings(spilt: Path, memory_limit: str | None, threads: int | None) -> dict[str, Any]:
    asked = {"memory_limit": memory_limit, "threads": threads}
    return {
        "temp_directory": str(spilt),
        # Seen through a pattern the same bytes must come out: rows keep their order when written.
        "preserve_insertion_order": "true",
        "python_enable_replacements": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        **{name: value for name, value in asked.items() if value is not None},
    }


def _files(elsewhere: Sequence[Location]) -> list[Path]:
    """The files of tables that are there; one that is not is told when it is asked for."""
    found: list[Path] = []
    for location in elsewhere:
        if on_disk(location.at) is not None:
            with suppress(TableElsewhere):
                found += parts_on_disk(location)
    return found


def _lock(connection: duckdb.DuckDBPyConnection, inside: Path, files: Sequence[Path]) -> None:
    """The order matters: the folder first, then the door, then the key.

    The folder is allowed under its name and as a pattern: DuckDB checks the pattern before it expands it, and the
    files after.
    """
    allowed = DUCKDB.literals(dict.fromkeys((str(inside), pattern(str(inside)))))
    # A bar would be drawn on the standard output, where programs read what `--json` says.
    connection.execute("set enable_progress_bar_print = false")
    connection.execute("set enable_progress_bar = true")
    # The day of a moment is that of UTC, not of the machine that looks.
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set allowed_directories = [{allowed}]")
    if files:
        # Files, not their folders: DuckDB may write in an allowed folder; a file it would write beside itself first.
        named = DUCKDB.literals(dict.fromkeys(text for path in files for text in (str(path), pattern(str(path)))))
        connection.execute(f"set allowed_paths = [{named}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set allowed_configs = ['memory_limit']")
    connection.execute("set lock_configuration = true")
