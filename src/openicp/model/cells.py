"""Sufficient statistics: small sums that can be added, so that parts and the whole always agree.

Comes in: counts by month of age, curves made from them. Goes out: values with ``+`` that estimators read. It never
looks at single accounts and imports NumPy only when something is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints, Tri


@dataclass(frozen=True)
class LifeTable:
    """Paying spells by month of age; ``a + b`` is the table of both groups together."""

    lost: Ints
    """(months + 1,) spells that ended in their m-th month; index 0 is always 0."""
    stayed: Ints
    """(months + 1,) spells last seen with exactly m full months behind them, still paying."""

    def __add__(self, other: LifeTable) -> LifeTable:
        """Both groups together."""
        months = max(len(self.lost), len(other.lost))
        return LifeTable(
            _padded(self.lost, months) + _padded(other.lost, months),
            _padded(self.stayed, months) + _padded(other.stayed, months),
        )

    @property
    def at_risk(self) -> Ints:
        """(months + 1,) spells that could be lost in their m-th month; index 0 is all of them."""
        return (self.lost + self.stayed)[::-1].cumsum()[::-1]

    @property
    def losses(self) -> int:
        """All losses."""
        return int(self.lost.sum())

    @property
    def months_at_risk(self) -> int:
        """Sum over spells of the months at risk."""
        return int(self.at_risk[1:].sum())


@dataclass(frozen=True)
class Survival:
    """A Kaplan-Meier curve: the share still there after each time, with a 95 % band."""

    times: Floats
    """Ascending; every time at which something was seen."""
    at_risk: Ints
    """Under observation just before each time."""
    lost: Ints
    """Lost at each time."""
    survival: Floats
    """Share still there just after each time."""
    low: Floats
    high: Floats
    variance: Floats
    """Greenwood's sum of ``lost / (at_risk (at_risk - lost))`` up to each time: the variance of ``log survival``."""


@dataclass(frozen=True)
class Labels:
    """Which accounts became valuable under an outcome."""

    values: Tri
    """(n,) 1 valuable, 0 not, -1 not labelled (open, not ripe, unknown)."""
    strata: Ints
    """(n,) quarter in which the account entered (year * 4 + quarter - 1); -1 unknown."""
    outcome: str
    """``won, fast, loyal, profitable, growing, recommending``."""
    among_customers: bool
    """True when only customers carry a label: there are no lost deals to compare with."""


def _padded(counts: Ints, months: int) -> Ints:
    import numpy as np

    return np.pad(counts, (0, months - len(counts)))
