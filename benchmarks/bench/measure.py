"""Runs one way of a job in a process of its own and says what it took.

Comes in: a way, its folders, a limit. Goes out: ``Took``, or why there is none. Programs of ours that time their own
work leave it in ``took.json``; else the whole process counts. What it printed is in ``said.txt``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.job import Stopped, Took, Way, WayFailed

LAUNCH = Path(__file__).parent / "launch.py"
TOOK, SAID, FAULTS = "took.json", "said.txt", "faults.txt"
MOST = 1e12
WORDS = 2000
"""Characters of what a failed command said that are shown."""


def run(way: Way, inputs: Path, out: Path, *, limit: float, memory: float = MOST) -> Took:
    """What it took.

    Parameters
    ----------
    limit
        Seconds after which it is stopped.
    memory
        Bytes at which it is stopped.

    Raises
    ------
    Stopped, WayFailed
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    way.ready(inputs, out)
    said, faults = out / SAID, out / FAULTS
    with tempfile.TemporaryDirectory() as folder, said.open("wb") as stdout, faults.open("wb") as stderr:
        answer = Path(folder) / "answer.json"
        command = [sys.executable, "-I", "-S", LAUNCH, str(limit), str(memory / 1e6), answer, *way.command(inputs, out)]
        subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, check=True)
        found = json.loads(answer.read_text(encoding="utf-8"))
    if found["stopped"]:
        raise Stopped(found["stopped"])
    if found["code"]:
        words = "".join(path.read_text(encoding="utf-8", errors="replace") for path in (faults, said))
        print(f"{way.name}: {words[-WORDS:]}", file=sys.stderr, flush=True)
        raise WayFailed(f"{way.name} ended with {found['code']}")
    work = found | _told(way, out)
    return Took(work["wall"], work["cpu"], found["peak"], found["wall"])


def _told(way: Way, out: Path) -> dict[str, float]:
    """What the program itself says of its work; nothing where the whole process counts."""
    if way.tells:
        said = json.loads((out / SAID).read_text(encoding="utf-8"))
        return {"wall": said["wall"], "cpu": said["seconds"]}
    own = out / TOOK
    return dict(json.loads(own.read_text(encoding="utf-8"))) if own.exists() else {}


@contextmanager
def timed(out: Path) -> Iterator[None]:
    """Used by the programs: the seconds of their work without start and imports, into ``took.json``."""
    began, used = time.perf_counter(), _cpu()
    yield
    took = {"wall": time.perf_counter() - began, "cpu": _cpu() - used}
    (out / TOOK).write_text(json.dumps(took), encoding="utf-8")


def _cpu() -> float:
    """Processor seconds of this process and those it started and waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
