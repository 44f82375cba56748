"""What is measured: a job, the ways to do it, and what is asked of it.

Comes in: nothing. Goes out: values that the studies fill in. It never runs anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

OURS = "openicp"

Outs = Mapping[str, Path]
"""By the name of a way the folder that it wrote into."""


def nothing(_: Path, __: Path) -> None:
    """Nothing has to be made ready."""


@dataclass(frozen=True)
class Way:
    """One program that does the job."""

    name: str
    command: Callable[[Path, Path], Sequence[str | Path]]
    """The command line, from the folder of inputs and an empty folder to write to."""
    ready: Callable[[Path, Path], None] = nothing
    """What is done before, unmeasured."""
    missing: Callable[[], str | None] = lambda: None
    """Why it cannot be run here."""
    most: int | None = None
    """Largest size it is asked for."""
    because: str = "it would take longer than all else together"
    """Why not for more."""
    tells: bool = False
    """Whether it prints JSON with the ``wall`` and ``seconds`` (of the processor) of its work."""


@dataclass(frozen=True)
class Aim:
    """What is asked of a job at one size."""

    kind: str
    """``ratio``: of our time to the other's; ``times``: how many times as fast; ``seconds``; ``megabytes``; ``growth``:
    exponent of our time up to this size; ``memory``: our peak beside that of a tenth of the size; ``checked``: looked
    at in every round, as results are."""
    bound: float
    size: int
    said: str
    """In words, as it was asked."""

    def holds(self, seen: float) -> bool:
        """Whether a figure meets it."""
        return seen >= self.bound if self.kind == "times" else seen <= self.bound


@dataclass(frozen=True)
class Job:
    """Something that is done at several sizes, in one or more ways whose results must agree."""

    name: str
    title: str
    unit: str
    """What the size counts."""
    sizes: tuple[int, ...]
    make: Callable[[int, Path], None]
    """Write the inputs of a size into a folder, with a fixed seed."""
    ways: tuple[Way, ...]
    """Ours first."""
    same: Callable[[Path, Outs], Sequence[str]] = lambda _, __: ()
    """Where the results differ, in words; from the inputs and what each way wrote."""
    aims: tuple[Aim, ...] = ()
    rounds: int = 5
    patience: float = 40.0
    """Seconds after which no further round is begun."""
    limit: float = 300.0
    """Seconds after which a way is stopped."""
    disk: float = 0.0
    """Bytes for each of a size, inputs and results together."""
    memory: float = 0.0
    """Bytes for each of a size, of the way that needs most."""
    extra: tuple[int, ...] = ()
    """Sizes that are run only when asked for."""


@dataclass(frozen=True)
class Took:
    """One run of one way: the work itself in seconds, the whole process in megabytes."""

    wall: float
    cpu: float
    peak: float
    whole: float
    """Seconds of the whole process, with its start."""


@dataclass(frozen=True)
class Study:
    """A section of the page."""

    name: str
    title: str
    said: str
    """What is compared, for a reader."""
    jobs: tuple[Job, ...]
    notes: Sequence[str] = field(default=())
    """What a reader has to know of the figures."""


class OutputsDiffer(Exception):
    """Two ways to do a job gave different results: neither time means anything."""


class Stopped(Exception):
    """A way took too long, or too much memory."""


class WayFailed(Exception):
    """A way ended with an error."""
