"""Columns of shares: ``4 %``, ``10 % (monatlich)``, ``0.04``.

Comes in: the distinct texts of a column. Goes out: a reader that gives fractions (0.04 for 4 %) with their period.
Numbers without a sign are percentages or fractions for the whole column at once, never one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openicp.model.finding import Finding
from openicp.normalise.amounts import Amount
from openicp.normalise.digits import shape
from openicp.normalise.figures import BOUNDS, unread
from openicp.normalise.reading import Hints, Reader, Reading, finding
from openicp.normalise.scaling import Column, column_of, only_bounds, texts_of

UNREADABLE = "not_readable_as_share"
PERCENT = Decimal("0.01")
LARGEST = 10
"""1,000 %: nothing of a firm's churn, discount or growth is above it, a lost decimal sign is."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How the shares of one column are read."""

    column: Column
    bare: Decimal
    """Factor of numbers without a sign: 0.01 for percentages, 1 for fractions."""
    period: str | None
    """Of shares that name none themselves."""


def share_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Shares; ``hints["period"]`` says a period that the values leave open, ``hints["unit"]`` ``percent``."""
    texts = texts_of(values)
    column, findings = column_of(texts, hints)
    bare, decided = _bare(texts, column, hints)
    period, shared = _period(column, hints)
    shares = Shares(column, bare, period)
    return Reader(
        "share", lambda text: _read(text, shares), (*findings, *decided, *shared, *only_bounds(column, hints))
    )


def _period(column: Column, hints: Hints) -> tuple[str | None, tuple[Finding, ...]]:
    """The header's period, else the one that some cells name where none names another: ``10 % (monthly)``, ``4 %``."""
    if column.period:
        return column.period, ()
    readable = {text: parts.first for text, parts in column.parsed.items() if parts and shape(parts.first.digits)}
    named = {text: amount.period for text, amount in readable.items()}
    periods = {period for period in named.values() if period}
    if len(periods) != 1:
        return None, ()
    period = periods.pop()
    silent = sum(each is None for each in named.values())
    example = next(text for text, each in named.items() if each)
    return period, (finding("period_by_column", hints, n=silent, example=example),) if silent else ()


def _bare(texts: Iterable[str], column: Column, hints: Hints) -> tuple[Decimal, tuple[Finding, ...]]:
    """Percentages as soon as one number is above 1, else fractions; a header in percent with small numbers is said."""
    numbers = [abs(found) for text in texts if (found := _bare_number(text, column)) is not None]
    if any(found > 1 for found in numbers):
        return PERCENT, (finding("share_in_percent", hints, example=float(max(numbers))),)
    if (hints.get("unit") == "percent" and any(found > 0 for found in numbers)) or 1 in numbers:
        largest = float(max(numbers))
        return Decimal(1), (finding("share_as_fraction", hints, severity="warning", example=largest),)
    return Decimal(1), ()


def _bare_number(text: str, column: Column) -> Decimal | None:
    parsed = column.parts(text)
    if parsed is None or parsed.second or parsed.first.percent:
        return None
    found = column.value(parsed.first)
    return None if isinstance(found, str) else found


def _read(text: str, shares: Shares) -> Reading:
    parsed = shares.column.parts(text)
    if parsed is None:
        return Reading(problem=unread(text, UNREADABLE))
    if parsed.second:
        return Reading(problem="range_not_share")
    amount = parsed.first
    found = shares.column.value(amount)
    if isinstance(found, str):
        return Reading(problem=unread(text, UNREADABLE) if found == "not_readable_as_number" else found)
    if amount.currency or amount.unit or amount.scale:
        return Reading(problem=UNREADABLE)
    return _reading(found * (Decimal(amount.percent) if amount.percent else shares.bare), amount, shares)


def _reading(share: Decimal, amount: Amount, shares: Shares) -> Reading:
    if abs(share) > LARGEST:
        return Reading(problem="share_out_of_range")
    bound = BOUNDS.get(amount.bound or "", amount.bound)
    period = amount.period or shares.period
    return Reading(float(share), period=period, bound=bound, estimated=amount.about)
