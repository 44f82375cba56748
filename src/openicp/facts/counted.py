"""One of our totals, with the other ways to count it.

Comes in: nothing; the modules ``other...`` fill it. Goes out: ``Counted``. It never holds what a person typed.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.facts.explaining import Change, Instead


@dataclass(frozen=True, slots=True)
class Counted:
    """One of our totals."""

    ours: float
    """NaN where a metric's own figure stands for it."""
    changes: tuple[Change, ...] = ()
    """What single rules add or take away."""
    insteads: tuple[Instead, ...] = ()
    """What other definitions give."""
