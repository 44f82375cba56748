"""Runs a job at each of its sizes: the ways in turn, round after round, their results compared each time.

Comes in: a job and the sizes asked for. Goes out: plain data, one entry a size. A size that does not fit is skipped
with the reason; results that differ end everything.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import measure
from bench.job import Job, OutputsDiffer, Stopped, Took, Way, WayFailed

SPARE = 0.8
"""Share of free memory and disk that may be used."""
FAILED = "failed: "
Runs = dict[str, list[Took]]


def run(job: Job, sizes: Iterable[int], folder: Path) -> dict[str, Any]:
    """By size, what each way took, or why it was not run."""
    found: dict[str, Any] = {}
    slow: dict[str, float] = {}
    for size in sorted(sizes):
        reason = no_room(job, size, folder)
        found[str(size)] = {"skipped": reason} if reason else _at(job, size, folder, slow)
    return found


def no_room(job: Job, size: int, folder: Path) -> str | None:
    """Why a size cannot be run on this machine."""
    for what, need, free in (
        ("disk", job.disk * size, shutil.disk_usage(folder).free),
        ("memory", job.memory * size, free_memory()),
    ):
        if need > SPARE * free:
            return f"needs about {need / 1e9:.1f} GB of {what}; {free / 1e9:.1f} GB are free"
    return None


def free_memory() -> int:
    """Bytes that a new program may have: free ones, and where the system says so those that can be given back."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return int(dict(line.split(":", 1) for line in lines)["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError):
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _at(job: Job, size: int, folder: Path, slow: dict[str, float]) -> dict[str, Any]:
    place = folder / job.name
    inputs = place / "inputs"
    inputs.mkdir(parents=True)
    try:
        job.make(size, inputs)
        skipped = {way.name: why for way in job.ways if (why := _not_asked(job, way, size, slow))}
        ways = [way for way in job.ways if way.name not in skipped]
        runs = _rounds(job, ways, inputs, place, skipped)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    for name, took in runs.items():
        slow[name] = min(one.whole for one in took) / size if took else float("inf")
    return {"ways": {name: _plain(took) for name, took in runs.items() if took}, "not_run": skipped}


def _not_asked(job: Job, way: Way, size: int, slow: Mapping[str, float]) -> str | None:
    """Why a way is not run at a size: missing, not meant for it, or its last size says it would take too long."""
    if why := way.missing():
        return why
    if way.most is not None and size > way.most:
        return f"not above {way.most:,}: {way.because}"
    # Twice, because what does not grow is in the time of the size before too.
    if slow.get(way.name, 0.0) * size > 2 * job.limit:
        return f"would take longer than {job.limit:g} s, by the size before"
    return None


def _rounds(job: Job, ways: Sequence[Way], inputs: Path, place: Path, skipped: dict[str, str]) -> Runs:
    """Every way once a round, in alternating order, until the rounds or the patience are used up."""
    runs: Runs = {way.name: [] for way in ways}
    began = time.perf_counter()
    for turn in range(job.rounds):
        if turn and time.perf_counter() - began > job.patience:
            break
        for way in ways if turn % 2 == 0 else reversed(ways):
            if way.name in skipped:
                continue
            try:
                took = measure.run(way, inputs, place / way.name, limit=job.limit, memory=SPARE * free_memory())
                runs[way.name].append(took)
            except (Stopped, WayFailed) as why:
                skipped[way.name] = f"{FAILED}{why}" if isinstance(why, WayFailed) else str(why)
                runs[way.name].clear()
        compare(job, inputs, {way.name: place / way.name for way in ways if way.name not in skipped})
    return runs


def failures(found: Mapping[str, Any]) -> list[str]:
    """Ways of a job that ended with an error, and what they said."""
    entries = [(size, entry.get("not_run", {})) for size, entry in found.items()]
    return [f"{size}: {why}" for size, ways in entries for why in ways.values() if why.startswith(FAILED)]


def compare(job: Job, inputs: Path, outs: Mapping[str, Path]) -> None:
    """Look whether all ways that ran came to the same.

    Raises
    ------
    OutputsDiffer
    """
    differing = list(job.same(inputs, outs)) if outs else []
    if differing:
        raise OutputsDiffer(f"{job.name}: " + "; ".join(differing))


def _plain(took: Sequence[Took]) -> dict[str, list[float]]:
    return {
        "wall": [round(one.wall, 5) for one in took],
        "cpu": [round(one.cpu, 5) for one in took],
        "peak": [round(one.peak, 1) for one in took],
        "whole": [round(one.whole, 5) for one in took],
    }
