"""Parquet that the workers write where a person wants it: a path or an address of a storage.

Comes in: a session, what is to be written, a ``Location``. Goes out: a folder of files, whole or not at all, and its
number of rows. No row comes to the driver, and nothing is replaced but Parquet that the result is not read from.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from openicp.engine.elsewhere import ENDING, Location, is_hidden
from openicp.engine.spark.located import address, storage
from openicp.errors import ClusterNotReady, OutputNotWritable

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def written_at(opened: SparkSession, content: DataFrame, location: Location) -> int:
    """Write beside the place first, then put it in the place of what was there.

    Raises
    ------
    OutputNotWritable
        When what is there holds anything but Parquet, is read for the result, or the storage refuses.
    ClusterNotReady
        When some of the workers wrote where the others do not see it.
    """
    from pyspark.sql import Observation
    from pyspark.sql import functions as f

    with _refused(location):
        files, path = storage(opened, address(location.at))
        _may_replace(files, path, content, location)
        beside = path.suffix(f".{uuid.uuid4().hex}.part")
        files.mkdirs(beside)
    place, counted = str(beside.toString()), Observation()
    try:
        content.observe(counted, f.count(f.lit(1)).alias("n")).write.mode("append").parquet(place)
        rows = int(opened.read.schema(content.schema).option("__globPaths__", value=False).parquet(place).count())
        if rows != int(counted.get["n"]):
            raise ClusterNotReady(reason="folder", master=str(opened.sparkContext.master), detail=location.at)
        with _refused(location):
            _put(files, beside, path, location)
        return rows
    finally:
        _delete(files, beside)


@contextmanager
def _refused(location: Location) -> Iterator[None]:
    """What the storage says against it is about the place, not about the list."""
    from py4j.protocol import Py4JError

    try:
        yield
    except Py4JError as error:
        java = getattr(error, "java_exception", None)
        said = str(java.getMessage() if java is not None else error).strip().partition("\n")[0]
        raise OutputNotWritable(file=location.at, detail=said[:300]) from error


def _may_replace(files: Any, path: Any, content: DataFrame, location: Location) -> None:
    if not files.exists(path):
        return
    own = _plain(str(files.makeQualified(path).toUri()))
    if any(_plain(each) == own or _plain(each).startswith(f"{own}/") for each in content.inputFiles()):
        raise OutputNotWritable(file=location.at, detail="", reason="is_read")
    if files.getFileStatus(path).isDirectory() and not _is_parquet(files, path):
        raise OutputNotWritable(file=location.at, detail="", reason="holds_more")


def _is_parquet(files: Any, path: Any) -> bool:
    """Whether a folder holds nothing but Parquet and notes beside it."""
    listed = files.listFiles(path, True)  # noqa: FBT003 - Java has no keywords
    while listed.hasNext():
        name = str(listed.next().getPath().getName())
        if not (name.endswith(ENDING) or is_hidden(name)):
            return False
    return True


def _put(files: Any, made: Any, path: Any, location: Location) -> None:
    """What was there goes away when the new one is in its place, and comes back when it cannot be."""
    old = made.suffix("-old")
    kept = files.exists(path)
    if kept and not files.rename(path, old):
        raise OutputNotWritable(file=location.at, detail="rename")
    if not files.rename(made, path):
        if kept:
            files.rename(old, path)
        raise OutputNotWritable(file=location.at, detail="rename")
    if kept:
        _delete(files, old)


def _delete(files: Any, path: Any) -> None:
    files.delete(path, True)  # noqa: FBT003 - Java has no keywords


def _plain(address: str) -> str:
    """``file:///a`` and ``file:/a`` are the same."""
    return re.sub(r"^file:/+", "file:/", address)


__all__ = ["written_at"]
