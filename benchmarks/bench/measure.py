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

from bench.job import Took, Way, WayFailed

LAUNCH = Path(__file__).parent / "launch.py"
TOOK, SAID = "took.json", "said.txt"
WORDS = 2000
"""Characters of what a failed command said that are shown."""


def run(way: Way, inputs: Path, out: Path, *, limit: float) -> Took | None:
    """What it took; nothing when it was stopped at the limit.

    Raises
    ------
    WayFailed
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    way.ready(inputs, out)
    with tempfile.TemporaryDirectory() as folder:
        answer, said = Path(folder) / "answer.json", out / SAID
        command = [sys.executable, "-I", "-S", LAUNCH, str(limit), answer, *way.command(inputs, out)]
        with said.open("wb") as stream:
            subprocess.run(list(map(str, command)), stdout=stream, stderr=stream, stdin=subprocess.DEVNULL, check=True)
        found = json.loads(answer.read_text(encoding="utf-8"))
        if found["stopped"]:
            return None
        if found["code"]:
            raise WayFailed(f"{way.name} ended with {found['code']}: {said.read_text(errors='replace')[-WORDS:]}")
    own = out / TOOK
    work = json.loads(own.read_text(encoding="utf-8")) if own.exists() else found
    return Took(work["wall"], work["cpu"], found["peak"], found["wall"])


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
