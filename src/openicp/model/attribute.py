"""What is known of a company: attributes, and conditions on them that answer yes, no or unknown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

OWN_PREFIX = "x_"
"""How the names of the users' own attributes begin."""


class Kind(StrEnum):
    """How the values of an attribute behave."""

    CATEGORY = "category"
    """One code of several (industry, country)."""
    NUMBER = "number"
    """A number or a range of numbers (employees, revenue, founded year)."""
    TAGS = "tags"
    """Any number of codes (technologies, roles)."""
    YESNO = "yesno"
    """``yes`` or ``no``."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of companies that segments and profiles may use."""

    name: str
    """Code: a canonical column (``industry``) or a user's own, slugged from its header (``x_fleet_size``)."""
    kind: Kind
    unit: str = ""
    """``people``, ``money``, ``year`` or empty."""
    own_label: str | None = None
    """The header as the user wrote it, for attributes of their own; canonical ones are named in ``texts``."""
    whole: bool = True
    """For numbers: whether values are whole (people), so that ``[51, 201)`` is said as 51-200."""
    group: str = "firmographics"
    """``firmographics``, ``technographics``, ``people``, ``market``, ``own``: which part of a profile it joins."""


@dataclass(frozen=True, slots=True)
class Condition:
    """``attribute`` is one of ``values``, or lies in the half-open ``low <= x < high``.

    For tags a condition holds when the company has *any* of the values.
    """

    attribute: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def is_range(self) -> bool:
        """Whether this is a range of numbers."""
        return not self.values

    def holds_range(self, low: float | None, high: float | None) -> bool | None:
        """Three-valued: a company's number, known to lie in the closed ``[low, high]``; ``None`` is unknown.

        ``51-200`` against ``[100, 500)`` is unknown; an open end ``2000+`` has ``high`` infinite.
        """
        if low is None and high is None:
            return None
        lowest = -math.inf if low is None else low
        highest = math.inf if high is None else high
        start = -math.inf if self.low is None else self.low
        end = math.inf if self.high is None else self.high
        if lowest >= start and (highest < end or end == math.inf):
            return True
        if highest < start or lowest >= end:
            return False
        return None

    def holds_value(self, value: str | None) -> bool | None:
        """Three-valued: a company's one code; ``None`` is unknown."""
        return None if value is None else value in self.values

    def to_json(self) -> dict[str, object]:
        """``{attribute, values}`` or ``{attribute, low, high}``."""
        if self.is_range:
            return {"attribute": self.attribute, "low": self.low, "high": self.high}
        return {"attribute": self.attribute, "values": list(self.values)}

    @classmethod
    def from_json(cls, plain: dict[str, object]) -> Condition:
        """Inverse of ``to_json``."""
        if "values" in plain:
            values = plain["values"]
            assert isinstance(values, list | tuple)
            return cls(str(plain["attribute"]), tuple(str(value) for value in values))
        low, high = plain.get("low"), plain.get("high")
        assert low is None or isinstance(low, int | float)
        assert high is None or isinstance(high, int | float)
        return cls(str(plain["attribute"]), (), low, high)


def all_of(answers: list[bool | None]) -> bool | None:
    """Kleene's *and*: one no is no, else one unknown is unknown."""
    if False in answers:
        return False
    return None if None in answers else True


def any_of(answers: list[bool | None]) -> bool | None:
    """Kleene's *or*: one yes is yes, else one unknown is unknown."""
    if True in answers:
        return True
    return None if None in answers else False
