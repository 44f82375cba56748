"""Wide tables of exchange rates: a column per currency beside a day, or a column per month beside a currency.

Comes in: a header and what is known of its columns. Goes out: how the table becomes a long one. It never decides in
which direction a rate is written: ``facts.rates`` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from openicp import vocab
from openicp.collect.recognise.values import ColumnProfile
from openicp.collect.recognise.wideness import Wide

PAIR = re.compile(r"(?<![A-Za-z])([A-Z]{3})[\s/_:>→-]*(?:to|in|per|vs|zu|je|par|pe)?[\s/_:>→-]*([A-Z]{3})(?![A-Za-z])")
CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
LEAST = 2
MONTHS = 3


def wide_rates(
    header: Sequence[str],
    profiles: Sequence[ColumnProfile],
    *,
    days: Callable[[ColumnProfile], bool],
    month_of: Callable[[str], date | None],
) -> Wide | None:
    """How a table of rates is wide, or ``None`` when it is none."""
    return _by_currency(header, profiles, days) or _by_month(header, profiles, month_of)


def codes_in(text: str) -> tuple[str, ...]:
    """Currencies that a header names: ``USD``, ``EUR/USD``, ``EURUSD=X``, ``USD per EUR``.

    >>> codes_in("USD"), codes_in("EUR/USD"), codes_in("EURUSD"), codes_in("Customer ID")
    (('USD',), ('EUR', 'USD'), ('EUR', 'USD'), ())
    """
    pair = PAIR.search(text)
    if pair and _known(pair[1]) and _known(pair[2]):
        return pair[1], pair[2]
    found = CODE.search(text)
    return (found[1],) if found and _known(found[1]) and len(text.strip()) <= 12 else ()


def _known(code: str) -> bool:
    return vocab.load("currency").find(code) == code


def _by_currency(
    header: Sequence[str], profiles: Sequence[ColumnProfile], days: Callable[[ColumnProfile], bool]
) -> Wide | None:
    """A day and one column for each currency; nothing else but numbers that stay behind."""
    day = next((place for place, one in enumerate(profiles) if not one.empty and days(one)), None)
    named = {place: codes for place, text in enumerate(header) if place != day and (codes := codes_in(text))}
    numbers = {place: codes for place, codes in named.items() if _counts(profiles[place])}
    pairs = all(len(codes) == 2 for codes in numbers.values())
    if day is None or not numbers or len(numbers) + 2 < len(header) or (len(numbers) < LEAST and not pairs):
        return None
    base = _base(numbers)
    molten = tuple((place, next((c for c in codes if c != base), codes[0])) for place, codes in numbers.items())
    return Wide((day,), molten, ("currency", f"{base} rate" if base else "rate"))


def _base(named: Mapping[int, tuple[str, ...]]) -> str | None:
    """The currency that stands in every pair; of a lone pair the first."""
    if any(len(codes) < 2 for codes in named.values()):
        return None
    first, *others = named.values()
    return next((code for code in first if all(code in codes for codes in others)), None)


def _by_month(
    header: Sequence[str], profiles: Sequence[ColumnProfile], month_of: Callable[[str], date | None]
) -> Wide | None:
    """A currency and one column for each month."""
    months = {place: found for place, text in enumerate(header) if (found := month_of(text)) is not None}
    rest = [place for place in range(len(header)) if place not in months]
    if len(months) < MONTHS or len(rest) != 1 or not all(_counts(profiles[place]) for place in months):
        return None
    names = profiles[rest[0]].top
    if not names or not all(_known(name.strip().upper()) for name in names):
        return None
    molten = tuple((place, month.isoformat()) for place, month in months.items())
    return Wide((rest[0],), molten, ("month", "rate"))


def _counts(found: ColumnProfile) -> bool:
    return not found.empty and found.share("number", "money") >= 0.8
