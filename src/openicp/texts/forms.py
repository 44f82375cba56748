"""Numbers, shares, money, dates and lists in a language's own form.

Comes in: finished values and a language. Goes out: text with the right signs and no-break spaces. It rounds for
reading only and never computes; Babel knows the languages and is imported when the first value is said.
"""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

Style = Literal["standard", "or"]

DASH = "–"
MINUS = "−"
SCALES = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
SUFFIXES = {
    "en": {"thousand": "k", "million": "M", "billion": "B"},
    "nl": {"thousand": "k", "million": "\u00a0mln.", "billion": "\u00a0mld."},
    "de": {"thousand": "\u00a0Tsd.", "million": "\u00a0Mio.", "billion": "\u00a0Mrd."},
    "ro": {"thousand": "\u00a0mii", "million": "\u00a0mil.", "billion": "\u00a0mld."},
    "fr": {"thousand": "\u00a0k", "million": "\u00a0M", "billion": "\u00a0Md"},
}
"""What stands behind a number cut to thousands: Babel has none for German thousands and ``K`` in English."""
DATE_LOCALE = {"en": "en_GB"}
"""Day before month also in English: 31 October 2026."""


FIRST_DAY = {"fr": "1er"}
"""Only the first of a month is an ordinal in French; Babel's long form says 1 février."""


@lru_cache(maxsize=16)
def locale(lang: str) -> Locale:
    """Babel's locale of a language."""
    from babel import Locale

    return Locale.parse(lang)


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def number(value: float, lang: str, *, digits: int | None = None) -> str:
    """``12,345`` · ``0.6`` · ``2.7``: whole above a hundred, else up to two figures after the point."""
    if isinstance(value, int) and digits is None and 0 <= value < 1000:
        return str(value)
    from babel.numbers import format_decimal

    places = _places(value) if digits is None else digits
    optional = "#" if digits is None else "0"
    pattern = "#,##0" + ("." + optional * places if places else "")
    return _signed(format_decimal(_rounded(value, places), pattern, locale=locale(lang)))


def _places(value: float) -> int:
    size = abs(value)
    if size >= 100 or float(value).is_integer():
        return 0
    return 1 if size >= 1 else 2


def _rounded(value: float, places: int) -> float:
    """Half away from zero, as people round: 2.5 % is 3 %, not 2 %."""
    factor = 10.0**places
    nudge = 1e-9 if value >= 0 else -1e-9
    rounded = math.floor(abs(value) * factor + 0.5 + abs(nudge)) / factor
    return math.copysign(rounded, value) if rounded else 0.0


def share(value: float, lang: str, *, sign: bool = True, digits: int | None = None) -> str:
    """``5.8%`` · ``24%``; German ``5,8 %``. One figure after the point below 10 %, none above."""
    percent = value * 100
    places = digits if digits is not None else _percent_places(abs(percent))
    said = number(_rounded(percent, places), lang, digits=places)
    return said + _percent_tail(lang) if sign else said


def _percent_places(percent: float) -> int:
    """Not quite all is never said as 100 %, not quite none never as 0 %."""
    if 99.5 <= percent < 100:
        return 1 if percent < 99.95 else 2
    if 0 < percent < 0.05:
        return 2
    return int(0 < percent < 9.95)


def _percent_tail(lang: str) -> str:
    pattern: str = locale(lang).percent_formats[None].pattern
    return pattern[pattern.rindex("0") + 1 :]


def money(value: float, currency: str | None, lang: str, *, exact: bool = False, compact: bool = False) -> str:
    """``$20,700`` · exact ``$199,095.00`` · compact ``$21k``; without a currency the bare number."""
    scale, suffix = _scale(value, lang) if compact else (1.0, "")
    shown = value / scale
    places = 2 if exact or (abs(value) < 10 and not float(value).is_integer()) else 0
    if suffix and abs(shown) < 10 and round(shown, 1) != round(shown):
        places = 1
    digits = "#,##0" + ("." + "0" * places if places else "")
    return _with_currency(_rounded(shown, places), currency, lang, digits, suffix)


def _with_currency(value: float, currency: str | None, lang: str, digits: str, suffix: str) -> str:
    from babel.numbers import format_currency, format_decimal

    quoted = f"'{suffix}'" if suffix else ""
    if currency is None:
        return _signed(format_decimal(value, f"{digits}{quoted}", locale=locale(lang)))
    standard: str = locale(lang).currency_formats["standard"].pattern.split(";")[0]
    pattern = standard.replace("#,##0.00", f"{digits}{quoted}")
    said = format_currency(value, currency, pattern, locale=locale(lang), currency_digits=False)
    return _signed(said)


