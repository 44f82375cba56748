"""Size classes: which class a company belongs to, by headcount and by revenue.

Comes in: bounds as data, a company's ranges. Goes out: a class, or unknown. It never converts currencies.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

from openicp.config.limits import AboveZero, Code


@dataclass(frozen=True, slots=True)
class SizeClass:
    """One class: below these bounds, and not in a class before it."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic from the class

    name: Annotated[str, Code]
    people_below: Annotated[float, AboveZero] | None = None
    """``None``: no bound, or not decided by headcount."""
    revenue_below: Annotated[float, AboveZero] | None = None
    """Yearly, in the scheme's currency."""
    counts_as: Annotated[str, Code] = "smb"
    """``smb``, ``mid_market`` or ``enterprise``: whose churn target applies."""


@dataclass(frozen=True, slots=True)
class SizeScheme:
    """Classes from small to large."""

    name: str
    currency: str
    classes: tuple[SizeClass, ...]


@dataclass(frozen=True, slots=True)
class Sized:
    """The class of a company."""

    code: str | None
    """``None``: unknown, also when its range spans two classes."""
    disagrees: bool = False
    """Headcount and revenue have no class in common; headcount decided."""


@cache
def schemes() -> dict[str, SizeScheme]:
    """The schemes that come with the package: ``default``, ``people``, ``eu``."""
    text = files("openicp.config").joinpath("schemes.toml").read_text(encoding="utf-8")
    return {
        name: SizeScheme(name, plain["currency"], tuple(SizeClass(**entry) for entry in plain["classes"]))
        for name, plain in tomllib.loads(text).items()
    }


Range = tuple[float | None, float | None]
"""Closed; ``None`` in both is unknown, in one is open."""


def size_of(scheme: SizeScheme, employees: Range, revenue: Range = (None, None)) -> Sized:
    """The size class of a company; headcount decides, and revenue only where headcount leaves several classes open.

    Parameters
    ----------
    scheme
        Its classes.
    employees
        People who work there.
    revenue
        Yearly, in the currency of the scheme.

    Examples
    --------
    >>> default = schemes()["default"]
    >>> size_of(default, (500, 500)).code
    'mid_market'
    >>> size_of(default, (None, None), (1e9, 1e9)).code
    'mid_market'
    >>> size_of(default, (600, 600), (10e6, 20e6))
    Sized(code='mid_market', disagrees=True)
    >>> size_of(default, (400, 600)).code is None
    True
    """
    by_people = _reached(scheme, [entry.people_below for entry in scheme.classes], employees)
    by_revenue = _reached(scheme, [entry.revenue_below for entry in scheme.classes], revenue)
    both = [name for name in by_people if name in by_revenue]
    possible = both or by_people or by_revenue
    return Sized(possible[0] if len(possible) == 1 else None, bool(by_people and by_revenue and not both))


def _reached(scheme: SizeScheme, bounds: Sequence[float | None], found: Range) -> list[str]:
    """Every class that a range reaches; none when it is unknown, or when the scheme has no such bounds."""
    low, high = found
    if (low is None and high is None) or not any(bounds):
        return []
    lowest = 0.0 if low is None else low
    highest = math.inf if high is None else high
    ends = [math.inf if bound is None else bound for bound in bounds]
    starts = [0.0, *ends]
    return [
        entry.name
        for entry, start, end in zip(scheme.classes, starts, ends, strict=False)
        if start < end and highest >= start and (lowest < end or end == math.inf)
    ]
