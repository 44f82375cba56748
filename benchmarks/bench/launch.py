"""Starts one command and says what it took; run by a bare interpreter, so that its own memory is small.

Comes in: seconds and megabytes at most, a file for the answer, the command. Goes out: JSON with wall and processor
seconds, the peak of the largest process in megabytes, the exit code. A process inherits the peak of whoever starts it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

seconds, megabytes, answer, command = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4:]
PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY = 0.5
"""Seconds after which it is looked at again."""
began = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ, setpgroup=0)
stopped = []


def look(*_: object) -> None:
    """End the command, and whatever it started, where it takes too long or too much."""
    try:
        with open(f"/proc/{child}/statm", encoding="ascii") as file:
            held = int(file.read().split()[1]) * PAGE / 1e6
    except (OSError, IndexError):
        held = 0.0
    if held > megabytes:
        stopped.append(f"stopped at {megabytes / 1000:.1f} GB of memory")
    elif time.perf_counter() - began > seconds:
        stopped.append(f"stopped after {seconds:g} s")
    if stopped:
        os.killpg(child, signal.SIGKILL)


signal.signal(signal.SIGALRM, look)
signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - began
signal.setitimer(signal.ITIMER_REAL, 0)
scale = 1 if sys.platform == "darwin" else 1024
with open(answer, "w", encoding="utf-8") as file:
    json.dump(
        {
            "wall": wall,
            "cpu": used.ru_utime + used.ru_stime,
            "peak": used.ru_maxrss * scale / 1e6,
            "code": os.waitstatus_to_exitcode(status),
            "stopped": stopped[0] if stopped else "",
        },
        file,
    )
