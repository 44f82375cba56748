"""Vocabularies by name: those of this package, with a user's own words laid over them.

Comes in: data files of this package, and a user's own file beside them. Goes out: codes for words, names for codes.
It never guesses: a word is known, or it is one slip of the keyboard away from exactly one code, or it is unknown.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from openicp.vocab.countries import countries
from openicp.vocab.entries import Vocabulary, read_entries, table
from openicp.vocab.own import lines_of


def load(name: str, *, extra: Path | None = None) -> Vocabulary:
    """The vocabulary of a name, with a user's own file laid over it.

    Parameters
    ----------
    name
        ``industry``, ``country``, ``region``, ``technologies``... A name without a file gives an empty vocabulary.
    extra
        Tab-separated file with a header: ``code`` and any of ``en, nl, de, ro, fr, words`` (split by ``|``).

    Raises
    ------
    VocabularyNotReadable
        When a line of the user's file is not as it should be.
    """
    ours = _builtin(name)
    if extra is None or not extra.is_file():
        return ours
    return ours.extended(read_entries(lines_of(extra)))


@lru_cache(maxsize=64)
def _builtin(name: str) -> Vocabulary:
    if name == "country":
        return countries()
    if name == "region":
        # Regions of the world, and the parts of countries that columns called *region* hold as well.
        return Vocabulary(name, {entry.code: entry for entry in (*table("region"), *table("state"))})
    return Vocabulary(name, {entry.code: entry for entry in table(name)})


def name(vocabulary: str, code: str, lang: str = "en") -> str:
    """The name of a code in a language.

    >>> name("industry", "nonprofit", "de")
    'Gemeinnützige Organisationen'
    """
    if vocabulary == "roles":
        return _role_name(code, lang)
    return load(vocabulary).label(code, lang)


def _role_name(code: str, lang: str) -> str:
    department, _, seniority = code.partition("/")
    if not seniority:
        return load("department").label(department, lang)
    level = load("seniority").label(seniority, lang)
    return f"{load('department').label(department, lang)} ({level})" if department else level


def region_of(country: str) -> str | None:
    """The code of the region of the world in which a country lies, ``None`` when it is no country of ours.

    >>> region_of("NL"), region_of("RO")
    ('western_europe', 'eastern_europe')
    """
    entry = load("country").entries.get(country.upper())
    return entry.facts.get("region") if entry else None
