"""Every figure that a person sees: a value with its range and its count, or a reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with a 95 % interval; unknown ones have a reason and no value, never 0.

    An open bound (``CLV at least $10,000``) is ``None`` with ``value`` at the bound that is known.
    """

    value: float | None
    """The point estimate in the metric's unit; ``None`` when unknown."""
    low: float | None
    """Lower end of the 95 % interval."""
    high: float | None
    """Upper end of the 95 % interval."""
    n: int
    """Accounts (or deals, where the metric says so) that it rests on."""
    method: str
    """Code of the method, with a docs page: ``wilson``, ``bootstrap``, ``kaplan_meier``..."""
    k: int | None = None
    """For a proportion: how many of ``n``."""
    unit: str = "number"
    """``share``, ``money``, ``months``, ``days``, ``ratio``, ``number``, ``score``."""
    reason: str | None = None
    """Code of why it is unknown: ``no_data``, ``no_losses_possible``, ``no_wins``, ``mixed_currencies``..."""
    bound: str | None = None
    """``at_least`` or ``at_most`` when the value itself is only a bound."""
    shrunk: Estimate | None = None
    """The same figure pulled towards the whole (small segments); shown beside the raw one."""

    @classmethod
    def unknown(cls, reason: str, *, n: int = 0, unit: str = "number", method: str = "none") -> Estimate:
        """An estimate that the data do not give."""
        return cls(None, None, None, n, method, unit=unit, reason=reason)

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    def with_shrunk(self, shrunk: Estimate) -> Estimate:
        """This estimate with the pulled one beside it."""
        return replace(self, shrunk=shrunk)

    def to_json(self) -> dict[str, object]:
        """Plain data for ``--json``: raw ``value, low, high``; ``shrunk`` beside them."""
        plain: dict[str, object] = {"value": self.value, "low": self.low, "high": self.high, "n": self.n}
        if self.k is not None:
            plain["k"] = self.k
        plain |= {"unit": self.unit, "method": self.method}
        plain |= {name: found for name in ("reason", "bound") if (found := getattr(self, name)) is not None}
        if self.shrunk is not None:
            plain["shrunk"] = {"value": self.shrunk.value, "low": self.shrunk.low, "high": self.shrunk.high}
        return plain
