"""Tables where a cluster keeps them, Parquet by its address or a table of the catalog, and the files of each.

Comes in: a session and a ``Location``. Goes out: the table as Spark sees it, names, sizes and days of its files. It
reads no row: the files are asked of the storage itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openicp.engine.elsewhere import NOTES, VERSIONED, Location, Part, check_plain, is_hidden, is_path, on_disk
from openicp.errors import TableElsewhere

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

NO_FOOTER = "CANNOT_READ_FILE_FOOTER"
"""What Spark says of a file that does not end as Parquet does."""
VIEWS = ("VIEW", "TEMPORARY")
"""Kinds of tables that are made from others, which Spark does not name."""


def table_at(opened: SparkSession, location: Location) -> DataFrame:
    """The table as it lies there; nothing is read yet but what the files say of their columns.

    Raises
    ------
    TableElsewhere
        When there is none, or its files hold rows of yesterday too.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        if not is_path(location.at):
            opened.catalog.refreshTable(location.at)
            return opened.table(location.at)
        check_plain(location, _notes(opened, location))
        reader = opened.read.option("mergeSchema", value=True).option("__globPaths__", value=False)
        return reader.parquet(address(location.at))
    except (PySparkException, Py4JError) as error:
        raise _not_found(location, error) from error


def parts_at(opened: SparkSession, location: Location) -> list[Part] | None:
    """Its files, in order; ``None`` for a view, or a table that is kept in another way than as files.

    Raises
    ------
    TableElsewhere
        When there is none.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        if is_path(location.at):
            return sorted(_below(opened, location), key=lambda part: part.name)
        content = table_at(opened, location)
        if opened.catalog.getTable(location.at).tableType in VIEWS:
            return None
        files = sorted(content.inputFiles())
        return [_status(opened, file) for file in files] or None
    except (PySparkException, Py4JError) as error:
        raise _not_found(location, error) from error


def _not_found(location: Location, error: Exception) -> TableElsewhere:
    java = getattr(error, "java_exception", None)
    said = str(java.getMessage() if java is not None else error).strip().partition("\n")[0]
    if NO_FOOTER in said:
        named = re.search(r"reading file (\S+)\.\s", said)
        file = named[1].removeprefix("file:") if named else location.at
        return TableElsewhere(table=location.table, at=file, reason="damaged", detail=said[:300])
    return TableElsewhere(table=location.table, at=location.at, reason="not_found", detail=said[:300])


def address(at: str) -> str:
    """The place as Spark names it: blanks and other signs as they are."""
    path = on_disk(at)
    return at if path is None else f"file://{path.resolve()}"


def storage(opened: SparkSession, address: Any) -> tuple[Any, Any]:
    """The storage that knows an address, and the path in its words."""
    jvm: Any = opened._jvm
    path = jvm.org.apache.hadoop.fs.Path(address)
    return path.getFileSystem(opened.sparkContext._jsc.hadoopConfiguration()), path


def _notes(opened: SparkSession, location: Location) -> Iterator[str]:
    """Names below a folder that tell how it is kept; the rows are not listed."""
    jvm: Any = opened._jvm
    files, path = storage(opened, address(location.at))
    yield from (name for name in VERSIONED if files.exists(jvm.org.apache.hadoop.fs.Path(path, name)))
    inner = jvm.org.apache.hadoop.fs.Path(path, NOTES)
    if files.exists(inner):
        yield from (f"{NOTES}/{each.getPath().getName()}" for each in files.listStatus(inner))


def _below(opened: SparkSession, location: Location) -> list[Part]:
    files, path = storage(opened, address(location.at))
    whole = files.getFileStatus(path)
    root = f"{whole.getPath()}/"
    listed = files.listFiles(path, True)  # noqa: FBT003 - Java has no keywords
    found = []
    while listed.hasNext():
        status = listed.next()
        name = str(status.getPath()).removeprefix(root) if whole.isDirectory() else status.getPath().getName()
        check_plain(location, [name])
        if not any(is_hidden(each) for each in name.split("/")):
            found.append(Part(name, status.getLen(), status.getModificationTime()))
    return found


def _status(opened: SparkSession, file: str) -> Part:
    jvm: Any = opened._jvm
    files, path = storage(opened, jvm.java.net.URI(file))  # Spark lists its files with signs written as %20
    status = files.getFileStatus(path)
    return Part(file, status.getLen(), status.getModificationTime())


__all__ = ["address", "parts_at", "storage", "table_at"]
