"""Columns of dates: every usual order, month names in five languages, times and zones, Unix times.

Comes in: the distinct texts of a column. Goes out: a reader that gives days as written (a zone moves no day). Whether
``03/04/2024`` is in March or April is decided by the whole column, by the hints, or by default, and said; a column
that is written both ways has its unclear days set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from openicp.normalise.dateorder import Orders, Parts, century, decide_orders, in_order
from openicp.normalise.monthnames import MONTH_WORD, month_of, weekdays
from openicp.normalise.reading import EMPTY, Hints, Reader, Reading
from openicp.normalise.scaling import texts_of
from openicp.vocab import plain

TIME = re.compile(
    r"(?:[t ,]|\b(?:at|um|om|la|a)\b)*\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?"
    r"(?: ?(?:z|utc|gmt|uhr|uur))?(?: ?[+-]\d{2}:?(?:\d{2})?| ?(?:[a-z]{2,5}|\([a-z ]+\)))?$"
)
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
UNIX = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
SERIAL = re.compile(r"\d{1,6}(?:\.\d+)?")
EXCEL_START = date(1899, 12, 30)
NEVER = re.compile(r"9999[-/.]?12[-/.]?31.*|31[-/.]12[-/.]9999.*|12/31/9999.*|0001-01-01.*|01[-/.]01[-/.]0001.*")
LONGEST = 64
"""No date is longer; free text is."""
OLDEST, LATEST = 1900, 2199
LATEST_UNIX = 2099
"""Ten digits beyond it are an id and no time."""


def date_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Days; ``hints["date_order"]`` is ``dmy``, ``mdy``, ``ymd`` or ``excel`` (serial numbers)."""
    texts = texts_of(values)
    unclear = [(text, parts) for text in texts if (parts := take_apart(plain(text))) and parts.unclear]
    orders, findings = decide_orders(unclear, hints)
    serials = hints.get("date_order") == "excel"
    return Reader("date", lambda text: _read(text, orders, serials=serials), findings)


def _read(text: str, orders: Orders, *, serials: bool) -> Reading:
    folded = plain(text)
    parts = take_apart(folded)
    if parts is None:
        return _number(folded, serials=serials)
    if NEVER.fullmatch(folded):
        return EMPTY
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
        day = datetime.fromtimestamp(whole / 1000 if whole >= 10**11 else whole, UTC).date()
        return Reading(day) if day.year <= LATEST_UNIX else Reading(problem="not_readable_as_date")
    if SERIAL.fullmatch(folded):
        if len(folded) == 4 and folded.isdecimal() and not serials:
            return Reading(problem="year_only")
        if serials:
            return Reading(EXCEL_START + timedelta(days=int(float(folded))))
        return Reading(problem="maybe_excel_serial")
    return Reading(problem="not_readable_as_date")


def take_apart(folded: str) -> Parts | None:
    """Year, month and day of a folded text; days that do not exist are taken apart too."""
    if len(folded) > LONGEST:
        return None
    text = TIME.sub("", folded).strip(" ,") if ":" in folded or "h" in folded else folded
    found = _digits_only(text) or _with_word(text)
    if found is None and (match := WEEKDAY.match(text)) and match[1] in weekdays():
        text = text[match.end() :]
        found = _digits_only(text) or _with_word(text)
    return found


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
    if match := YEAR_MONTH.fullmatch(text):
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