def _scale(value: float, lang: str) -> tuple[float, str]:
    for scale, name in SCALES:
        if abs(value) >= scale:
            return scale, SUFFIXES[lang][name]
    return 1.0, ""


def money_range(low: float, high: float, currency: str | None, lang: str) -> str:
    """``$10M–50M`` · German ``10–50 Mio. $``: the sign of the currency once."""
    if currency is None or not _leads(lang):
        same = _scale(low, lang) == _scale(high, lang) and low >= 1000
        first = number(low / _scale(low, lang)[0], lang) if same else money(low, None, lang, compact=True)
        return f"{first}{DASH}{money(high, currency, lang, compact=True)}"
    scale, suffix = _scale(low, lang)
    if lang != "en" and suffix and suffix == _scale(high, lang)[1]:
        return f"{_with_currency(_rounded(low / scale, 0), currency, lang, '#,##0.#', '')}{DASH}" + money(
            high, None, lang, compact=True
        )
    first = money(low, currency, lang, compact=True)
    return f"{first}{DASH}{money(high, None, lang, compact=True)}"


def _leads(lang: str) -> bool:
    return str(locale(lang).currency_formats["standard"].pattern).startswith("¤")


def bare_range(low: float, high: float, unit: str, lang: str) -> str:
    """The two ends without a sign of their own, as they stand behind the figure: ``2–12`` · ``18–22k``."""
    if unit == "share":
        fine = abs(high) * 100 < 9.95
        return DASH.join(share(end, lang, sign=False, digits=_share_places(end, fine=fine)) for end in (low, high))
    if unit == "money" and max(abs(low), abs(high)) >= 1000:
        scale, suffix = _scale(max(abs(low), abs(high)), lang)
        places = 1 if max(abs(low), abs(high)) / scale < 10 else 0
        places += low != high and _rounded(low / scale, places) == _rounded(high / scale, places)
        ends = (number(_rounded(end / scale, places), lang, digits=places) for end in (low, high))
        return DASH.join(ends) + suffix
    places = _common_places(low, high, unit)
    return DASH.join(number(_rounded(end, places), lang, digits=places) for end in (low, high))


def _share_places(end: float, *, fine: bool) -> int:
    """0.4-11, 0.8-2.6, 2-12: a low end that is not quite 0 is never said as 0."""
    return int(end != 0 and (fine or abs(end) * 100 < 0.95))


def _common_places(low: float, high: float, unit: str) -> int:
    if unit == "score" or (unit in {"days", "money", "number"} and max(abs(low), abs(high)) >= 10):
        return 0
    size = max(abs(low), abs(high))
    return 0 if size >= 30 else 1 if size >= 1 else 2


def day(value: date, lang: str, *, short: bool = False) -> str:
    """``31 October 2026`` · short ``31 Oct``."""
    from babel.dates import format_date, format_skeleton

    place = locale(DATE_LOCALE.get(lang, lang))
    said = str(format_skeleton("MMMd", value, locale=place) if short else format_date(value, "long", locale=place))
    return FIRST_DAY[lang] + said[1:] if value.day == 1 and lang in FIRST_DAY else said


def month(value: date, lang: str) -> str:
    """``October 2026``."""
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMM", value, locale=locale(DATE_LOCALE.get(lang, lang))))


def month_of(text: str, lang: str) -> str:
    """``October 2026`` of ``2026-10``."""
    year, _, number_of = text.partition("-")
    return month(date(int(year), int(number_of), 1), lang)


def digits(text: str, lang: str) -> str:
    """``1,1550`` of ``1.1550``: as many figures after the point."""
    return number(float(text), lang, digits=len(text.partition(".")[2]))


def listing(items: list[str], lang: str, *, style: Style = "standard") -> str:
    """``a, b and c`` · style ``or``: ``a, b or c``; British commas."""
    if len(items) == 1:
        return items[0]
    from babel.lists import format_list

    place = locale(DATE_LOCALE.get(lang, lang))
    return str(format_list(items, style=style, locale=place)) if items else ""


def country(code: str, lang: str) -> str | None:
    """Name of an ISO 3166 alpha-2 code."""
    return locale(lang).territories.get(code.upper())


def typed(text: str) -> str:
    """One word of a command, as it is typed in the terminal of this system.

    >>> typed("exports"), typed("my exports")[1:-1]
    ('exports', 'my exports')
    """
    import os

    if os.name == "nt":
        from subprocess import list2cmdline

        return list2cmdline([text])
    from shlex import quote

    return quote(text)
