"""Parquet: the engine reads a copy under our own name, in the child.

Comes in: a Parquet file. Goes out: a clean CSV with every column as text, nested ones as JSON. It never shows the
engine a user's file name: ``[12]`` and ``*`` in it would be patterns.
"""

from __future__ import annotations

from pathlib import Path

from openicp.collect.readers.header import LINE, find_header
from openicp.collect.readers.looks import linked
from openicp.collect.readers.output import Job, check_columns, note
from openicp.collect.readers.unreadable import Unreadable
from openicp.engine import Engine, duck
from openicp.errors import EngineFailed
from openicp.sql.dialect import Dialect
from openicp.sql.words import as_text

CSV = "format csv, header, delimiter ',', quote '\"', escape '\"'"


def read_parquet(path: Path, job: Job) -> None:
    """Add the file's table; rows are numbered in the order of the file."""
    copy = linked(path, job.path("parquet"))
    try:
        with duck(job.into, memory_limit=f"{job.limits.memory // 3}B", threads=1) as engine:
            engine.load("source", copy)
            _export(engine, job)
    except EngineFailed as error:
        raise Unreadable("damaged", detail=str(error.fields["message"])[:200]) from error
    finally:
        copy.unlink(missing_ok=True)


def _export(engine: Engine, job: Job) -> None:
    described = engine.rows("describe source")
    check_columns(len(described), job.limits)
    header = find_header([[str(row[0]) for row in described]])
    target = job.path()
    select = _as_texts(engine.dialect, [(str(row[0]), str(row[1])) for row in described], header.names)
    [(rows,)] = engine.rows(f"copy ({select}) to {engine.dialect.literal(str(target))} ({CSV})")
    job.tables.append(
        {
            "sheet": job.named(""),
            "header": list(header.names),
            "rows": rows,
            "aside": 0,
            "path": target.name,
            "first_line": 0,
            "notes": [] if rows else [note("header_only", "warning")],
        }
    )


def _as_texts(dialect: Dialect, columns: list[tuple[str, str]], names: tuple[str, ...]) -> str:
    """The number of the row, then every column as text under its unique name."""
    inside = [dialect.ident(f"c{place}") for place in range(len(columns))]
    texts = ", ".join(
        f"{as_text(dialect, column, kind)} as {dialect.ident(name)}"
        for column, (_, kind), name in zip(inside, columns, names, strict=True)
    )
    line = f"row_number() over () as {dialect.ident(LINE)}"
    return f"select {line}, {texts} from source as t({', '.join(inside)})"
