"""Columns of dates: every usual order, month names in five languages, times and zones, Unix times.

Comes in: the distinct texts of a column. Goes out: a reader that gives days as written (a zone moves no day). Whether
``03/04/2024`` is in March or April is decided by the whole column, by the hints, or by default, and said; a column
that is written both ways has its unclear days set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from openicp.normalise.calendarforms import first_day
from openicp.normalise.dateorder import Orders, Parts, century, decide_orders, in_order
from openicp.normalise.monthnames import MONTH_WORD, month_of, weekdays
from openicp.normalise.reading import EMPTY, Hints, Reader, Reading, finding
from openicp.normalise.scaling import texts_of
from openicp.normalise.wording import spellings
from openicp.vocab import plain

TIME = re.compile(
    r"(?:[t ,]|\b(?:at|um|om|la|a|ora)\b)*\d{1,2}(?::| ?h ?)\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?"
    r"(?: ?(?:z|utc|gmt|uhr|uur))?(?: ?[+-]\d{2}:?(?:\d{2})?)?(?: ?(?:[a-z]{2,5}|\([a-z ]+\)|[a-z]+/[a-z_/]+))?$"
)
TIME_INSIDE = re.compile(r"([a-z]{3}) (\d{1,2}) \d{1,2}:\d{2}:\d{2}(?: [a-z]{3,4})? (\d{4})$")
"""``Fri Nov 22 11:00:00 UTC 2024``: the time stands before the year."""
BEFORE = re.compile(r"(?:le|am|den|op|la|on|the|din data de|la data de|du) ")
AFTER = re.compile(r"(?: г)?\.$")
YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})")
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
YEAR_LAST = re.compile(r"(\d{1,2})(?:\. ?|([-/ ]))(\d{1,2})(?:\. ?|\2)(\d{4}|\d{2})")
YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")
DAY_WORD_YEAR = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|e|ste|de)?\.?[-/ ]*(?:of |de |)({MONTH_WORD})\.?,?[-/ ]*'?(\d{{4}}|\d{{2}})"
)
WORD_DAY_YEAR = re.compile(rf"({MONTH_WORD})\.?[-/ ]*(\d{{1,2}})(?:st|nd|rd|th)?(?:, ?| |-|/)'?(\d{{4}}|\d{{2}})")
YEAR_WORD_DAY = re.compile(rf"(\d{{4}})[-/ ]({MONTH_WORD})\.?[-/ ](\d{{1,2}})")
WORD_YEAR = re.compile(rf"({MONTH_WORD})\.?,?[-/ ]*(?:'?(\d{{2}})|(\d{{4}}))|(\d{{4}})[-/ ]({MONTH_WORD})\.?")
WEEKDAY = re.compile(r"([^\W\d_]{2,12})\.?,? ")
UNIX = re.compile(r"\d{10}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?")
COMPACT_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
SPACED_WORD = re.compile(rf"({MONTH_WORD})\.? (\d{{2}})")
"""``Nov 22``: a day or a year, as its column shows."""
NO_YEAR = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th|er)?\.?[-/ ]*({MONTH_WORD})\.?|({MONTH_WORD})\.? ?\d{{1,2}}(?:st|nd|rd|th)?|()"
    r"(?:\d{1,2}\.\d{1,2}\.|(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01]))"
)
YEAR_ALONE = re.compile(r"(?:(?:fy|gj|exercice|boekjaar) ?'?)(?:\d{4}|\d{2})|((?:19|20)\d{2})[-/](\d{2})")
SERIAL = re.compile(r"\d{1,6}(?:\.\d+)?")
EXCEL_START = date(1899, 12, 30)
NEVER = re.compile(r"9999[-/.]?12[-/.]?31.*|31[-/.]12[-/.]9999.*|12/31/9999.*|0001-01-01.*|01[-/.]01[-/.]0001.*")
LONGEST = 80
"""No date is longer; free text is."""
OLDEST, LATEST = 1900, 2199
LAST_DAY, LAST_MONTH = 31, 12
SERIALS_FROM, SERIALS_TO = 29221, 54788
"""A spreadsheet's numbers of the first day of 1980 and the last of 2049."""
ENOUGH_SERIALS = 3
MOST_YEARS = 12
UNIX_BEYOND = 10**11
"""Seconds have ten digits; more are thousandths, millionths or billionths of one."""
LATEST_UNIX = 2099
"""Ten digits beyond it are an id and no time."""


