"""Columns of bands: ``51-200``, ``2000+``, ``plus de 2 000``, ``10 Mio. € - 50 Mio. €``.

Comes in: the distinct texts of a column. Goes out: readers that give the closed range in which the number is known to
lie, infinite for an open end. Where the bands of a column share their ends (10-50, 50-200) the upper end belongs to
the next band, and a finding says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from openicp.model.finding import Finding
from openicp.normalise.amounts import Amount, Parsed
from openicp.normalise.datelike import became_date
from openicp.normalise.figures import no_amount
from openicp.normalise.nothing import is_nothing
from openicp.normalise.reading import Hints, Reader, Reading, finding
from openicp.normalise.scaling import Column, column_of, inherit_scale, texts_of
from openicp.normalise.wording import spellings
from openicp.vocab import load, plain

Ends = tuple[Decimal | None, Decimal | None]
NAMED_BAND = re.compile(r"(?P<name>[^\d()\[\]]+?) ?[(\[](?P<band>[^()\[\]]*\d[^()\[\]]*)[)\]]")
BAND_NAMED = re.compile(r"(?P<band>[^()\[\]]*\d[^()\[\]]*?) ?[(\[](?P<name>[^\d()\[\]]+)[)\]]")
COUNTED = re.compile(r"c_(?P<low>\d{5})_(?:(?P<high>\d{5})|max)", re.IGNORECASE)
"""``c_00051_00100``: bands as the programming interface of a company database writes them."""
CLEARLY_WHOLE = 1000
"""``500,000 - 1M`` has no end that could mean millions."""


@dataclass(frozen=True, slots=True)
class Bands:
    """How the bands of one column are read."""

    column: Column
    step: Decimal
    """The least difference: one person, one cent. ``< 50`` people is at most 49."""
    touching: frozenset[Decimal]
    """Upper ends that are also the lower end of another band."""
    unreadable: str
    money: bool


def range_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Bands of people (or of any whole number)."""
    return _reader("range", values, hints, Decimal(1), "not_readable_as_range")


