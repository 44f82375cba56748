"""What was asked, and what was seen: the rows of the table of truth.

Comes in: figures of the studies. Goes out: rows, and the page they make. It never rounds a figure to what was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure."""

    what: str
    asked: str
    seen: str
    holds: bool | None
    """``None``: reported, nothing asked."""
    of: str = ""
    """How many companies, simulations or folds."""


@dataclass(frozen=True)
class Study:
    """Some rows that are found together."""

    name: str
    run: Callable[[Effort], Iterable[Row]]


@dataclass(frozen=True)
class Effort:
    """How much is simulated."""

    share: float
    """Of the full number of companies."""
    workers: int

    def of(self, full: int) -> int:
        """So many instead of ``full``; at least two."""
        return max(2, round(full * self.share))


def share(k: int, n: int) -> str:
    """``3 of 200 (1.5 %)``"""
    return f"{k} of {n} ({100 * k / n:.1f} %)" if n else "none"


def table(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    sign = {True: "yes", False: "**no**", None: ""}
    lines = ["| what | asked | seen | of | holds |", "|---|---|---|---|---|"]
    lines += [f"| {row.what} | {row.asked} | {row.seen} | {row.of} | {sign[row.holds]} |" for row in rows]
    return "\n".join(lines)
