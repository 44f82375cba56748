"""Tables that lie elsewhere and are read where they lie: what is said of one, and of which files it consists.

Comes in: a place as a person writes it. Goes out: ``Location``; the files of a place on this machine. It never opens
a file: it looks at names, sizes and days.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from openicp.errors import TableElsewhere
from openicp.sql.dialect import BYTES, Dialect
from openicp.sql.elsewhere import fitted_sql, read_sql, texts_sql

if TYPE_CHECKING:
    from openicp.engine.protocol import Engine

HERE = "file:"
VERSIONED = ("_delta_log", ".hoodie")
"""Folders of Delta and Hudi in a table of which not all files are rows of today: some were deleted or replaced."""
NOTES, NOTED = "metadata", ".metadata.json"
"""The folder in which Iceberg says the same, and how its files end; a folder of rows may be named so too."""
ENDING = ".parquet"
TEXTS = (".csv", ".csv.gz")
"""How files end whose rows are lines of text."""
ACCEPTED: dict[str, tuple[str, ...]] = {
    "varchar": ("whole", "bytes", "text"),
    "date": ("moment", "day"),
    "double": ("whole", "number"),
    "bigint": ("whole",),
    "boolean": ("yesno",),
}
"""What a column may be where another is needed; ``decimal(18,4)`` as ``double``. No text is ever read as a number.
The last is what it is called."""
KINDS: dict[str, str] = {
    **dict.fromkeys(("varchar", "string", "char", "enum"), "text"),
    **dict.fromkeys(BYTES, "bytes"),
    **dict.fromkeys(("tinyint", "smallint", "int", "integer", "bigint", "hugeint"), "whole"),
    **dict.fromkeys(("utinyint", "usmallint", "uinteger", "ubigint"), "whole"),
    **dict.fromkeys(("decimal", "float", "double"), "number"),
    "date": "day",
    **dict.fromkeys(("timestamp", "timestamp_ntz", "timestamp_ltz"), "moment"),
    **dict.fromkeys(("timestamp with time zone", "timestamp_s", "timestamp_ms", "timestamp_ns"), "moment"),
    "timestamptz_ns": "moment",
    "boolean": "yesno",
    **dict.fromkeys(("array", "list"), "list"),
    **dict.fromkeys(("struct", "map", "union", "variant"), "nested"),
}
"""Kind of a type, as DuckDB and Spark name it."""
MOST_TEXTS = 50_000
"""Of all columns of a table those that most rows have are read; the others stay as they are written."""

Text = tuple[str, str, bool]
"""What it is of, the text, and whether each row with it says beside it how it was written before it was read."""
Word = tuple[str, str, str | None, str | None]
"""What it is of, the text, what it is read as (nothing where it says nothing), and how that was written."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Columns of which each different text is read, and stands for what was read of it."""

    columns: tuple[tuple[str, str, str], ...]
    """Column, the one that keeps what was written, and the one that names what it is of: empty where it is itself."""
    among: tuple[str, ...]
    """What is read of a column that another names; beside those whose names begin with ``x_``."""
    made: tuple[str, ...]
    """Columns that ``Location.made`` reads itself: by one join, where here each would be one."""
    read: Callable[[Sequence[Text]], list[Word]]
    """The texts that are read as something else, a row for each value of one."""


Put = dict[tuple[str, str], tuple[str | None, tuple[tuple[str, str, str], ...]]]
"""By table and place: the table of words that an engine has of it, and the columns that they are in."""


@dataclass(frozen=True, slots=True)
class Location:
    """A table where it lies, and the shape in which it is wanted."""

    table: str
    at: str
    """An absolute path, an address such as ``hdfs://...``, or the name of a table of the catalog."""
    columns: tuple[tuple[str, str], ...]
    """Name and SQL type of every column; one that is not there is null, further ones are not read. None: as it lies."""
    needed: tuple[str, ...] = ()
    """Columns that have to be there."""
    made: Callable[[Dialect, str, str | None], str] | None = None
    """A SELECT over the table of this name, for what is made from it, and over its table of words where it has one."""
    texts: Texts | None = None
    """What of it is read; an engine reads the texts of a place once."""
    further: bool = False
    """Whether columns that are not wanted are asked about too, in the table as it lies."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a table."""

    name: str
    """Below the place of the table."""
    bytes: int
    modified: int
    """Milliseconds since 1970."""


