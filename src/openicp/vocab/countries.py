"""Countries: names in five languages from CLDR, and usual variants from our own file.

Comes in: Babel's territories and ``country.tsv``. Goes out: a vocabulary whose codes are ISO 3166 alpha-2. It never
takes a part of the world or a city for a country.
"""

from __future__ import annotations

from functools import lru_cache

from openicp.vocab.entries import LANGUAGES, Entry, Vocabulary, table

NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})


def countries() -> Vocabulary:
    """Every country by alpha-2, with names, alpha-3 and variants."""
    ours = {entry.code: entry for entry in table("country")}
    names = _names()
    codes = sorted(code for code in names["en"] if len(code) == 2 and code not in NOT_COUNTRIES)
    entries = {}
    for code in codes:
        own = ours.get(code, Entry(code))
        named = {lang: names[lang][code] for lang in LANGUAGES if code in names[lang]}
        alpha3 = (own.facts["alpha3"],) if "alpha3" in own.facts else ()
        entries[code] = Entry(code, named, (*alpha3, *own.words), own.facts)
    return Vocabulary("country", entries)


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    from babel import Locale

    return {lang: {str(code): str(text) for code, text in Locale(lang).territories.items()} for lang in LANGUAGES}


def country_name(code: str, lang: str = "en") -> str:
    """A country's name in a language; the code itself when it is none.

    >>> country_name("DE", "ro")
    'Germania'
    """
    return _names()[lang].get(code.upper(), code)
