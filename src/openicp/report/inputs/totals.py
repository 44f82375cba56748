"""Our totals beside the user's own: values of that part.

Comes in: nothing; ``actions`` fills these. Goes out: frozen values with the reasons for each difference. Nothing here
computes but whether two figures are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from openicp.model.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Because:
    """One reason why two totals differ: ``because.<rule>``."""

    rule: str
    fields: Mapping[str, object] = field(default_factory=dict)
    delta: float = 0.0
    """What it adds to our figure on the way to the person's."""
    parts: tuple[tuple[str, float], ...] = ()
    """Companies behind it, and how much of it is theirs."""
    perhaps: bool = False
    """It would explain the difference as well as the one before."""


EQUAL = {"money": 0.005, "cycle_days": 0.5, "win_rate": 0.000501}
"""Up to which difference a typed figure is ours, by total or unit; counts must be the same."""


@dataclass(frozen=True, slots=True)
class Total:
    """One of our totals beside the user's own."""

    code: str
    """``customers, active, mrr, mrr_new..., won, lost, open, win_rate, cycle_days, spend, leads``: ``total.<code>``."""
    ours: Estimate
    yours: float | None = None
    """What the user typed; ``None`` when nothing was typed."""
    whys: tuple[Because, ...] = ()
    """Why they differ, item by item."""
    rest: float = 0.0
    """What of yours less ours stays unexplained."""
    as_of: date | None = None
    """The day that was typed with it."""
    currency: str | None = None
    """Where it is not that of all sums."""

    @property
    def equal(self) -> bool:
        """Whether both are the same, up to what a dashboard rounds away."""
        if self.yours is None or self.ours.value is None:
            return False
        return abs(self.ours.value - self.yours) <= EQUAL.get(self.code, EQUAL.get(self.ours.unit, 0.5))
