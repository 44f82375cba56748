"""A master and workers of the installed Spark, on this machine's loopback alone, for as long as a block runs.

Comes in: how many workers, their cores and memory, a folder. Goes out: the address of the master, and a way to kill a
worker with all that it runs. It never listens on a network, and stops what it started by process id, also on failure.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"
STARTS_SECONDS = 180.0
"""Java takes 3 s on an idle machine and half a minute where every core is taken."""
STOPS_SECONDS = 20.0
MASTER = re.compile(r"Starting Spark master at (spark://\S+)")
REGISTERED = "Successfully registered with master"


class NotStarted(Exception):
    """A master or worker ended, or did not answer in time; its log says why."""


@dataclass(frozen=True)
class Daemon:
    """A Java process of the cluster, the first of a process group of its own: what it starts dies with it."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        """What it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def running(self) -> list[str]:
        """Command lines of the group: the daemon and, for a worker, its executors."""
        return [line for pid, line in _commands() if _group(pid) == self.process.pid]

    def kill(self) -> None:
        """As a machine that loses its power: nothing is told to anybody."""
        self._signal(signal.SIGKILL)
        self.process.wait()

    def pause(self) -> None:
        """It stands still and keeps what it holds; nothing is told to anybody."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """It goes on where it stood still."""
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        """Ask, then insist."""
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOPS_SECONDS)
        self.kill()

    def _signal(self, sign: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign)


@dataclass(frozen=True)
class Standalone:
    """A running cluster."""

    master: str
    """``spark://127.0.0.1:PORT``."""
    folder: Path
    cores: int
    memory: str
    starter: ThreadPoolExecutor
    """The one thread that starts every daemon: ``setpriv`` ends them with the thread that started them, not with us."""
    daemons: list[Daemon] = field(default_factory=list)
    """The master, then the workers in the order of their start."""

    @property
    def workers(self) -> Sequence[Daemon]:
        """Those that were started, also killed ones."""
        return self.daemons[1:]

    def add_worker(self) -> Daemon:
        """One more worker; it takes work as soon as a session asks for executors."""
        place = self.folder / f"worker-{len(self.daemons)}"
        what = ["worker.Worker", "-c", str(self.cores), "-m", self.memory, "-d", str(place), self.master]
        worker = self.starter.submit(_started, what, self.folder, place.name).result()
        self.daemons.append(worker)
        return worker

    def executors(self) -> list[Daemon]:
        """Workers that run an executor now."""
        return [each for each in self.workers if any("ExecutorBackend" in line for line in each.running())]


@contextmanager
def standalone(folder: Path, *, workers: int = 2, cores: int = 1, memory: str = "1500m") -> Iterator[Standalone]:
    """A cluster that is there inside the block and gone after it.

    Parameters
    ----------
    folder
        An existing folder for logs, the workers' folders and what they shuffle.
    cores, memory
        Of each worker.

    Raises
    ------
    NotStarted
        Without pyspark or Java, or when a process ends before it is ready.
    """
    inside = folder.resolve(strict=True)
    with ThreadPoolExecutor(1) as starter:
        first = starter.submit(_started, ["master.Master"], inside, "master").result()
        cluster = Standalone("", inside, cores, memory, starter, [first])
        try:
            cluster = replace(cluster, master=_wait(first, MASTER))
            for _ in range(workers):
                cluster.add_worker()
            for worker in cluster.workers:
                _wait(worker, re.compile(f"({REGISTERED})"))
            yield cluster
        finally:
            for daemon in reversed(cluster.daemons):
                daemon.stop()


def _started(what: Sequence[str], folder: Path, name: str) -> Daemon:
    """A daemon on the loopback, every port chosen by the system where it is free."""
    log = folder / f"{name}.log"
    command = ["bash", str(_home() / "bin" / "spark-class"), f"org.apache.spark.deploy.{what[0]}"]
    options = ["--host", HOST, "--port", "0", "--webui-port", "0"]
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*_dies_with_us(), *command, *options, *what[1:]],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            env=_environment(folder),
            cwd=folder,
            start_new_session=True,
        )
    return Daemon(process, log)


def _home() -> Path:
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise NotStarted("pyspark is not installed: pip install 'openicp[spark]'")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise NotStarted("Java is not installed: 17 or later is needed")
    return Path(found.origin).parent


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_"))}
    return kept | {
        "SPARK_HOME": str(_home()),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_NO_DAEMONIZE": "1",
    }


def _dies_with_us() -> list[str]:
    """Where Linux offers it, a daemon is ended also when we are killed without a chance to end it ourselves."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "TERM", "--"] if found else []


def _wait(daemon: Daemon, said: re.Pattern[str]) -> str:
    until = time.monotonic() + STARTS_SECONDS
    while (found := said.search(daemon.said())) is None:
        if daemon.process.poll() is not None or time.monotonic() > until:
            raise NotStarted(f"{daemon.log.stem}: {daemon.said()[-2000:]}")
        time.sleep(0.1)
    return found.group(1)


def _commands() -> Iterator[tuple[int, str]]:
    """Process ids of this machine with their command lines; not those that have ended and wait to be noticed.

    Lines are asked for whole (``-ww``): once ``readline`` is imported, as by pytest, every child is told of a terminal
    80 wide, at which ``ps`` cuts the command of a Java process long before it says what it runs.
    """
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        pid, _, command = line.strip().partition(" ")
        if not command.endswith("<defunct>"):
            yield int(pid), command


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return -1
