"""How much of a large file is read already, told to the parent while it is being read.

Comes in: the open text. Goes out: lines with a share of it on the standard output. It never slows the reader down: a
thread looks at the position of the file.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TextIO

SECONDS = 0.2
_reading: list[TextIO] = []


def watched(stream: TextIO) -> TextIO:
    """The text whose position is told from now on."""
    _reading[:] = [stream]
    return stream


def start_telling() -> None:
    """Begin to tell, until the process ends."""
    threading.Thread(target=_tell, daemon=True).start()


def _tell() -> None:
    while True:
        time.sleep(SECONDS)
        share = _share()
        if share is not None:
            sys.stdout.write(f"{share:.4f}\n")
            sys.stdout.flush()


def _share() -> float | None:
    """The position of the descriptor: asking the text itself would disturb it."""
    try:
        number = _reading[0].fileno()
        return os.lseek(number, 0, os.SEEK_CUR) / max(1, os.fstat(number).st_size)
    except (IndexError, OSError, ValueError):
        return None
