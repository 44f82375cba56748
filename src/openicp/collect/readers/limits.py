"""How much a foreign file may cost: numbers, and the calls that make the operating system hold them.

Comes in: a ``Limits``. Goes out: a process that cannot grow beyond it. It never looks at a file.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take; generous for exports, small for bombs."""

    memory: int = 2048 * MEGABYTE
    """Bytes of address space of the child (Linux), of resident memory elsewhere."""
    seconds: float = 120.0
    """Wall time for a small file; ``seconds_per_gigabyte`` is added for large ones."""
    seconds_per_gigabyte: float = 600.0
    file_bytes: int = 16 << 30
    """Size of a file of text or Parquet."""
    workbook_bytes: int = 512 * MEGABYTE
    """Size of a workbook or of a JSON document, which are held in memory."""
    unpacked_bytes: int = 2048 * MEGABYTE
    """What the parts of a compressed workbook may unpack to together."""
    columns: int = 4_000
    cells: int = 20_000_000
    """Cells of one sheet, empty ones inside its bounds included."""
    line_characters: int = 1_000_000
    """Longest line or record; DuckDB's reader refuses lines above two million bytes."""
    set_aside: int = 100_000
    """Rows and cells set aside; with more the file is called damaged."""

    def to_json(self) -> dict[str, float]:
        """Plain data for the child."""
        return asdict(self)

    def allowance(self, size: int) -> float:
        """Seconds that a file of ``size`` bytes may take."""
        return self.seconds + self.seconds_per_gigabyte * size / (1 << 30)


DEFAULT = Limits()


def hold(limits: Limits, size: int) -> None:
    """Limit memory, CPU time and core dumps of this process as far as the system offers it.

    Linux enforces the address space. macOS ignores that limit, so a thread ends the process when its resident
    memory is above it. Windows has neither: there the time limit and the counts of cells and bytes remain.
    """
    _watch_the_clock(limits.allowance(size) + 5)
    try:
        import resource
    except ImportError:
        return
    seconds = int(limits.allowance(size)) + 5
    for name, amount in (("RLIMIT_CORE", 0), ("RLIMIT_CPU", 2 * seconds), ("RLIMIT_AS", limits.memory)):
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (amount, amount))
    if sys.platform == "darwin":
        _watch_the_memory(limits.memory)


def _watch_the_clock(seconds: float) -> None:
    """End this process even when the one that started it is gone."""
    timer = threading.Timer(seconds, os._exit, args=(75,))
    timer.daemon = True
    timer.start()


def _watch_the_memory(most: int) -> None:
    import resource

    def watch() -> None:
        while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < most:
            time.sleep(0.05)
        os._exit(76)

    threading.Thread(target=watch, daemon=True).start()
