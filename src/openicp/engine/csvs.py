"""Tables of CSV that lie elsewhere, made into Parquet for as long as a command runs.

Comes in: an engine that may read the files, and the shape that is wanted. Goes out: one Parquet file. It guesses
nothing: a text is read in one way or the file is refused, with the line.
"""

from __future__ import annotations

import codecs
import csv
import errno
import gzip
import io
import re
import shutil
import uuid
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from openicp.engine.clean import unglobbed
from openicp.engine.elsewhere import Location, Part, check_needed, folders_of_values
from openicp.errors import EngineFailed, StorageRefused, TableElsewhere
from openicp.sql.dialect import DUCKDB
from openicp.sql.lines import FILE, folder_text, typed_sql, unreadable_sql

if TYPE_CHECKING:
    from openicp.engine.local import DuckEngine

SIGNS = (",", ";", "\t", "|")
"""What may stand between two cells: the one by which the header has the columns that are needed."""
LONGEST = 1_000_000
"""Bytes of a header."""
LINE = 8_000_000
"""Bytes of a line."""
NEVER = uuid.uuid4().hex
"""A text that no file holds. Where DuckDB takes an empty cell for null, it also takes a row with one cell too many that
is empty."""
SHOWN = 40
"""Characters of a cell that cannot be read."""
WANTED = {"date": "day", "double": "number", "decimal(18,4)": "number", "bigint": "whole", "boolean": "yesno"}
"""What a text has to be where a type is wanted."""
NO_ROOM = {errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EROFS: "read_only"}
"""What the system says of a disk."""
BROKEN = {
    "cells": "Expected Number of Columns",
    "quote": "unterminated quote",
    "encoding": "nicode",
    "long": "line size",
    "ends": "invalid state",
}
"""Why a line is no row, and words in which DuckDB says so."""


class Copies:
    """Tables of CSV as Parquet in a folder, each made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[object, ...], Path] = {}

    def of(self, location: Location, write: Callable[[Path], None]) -> Path:
        """The file that ``write`` has made or makes now."""
        known = location.at, location.columns
        if known not in self._made:
            self._folder.mkdir(parents=True, exist_ok=True)
            made = self._folder / f"lines-{len(self._made)}-{location.table}.parquet"
            write(made)
            self._made[known] = made
        return self._made[known]


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a file, and what the folders above say."""

    sign: str
    """What stands between two cells."""
    columns: tuple[str, ...]
    folders: tuple[str, ...]
    """Columns whose values stand in the names of folders; they count before those of the file."""
    root: str
    """Where those folders begin."""

    @property
    def names(self) -> tuple[str, ...]:
        """All columns."""
        told = {name.casefold() for name in self.folders}
        return (*(name for name in self.columns if name.casefold() not in told), *self.folders)

    @property
    def texts(self) -> dict[str, str]:
        """What folders say, as SQL."""
        return {name: folder_text(DUCKDB, name, self.root) for name in self.folders}


@dataclass(frozen=True, slots=True)
class Lines:
    """A file of a table."""

    name: str
    """As it is told."""
    path: Path
    """Where it can be read: unpacked."""
    header: Header


def as_parquet(engine: DuckEngine, location: Location, parts: Mapping[Path, Part], to: Path) -> None:
    """Write the table with its texts read; columns that are not wanted are texts, where they are asked about at all.

    Raises
    ------
    TableElsewhere
        When columns are missing, or a row or a cell cannot be read.
    """
    with _opened(location, parts, to) as files:
        alike: dict[Header, list[Path]] = {}
        for each in files:
            alike.setdefault(each.header, []).append(each.path)
        selects = [
            typed_sql(DUCKDB, _rows(paths, one), _written(one, location), _kinds(one, location), one.texts)
            for one, paths in alike.items()
        ]
        rows = " union all by name ".join(selects)
        target = DUCKDB.literal(str(to.parent.resolve() / to.name))
        try:
            # It is there for one command: what is packed loosely is there sooner.
            engine.rows(f"copy ({rows}) to {target} (format parquet, compression lz4_raw)")
        except EngineFailed as error:
            raise _fault(engine, location, files, str(error.fields["message"])) from error


@contextmanager
def _opened(location: Location, parts: Mapping[Path, Part], to: Path) -> Iterator[list[Lines]]:
    """The files with their headers. Packed ones are unpacked beside ``to`` for as long: DuckDB checks no checksum.
    Those of linked folders that hold a value are copied there, under the name by which they are linked."""
    files, unpacked = [], to.with_suffix(".unpacked")
    try:
        for path, part in parts.items():
            there = path
            linked = bool(folders_of_values([part.name])) and not str(path).endswith(part.name)
            if linked or part.name.lower().endswith(".gz"):
                there = unpacked.resolve() / part.name
                _unpack(location, path, part.name, there)
            one = replace(location, at=str(path)) if len(parts) > 1 else location
            files.append(Lines(part.name, there, _header(one, there, part)))
        yield files
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)


