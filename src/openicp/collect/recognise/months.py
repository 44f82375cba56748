"""Names of months in five languages, long and short, as folded words.

Comes in: nothing. Goes out: the number of a month by its name. It never reads a day.
"""

from __future__ import annotations

from functools import cache

from openicp.collect.recognise.headers import fold
from openicp.vocab import LANGUAGES


@cache
def names() -> dict[str, int]:
    """``jan``, ``janvier``, ``ianuarie``, ``Mai``, ``sept``: the number of the month."""
    from babel.dates import get_month_names

    found = {"sept": 9, "maa": 3, "mrt": 3, "mrz": 3, "maerz": 3, "okt": 10, "oct": 10, "dez": 12, "dec": 12}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                months = get_month_names(width, context=context, locale=language)
                found |= {fold(str(name)): number for number, name in months.items()}
    return found
