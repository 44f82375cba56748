"""Columns of one number a cell: plain numbers, years and money.

Comes in: the distinct texts of a column. Goes out: readers that give one number, with its currency and period. A
range of two numbers is no number and is said to be one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from openicp.normalise.amounts import Amount
from openicp.normalise.datelike import became_date
from openicp.normalise.dates import take_apart
from openicp.normalise.nothing import is_nothing
from openicp.normalise.reading import Hints, Reader, Reading
from openicp.normalise.scaling import Column, column_of, only_bounds, texts_of
from openicp.vocab import plain

NO_MONEY = "not_readable_as_money"
SIGNS_ALONE = re.compile(r"[$€£¥₹₽₩₺₴₪₫฿₱₦ ]*-{0,2}[$€£¥₹₽₩₺₴₪₫฿₱₦ ]*")
"""``$ -``: a currency and no amount."""
CENTS = Decimal("0.0001")
BOUNDS = {"above": "at_least", "strictly_above": "at_least", "below": "at_most"}
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
OLDEST, LATEST = 1000, 2199
MONTHS = {"month": Decimal(1), "quarter": Decimal(3), "year": Decimal(12)}


def number_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Numbers; ``hints["unit"]`` may be ``year`` (years of foundation), ``months`` or ``days``."""
    if hints.get("unit") == "year":
        return Reader("number", read_year)
    column, findings = column_of(texts_of(values), hints)
    months = hints.get("unit") == "months"
    return Reader(
        "number", lambda text: _number(text, column, in_months=months), (*findings, *only_bounds(column, hints))
    )


def money_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Amounts of money, each with its own currency."""
    column, findings = column_of(texts_of(values), hints, rounded=True)
    said = (*findings, *only_bounds(column, hints))
    return Reader("money", lambda text: _money(text, column), said, no_amount)


def no_amount(tidied: str) -> bool:
    """Whether a cell of money says nothing."""
    return is_nothing(tidied) or SIGNS_ALONE.fullmatch(tidied) is not None


def one_amount(text: str, column: Column, *, otherwise: str) -> Amount | Reading:
    """The one amount of a text, or why there is none."""
    parsed = column.parts(text)
    if parsed is None:
        return Reading(problem=unread(text, otherwise))
    return Reading(problem="range_not_number") if parsed.second else parsed.first


def unread(text: str, otherwise: str) -> str:
    """Why a text is no number: a spreadsheet made a date of it, or what else."""
    return "number_became_date" if became_date(text) else otherwise


def _number(text: str, column: Column, *, in_months: bool) -> Reading:
    amount = one_amount(text, column, otherwise="not_readable_as_number")
    if isinstance(amount, Reading):
        return amount
    found = column.value(amount)
    if isinstance(found, str):
        return Reading(problem=unread(text, found))
    if in_months and amount.period:
        if amount.period not in MONTHS:
            return Reading(problem="not_readable_as_number")
        found *= MONTHS[amount.period]
    if amount.percent or amount.currency:
        return Reading(problem="not_readable_as_number")
    return _with_bound(float(found), amount)


def _money(text: str, column: Column) -> Reading:
    amount = one_amount(text, column, otherwise=NO_MONEY)
    if isinstance(amount, Reading):
        return amount
    found = column.value(amount)
    if isinstance(found, str):
        return Reading(problem=unread(text, NO_MONEY) if found == "not_readable_as_number" else found)
    if amount.percent or amount.unit:
        return Reading(problem=NO_MONEY)
    read = _with_bound(found.quantize(CENTS).normalize() + 0, amount)
    return replace(read, currency=column.money_of(amount), period=amount.period or column.period)


def _with_bound(value: float | Decimal, amount: Amount) -> Reading:
    bound = BOUNDS.get(amount.bound or "", amount.bound)
    return Reading(value, bound=bound, estimated=amount.about)


def read_year(text: str) -> Reading:
    """A year of foundation; of two years in one cell neither is chosen.

    >>> read_year("1888").value, read_year("2013 (1888)").problem
    (1888.0, 'several_years')
    """
    day = take_apart(plain(text))
    years = {day.year} if day else {int(year) for year in YEAR.findall(text)}
    if len(years) > 1:
        return Reading(problem="several_years")
    if not years or (day is None and sum(sign.isdigit() for sign in text) > 5):
        return Reading(problem="not_readable_as_year")
    year = years.pop()
    if not OLDEST <= year <= LATEST:
        return Reading(problem="year_implausible")
    return Reading(float(year), estimated=day is None and any(sign.isalpha() or sign == "~" for sign in text))
