"""What a program and all that it started have used of the processor: a cluster works in many processes.

Comes in: a process id. Goes out: seconds, of those that run and of those that have ended. It starts and ends nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, USED = 1, slice(11, 15)
"""Places in ``/proc/PID/stat`` after the name: the parent; user and system time, own and of children that ended."""


def cpu_seconds(root: int) -> float:
    """Processor seconds of a process and everything below it."""
    stats = dict(_stats())
    inside, waiting = {root}, [root]
    while waiting:
        parent = waiting.pop()
        found = [pid for pid, stat in stats.items() if int(stat[PARENT]) == parent and pid not in inside]
        inside.update(found)
        waiting += found
    return sum(int(ticks) for pid in inside for ticks in stats[pid][USED]) / TICKS


def _stats() -> Iterator[tuple[int, list[str]]]:
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                text = (place / "stat").read_text(encoding="utf-8", errors="replace")
            except (FileNotFoundError, ProcessLookupError):
                continue
            yield int(place.name), text.rpartition(")")[2].split()
