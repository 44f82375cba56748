"""One writer at a time, by a lock that the operating system frees when its holder dies.

Comes in: the path of a lock file. Goes out: a held lease, or ``WorkspaceBusy``. A pid in a file alone would
outlive ``kill -9``; the lock does not, and the pid beside it is only for the message.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from openicp.errors import WorkspaceBusy

FAR = 1 << 30
"""The locked byte lies beyond the content, because Windows forbids others to read what is locked."""
TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}

_guard = threading.Lock()
_held: set[tuple[int, str]] = set()
"""(pid, path) of leases of this process: record locks do not stop a second opener in the same process."""


@contextmanager
def lease(path: Path, purpose: str, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock at ``path`` for the length of a ``with``.

    Raises
    ------
    WorkspaceBusy
        When another process, or another part of this one, holds it longer than ``wait_seconds``.
    """
    deadline = time.monotonic() + wait_seconds
    descriptor = _acquire(path)
    while descriptor is None and time.monotonic() < deadline:
        time.sleep(0.05)
        descriptor = _acquire(path)
    if descriptor is None:
        raise WorkspaceBusy(path=str(path.parent.parent), reason="writing", **_holder(path))
    try:
        _say(descriptor, purpose)
        yield
    finally:
        _release(path, descriptor)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock; creates the file when there is none."""
    descriptor = _acquire(path)
    if descriptor is None:
        return False
    _release(path, descriptor)
    return True


def _key(path: Path) -> tuple[int, str]:
    return os.getpid(), str(path.resolve())


def _acquire(path: Path) -> int | None:
    with _guard:
        # Asked before opening: closing any descriptor of the file would drop this process's own lock.
        if _key(path) in _held:
            return None
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _lock(descriptor):
            os.close(descriptor)
            return None
        _held.add(_key(path))
        return descriptor


def _release(path: Path, descriptor: int) -> None:
    with _guard:
        os.close(descriptor)  # frees the lock, also on Windows
        _held.discard(_key(path))


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            # lockf, not flock: a child that was forked must not keep a dead parent's lease.
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, FAR)
    except OSError as error:
        if error.errno in TAKEN:
            return False
        raise
    return True


def _say(descriptor: int, purpose: str) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, json.dumps({"pid": os.getpid(), "purpose": purpose}).encode())


def _holder(path: Path) -> dict[str, object]:
    found: dict[str, object] = {"pid": None, "purpose": ""}
    if _key(path) in _held:
        return found | {"pid": os.getpid()}
    with suppress(OSError, ValueError):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found