def moneyrange_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Bands of money, each with its own currency."""
    return _reader("moneyrange", values, hints, Decimal("0.01"), "not_readable_as_money_range")


def _reader(kind: str, values: Sequence[str], hints: Hints, step: Decimal, unreadable: str) -> Reader:
    texts = texts_of(values)
    column, findings = column_of(texts, hints, rounded=True)
    touching = _touching(texts, column)
    bands = Bands(column, step, touching, unreadable, kind == "moneyrange")
    nothing = no_amount if bands.money else is_nothing
    return Reader(kind, lambda text: _read(text, bands), (*findings, *_said(touching, hints)), nothing)


def _said(touching: frozenset[Decimal], hints: Hints) -> tuple[Finding, ...]:
    if not touching:
        return ()
    return (finding("bands_touch", hints, n=len(touching), example=float(min(touching))),)


def _touching(texts: Iterable[str], column: Column) -> frozenset[Decimal]:
    lows, highs = set(), set()
    for text in texts:
        parsed = column.parts(text)
        if parsed is not None and parsed.second is not None:
            ends = _two(inherit_scale(parsed), column)
            if not isinstance(ends, str):
                lows.add(ends[0])
                highs.add(ends[1])
        elif parsed is not None and parsed.first.bound == "at_least":
            open_end = column.value(parsed.first)
            lows |= set() if isinstance(open_end, str) else {open_end}
    return frozenset(end for end in highs & lows if end is not None and end + 1 not in lows)


def _read(text: str, bands: Bands) -> Reading:
    parsed = bands.column.parts(text)
    if parsed is None:
        return _unread(text, bands)
    problem = _foreign(parsed, bands)
    if problem:
        return Reading(problem=problem)
    if text.startswith("+") and not parsed.second and parsed.first.bound is None:
        parsed = replace(parsed, first=replace(parsed.first, bound="at_least"))
    parsed = inherit_scale(parsed)
    ends = _two(parsed, bands.column) if parsed.second else _one(parsed.first, bands)
    if isinstance(ends, str):
        return _unread(text, bands) if ends == "not_readable_as_number" else Reading(problem=ends)
    if not bands.money and min(end for end in ends if end is not None) < 0:
        return Reading(problem=bands.unreadable)
    return _reading(parsed, ends, bands)


def _foreign(parsed: Parsed, bands: Bands) -> str | None:
    """Percentages among bands, money among people, two currencies in one band."""
    amounts = [amount for amount in (parsed.first, parsed.second) if amount]
    if any(amount.percent for amount in amounts):
        return bands.unreadable
    named = {amount.currency for amount in amounts if amount.currency}
    if len(named) > 1:
        return "two_currencies"
    if bands.money:
        return bands.unreadable if any(amount.unit for amount in amounts) else None
    others = any(amount.period or amount.unit == "seats" for amount in amounts)
    return bands.unreadable if named or others else None


def _two(parsed: Parsed, column: Column) -> Ends | str:
    assert parsed.second is not None
    low, high = column.value(parsed.first), column.value(parsed.second)
    if isinstance(low, str):
        return low
    if isinstance(high, str):
        return high
    if parsed.second.scale and not parsed.first.scale and 0 < low < CLEARLY_WHOLE:
        small = Decimal(parsed.second.scale if parsed.second.scale.isdecimal() else 10**9)
        if small > 1000:
            return "range_scale_unclear"
    return (low, high) if low <= high else "range_reversed"


def _one(amount: Amount, bands: Bands) -> Ends | str:
    """One number with or without a bound.

    ``plus de 2 000`` is how translators write ``2000+``, so words that mean *more than* include the number: the
    wider reading is never wrong. The sign ``>`` leaves it out.
    """
    found = bands.column.value(amount)
    if isinstance(found, str):
        return found
    if amount.bound == "at_least" or amount.bound == "above":
        return found, None
    if amount.bound == "strictly_above":
        return found + bands.step, None
    if amount.bound == "below":
        return None, found - bands.step
    return (None, found) if amount.bound == "at_most" else (found, found)


def _reading(parsed: Parsed, ends: Ends, bands: Bands) -> Reading:
    low, high = ends
    first, second = parsed.first, parsed.second
    if second and high in bands.touching and low != high:
        assert high is not None
        high -= bands.step
    if low is None and high is not None and high >= 0:
        low = Decimal(0)
    exact = high if low == high else low if high is None else None
    return Reading(
        None if exact is None else float(exact),
        low=-math.inf if low is None else float(low),
        high=math.inf if high is None else float(high),
        currency=_currency(first, second, bands.column) if bands.money else None,
        period=first.period or (second.period if second else None) or bands.column.period,
        bound=None if second else {None: None, "below": "at_most", "at_most": "at_most"}.get(first.bound, "at_least"),
        estimated=first.about or bool(second and second.about),
    )


def _currency(first: Amount, second: Amount | None, column: Column) -> str | None:
    return column.money_of(first if first.currency or second is None else second)


def _unread(text: str, bands: Bands) -> Reading:
    """A text that is no band: one with a name, one person's firm, a date of a spreadsheet's making, or unreadable."""
    if not bands.money and plain(text) in _alone():
        return Reading(1.0, low=1.0, high=1.0)
    if not bands.money and (counted := COUNTED.fullmatch(text)):
        high = float(counted["high"]) if counted["high"] else math.inf
        return Reading(None, low=float(counted["low"]), high=high, bound=None if counted["high"] else "at_least")
    named = NAMED_BAND.fullmatch(text) or BAND_NAMED.fullmatch(text)
    if named and load("size_class").find(named["name"]):
        return _read(named["band"].strip(), bands)
    return Reading(problem="band_became_date" if became_date(text) else bands.unreadable)


@lru_cache(maxsize=1)
def _alone() -> frozenset[str]:
    return frozenset(spellings("alone"))
