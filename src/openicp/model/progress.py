"""How long work tells how far it is: a protocol, and the silent one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Step(Protocol):
    """One piece of long work."""

    def advance(self, amount: float = 1) -> None:
        """``amount`` of the step's total is done."""


class Progress(Protocol):
    """What a face gives to an action; ``code`` has its words in ``texts`` under ``progress.<code>``."""

    def step(self, code: str, /, total: float | None = None, **fields: object) -> AbstractContextManager[Step]:
        """Begin a step; a context manager that yields a ``Step``."""


class _Silent:
    def advance(self, amount: float = 1) -> None:
        """Say nothing."""


class Silence:
    """A ``Progress`` that says nothing: pipes, tests, Python."""

    @contextmanager
    def step(self, code: str, /, total: float | None = None, **fields: object) -> Iterator[Step]:
        """Yield a step that says nothing."""
        yield _Silent()
