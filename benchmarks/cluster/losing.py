"""Workers that die while they work: certainly in the middle of a task, in chosen parts of the product.

Comes in: a running cluster, the modules whose work shall be hit, in order. Goes out: the block runs on, and what was
killed is told. It never counts a worker that had nothing to do: one is paused until tasks hang on it, and then killed;
a block that ends with a module unhit is an error.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cluster.standalone import Daemon, Standalone

LOOKS_SECONDS = 0.02
SETTLES_SECONDS = 0.5
"""Until the driver has heard of every task that ended before its worker was paused."""
NOTICES_SECONDS = 60.0
"""Until the driver has to have seen that tasks were lost."""
EXECUTOR = re.compile(r"--executor-id (\d+)")


class NotLost(Exception):
    """The block was over before each of the workers had been killed, or its death was not noticed."""


@dataclass(frozen=True)
class Lost:
    """A worker that was killed."""

    worker: Daemon
    at: str
    """The function that waited for it."""
    seconds: float
    """After the block began."""
    tasks: int
    """That it was given and had not ended."""
    again: int
    """Tasks that failed because of it, which others did again."""


@dataclass
class _Watch:
    """What the watching thread looks at."""

    cluster: Standalone
    modules: Sequence[str]
    ident: int = field(default_factory=threading.get_ident)
    begun: float = field(default_factory=time.monotonic)
    ended: threading.Event = field(default_factory=threading.Event)
    lost: list[Lost] = field(default_factory=list)

    def run(self) -> None:
        """Kill one worker in each of the modules, as long as the block runs."""
        for module in self.modules:
            while not self.ended.is_set() and not self._kills(module):
                time.sleep(LOOKS_SECONDS)

    def _kills(self, module: str) -> bool:
        context = _context()
        if context is None or waiting(self.ident, module) is None:
            return False
        running = list(_executors(self.cluster))
        return bool(running) and self._killed(context, module, *running[0])

    def _killed(self, context: Any, module: str, worker: Daemon, executor: str) -> bool:
        """Pause a worker until work of the module hangs on it, then kill it; not when it is other work that hangs."""
        worker.pause()
        tasks, at = self._hanging(context, executor), waiting(self.ident, module)
        if not tasks or at is None:
            worker.resume()
            return False
        stages = [int(each) for each in context.statusTracker().getActiveStageIds()]
        before, after = failed_tasks(context, stages), time.monotonic() - self.begun
        worker.kill()
        again = _until(lambda: failed_tasks(context, stages) - before)
        self.lost.append(Lost(worker, at, after, tasks, again))
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
def losing(cluster: Standalone, *modules: str) -> Iterator[list[Lost]]:
    """While the block waits for Spark in each of the modules in turn, kill one worker; each is replaced.

    Raises
    ------
    NotLost
        When the block ended, and not every module had lost a worker.
    """
    watch = _Watch(cluster, modules)
    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch.run)
        try:
            yield watch.lost
        finally:
            watch.ended.set()
        watching.result()
    for one in watch.lost:
        print(f"killed in {one.at} after {one.seconds:.0f} s: {one.tasks} tasks open, {one.again} failed", flush=True)
    if len(watch.lost) < len(modules):
        raise NotLost(f"no worker was killed in {', '.join(modules[len(watch.lost) :])}")


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


def failed_tasks(context: Any, stages: Sequence[int]) -> int:
    """Tasks of some stages that failed, in all their attempts."""
    java = context._jvm
    store, none = context._jsc.sc().statusStore(), context._gateway.new_array(java.double, 0)
    listed = [store.stageData(stage, False, java.java.util.ArrayList(), False, none) for stage in stages]
    return sum(int(each.apply(at).numFailedTasks()) for each in listed for at in range(each.size()))


def _until(counted: Callable[[], int]) -> int:
    """The first count that is not 0."""
    until = time.monotonic() + NOTICES_SECONDS
    while time.monotonic() < until:
        if found := counted():
            return found
        time.sleep(LOOKS_SECONDS)
    raise NotLost("a worker was killed, and no task was lost with it")


def _executors(cluster: Standalone) -> Iterator[tuple[Daemon, str]]:
    for worker in cluster.workers:
        yield from ((worker, found.group(1)) for line in worker.running() if (found := EXECUTOR.search(line)))


def _context() -> Any:
    from pyspark import SparkContext

    return SparkContext._active_spark_context
