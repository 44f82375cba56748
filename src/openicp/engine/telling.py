"""How far a long statement is, told while it runs.

Comes in: what asks an engine for the percentage. Goes out: each further share of the work. It never slows the
statement down: a thread looks now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

SECONDS = 0.3


@contextmanager
def shares(percent: Callable[[], float], tell: Callable[[float], None]) -> Iterator[None]:
    """Tell each further share of what runs inside; together they are 1, unless it fails.

    Parameters
    ----------
    percent
        Below 0 where nothing is known.
    """
    ended, told = Event(), [0.0]

    def look() -> None:
        while not ended.wait(SECONDS):
            share = min(percent() / 100, 1.0)
            if share > told[0]:
                tell(share - told[0])
                told[0] = share

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    tell(1.0 - told[0])


__all__ = ["shares"]
