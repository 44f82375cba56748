"""Wide tables: one column per channel, feature or month, where ours has one row for each.

Comes in: a header and a sample of rows. Goes out: which columns become rows, under which name; and the rows. It never
reads a number: cells travel as they are, and empty ones make no row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from openicp import vocab
from openicp.collect.recognise.exchange import wide_rates
from openicp.collect.recognise.headers import Header, apart, candidates, fold, parse, table_file
from openicp.collect.recognise.months import names as month_names
from openicp.collect.recognise.survey import answers
from openicp.collect.recognise.tables import bare_name
from openicp.collect.recognise.values import ColumnProfile, profile
from openicp.collect.recognise.wideness import Wide
from openicp.model.tables import REFERENCES

LEAST = 2
"""Columns that are at least needed to speak of a wide table."""
MONTHS = 3
YEAR = re.compile(r"^(19|20)\d\d$")
NUMERIC = re.compile(r"^(?P<a>\d{1,4})[-/. ](?P<b>\d{1,4})$")
DAY = re.compile(r"^(19|20)\d\d-\d\d-\d\d( 00:00:00)?$")
OTHERS = frozenset({"mrr", "arr", "mrr_change", "mrr_after", "amount", "gross", "score", "spend", "subscription_id"})
OTHERS |= {"invoice_id", "deal_id", "stage", "outcome", "churned_on", "customer_since", "lead_id", "employees"}
OTHERS |= {"revenue", "industry", "country", "founded_year", "tenure_months", "mrr_before"}
"""Figures of other tables: a file that has one of them is no table of features."""


@cache
def _known(what: str) -> frozenset[str]:
    return frozenset(next(words for name, words in table_file("wide.tsv") if name == what).split("|"))


def wide(file: str, header: Sequence[str], sample: Sequence[Sequence[str | None]]) -> Wide | None:
    """How a table is wide, or ``None`` when it is not.

    Months as columns beside channels are spend, beside companies MRR; numbers of channels beside a month are spend;
    numbers beside a company and a day are its use of features. Columns that name currencies are rates.
    """
    headers = [parse(text) for text in header]
    profiles = [profile([row[place] for row in sample]) for place in range(len(header))]
    words = set(bare_name(file).split())
    rates = wide_rates(header, profiles, days=_days, month_of=month_of)
    if rates is not None:
        return rates
    return (
        _months(header, headers, profiles, words)
        or _channels(headers, profiles, words)
        or _usage(headers, profiles, words)
        or answers(headers, profiles)
    )


def month_of(text: str) -> date | None:
    """The first day of the month that a header names: ``Jan 24``, ``2024-01``, ``Mai 2024``, ``01/2024``.

    >>> month_of("Jan 24"), month_of("2024-03"), month_of("Umsatz")
    (datetime.date(2024, 1, 1), datetime.date(2024, 3, 1), None)
    """
    bare = vocab.tidy(text)
    if DAY.match(bare):
        return date(int(bare[:4]), int(bare[5:7]), 1)
    if numeric := NUMERIC.match(bare):
        return _numbered(numeric["a"], numeric["b"])
    words = fold(re.sub(r"(?<=[a-zA-Z])(?=\d)|['’]", " ", bare)).split()
    if len(words) != 2:
        return None
    month, year = month_names().get(words[0]), words[1]
    if month is None or not year.isdecimal() or len(year) not in (2, 4):
        return None
    return date(int(year) + (2000 if len(year) == 2 else 0), month, 1)


def _numbered(first: str, second: str) -> date | None:
    year, month = (first, second) if YEAR.match(first) else (second, first)
    return date(int(year), int(month), 1) if YEAR.match(year) and 1 <= int(month) <= 12 else None


def _months(
    header: Sequence[str], headers: Sequence[Header], profiles: Sequence[ColumnProfile], words: set[str]
) -> Wide | None:
    """Months as columns: spend by channel, or MRR by company."""
    months = {place: month for place, text in enumerate(header) if (month := month_of(text)) is not None}
    if len(months) < MONTHS or not all(_counts(profiles[place]) for place in months):
        return None
    kept = tuple(place for place in range(len(header)) if place not in months and not _total(headers[place]))
    left = tuple(place for place in range(len(header)) if place not in months and place not in kept)
    molten = tuple((place, month.isoformat()) for place, month in months.items())

    def unit(name: str) -> str:
        return _with_currency(name, [headers[place] for place in (*months, *kept)])

    if any(_names(headers[place], "channel", "spend") for place in kept) or _known("spend") & words:
        return Wide(kept, molten, ("month", unit("spend")), left)
    if (
        any(_names(headers[place], column, "mrr_events") for place in kept for column in REFERENCES)
        and _known("recurring") & words
    ):
        return Wide(kept, molten, ("month", unit("mrr after")), left, changes=True)
    if any(_names(headers[place], "feature", "usage") for place in kept):
        return Wide(kept, molten, ("month", "usage count"), left)
    return None


def _channels(headers: Sequence[Header], profiles: Sequence[ColumnProfile], words: set[str]) -> Wide | None:
    """Channels as columns beside a month: only in a file of costs, or where the columns name known channels."""
    month = next((p for p, h in enumerate(headers) if _names(h, "month", "spend") and _days(profiles[p])), None)
    if month is None or any(_names(h, "spend", "spend") or _names(h, "channel", "spend") for h in headers):
        return None
    if any(_names(h, column, "accounts") for h in headers for column in REFERENCES):
        return None
    numbers = [p for p, h in enumerate(headers) if p != month and _counts(profiles[p]) and not _told(h)]
    molten = [p for p in numbers if not _total(headers[p])]
    known = sum(bool(_known("channel") & set(headers[p].plain.split())) for p in molten)
    if len(molten) < LEAST or not (_known("spend") & words or known * 2 >= len(molten)):
        return None
    left = tuple(p for p in numbers if p not in molten)
    kept = tuple(p for p in range(len(headers)) if p not in numbers)
    spend = _with_currency("spend", [headers[p] for p in molten])
    return Wide(kept, tuple((p, _channel(headers[p])) for p in molten), ("channel", spend), left)


def _with_currency(name: str, headers: Sequence[Header]) -> str:
    """The new header with the one currency that the old ones name."""
    named = {header.currency for header in headers if header.currency}
    return f"{name} ({named.pop()})" if len(named) == 1 else name


def _channel(header: Header) -> str:
    """The channel without its unit: ``Google Ads (€)``."""
    return re.sub(r"\s*[(\[{].*?[)\]}]\s*", " ", header.text).strip() or header.text


def _usage(headers: Sequence[Header], profiles: Sequence[ColumnProfile], words: set[str]) -> Wide | None:
    """Features as columns beside a company and the day: in a file of usage, or where companies come again."""
    company = [p for p, h in enumerate(headers) if any(_names(h, column, "usage") for column in REFERENCES)]
    if not company or not (_known("usage") & words or any(_repeats(profiles[p]) for p in company)):
        return None
    day = next((p for p, h in enumerate(headers) if _names(h, "on", "usage") and _days(profiles[p])), None)
    if day is None or any(_names(h, "feature", "usage") or _owned(h) for h in headers):
        return None
    molten = [p for p, h in enumerate(headers) if p != day and _counts(profiles[p]) and not _told(h)]
    if len(molten) < LEAST:
        return None
    kept = tuple(p for p in range(len(headers)) if p not in molten)
    return Wide(kept, tuple((p, headers[p].plain) for p in molten), ("feature", "usage count"))


def _repeats(found: ColumnProfile) -> bool:
    return found.filled > 0 and found.distinct <= 0.6 * found.filled


def _owned(header: Header) -> bool:
    """Whether it names a figure of another table: money, a score, a contract, a trait of the company."""
    money = _known("recurring") & set(header.full.split())
    return bool(money) or any(each.column in OTHERS for each in candidates(header.text))


def _told(header: Header) -> bool:
    """Whether something is known of a header that keeps it from being a channel or a feature."""
    return apart(header.text) is not None or header.thing is not None


def _names(header: Header, column: str, table: str) -> bool:
    return any(each.column == column and each.fits(table) for each in candidates(header.text))


def _days(found: ColumnProfile) -> bool:
    named = sum(month_of(text) is not None for text in found.top)
    return found.empty or found.share("date") >= 0.5 or named * 2 > len(found.top)


def _counts(found: ColumnProfile) -> bool:
    return not found.empty and found.share("number", "money") >= 0.8 and found.share("date") < 0.5


def _total(header: Header) -> bool:
    return bool(_known("total") & set(header.plain.split()))


__all__ = ["Wide", "month_of", "wide"]
