"""Workers that die while they work: certainly in the middle of a task, in a chosen part of the product.

Comes in: a running cluster, the module whose work shall be hit. Goes out: the block runs on, and what was killed is
told. It never counts a worker that had nothing to do: one is paused until tasks hang on it, and then killed.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cluster.standalone import Daemon, Standalone

LOOKS_SECONDS = 0.02
SETTLES_SECONDS = 0.5
"""Until the driver has heard of every task that ended before its worker was paused."""
EXECUTOR = re.compile(r"--executor-id (\d+)")


@dataclass(frozen=True)
class Lost:
    """A worker that was killed."""

    worker: Daemon
    executor: str
    at: str
    """The function that waited for it."""
    tasks: int
    """That it was given and had not ended."""


@dataclass
class _Watch:
    """What the watching thread looks at."""

    cluster: Standalone
    module: str
    after: Sequence[int]
    ident: int = field(default_factory=threading.get_ident)
    ended: threading.Event = field(default_factory=threading.Event)
    lost: list[Lost] = field(default_factory=list)
    stages: set[int] = field(default_factory=set)

    def run(self) -> None:
        """Kill one worker for each of ``after``, as long as the block runs."""
        for wanted in self.after:
            while not self.ended.is_set() and not self._kills(wanted):
                time.sleep(LOOKS_SECONDS)

    def _kills(self, wanted: int) -> bool:
        context = _context()
        if context is None or waiting(self.ident, self.module) is None:
            return False
        self.stages.update(context.statusTracker().getActiveStageIds())
        running = list(_executors(self.cluster)) if len(self.stages) > wanted else []
        return bool(running) and self._killed(context, *running[0])

    def _killed(self, context: Any, worker: Daemon, executor: str) -> bool:
        """Pause a worker until work of the module hangs on it, then kill it; not when it is other work that hangs."""
        worker.pause()
        tasks, at = self._hanging(context, executor), waiting(self.ident, self.module)
        if not tasks or at is None:
            worker.resume()
            return False
        worker.kill()
        self.lost.append(Lost(worker, executor, at, tasks))
        self.cluster.add_worker()
        return True

    def _hanging(self, context: Any, executor: str) -> int:
        """Tasks that a paused executor holds for longer than an answer that was under way would take."""
        since = time.monotonic()
        while not self.ended.is_set():
            tasks = open_tasks(context).get(executor, 0)
            if not tasks:
                since = time.monotonic()
            elif time.monotonic() - since > SETTLES_SECONDS:
                return tasks
            time.sleep(LOOKS_SECONDS)
        return 0


@contextmanager
def losing(cluster: Standalone, module: str, *, after: Sequence[int] = (0,)) -> Iterator[list[Lost]]:
    """While the block waits for Spark in ``module``, kill one worker for each number of stages; each is replaced.

    Parameters
    ----------
    after
        How many stages of that module are seen before a worker is killed, in order.
    """
    watch = _Watch(cluster, module, after)
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        yield watch.lost
    finally:
        watch.ended.set()
        thread.join()
        for one in watch.lost:
            again = failed_tasks(one.executor)
            print(f"killed in {one.at}: {one.tasks} tasks open, {again} done again", flush=True)


def waiting(ident: int, module: str) -> str | None:
    """The innermost function of a module in which a thread is now."""
    frame = sys._current_frames().get(ident)
    while frame is not None:
        name = str(frame.f_globals.get("__name__"))
        if name == module or name.startswith(module + "."):
            return f"{name}.{frame.f_code.co_name}"
        frame = frame.f_back
    return None


def open_tasks(context: Any) -> dict[str, int]:
    """Executors with tasks that have not ended, as the driver knows them."""
    listed = context._jsc.sc().statusStore().executorList(True)
    executors = [listed.apply(at) for at in range(listed.size())]
    return {str(one.id()): int(one.activeTasks()) for one in executors if one.activeTasks() and one.id() != "driver"}


def failed_tasks(executor: str) -> int:
    """Tasks that ended because this executor was lost."""
    listed = _context()._jsc.sc().statusStore().executorList(False)
    every = [listed.apply(at) for at in range(listed.size())]
    return sum(int(one.failedTasks()) for one in every if str(one.id()) == executor)


def _executors(cluster: Standalone) -> Iterator[tuple[Daemon, str]]:
    for worker in cluster.workers:
        yield from ((worker, found.group(1)) for line in worker.running() if (found := EXECUTOR.search(line)))


def _context() -> Any:
    from pyspark import SparkContext

    return SparkContext._active_spark_context
