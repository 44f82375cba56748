"""Output that no console chokes on.

Comes in: the standard streams. Goes out: streams that replace what they cannot write. It never prints.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys


class ReaderGone(Exception):
    """The program that read our output has ended: ``openicp accounts | head``."""


def prepare() -> None:
    """A sign that a console or a pipe of an old encoding lacks becomes ``?`` instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(errors="replace")


def speaks_unicode() -> bool:
    """Whether the standard output takes every character."""
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "").startswith("utf")


def silence() -> None:
    """The reader of our output is gone: what is left goes nowhere, also at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def interactive() -> bool:
    """Whether a person sits in front of it."""
    return sys.stdin.isatty() and sys.stdout.isatty()
