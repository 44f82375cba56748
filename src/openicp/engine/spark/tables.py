"""The verbs of ``Engine`` on a Spark session: views over Parquet, tables to work with, answers as small arrays.

Comes in: SQL of the ``SPARK`` dialect, paths that driver and workers see. Goes out: arrays, rows, Parquet. A table to
work with is held by the driver while it is small and lies as Parquet in the storage of the workers when it is large,
never in a worker's memory alone: a worker that dies takes nothing with it.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.engine.csvs import Copies, as_parquet
from openicp.engine.elsewhere import Location, Part, Put, are_texts, parts_on_disk, raw, views
from openicp.engine.local import duck
from openicp.engine.spark.arrow import arrow_table, plain_columns, plain_rows
from openicp.engine.spark.located import parts_at, table_at
from openicp.engine.spark.session import forget, has_ended, session, split_for
from openicp.engine.spark.waiting import Waiting, waiting
from openicp.engine.spark.writing import written_at
from openicp.engine.telling import shares
from openicp.errors import ClusterNotReady, TableElsewhere
from openicp.sql.dialect import SPARK

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray
    from pyspark.sql import DataFrame, SparkSession

SMALL_BYTES = 32 * 1024 * 1024
"""Up to this size, as Spark estimates it from above, a table to work with is held by the driver: 0.1 s, not 1 s."""
FEW_BYTES = 8 * 1024 * 1024
"""And up to this size of all that it is made of: 31 MB of Parquet were 5 million rows, and a gigabyte of the driver."""

SMALL_PARTS_BYTES = 1024 * 1024
"""Up to this size of everything that a result is made of, the estimate is not believed: the rows are looked at."""
SMALL_ROWS = 100_000
"""Up to so many rows of small parts are held by the driver: a join of them can still be as long as it is told to be."""

MEMORY = "spark.driver.memory"

READING = "550MB"
"""What reading a CSV may hold on this machine."""


class SparkEngine:
    """An ``Engine`` on one Spark session; made by ``spark`` alone."""

    dialect = SPARK

    def __init__(self, opened: SparkSession, copies: Copies, scratch: str, asked: Waiting) -> None:
        self._session = opened
        self._copies = copies
        self._scratch = scratch
        self._waiting = asked
        self._read: Put = {}

    def load(self, name: str, *paths: Path | Location) -> None:
        """See ``Engine.load``; a path may also be a folder of Parquet files."""
        if isinstance(paths[0], Location):
            self._load_elsewhere(name, paths[0])
            return
        reader = self._session.read.option("__globPaths__", value=False)

        def read() -> DataFrame:
            # One at a time: of n paths below a folder with `[` in its name Spark reads each n times.
            first, *others = (reader.parquet(_located(path)) for path in paths if isinstance(path, Path))
            return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), others, first)

        _view(name, self._waiting.answer(f"parquet {paths}", read))

    def parts(self, location: Location) -> list[Part] | None:
        """See ``Engine.parts``."""
        return self._waiting.answer(location.at, lambda: parts_at(self._session, location))

    def load_texts(self, name: str, path: Path, columns: Sequence[str], *, held: bool = False) -> None:
        """See ``Engine.load_texts``: Parquet beside the CSV, made by the one that reads CSVs, on this machine."""
        made = path.with_name(f"{path.name}-{uuid.uuid4().hex}.parquet")
        with duck(path.parent, memory_limit=READING) as here:
            here.load_texts(name, path, columns)
            here.export(f"from {here.dialect.ident(name)}", made)
        self.load(name, made)
        if held:
            self.create(name, f"table {self.dialect.ident(name)}")

    def put(
        self,
        name: str,
        columns: Mapping[str, Sequence[Any] | NDArray[Any]],
        *,
        types: Mapping[str, str] | None = None,
    ) -> None:
        """See ``Engine.put``."""
        table, kinds = arrow_table(columns, types or {})
        casts = [
            f"{self.dialect.cast(f'c{place}', kind)} as {self.dialect.ident(key)}"
            for place, (key, kind) in enumerate(zip(columns, kinds, strict=True))
        ]
        given = self._session.createDataFrame(table).selectExpr(*casts)
        _view(name, given if table.nbytes <= FEW_BYTES else self._kept(f"put {name}", given))

    def create(self, name: str, select: str, parameters: Sequence[object] = ()) -> None:
        """See ``Engine.create``."""
        found = self._asked(select, parameters)
        rows = self._waiting.answer(select, lambda: _held(found))
        if rows is not None:
            _view(name, self._session.createDataFrame(rows, schema=found.schema))
            return
        _view(name, self._kept(select, found))

    def view(self, name: str, select: str) -> None:
        """See ``Engine.view``."""
        _view(name, self._asked(select, ()))

    def fetch(self, select: str, parameters: Sequence[object] = ()) -> dict[str, NDArray[Any]]:
        """See ``Engine.fetch``."""
        return plain_columns(self._waiting.answer(select, self._asked(select, parameters).toArrow))

    def rows(self, select: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """See ``Engine.rows``."""
        return plain_rows(self._waiting.answer(select, self._asked(select, parameters).toArrow))

    def export(self, select: str, path: Path | Location, *, ordered: bool = False) -> int:
        """See ``Engine.export``: one file where it is small, else a folder of files."""
        from pyspark.sql import Observation
        from pyspark.sql import functions as f

        found = self._asked(select, ())
        if ordered:
            found = found.orderBy(*(f.col(SPARK.ident(name)).asc_nulls_last() for name in found.columns))
        if _bytes(found) <= SMALL_BYTES or _parts_bytes(found) <= SMALL_PARTS_BYTES:
            found = found.coalesce(1)
        if isinstance(path, Location):
            return self._waiting.answer(select, lambda: written_at(self._session, found, path))
        counted = Observation()
        told = found.observe(counted, f.count(f.lit(1)).alias("n"))
        written = path.parent.resolve() / f".{path.name}.{uuid.uuid4().hex}"
        try:
            self._waiting.answer(select, lambda: told.write.parquet(_located(written)))
            return gathered(written, path, int(counted.get["n"]), str(self._session.sparkContext.master))
        finally:
            shutil.rmtree(written, ignore_errors=True)

    def watched(self, tell: Callable[[float], None]) -> AbstractContextManager[None]:
        """See ``Engine.watched``: the tasks that are done of those that are known."""
        return shares(lambda: _percent(self._session), tell)

    def drop(self, name: str) -> None:
        """See ``Engine.drop``."""
        self._session.catalog.dropTempView(name)

    def _kept(self, select: str, content: DataFrame) -> DataFrame:
        """What the workers keep in their storage, for the driver to have nothing of it."""
        path = f"{self._scratch}/{uuid.uuid4().hex}"
        self._waiting.answer(select, lambda: content.write.parquet(path))
        return self._session.read.schema(content.schema).option("__globPaths__", value=False).parquet(path)

    def _load_elsewhere(self, name: str, location: Location) -> None:
        there = location
        if location.columns and (parts := _of_texts(location)):
            made = self._copies.of(location, lambda to: _copied(location, parts, to))
            there = replace(location, at=str(made))
        content = self._waiting.answer(location.at, lambda: table_at(self._session, there))
        _view(raw(name), content)
        for each, select in views(self, name, location, dict(content.dtypes), self._read):
            self.view(each, select)

    def _asked(self, select: str, parameters: Sequence[object]) -> DataFrame:
        return self._waiting.answer(select, lambda: self._session.sql(select, args=list(parameters) or None))


def _of_texts(location: Location) -> Mapping[Path, Part]:
    """The files of a table that is CSV on this machine; none of any other."""
    with suppress(TableElsewhere):  # Spark says it in its own words
        parts = parts_on_disk(location)
        return parts if are_texts(parts.values()) else {}
    return {}


def _copied(location: Location, parts: Mapping[Path, Part], to: Path) -> None:
    with duck(to.parent, memory_limit=READING, elsewhere=[location]) as here:
        as_parquet(here, location, parts, to)


def _view(name: str, content: DataFrame) -> None:
    content.createOrReplaceTempView(SPARK.ident(name))


def _located(path: Path | Location) -> str:
    """The path as Spark names it, on a disk that driver and workers share."""
    assert isinstance(path, Path)
    return f"file://{path.resolve()}"


def _percent(opened: SparkSession) -> float:
    """How many of the tasks that are known are done; below 0 where none is known."""
    tracker = opened.sparkContext.statusTracker()
    stages = [tracker.getStageInfo(each) for each in tracker.getActiveStageIds()]
    known = [stage for stage in stages if stage]
    every = sum(stage.numTasks for stage in known)
    return 100 * sum(stage.numCompletedTasks for stage in known) / every if every else -1.0


def _held(found: DataFrame) -> pa.Table | None:
    """All rows of a result that may be held here; ``None`` of one that is too large.

    Its size is estimated from above, and that of a join is the product of its parts: 20 dictionaries of a few words
    each are told to be endless. So where all parts are small, one row more than may be held is asked for.
    """
    size, parts = _bytes(found), _parts_bytes(found)
    if size <= SMALL_BYTES and parts <= FEW_BYTES:
        return found.toArrow()
    if parts > SMALL_PARTS_BYTES:
        return None
    rows = found.limit(SMALL_ROWS + 1).toArrow()
    return rows if rows.num_rows <= SMALL_ROWS else None


def _bytes(found: DataFrame) -> int:
    return int(str(found._jdf.queryExecution().optimizedPlan().stats().sizeInBytes()))


def _parts_bytes(found: DataFrame) -> int:
    leaves, total = found._jdf.queryExecution().optimizedPlan().collectLeaves().iterator(), 0
    while leaves.hasNext():
        total += int(str(leaves.next().stats().sizeInBytes()))
    return total


def gathered(written: Path, path: Path, rows: int, master: str) -> int:
    """Put what the workers wrote in its place: a file where it is one, else a folder; its rows.

    Parameters
    ----------
    rows
        How many the workers say they wrote.

    Raises
    ------
    ClusterNotReady
        When some of them wrote where this machine does not see it: a worker on this machine is seen, others are not.
    """
    import pyarrow.parquet as pq

    parts = sorted(written.glob("part-*.parquet"))
    if not parts or sum(int(pq.read_metadata(part).num_rows) for part in parts) != rows:
        raise ClusterNotReady(reason="folder", master=master, detail=str(path.parent))
    if len(parts) == 1:
        parts[0].replace(path)
        return rows
    path.mkdir()
    for place, part in enumerate(parts):
        part.replace(path / f"part-{place:05d}.parquet")
    return rows


@contextmanager
def spark(
    folder: Path,
    *,
    master: str,
    settings: Mapping[str, str] | None = None,
    scratch: str | None = None,
) -> Iterator[SparkEngine]:
    """Open an engine on a master; its tables are its own and gone with it.

    Parameters
    ----------
    folder
        An existing folder; large tables to work with lie in a folder of their own inside.
    master
        ``local[*]``, ``spark://host:7077``, ``yarn``, ``k8s://...``.
    settings
        A person's own, such as ``spark.executor.memory``.
    scratch
        Where the workers keep large tables to work with, when they do not see ``folder``: ``hdfs:///tmp/openicp``.

    Raises
    ------
    ExtraMissing, ClusterNotReady
    """
    started = session(master, settings or {})
    opened = started.newSession()
    split_for(started, opened, settings or {})
    place = f"{scratch or _located(folder)}/spark-{uuid.uuid4().hex}"
    memory = f"{MEMORY}: {(settings or {}).get(MEMORY, '1g')}"
    try:
        with waiting(opened, master, memory) as asked:
            yield SparkEngine(opened, Copies(folder), place, asked)
    finally:
        if has_ended():  # then a folder on this machine is all that can be tidied up
            shutil.rmtree(place.removeprefix("file://"), ignore_errors=True)
            forget()
        else:
            _tidied(opened, place)


def _tidied(opened: SparkSession, place: str) -> None:
    """No worker is needed for it: ``listTables`` of pyspark is a job of its own."""
    views = opened._jsparkSession.sessionState().catalog().listLocalTempViews("*")
    for name in [str(views.apply(at).table()) for at in range(views.size())]:
        opened.catalog.dropTempView(name)
    _remove(opened, place)


def _remove(opened: SparkSession, place: str) -> None:
    """Remove a folder wherever it is: also one on a storage that only Spark knows."""
    jvm: Any = opened._jvm
    path = jvm.org.apache.hadoop.fs.Path(place)
    path.getFileSystem(opened.sparkContext._jsc.hadoopConfiguration()).delete(
        path,
        True,  # noqa: FBT003 - Java has no keywords
    )


__all__ = ["SparkEngine", "gathered", "spark"]
