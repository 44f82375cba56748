"""Quarters, halves and weeks of a year, as people and systems write them: ``Q3 2023``, ``2024-W10``.

Comes in: a folded text. Goes out: year, month and day of its first day. It reads no order of day and month: that is
the part of ``dates``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

YEAR = r"'?(?P<year>(?:19|20)\d{2}|\d{2})"
GAP = r"[-/ ,]*"
QUARTER = r"(?:q|t|k|trim\.?|trimestre|trimestrul|trimester|quartal|kwartaal|quarter)"
HALF = r"(?:h|s|hj\.?|halbjahr|halfjaar|semestre|semestru|semestrul|semester|half)"
WEEK = r"(?:w|kw|cw|wk|week|woche|semaine|saptamana|sapt\.?)"
ORDINAL = r"(?:\.|er|e|eme|ere|st|nd|rd|th|-lea)?"
PARTS = (
    (3, re.compile(rf"{QUARTER} ?(?P<part>[1-4]|i{{1,3}}|iv){GAP}{YEAR}")),
    (3, re.compile(rf"(?P<part>[1-4]){ORDINAL} ?{QUARTER}{GAP}{YEAR}")),
    (3, re.compile(rf"(?P<year>(?:19|20)\d{{2}}){GAP}q ?(?P<part>[1-4])")),
    (3, re.compile(r"(?P<part>i{1,3}|iv)[-/ ](?P<year>(?:19|20)\d{2})")),
    (6, re.compile(rf"{HALF} ?(?P<part>[12]|i{{1,2}}){GAP}{YEAR}")),
    (6, re.compile(rf"(?P<part>[12]){ORDINAL} ?{HALF}{GAP}{YEAR}")),
    (6, re.compile(rf"(?P<year>(?:19|20)\d{{2}}){GAP}h ?(?P<part>[12])")),
    (1, re.compile(r"(?P<year>(?:19|20)\d{2})m(?P<part>0[1-9]|1[0-2])")),
)
"""Months of each part, and its forms."""
WEEKS = (
    re.compile(r"(?P<year>(?:19|20)\d{2})-?w(?P<week>\d{2})(?:-?(?P<day>[1-7]))?"),
    re.compile(rf"{WEEK} ?(?P<week>\d{{1,2}}){GAP}(?P<year>(?:19|20)\d{{2}})"),
    re.compile(rf"(?P<year>(?:19|20)\d{{2}}){GAP}{WEEK} ?(?P<week>\d{{1,2}})"),
)
DAY_OF_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})-(?P<day>\d{3})")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def first_day(folded: str) -> tuple[date, bool] | None:
    """The first day of a quarter, half, week or coded month, and whether the text names that day itself.

    >>> first_day("q3 2023"), first_day("2024-w10-3")
    ((datetime.date(2023, 7, 1), False), (datetime.date(2024, 3, 6), True))
    """
    for months, form in PARTS:
        if match := form.fullmatch(folded):
            part = ROMAN.get(match["part"]) or int(match["part"])
            year = int(match["year"])
            return date(year + (2000 if year < 100 else 0), (part - 1) * months + 1, 1), False
    return _week(folded) or _day_of_year(folded)


def _week(folded: str) -> tuple[date, bool] | None:
    match = next((found for form in WEEKS if (found := form.fullmatch(folded))), None)
    if match is None:
        return None
    day = match.groupdict().get("day")
    try:
        return date.fromisocalendar(int(match["year"]), int(match["week"]), int(day or 1)), day is not None
    except ValueError:
        return None


def _day_of_year(folded: str) -> tuple[date, bool] | None:
    match = DAY_OF_YEAR.fullmatch(folded)
    if match is None or not 1 <= int(match["day"]) <= 366:
        return None
    return date(int(match["year"]), 1, 1) + timedelta(days=int(match["day"]) - 1), True