def date_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Days; ``hints["date_order"]`` is ``dmy``, ``mdy``, ``ymd`` or ``excel`` (serial numbers)."""
    texts = texts_of(values)
    unclear = [(text, parts) for text in texts if (parts := take_apart(plain(text))) and parts.unclear]
    orders, findings = decide_orders(unclear, hints)
    known = Days(orders, _are_serials(texts, hints), _are_years(texts))
    if known.serials and "date_order" not in hints:
        findings = (*findings, finding("dates_are_serials", hints, n=len(texts), example=texts[0]))
    return Reader("date", lambda text: _read(text, known), findings)


@dataclass(frozen=True, slots=True)
class Days:
    """What the whole column decided."""

    orders: Orders
    serials: bool
    """Whether its numbers are those of a spreadsheet for days."""
    years: bool
    """Whether two digits behind the name of a month are years: ``Nov 22``."""


def _are_serials(texts: Sequence[str], hints: Hints) -> bool:
    """Said by the hints; else every text is a number that a spreadsheet gives to a day of 1980 to 2049."""
    if "date_order" in hints:
        return hints["date_order"] == "excel"
    return len(texts) >= ENOUGH_SERIALS and all(
        SERIAL.fullmatch(text) and SERIALS_FROM <= float(text) <= SERIALS_TO for text in texts
    )


def _are_years(texts: Sequence[str]) -> bool:
    """Whether the same two digits stand behind several months, and never more than twelve different ones."""
    found = {(match[1], match[2]) for text in texts if (match := SPACED_WORD.fullmatch(plain(text)))}
    digits = {number for _, number in found}
    return len(digits) < len(found) and len(digits) <= MOST_YEARS


def _read(text: str, known: Days) -> Reading:
    folded = plain(text)
    if folded in _no_dates() or NEVER.fullmatch(folded):
        return EMPTY
    spaced = SPACED_WORD.fullmatch(folded)
    if spaced and month_of(spaced[1]) and not known.years:
        return Reading(problem="day_or_year_unclear" if int(spaced[2]) <= LAST_DAY else "not_readable_as_date")
    parts = take_apart(folded)
    if parts is None:
        return _number(folded, serials=known.serials)
    orders = known.orders
    ordered = in_order(parts, orders.of(parts))
    return Reading(problem="date_order_unclear") if ordered is None else _day(ordered)


def _day(parts: Parts) -> Reading:
    if not OLDEST <= parts.year <= LATEST:
        return Reading(problem="year_implausible")
    try:
        return Reading(date(parts.year, parts.month, parts.day), estimated=parts.monthly)
    except ValueError:
        return Reading(problem="no_such_day")


def _number(folded: str, *, serials: bool) -> Reading:
    """Unix times by their length; serial numbers of a spreadsheet only where the hints say so."""
    if len(folded) <= LONGEST and UNIX.fullmatch(folded):
        whole = int(folded.partition(".")[0])
        while whole >= UNIX_BEYOND:
            whole //= 1000
        day = datetime.fromtimestamp(whole, UTC).date()
        return Reading(day) if day.year <= LATEST_UNIX else Reading(problem="not_readable_as_date")
    if SERIAL.fullmatch(folded):
        if len(folded) == 4 and folded.isdecimal() and not serials:
            return Reading(problem="year_only")
        if serials:
            return Reading(EXCEL_START + timedelta(days=int(float(folded))))
        return Reading(problem="maybe_excel_serial")
    return Reading(problem=_why(folded))


def _why(folded: str) -> str:
    """What is wrong with a text that is no date."""
    if year := YEAR_ALONE.fullmatch(folded):
        following = not year[1] or (int(year[1]) + 1) % 100 == int(year[2])
        return "year_only" if following else "no_such_day"
    short = NO_YEAR.fullmatch(folded)
    if short and (short[3] is not None or month_of(short[1] or short[2])):
        return "day_without_year"
    return "not_readable_as_date"


@lru_cache(maxsize=1)
def _no_dates() -> frozenset[str]:
    return frozenset(spellings("no_date"))


def take_apart(folded: str) -> Parts | None:
    """Year, month and day of a folded text; days that do not exist are taken apart too."""
    if len(folded) > LONGEST:
        return None
    text = TIME_INSIDE.sub(r"\1 \2 \3", folded) if ":" in folded else folded
    text = TIME.sub("", text).strip(" ,") if ":" in text or "h" in text else text
    found = _digits_only(text) or _with_word(text)
    if found is None and (match := WEEKDAY.match(text)) and match[1] in weekdays():
        text = text[match.end() :]
        found = _digits_only(text) or _with_word(text)
    return found or _otherwise(text or folded)


def _otherwise(text: str) -> Parts | None:
    """A part of a year, or a date with a word before it or a point behind."""
    if part := first_day(text):
        day, exact = part
        return Parts(day.year, day.month, day.day, monthly=not exact)
    bare = AFTER.sub("", BEFORE.sub("", text, count=1))
    return (_digits_only(bare) or _with_word(bare)) if bare != text else None


def _digits_only(text: str) -> Parts | None:
    if not text[:1].isdecimal():
        return None
    if match := YEAR_FIRST.fullmatch(text):
        return Parts(int(match[1]), int(match[3]), int(match[4]))
    if match := YEAR_LAST.fullmatch(text):
        short = match[4] if len(match[4]) == 2 else ""
        dotted = not match[2]
        return Parts(century(match[4]), int(match[3]), int(match[1]), unclear=True, dotted=dotted, short=short)
    if match := COMPACT.fullmatch(text):
        return Parts(int(match[1]), int(match[2]), int(match[3]))
    if match := COMPACT_MONTH.fullmatch(text):
        return Parts(int(match[1]), int(match[2]), 1, monthly=True)
    if (match := YEAR_MONTH.fullmatch(text)) and 1 <= int(match[2] or match[3]) <= LAST_MONTH:
        return Parts(int(match[1] or match[4]), int(match[2] or match[3]), 1, monthly=True)
    return None


def _with_word(text: str) -> Parts | None:
    for year, word, day in _worded(text):
        month = month_of(word)
        if month:
            return Parts(century(year), month, int(day or 1), monthly=not day)
    return None


def _worded(text: str) -> Iterator[tuple[str, str, str]]:
    if match := DAY_WORD_YEAR.fullmatch(text):
        yield match[3], match[2], match[1]
    if match := WORD_DAY_YEAR.fullmatch(text):
        yield match[3], match[1], match[2]
    if match := YEAR_WORD_DAY.fullmatch(text):
        yield match[1], match[2], match[3]
    if match := WORD_YEAR.fullmatch(text):
        yield match[2] or match[3] or match[4], match[1] or match[5], ""
