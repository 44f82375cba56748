"""What is doubtful in the data, and what would help: values of a report's appendix and of ``check``.

Comes in: nothing; ``actions`` fills these. Goes out: frozen values with codes. Nothing here computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Helpful:
    """A field that would help, were it filled."""

    attribute: str
    unknown: int
    """Accounts without it, of those that were approached or pay."""
    of: int
    gain: float
    """Share unknown x what it tells: decides the order."""
    tells: float
    """0 to 1."""
    own: int
    """Accounts of the user's own that show how much it tells; 0: only what is known in general."""
    names: tuple[str, ...] = ()
    """For whom to fill it first."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A way in which systems disagree: ``conflict.<code>``."""

    code: str
    decides: str
    """The table whose word counts."""
    cases: tuple[tuple[str, Mapping[str, str]], ...]
    """(company, what each table says: ``pays``, ``left``, ``left:2026-03-31`` or an amount)."""
    about: str = ""
    """The attribute."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Values that can hardly be true: ``suspicious.<code>``."""

    code: str
    n: int
    cases: tuple[tuple[str, Mapping[str, object]], ...]
