"""What was read and what could still be filled in: values of the appendix.

Comes in: nothing; ``actions`` fills these. Goes out: frozen values. Nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Filled:
    """How much of an attribute is filled."""

    attribute: str
    known: int
    of: int


@dataclass(frozen=True, slots=True)
class ToFill:
    """A prefilled sheet that waits beside the report."""

    attributes: tuple[str, ...]
    """What it asks for; nothing when somebody has filled it in and it waits to be read."""
    companies: int
    file: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A file or system that was read."""

    name: str
    tables: tuple[tuple[str, int], ...]
    """(canonical table, rows used)."""
    set_aside_rows: int = 0
    set_aside_cells: int = 0
    until: date | None = None
    """Data through."""
    in_place: bool = False
    """A table that is read where it lies; its name is the place."""
