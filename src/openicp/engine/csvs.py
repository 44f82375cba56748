"""Tables of CSV that lie elsewhere, made into Parquet for as long as a command runs.

Comes in: an engine that may read the files, and the shape that is wanted. Goes out: one Parquet file. It guesses
nothing: a text is read in one way or the file is refused, with the row.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openicp.engine.clean import unglobbed
from openicp.engine.elsewhere import Location, Part, check_needed, folders_of_values
from openicp.errors import EngineFailed, TableElsewhere
from openicp.sql.dialect import DUCKDB
from openicp.sql.lines import typed_sql, unreadable_sql

if TYPE_CHECKING:
    from openicp.engine.local import DuckEngine

SIGNS = (",", ";", "\t", "|")
"""What may stand between two cells: the one by which the header has the columns that are needed."""
LONGEST = 1_000_000
"""Bytes of a header."""
UNKNOWN = ("", "NULL", r"\N")
"""How databases write that nothing is known."""
SHOWN = 40
"""Characters of a cell that cannot be read."""
TOLD = "accounts"
"""The table of which is told what is not read."""
WANTED = {"date": "day", "double": "number", "decimal(18,4)": "number", "bigint": "whole", "boolean": "yesno"}
"""What a text has to be where a type is wanted."""
BROKEN = {"cells": "Expected Number of Columns", "quote": "unterminated quote", "encoding": "nicode"}
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
    """The first line of a file."""

    sign: str
    """What stands between two cells."""
    columns: tuple[str, ...]
    folders: tuple[str, ...]
    """Columns whose values stand in the names of the folders above."""

    @property
    def names(self) -> tuple[str, ...]:
        """All columns."""
        return self.columns + self.folders


def as_parquet(engine: DuckEngine, location: Location, parts: Mapping[Path, Part], to: Path) -> None:
    """Write the table with its texts read; of ``TOLD`` the columns that are not wanted as texts.

    Raises
    ------
    TableElsewhere
        When columns are missing, or a row or a cell cannot be read.
    """
    headers = {path: _header(path, part, location) for path, part in parts.items()}
    alike: dict[Header, list[Path]] = {}
    for path, header in headers.items():
        alike.setdefault(header, []).append(path)
    rows = [
        typed_sql(DUCKDB, _rows(paths, one), _written(one, location), _kinds(one, location))
        for one, paths in alike.items()
    ]
    target = DUCKDB.literal(str(to.parent.resolve() / to.name))
    try:
        # It is there for one command: what is packed loosely is there sooner.
        engine.rows(f"copy ({' union all by name '.join(rows)}) to {target} (format parquet, compression lz4_raw)")
    except EngineFailed as error:
        raise _fault(engine, location, headers, str(error.fields["message"])) from error


def _header(path: Path, part: Part, location: Location) -> Header:
    folders = folders_of_values([part.name])
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            first = io.TextIOWrapper(io.BytesIO(file.readline(LONGEST)), encoding="utf-8-sig", newline="").read()
        tried = [_split(first, sign, folders) for sign in SIGNS]
    except (OSError, EOFError, ValueError, csv.Error) as error:
        why = "encoding" if isinstance(error, UnicodeDecodeError) else "other"
        raise _refused(location, "csv_row", path, {"row": 1, "csv_fault": why}) from error
    needed = {name.casefold() for name in location.needed}
    fitting = [each for each in tried if needed <= {name.casefold() for name in each.names}]
    best = max(fitting or tried, key=lambda each: len(each.columns))
    check_needed(location, best.names)
    return best


def _split(first: str, sign: str, folders: set[str]) -> Header:
    columns = _named(next(csv.reader([first], delimiter=sign), []))
    there = {name.casefold() for name in columns}
    return Header(sign, columns, tuple(sorted(name for name in folders if name.casefold() not in there)))


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """Names of columns: each one once, whatever its case, and none without.

    >>> _named(["id", "ID", ""])
    ('id', 'ID 2', 'column 3')
    """
    found: dict[str, str] = {}
    for place, cell in enumerate(cells, 1):
        name = cell.replace("\0", "").strip() or f"column {place}"
        if name.casefold() in found:
            name = f"{name} {place}"
        found[name.casefold()] = name
    return tuple(found.values())


def _rows(paths: Sequence[Path], header: Header) -> str:
    """The rows of files with this header, each cell a text."""
    files = DUCKDB.literals(unglobbed(path) for path in paths)
    columns = ", ".join(f"{DUCKDB.literal(name)}: 'VARCHAR'" for name in header.columns)
    return (
        f"read_csv([{files}], auto_detect = false, header = true, delim = {DUCKDB.literal(header.sign)}, quote = '\"', "
        f"escape = '\"', nullstr = [{DUCKDB.literals(UNKNOWN)}], columns = {{{columns}}}, "
        f"hive_partitioning = {str(bool(header.folders)).lower()}, hive_types_autocast = false)"
    )


def _written(header: Header, location: Location) -> list[str]:
    if location.table == TOLD or not location.columns:
        return list(header.names)
    wanted = {name.casefold() for name, _ in location.columns}
    return [name for name in header.names if name.casefold() in wanted]


def _kinds(header: Header, location: Location) -> dict[str, str]:
    """The type of each column that is not to stay a text."""
    wanted = {name.casefold(): kind for name, kind in location.columns}
    found = {name: wanted.get(name.casefold(), "varchar") for name in header.names}
    return {name: kind for name, kind in found.items() if kind != "varchar"}


def _fault(engine: DuckEngine, location: Location, headers: Mapping[Path, Header], said: str) -> TableElsewhere:
    """The first row of the first file that cannot be read, and why."""
    for path, header in headers.items():
        kinds = _kinds(header, location)
        try:
            found = engine.rows(unreadable_sql(DUCKDB, _rows([path], header), kinds)) if kinds else []
        except EngineFailed as error:
            return _broken(location, path, str(error.fields["message"]))
        for row, column, value in found:
            shown = value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…"
            told = {"row": int(row) + 1, "column": column, "value": shown, "csv_value": WANTED[kinds[column]]}
            return _refused(location, "csv_cell", path, told)
    named = [path for path in headers if str(path) in said]
    return _broken(location, (named or list(headers))[0], said)


def _broken(location: Location, path: Path, said: str) -> TableElsewhere:
    """A line that is no row, in the engine's words of it; the line itself is not repeated."""
    line = re.search(r"on Line: (\d+)", said)
    why = next((reason for reason, words in BROKEN.items() if words in said), "other")
    return _refused(location, "csv_row", path, {"row": int(line[1]) if line else 1, "csv_fault": why})


def _refused(location: Location, reason: str, path: Path, told: Mapping[str, object]) -> TableElsewhere:
    return TableElsewhere(table=location.table, at=location.at, reason=reason, file=path.name, **told)


__all__ = ["Copies", "as_parquet"]
