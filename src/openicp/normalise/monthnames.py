"""Names of months and days of the week in five languages, from CLDR.

Comes in: a word without accents and capitals. Goes out: the number of its month, or whether it is a day of the week.
It never reads a date.
"""

from __future__ import annotations

from functools import lru_cache

from openicp.vocab import LANGUAGES, plain

MONTH_WORD = r"[^\W\d_]{3,12}"
FURTHER = {
    "sept": 9,
    "febr": 2,
    "mrt": 3,
    "maerz": 3,
    "mrz": 3,
    "jaen": 1,
    "janner": 1,
    "okt": 10,
    "agust": 8,
    "noi": 11,
}
FURTHER |= {"feber": 2, "juno": 6, "julei": 7}


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Month by its folded name, whole or abbreviated."""
    from babel import Locale

    found = dict(FURTHER)
    for locale in map(Locale, LANGUAGES):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names = locale.months[context][width]
                found |= {plain(str(text)).strip("."): int(month) for month, text in names.items()}
    return found


@lru_cache(maxsize=1)
def weekdays() -> frozenset[str]:
    """Folded names of the days of the week, whole and abbreviated to two letters or more."""
    from babel import Locale

    return frozenset(
        plain(str(text)).strip(".")
        for locale in map(Locale, LANGUAGES)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for text in locale.days[context][width].values()
    )


def month_of(word: str) -> int | None:
    """The month that a folded word names.

    >>> month_of("maerz"), month_of("fevr"), month_of("octombrie")
    (3, 2, 10)
    """
    return months().get(word.strip("."))
