"""Starts one command and says what it took; run by a bare interpreter, so that its own memory is small.

Comes in: seconds at most, a file for the answer, the command. Goes out: JSON with wall and processor seconds, the peak
of the largest process in megabytes, the exit code. A process inherits the peak of whoever starts it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

limit, answer, command = float(sys.argv[1]), sys.argv[2], sys.argv[3:]
began = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ, setpgroup=0)
stopped = []


def stop(*_: object) -> None:
    """The command and whatever it started."""
    stopped.append(True)
    os.killpg(child, signal.SIGKILL)


signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, limit)
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
            "stopped": bool(stopped),
        },
        file,
    )