def is_path(at: str) -> bool:
    """Whether a place is a file or folder, else the name of a table of the catalog.

    >>> [is_path(at) for at in ("billing.invoices", "hdfs://a/b", "/data/x", "here/x", "x.parquet", "x.csv")]
    [False, True, True, True, True, True]
    """
    return "/" in at or at.lower().endswith((ENDING, *TEXTS))


def are_texts(parts: Iterable[Part]) -> bool:
    """Whether the files of a table, of which there are some, are CSV by their names."""
    return all(part.name.lower().endswith(TEXTS) for part in parts)


def on_disk(at: str) -> Path | None:
    """The path of a place that this machine's own file system has; ``None`` for any other.

    >>> on_disk("file:///data/a%20b"), on_disk("/data/x"), on_disk("s3a://bucket/x")
    (PosixPath('/data/a b'), PosixPath('/data/x'), None)
    """
    if not is_path(at):
        return None
    if at.startswith(HERE):
        return Path(unquote(urlsplit(at).path))
    return None if "://" in at else Path(at)


def parts_on_disk(location: Location) -> dict[Path, Part]:
    """The files of a table on this machine's disks, in order; those that Spark would read too.

    Raises
    ------
    TableElsewhere
        When there are none, or it lies where only a cluster sees it.
    """
    root = on_disk(location.at)
    if root is None:
        raise TableElsewhere(table=location.table, at=location.at, reason="needs_spark")
    try:
        check_plain(location, (name for name in VERSIONED if (root / name).is_dir()))
        check_plain(location, (f"{NOTES}/{path.name}" for path in (root / NOTES).glob("*.json")))
        paths = [root] if root.is_file() else sorted(_below(root))
        found = {path.resolve(): _part(path, root) for path in paths}
    except (OSError, ValueError) as error:  # not allowed, gone meanwhile, or no path at all
        detail = getattr(error, "strerror", None) or str(error)
        raise TableElsewhere(table=location.table, at=location.at, reason="not_found", detail=detail) from error
    if not found:
        raise TableElsewhere(table=location.table, at=location.at, reason="not_found", detail="")
    return found


def check_plain(location: Location, names: Iterable[str]) -> None:
    """Refuse a folder by the names below it, where its files alone would give rows that are no longer there.

    Raises
    ------
    TableElsewhere
    """
    if any(map(_is_versioned, names)):
        raise TableElsewhere(table=location.table, at=location.at, reason="versioned")


def _is_versioned(name: str) -> bool:
    first, _, rest = name.partition("/")
    return first in VERSIONED or (first == NOTES and rest.endswith(NOTED))


def _below(root: Path) -> Iterator[Path]:
    """All files, those of linked folders too, each folder once."""
    seen = set()
    for folder, folders, files in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        folders[:] = [] if real in seen else [name for name in folders if not is_hidden(name)]
        if real not in seen:
            yield from (Path(folder, name) for name in files if not is_hidden(name))
        seen.add(real)


def is_hidden(name: str) -> bool:
    """Whether a file or folder is a note beside the data, such as ``_SUCCESS``."""
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


