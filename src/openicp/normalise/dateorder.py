"""The order of day, month and year in a column of dates that can be read several ways.

Comes in: dates taken apart, as if the day came first. Goes out: the order that the whole column shows, apart for dates
with points (day first nearly everywhere) and all others, and how it was decided. It never decides by one date alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openicp.model.finding import Finding
from openicp.normalise.reading import Hints, finding

PIVOT = 70
"""Two digits from 70 on are of the last century."""
CLEAR_MAJORITY = 100
"""Dates that show one order, to one that shows the other."""
ENOUGH = 10
"""So many dates with two-digit years of which none starts with 12 or less: they start with the year."""
NOTES = frozenset({"date_order_by_hint", "date_order_by_first_days", "date_order_by_file"})
LAST_MONTH = 12
Unclear = Sequence[tuple[str, "Parts"]]


@dataclass(frozen=True, slots=True)
class Parts:
    """A date taken apart."""

    year: int
    month: int
    day: int
    unclear: bool = False
    """Day and month (and a two-digit year) may stand in another order."""
    monthly: bool = False
    """No day was written."""
    dotted: bool = False
    """``03.04.2024``."""
    short: str = ""
    """A year of two digits, as written."""

    @property
    def fits(self) -> bool:
        """Whether month and day are in their bounds."""
        return 1 <= self.month <= 12 and 1 <= self.day <= 31

    @property
    def month_first(self) -> Parts:
        """The same read as month, day, year."""
        return replace(self, month=self.day, day=self.month)

    @property
    def year_first(self) -> Parts:
        """The same read as year, month, day; only for two-digit years."""
        return replace(self, year=century(f"{self.day:02d}"), day=int(self.short))


@dataclass(frozen=True, slots=True)
class Orders:
    """``dmy``, ``mdy``, ``ymd`` or ``unclear``."""

    dotted: str
    other: str

    def of(self, parts: Parts) -> str:
        """The order of one date."""
        return self.dotted if parts.dotted else self.other


def century(year: str) -> int:
    """A year as written; of two digits the nearest century.

    >>> century("24"), century("98"), century("0024")
    (2024, 1998, 24)
    """
    number = int(year)
    if len(year) == 4:
        return number
    return number + (1900 if number >= PIVOT else 2000)


def in_order(parts: Parts, order: str) -> Parts | None:
    """The date in the order of its column, ``None`` when that is unclear.

    Another order than the column's is taken where it alone is possible.
    """
    if not parts.unclear:
        return parts
    if order == "ymd" and parts.short:
        return parts.year_first
    if order == "unclear":
        both = parts.fits and parts.month_first.fits and parts.day != parts.month
        return None if both else parts if parts.fits else parts.month_first
    wanted, other = (parts.month_first, parts) if order == "mdy" else (parts, parts.month_first)
    return other if other.fits and not wanted.fits else wanted


def decide_orders(unclear: Unclear, hints: Hints) -> tuple[Orders, tuple[Finding, ...]]:
    """The orders of a column, and what is to be said of them."""
    decided, findings = {}, []
    for dotted in (True, False):
        group = [(text, parts) for text, parts in unclear if parts.dotted is dotted]
        file_order = None if dotted else hints.get("file_date_order")
        order, code = _order([parts for _, parts in group], hints.get("date_order"), file_order, dotted=dotted)
        decided[dotted] = order
        findings += _said(group, order, code, hints)
    return Orders(decided[True], decided[False]), tuple(findings)


def order_shown(parts: Sequence[Parts]) -> str | None:
    """The order that the dates of a column show by themselves; ``mixed`` for both, ``None`` for neither."""
    if _year_first(parts):
        return None
    days_first = sum(each.day > LAST_MONTH >= each.month for each in parts)
    months_first = sum(each.month > LAST_MONTH >= each.day for each in parts)
    fewer, more = sorted((days_first, months_first))
    if not more:
        return None
    if fewer * CLEAR_MAJORITY > more:
        return "mixed"
    return "dmy" if days_first > months_first else "mdy"


def _order(
    parts: Sequence[Parts], hinted: str | None, file_order: str | None, *, dotted: bool
) -> tuple[str, str | None]:
    """The order, and the code of a finding where the dates alone do not show it."""
    if hinted == "ymd" and all(each.short for each in parts):
        return "ymd", "date_order_by_hint"
    if _year_first(parts):
        return "ymd", "date_order_assumed"
    shown = order_shown(parts)
    if shown:
        return ("unclear", "date_order_mixed") if shown == "mixed" else (shown, None)
    if hinted in ("dmy", "mdy"):
        return hinted, "date_order_by_hint"
    if dotted:
        return "dmy", None
    order, code = _by_first_days(parts)
    if code == "date_order_assumed" and file_order in ("dmy", "mdy"):
        return file_order, "date_order_by_file"
    return order, code


def _year_first(parts: Sequence[Parts]) -> bool:
    short = [each for each in parts if each.short]
    if len(short) < len(parts) or not short:
        return False
    impossible = any(each.day > 31 for each in short)
    return impossible or (len(short) >= ENOUGH and all(each.day > 12 for each in short))


def _by_first_days(parts: Sequence[Parts]) -> tuple[str, str]:
    """Monthly figures: where one place always says 1 and the other changes, the 1 is the day."""
    first, second = {each.day for each in parts}, {each.month for each in parts}
    if second == {1} and len(first) > 2:
        return "mdy", "date_order_by_first_days"
    if first == {1} and len(second) > 2:
        return "dmy", "date_order_by_first_days"
    return "dmy", "date_order_assumed"


def _said(group: Unclear, order: str, code: str | None, hints: Hints) -> list[Finding]:
    either = [
        (text, parts) for text, parts in group if parts.fits and parts.month_first.fits and parts.day != parts.month
    ]
    if code is None or not (either or (order == "ymd" and group)):
        return []
    text, parts = (either or list(group))[0]
    read = in_order(parts, order)
    iso = f"{read.year}-{read.month:02d}-{read.day:02d}" if read else ""
    severity = "note" if code in NOTES else "warning"
    return [finding(code, hints, severity=severity, n=len(either), example=text, read=iso)]
