"""Parquet: the engine reads a copy under our own name, in the child.

Comes in: a Parquet file. Goes out: a clean CSV with every column as text, nested ones as JSON. It never shows the
engine a user's file name: ``[12]`` and ``*`` in it would be patterns.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from openicp.collect.readers.header import LINE, find_header
from openicp.collect.readers.output import Job, check_columns, note
from openicp.collect.readers.unreadable import Unreadable

NESTED = ("STRUCT(", "MAP(", "UNION(", "VARIANT", "JSON")


def read_parquet(path: Path, job: Job) -> None:
    """Add the file's table; rows are numbered in the order of the file."""
    copy = _copy(path, job.path("parquet"))
    connection = duckdb.connect(config={"threads": 1, "memory_limit": f"{job.limits.memory // 3}B"})
    try:
        connection.execute("set allowed_directories = [?]", [str(job.into)])
        connection.execute("set temp_directory = ?", [str(job.into)])
        connection.execute("set enable_external_access = false")
        _export(connection, copy, job)
    except duckdb.Error as error:
        raise Unreadable("damaged", detail=type(error).__name__) from error
    finally:
        connection.close()
        copy.unlink(missing_ok=True)


def _copy(path: Path, own: Path) -> Path:
    """A second name for the same file where the system allows it, else a copy."""
    try:
        os.link(path.resolve(), own)
    except OSError:
        shutil.copyfile(path, own)
    return own


def _export(connection: duckdb.DuckDBPyConnection, copy: Path, job: Job) -> None:
    described = connection.execute("describe select * from read_parquet(?)", [str(copy)]).fetchall()
    check_columns(len(described), job.limits)
    header = find_header([[str(row[0]) for row in described]])
    names = [_quoted(name) for name in header.names]
    inside = ", ".join(_quoted(f"c{index}") for index in range(len(described)))
    texts = ", ".join(
        f"{_text(_quoted(f'c{index}'), str(row[1]))} as {name}"
        for index, (row, name) in enumerate(zip(described, names, strict=True))
    )
    target = job.path()
    select = (
        f"select row_number() over () as {_quoted(LINE)}, {texts} from read_parquet({_literal(copy)}) as t({inside})"
    )
    connection.execute(
        f"copy ({select}) to {_literal(target)} (format csv, header, delimiter ',', quote '\"', escape '\"')"
    )
    rows = connection.execute("select count(*) from read_parquet(?)", [str(copy)]).fetchall()[0][0]
    notes = [] if rows else [note("header_only", "warning")]
    job.tables.append(
        {
            "sheet": "",
            "header": list(header.names),
            "rows": rows,
            "aside": 0,
            "path": target.name,
            "first_line": 0,
            "notes": notes,
        }
    )


def _text(column: str, kind: str) -> str:
    """Nested values as JSON, everything else as the engine writes it."""
    nested = kind.endswith("]") or kind.startswith(NESTED)
    return f"cast(to_json({column}) as varchar)" if nested else f"cast({column} as varchar)"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