def _unpack(location: Location, path: Path, name: str, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        with to.open("wb") as plain, gzip.open(path) if name.lower().endswith(".gz") else path.open("rb") as packed:
            shutil.copyfileobj(packed, plain, LONGEST)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _refused(location, "csv_row", name, {"row": 1, "csv_fault": "packed"}) from error
    except OSError as error:
        reason = NO_ROOM.get(error.errno or 0)
        if reason is None:  # gone meanwhile, or not allowed
            raise _refused(location, "not_found", name, {"detail": error.strerror or str(error)}) from error
        raise StorageRefused(path=str(to.parent), reason=reason, detail=str(error)) from error


def _header(location: Location, path: Path, part: Part) -> Header:
    """The first line, by the sign that gives it the columns that are needed.

    Raises
    ------
    TableElsewhere
        When columns are missing or stand twice, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            first = codecs.getincrementaldecoder("utf-8-sig")().decode(file.read(LONGEST))
        tried = [next(csv.reader(io.StringIO(first, newline=""), delimiter=sign), []) for sign in SIGNS]
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise _refused(location, "csv_row", part.name, {"row": row, "csv_fault": "encoding"}) from error
    except (OSError, csv.Error) as error:
        raise _refused(location, "csv_row", part.name, {"row": 1, "csv_fault": "other"}) from error
    if any("\0" in cell for cell in tried[0]):
        raise _refused(location, "csv_row", part.name, {"row": 1, "csv_fault": "encoding"})
    folders = tuple(sorted(folders_of_values([part.name])))
    root = str(path).removesuffix(part.name) if folders else ""
    found = [Header(sign, _named(cells), folders, root) for sign, cells in zip(SIGNS, tried, strict=True)]
    needed = {name.casefold() for name in location.needed}
    fitting = [place for place, one in enumerate(found) if needed <= {name.casefold() for name in one.names}]
    best = max(fitting or range(len(found)), key=lambda place: len(found[place].columns))
    check_needed(location, found[best].names)
    _check_once(location, part, tried[best])
    return found[best]


def _check_once(location: Location, part: Part, cells: Sequence[str]) -> None:
    """Of two columns that are called alike nobody knows which is meant."""
    wanted = {name.casefold() for name, _ in location.columns}
    for name, n in Counter(cell.strip().casefold() for cell in cells).items():
        if n > 1 and name in wanted:
            raise _refused(location, "csv_row", part.name, {"row": 1, "csv_fault": "twice"})


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """Names of columns: each one once, whatever its case, and none without.

    >>> _named(["id 3", "id", "ID", ""])
    ('id 3', 'id', 'ID 3+', 'column 4')
    """
    taken: set[str] = set()
    found = []
    for place, cell in enumerate(cells, 1):
        name = cell.strip() or f"column {place}"
        name = f"{name} {place}" if name.casefold() in taken else name
        while name.casefold() in taken:
            name += "+"
        taken.add(name.casefold())
        found.append(name)
    return tuple(found)


def _rows(paths: Sequence[Path], header: Header) -> str:
    """The rows of files with this header, each cell a text."""
    files = DUCKDB.literals(unglobbed(path) for path in paths)
    columns = ", ".join(f"{DUCKDB.literal(name)}: 'VARCHAR'" for name in header.columns)
    return (
        f"read_csv([{files}], auto_detect = false, header = true, delim = {DUCKDB.literal(header.sign)}, quote = '\"', "
        f"escape = '\"', nullstr = {DUCKDB.literal(NEVER)}, columns = {{{columns}}}, hive_partitioning = false, "
        f"compression = 'none', filename = {DUCKDB.literal(FILE)}, max_line_size = {LINE}, buffer_size = {4 * LINE})"
    )


def _written(header: Header, location: Location) -> list[str]:
    if location.further or not location.columns:
        return list(header.names)
    wanted = {name.casefold() for name, _ in location.columns}
    return [name for name in header.names if name.casefold() in wanted]


def _kinds(header: Header, location: Location) -> dict[str, str]:
    """The type of each column that is not to stay a text."""
    wanted = {name.casefold(): kind for name, kind in location.columns}
    found = {name: wanted.get(name.casefold(), "varchar") for name in header.names}
    return {name: kind for name, kind in found.items() if kind != "varchar"}


def _fault(engine: DuckEngine, location: Location, files: Sequence[Lines], said: str) -> TableElsewhere:
    """The first line of the first file that cannot be read, and why."""
    for each in files:
        kinds = _kinds(each.header, location)
        rows, texts = _rows([each.path], each.header), each.header.texts
        try:
            found = engine.rows(unreadable_sql(DUCKDB, rows, kinds, texts)) if kinds else []
        except EngineFailed as error:
            return _broken(location, each, str(error.fields["message"]))
        for place, column, value in found:
            shown = value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…"
            line = _line(each, int(place))
            told = {"row": line, "column": column, "value": shown, "csv_value": WANTED[kinds[column]]}
            return _refused(location, "csv_cell", each.name, told)
    named = [each for each in files if str(each.path) in said]
    return _broken(location, (named or list(files))[0], said)


def _line(file: Lines, place: int) -> int:
    """The line on which a row begins, the first below the header being 1: cells may hold several, and some be blank."""
    csv.field_size_limit(LINE)
    with file.path.open(encoding="utf-8-sig", newline="") as stream:
        rows, before, seen = csv.reader(stream, delimiter=file.header.sign), 0, -1
        for row in rows:
            seen += bool(row)
            if seen == place:
                return before + 1
            before = rows.line_num
    return place + 1


def _broken(location: Location, file: Lines, said: str) -> TableElsewhere:
    """A line that is no row, in the engine's words of it; the line itself is not repeated."""
    line = re.search(r"on Line: (\d+)", said)
    why = next((reason for reason, words in BROKEN.items() if words in said), "other")
    return _refused(location, "csv_row", file.name, {"row": int(line[1]) if line else 1, "csv_fault": why})


def _refused(location: Location, reason: str, file: str, told: Mapping[str, object]) -> TableElsewhere:
    return TableElsewhere(table=location.table, at=location.at, reason=reason, file=file, **told)


__all__ = ["Copies", "as_parquet"]
