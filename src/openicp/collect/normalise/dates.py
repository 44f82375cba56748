"""Columns of dates: every usual order, month names in five languages, times and zones, Unix times.

Comes in: the distinct texts of a column. Goes out: a reader that gives days as written (a zone moves no day). Whether
``03/04/2024`` is in March or April is decided by the whole column, by the hints, or by default, and said; a column
that is written both ways has its unclear days set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from openicp.collect.normalise.monthnames import MONTH_WORD, month_of, weekdays
from openicp.collect.normalise.reading import EMPTY, Hints, Reader, Reading, finding
from openicp.collect.normalise.scaling import texts_of
from openicp.model.finding import Finding
from openicp.vocab import plain

TIME = re.compile(
    r"(?:[t ,]|\bat\b|\bum\b|\bom\b|\bla\b|\ba\b| )* *\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?"
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
OLDEST, LATEST = 1900, 2199
PIVOT = 70
"""Two digits from 70 on are of the last century."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A date taken apart; where ``unclear`` the first two may be day and month or month and day."""

    year: int
    month: int
    day: int
    unclear: bool = False
    monthly: bool = False
    """No day was written."""

    @property
    def swapped(self) -> Parts:
        """The other order."""
        return Parts(self.year, self.day, self.month, self.unclear)


def date_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Days; ``hints["date_order"]`` is ``dmy``, ``mdy``, ``ymd`` or ``excel`` (serial numbers)."""
    order, findings = _decide(texts_of(values), hints)
    serials = hints.get("date_order") == "excel"
    return Reader("date", lambda text: _read(text, order, serials=serials), findings)


def _read(text: str, order: str, *, serials: bool) -> Reading:
    folded = plain(text)
    parts = take_apart(folded)
    if parts is None:
        return _number(folded, serials=serials)
    if NEVER.fullmatch(folded):
        return EMPTY
    if parts.unclear:
        if order == "unclear" and _fits(parts) and _fits(parts.swapped) and parts.day != parts.month:
            return Reading(problem="date_order_unclear")
        wanted, other = (parts.swapped, parts) if order == "mdy" else (parts, parts.swapped)
        parts = other if _fits(other) and not _fits(wanted) else wanted
    return _day(parts)


def _day(parts: Parts) -> Reading:
    if not OLDEST <= parts.year <= LATEST:
        return Reading(problem="year_implausible")
    try:
        return Reading(date(parts.year, parts.month, parts.day), estimated=parts.monthly)
    except ValueError:
        return Reading(problem="no_such_day")


def _fits(parts: Parts) -> bool:
    return 1 <= parts.month <= 12 and 1 <= parts.day <= 31


def _number(folded: str, *, serials: bool) -> Reading:
    """Unix times by their length; serial numbers of a spreadsheet only where the hints say so."""
    if UNIX.fullmatch(folded):
        whole = int(folded.partition(".")[0])
        seconds = whole / 1000 if whole >= 10**11 else whole
        return Reading(datetime.fromtimestamp(seconds, UTC).date())
    if SERIAL.fullmatch(folded):
        if len(folded) == 4 and folded.isdecimal() and not serials:
            return Reading(problem="year_only")
        if serials:
            return Reading(EXCEL_START + timedelta(days=int(float(folded))))
        return Reading(problem="maybe_excel_serial")
    return Reading(problem="not_readable_as_date")


def take_apart(folded: str) -> Parts | None:
    """Year, month and day of a folded text; days that do not exist are taken apart too."""
    text = TIME.sub("", folded).strip(" ,") if ":" in folded or "h" in folded else folded
    if text[:1].isalpha() and (match := WEEKDAY.match(text)) and match[1] in weekdays():
        text = text[match.end() :]
    return _digits_only(text) or _with_word(text)


def _digits_only(text: str) -> Parts | None:
    if not text[:1].isdecimal():
        return None
    if match := YEAR_FIRST.fullmatch(text):
        return Parts(int(match[1]), int(match[3]), int(match[4]))
    if match := YEAR_LAST.fullmatch(text):
        return Parts(_century(match[4]), int(match[3]), int(match[1]), unclear=True)
    if match := COMPACT.fullmatch(text):
        return Parts(int(match[1]), int(match[2]), int(match[3]))
    if match := YEAR_MONTH.fullmatch(text):
        return Parts(int(match[1] or match[4]), int(match[2] or match[3]), 1, monthly=True)
    return None


def _with_word(text: str) -> Parts | None:
    for year, word, day in _worded(text):
        month = month_of(word)
        if month:
            return Parts(_century(year), month, int(day or 1), monthly=not day)
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


def _century(year: str) -> int:
    number = int(year)
    if len(year) == 4:
        return number
    return number + (1900 if number >= PIVOT else 2000)


def _decide(texts: Iterable[str], hints: Hints) -> tuple[str, tuple[Finding, ...]]:
    """The order of day and month in a column: ``dmy``, ``mdy`` or ``unclear``."""
    unclear = [(text, parts) for text in texts if (parts := _unclear(text))]
    if not unclear:
        return "dmy", ()
    day_first = sum(parts.day > 12 >= parts.month for _, parts in unclear)
    month_first = sum(parts.month > 12 >= parts.day for _, parts in unclear)
    either = [text for text, p in unclear if p.day <= 12 and p.month <= 12 and p.day != p.month]
    order, code = _order(day_first, month_first, [parts for _, parts in unclear], hints)
    if not either or code is None:
        return order, ()
    severity = "note" if code in ("date_order_by_hint", "date_order_by_first_days") else "warning"
    found = finding(code, hints, severity=severity, n=len(either), example=either[0], order=order)
    return order, (found,)


def _unclear(text: str) -> Parts | None:
    parts = take_apart(plain(text))
    return parts if parts and parts.unclear else None


def _order(day_first: int, month_first: int, parts: list[Parts], hints: Hints) -> tuple[str, str | None]:
    fewer, more = sorted((day_first, month_first))
    if more and fewer * 100 <= more:
        return ("dmy" if day_first > month_first else "mdy"), None
    if more:
        return "unclear", "date_order_mixed"
    hinted = hints.get("date_order")
    if hinted in ("dmy", "mdy"):
        return hinted, "date_order_by_hint"
    days, others = {p.day for p in parts}, {p.month for p in parts}
    if len(others) == 1 and others <= {1} and len(days) > 2:
        return "mdy", "date_order_by_first_days"
    if days == {1} and len(others) > 2:
        return "dmy", "date_order_by_first_days"
    return "dmy", "date_order_assumed"
