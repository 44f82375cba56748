"""One Spark session of this process: started when first asked for, quiet, the same settings wherever it runs.

Comes in: a master and a person's own settings. Goes out: a ``SparkSession`` with workers that answer. It never leaves a
log behind, and says in one sentence what is missing: the library, Java, the master or its workers.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from subprocess import TimeoutExpired
from typing import IO, TYPE_CHECKING, Any

from openicp.errors import ClusterNotReady, ExtraMissing

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

WAIT_SECONDS = 60.0
"""For the first worker, before a person is told that there is none."""
ENDS_SECONDS = 5.0
"""Until a Java whose connection broke has ended, if it is that."""
HERE = ("127.0.0.1", "localhost", "[::1]")

SAME = {
    "spark.app.name": "openicp",
    "spark.log.level": "ERROR",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parquet.compression.codec": "zstd",
    # Days before 1582 mean what they say, as in every other engine.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""What results depend on, and what keeps it quiet; a person's own settings may not change it."""
OPTIONS, ENDS = "spark.driver.extraJavaOptions", "-XX:+ExitOnOutOfMemoryError"
"""Without memory Java would keep a query waiting for ever: it ends, and that is told."""
WAREHOUSE = "spark.sql.warehouse.dir"
SPLIT, GROWS = "spark.sql.shuffle.partitions", "spark.dynamicAllocation.enabled"


def session(master: str, settings: Mapping[str, str]) -> SparkSession:
    """The session on a master; the one before is stopped when it was on another, or set otherwise.

    Raises
    ------
    ExtraMissing
        Without the libraries.
    ClusterNotReady
        Without Java, a master that answers, or workers.
    """
    missing = next((name for name in ("pyspark", "pyarrow") if not find_spec(name)), None)
    if missing:
        raise ExtraMissing(extra="spark", library=missing)
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession as Session

    wanted = _settings(master, settings)
    running = SparkContext._active_spark_context
    if running is not None:
        # Spark puts options of its own before those of Java.
        given = {name: str(running.getConf().get(name)) for name in wanted}
        given[OPTIONS] = wanted[OPTIONS] if given[OPTIONS].endswith(wanted[OPTIONS]) else given[OPTIONS]
        same = given == wanted
        if same and not has_stopped(running):
            found = Session(running)
            _wait_for_workers(found, master)
            return found
        running.stop()
    _quiet()
    return _started(SparkConf().setAll(list(wanted.items())), master)


def split_for(started: SparkSession, opened: SparkSession, settings: Mapping[str, str]) -> None:
    """Two parts for each core of a cluster of fixed size, unless a person says otherwise.

    The default is 200, for clusters of many cores: each part is a task to be sent and reported. A cluster that grows
    with its work keeps it: its first cores say nothing of the later ones.
    """
    if str(started.sparkContext.master).startswith("spark://") and SPLIT not in settings and GROWS not in settings:
        opened.conf.set(SPLIT, str(2 * started.sparkContext.defaultParallelism))


def has_ended(*, within: float = 0.0) -> bool:
    """Whether the Java of this process is there no more, or will not be in a moment."""
    from pyspark import SparkContext

    java = getattr(SparkContext._gateway, "proc", None)
    try:
        return java is not None and java.wait(within) is not None
    except TimeoutExpired:
        return False


def has_stopped(context: SparkContext) -> bool:
    """Whether Spark has given up: its master took our work away, or never answered."""
    return bool(context._jsc.sc().isStopped())


def forget() -> None:
    """Let the next session start a Java of its own, where the one there was has ended."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession as Session

    for holder, name in ((SparkContext, "_active_spark_context"), (SparkContext, "_gateway"), (SparkContext, "_jvm")):
        setattr(holder, name, None)
    Session._instantiatedSession = None


def is_local(master: str) -> bool:
    """Whether a master is this very process."""
    return master.startswith("local")


def _settings(master: str, own: Mapping[str, str]) -> dict[str, str]:
    wanted = {"spark.master": master, **own, **SAME, OPTIONS: f"{own.get(OPTIONS, '')} {ENDS}".strip()}
    if is_local(master) or any(f"//{name}:" in master for name in HERE):
        # Nothing listens on the network when everything is on this machine.
        wanted = {"spark.driver.bindAddress": HERE[0], "spark.driver.host": HERE[0], **wanted}
    if is_local(master):
        # 200 parts, the default, are for clusters: a small grouping took 3 times as long.
        wanted = {SPLIT: str(2 * (os.cpu_count() or 1)), **wanted}
    return wanted


@lru_cache(maxsize=1)
def _warehouse() -> str:
    """A folder for tables without a place, of which we make none: Spark would begin one where a person stands."""
    folder = tempfile.mkdtemp(prefix="openicp-spark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder).as_uri()


def _started(conf: Any, master: str) -> SparkSession:
    """A session whose Java writes to a file that is gone with the process, not among a person's lines."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession as Session

    with tempfile.TemporaryFile() as log:
        gateway = _gateway(conf, master, log)
        if not conf.contains(WAREHOUSE) and not gateway.jvm.org.apache.spark.SparkConf().contains(WAREHOUSE):
            conf.set(WAREHOUSE, _warehouse())
        try:
            # A context on a master that does not answer is made, and stops a moment later, in whatever is asked next.
            started = Session(SparkContext(conf=conf, gateway=gateway))
            _wait_for_workers(started, master)
        except ClusterNotReady:
            raise
        except Exception as error:
            raise ClusterNotReady(reason="master", master=master, detail=_said(log, error)) from error
        return started


def _gateway(conf: Any, master: str, log: IO[bytes]) -> Any:
    """The way to Java; pyspark keeps the first one of a process for good."""
    from pyspark import SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        raise ClusterNotReady(reason="java", master=master, detail="")
    try:
        return SparkContext._gateway or launch_gateway(conf, popen_kwargs={"stderr": log})
    except (OSError, PySparkRuntimeError) as error:
        raise ClusterNotReady(reason="start", master=master, detail=_first(log) or str(error)[:300]) from error


def _first(log: IO[bytes]) -> str:
    """The first line in which Java complains; those that follow say only that it ends."""
    log.seek(0)
    lines = (line.strip() for line in log.read().decode(errors="replace").splitlines())
    return next((line[:300] for line in lines if line and not line.startswith("WARNING")), "")


def _said(log: IO[bytes], error: Exception) -> str:
    """The last line in which Java says why, else the error's own."""
    log.seek(0)
    lines = [line for line in log.read().decode(errors="replace").splitlines() if " ERROR " in line]
    text = lines[-1].partition(" ERROR ")[2] if lines else str(error).strip().partition("\n")[0]
    return text[:300]


def has_workers(context: SparkContext) -> bool:
    """Whether a worker works for us."""
    return bool(context._jsc.sc().getExecutorMemoryStatus().size() > 1)  # the first is the driver itself


def _wait_for_workers(started: SparkSession, master: str) -> None:
    """A master without workers would keep a query waiting until it has some."""
    if is_local(master):
        return
    if started.sparkContext.getConf().get(GROWS) == "true":
        started.sparkContext._jsc.sc().requestExecutors(1)  # there may be none until one is asked for
    until = time.monotonic() + WAIT_SECONDS
    while not has_workers(started.sparkContext):
        if time.monotonic() > until:
            started.stop()
            raise ClusterNotReady(reason="workers", master=master, detail="")
        time.sleep(0.1)


def _quiet() -> None:
    """pyspark prints every error with its Java stack; ours are one sentence."""
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)


__all__ = ["ENDS_SECONDS", "forget", "has_ended", "has_stopped", "has_workers", "is_local", "session", "split_for"]
