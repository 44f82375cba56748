"""What is waited for on a cluster, and what it means when it does not come.

Comes in: a question to Spark. Goes out: its answer, or an error that a person understands: Java has ended, every
worker is gone, a statement failed. It never ends work of which a worker is left, and never waits for ever.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from openicp.engine.spark.session import ENDS_SECONDS, has_ended, has_stopped, has_workers, is_local
from openicp.errors import ClusterNotReady, EngineFailed, OutputNotWritable, TableElsewhere

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Taken = TypeVar("Taken")

LOOKS_SECONDS = 1.0
RETURNS_SECONDS = 120.0
"""For a worker to come back, or another one: a process takes seconds, a machine that is rented up to two minutes."""


RESULT_SIZE = "spark.driver.maxResultSize"
"""The setting that Spark names when an answer is larger."""
SHORT_OF_MEMORY = ("Could not allocate memory", "OutOfMemoryError", "Unable to acquire", "No enough memory")
"""What Spark says where a step needs more than a worker has."""
CAUSED = "Caused by: "


@dataclass(frozen=True)
class Waiting:
    """Questions to one cluster."""

    opened: SparkSession
    master: str
    memory: str
    """What Java was given on this machine, as it is set."""
    lost: Event = field(default_factory=Event)
    """Set once every worker has been gone for too long."""

    def answer(self, select: str, act: Callable[[], Taken]) -> Taken:
        """What ``act`` returns.

        Raises
        ------
        ClusterNotReady
            When Java has ended, every worker is gone, or the master took our work away.
        EngineFailed
            When the statement cannot be answered.
        """
        import pyarrow as pa
        from py4j.protocol import Py4JError, Py4JNetworkError
        from pyspark.errors import PySparkException

        try:
            return act()
        except (Py4JNetworkError, OSError, EOFError, pa.ArrowInvalid) as error:
            raise self._told(error, ENDS_SECONDS) or _failed(select, error) from error
        except (PySparkException, Py4JError) as error:
            raise self._told(error) or _failed(select, error) from error
        except (TableElsewhere, OutputNotWritable) as error:
            if told := self._told(error):
                raise told from error
            raise

    def _told(self, error: Exception, within: float = 0.0) -> ClusterNotReady | None:
        """Why nothing at all is answered."""
        from py4j.protocol import Py4JError

        if self.lost.is_set():
            return ClusterNotReady(reason="lost", master=self.master, detail=f"{RETURNS_SECONDS:.0f}")
        if has_ended(within=within):
            return ClusterNotReady(reason="ended", master=self.master, detail=self.memory)
        if RESULT_SIZE in str(error):
            return ClusterNotReady(reason="result", master=self.master, detail=_first_line(error))
        if any(said in str(error) for said in SHORT_OF_MEMORY):
            return ClusterNotReady(reason="memory", master=self.master, detail=_first_line(error))
        with suppress(Py4JError, OSError):
            if has_stopped(self.opened.sparkContext):
                return ClusterNotReady(reason="master", master=self.master, detail=_first_line(error))
        return None


def _failed(select: str, error: Exception) -> EngineFailed:
    return EngineFailed(sql=select, message=_first_line(error))


def _first_line(error: Exception) -> str:
    """What happened: of an error in Java what it was caused by, as Java tells it last."""
    lines = str(error).strip().splitlines() or [""]
    causes = [line.partition(": ")[2] for line in lines if line.startswith(CAUSED)]
    return causes[-1] if causes else lines[0]


@contextmanager
def waiting(opened: SparkSession, master: str, memory: str) -> Iterator[Waiting]:
    """Questions to a cluster; as long as the block runs, somebody looks whether it has workers."""
    asked, ended = Waiting(opened, master, memory), Event()
    if is_local(master):
        yield asked
        return
    looking = Thread(target=_look, args=(opened.sparkContext, asked.lost, ended), name="openicp-workers", daemon=True)
    looking.start()
    try:
        yield asked
    finally:
        ended.set()
        looking.join()


def _look(context: Any, lost: Event, ended: Event) -> None:
    """End the jobs that no worker is left for; Spark would keep them until one comes."""
    from py4j.protocol import Py4JError

    since = time.monotonic()
    while not ended.wait(LOOKS_SECONDS):
        try:
            if has_workers(context) or not context.statusTracker().getActiveJobsIds():
                since = time.monotonic()
            elif time.monotonic() - since > RETURNS_SECONDS:
                lost.set()
                context.cancelAllJobs()
        except (Py4JError, OSError):  # Java has ended: whoever waits for it is told so
            return


__all__ = ["Waiting", "waiting"]