def _part(path: Path, root: Path) -> Part:
    state = path.stat()
    name = path.name if path == root else path.relative_to(root).as_posix()
    return Part(name, state.st_size, state.st_mtime_ns // 1_000_000)


def folders_of_values(names: Iterable[str]) -> set[str]:
    """Columns whose values stand in the names of folders.

    >>> folders_of_values(["month=2026-01/part-0.parquet"]), folders_of_values(["a/x.parquet"])
    ({'month'}, set())
    """
    return {folder.partition("=")[0] for name in names for folder in name.split("/")[:-1] if "=" in folder}


def columns_found(location: Location, found: Mapping[str, str]) -> dict[str, str]:
    """The column that is there for each that is wanted, whatever its case.

    Raises
    ------
    TableElsewhere
        When a needed one is missing, or one is of another kind than is wanted.
    """
    check_needed(location, found)
    there = {name.casefold(): name for name in found}
    chosen = {name: there[name.casefold()] for name, _ in location.columns if name.casefold() in there}
    for name, kind in location.columns:
        if name in chosen and not _fits(found[chosen[name]], kind):
            there_is, wanted = found[chosen[name]], ACCEPTED[_wide(kind)][-1]
            fields = {"column": chosen[name], "found": there_is.lower(), "column_kind": kind_of(there_is)}
            raise TableElsewhere(table=location.table, at=location.at, reason="kind", **fields, wanted=wanted)
    return chosen


def check_needed(location: Location, found: Iterable[str]) -> None:
    """Refuse a table by the names of its columns.

    Raises
    ------
    TableElsewhere
        When a needed one is missing.
    """
    there = {name.casefold() for name in found}
    missing = [name for name in location.needed if name.casefold() not in there]
    if missing:
        fields = {"columns": ", ".join(missing), "found": ", ".join(sorted(found)) or "-"}
        raise TableElsewhere(table=location.table, at=location.at, reason="columns", **fields)


def views(
    engine: Engine, name: str, location: Location, found: Mapping[str, str], put: Put
) -> Iterator[tuple[str, str]]:
    """Name and SELECT of each view that gives the table its shape; it lies as ``<name>__raw``.

    The next one may need the one before.

    Parameters
    ----------
    put
        What the engine has read of such tables.

    Raises
    ------
    TableElsewhere
        See ``columns_found``.
    """
    d = engine.dialect
    if not location.columns:
        yield name, fitted_sql(d, raw(name), (), {}, standing={}, needed=())
        return
    there = {name: (column, found[column]) for name, column in columns_found(location, found).items()}
    fitted = f"{name}__fitted" if location.made or location.texts else name
    # Who says it is the table itself, unless it names a system; a company without an id is none.
    standing = {"source": location.table}
    needed = ("account_id",) if location.table == "accounts" else ()
    yield fitted, fitted_sql(d, raw(name), location.columns, there, standing=standing, needed=needed)
    words, columns = _words(engine, fitted, location, there, put) if location.texts else (None, ())
    if location.texts:
        left = location.texts.made if location.made else ()
        read = f"{name}__read" if location.made else name
        here = [each for each in columns if each[0] not in left]
        yield read, read_sql(d, fitted, words or "", [name for name, _ in location.columns], here)
        fitted = read
    if location.made:
        yield name, location.made(d, fitted, words)


def _words(
    engine: Engine, name: str, location: Location, there: Container[str], put: Put
) -> tuple[str | None, tuple[tuple[str, str, str], ...]]:
    """The table of words that are read as something else, and the columns that have some; made once for a place."""
    assert location.texts is not None
    known = location.table, location.at
    if known not in put:
        words = f"{location.table}__words_{len(put)}"
        columns = [each for each in location.texts.columns if each[0] in there]
        found = _read(engine, name, location.texts, columns) if columns else []
        types = dict.fromkeys(("what", "text", "code", "original"), "varchar")
        if found:
            engine.put(words, dict(zip(types, map(list, zip(*found, strict=True)), strict=True)), types=types)
        read = {what for what, _, _, _ in found}
        held = tuple(each for each in columns if each[2] or each[0] in read)
        put[known] = (words, held) if found else (None, ())
    return put[known]


def _read(engine: Engine, name: str, texts: Texts, columns: Sequence[tuple[str, str, str]]) -> list[Word]:
    asked = engine.rows(texts_sql(engine.dialect, name, columns, among=texts.among, most=MOST_TEXTS))
    return texts.read([(str(what), str(text), n == given) for what, text, n, given in asked])


def raw(name: str) -> str:
    """Name of the view of a table as it lies elsewhere."""
    return f"{name}__raw"


def _fits(found: str, wanted: str) -> bool:
    return kind_of(found) in ACCEPTED[_wide(wanted)]


def _wide(wanted: str) -> str:
    return "double" if wanted.startswith("decimal") else wanted


def kind_of(found: str) -> str:
    """What a type of DuckDB or Spark holds; ``other`` where no column of ours is like it.

    >>> [kind_of(each) for each in ("DECIMAL(18,4)", "decimal(18,4)[]", "array<date>", "STRUCT(a DATE)", "TIME")]
    ['number', 'list', 'list', 'nested', 'other']
    """
    name = found.strip().lower()
    return "list" if name.endswith("]") else KINDS.get(re.split("[(<]", name, maxsplit=1)[0].strip(), "other")


__all__ = [
    "NOTES",
    "VERSIONED",
    "Location",
    "Part",
    "Put",
    "Text",
    "Texts",
    "Word",
    "are_texts",
    "check_needed",
    "check_plain",
    "columns_found",
    "folders_of_values",
    "is_hidden",
    "is_path",
    "kind_of",
    "on_disk",
    "parts_on_disk",
    "raw",
    "views",
]
