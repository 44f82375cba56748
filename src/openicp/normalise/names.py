"""Names of companies, cleaned for joining: ``SC Brava Digital S.R.L.`` and ``Brava Digital`` are one.

Comes in: a name as written. Goes out: small letters without accents, legal forms, *and* or signs, and what the name
says besides: where its legal form is at home, and words that tell companies of one group apart. It is for comparing
only and never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from openicp.vocab import key, load, tidy
from openicp.vocab.folding import GERMAN

LONGEST_FORM = 6
LONGEST_PLACE = 3
ARTICLES = frozenset({"the"})
AND = frozenset({"y", "och", "og", "e", "ve", "i", "a"})
"""Words for *and* that the folding of texts leaves, as they are names of their own at either end."""
JOINING = frozenset({"of", "de", "di", "do", "da", "du", "del", "der", "des", "la", "van", "von", "for", "in"})
"""Before these no country is taken off: ``Bank of America``."""
NOTHING: frozenset[str] = frozenset()
"""One for all: each further empty one takes 216 bytes, of a million names 430 MB."""
BRACKETED = re.compile(r"\((haftungsbeschr[äa]e?nkt|publ|pty|private|pvt)\)", re.IGNORECASE)
UMLAUTS = re.compile("[äöü]", re.IGNORECASE)
BEFORE = re.compile(r"[(\[,;-]?\s*\b(formerly|fka|f/k/a|ehemals|ehem\.|vormals|anciennement|voorheen|fostă?)\b.*", re.I)


@dataclass(frozen=True, slots=True)
class CompanyName:
    """What a name says."""

    cleaned: str
    """Words without the legal form."""
    keys: tuple[str, ...]
    """What two spellings share: run together, short forms written out; with an umlaut also as ``ae``."""
    core: str
    """Words without those that tell companies of one group apart."""
    areas: frozenset[str]
    """Countries that know the legal form; empty where the name has none."""
    marks: frozenset[str]
    """Countries and parts of the world at the name's end, and ``holding``."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabularies, folded for looking up."""

    ends: dict[str, frozenset[str]]
    starts: frozenset[str]
    short: dict[str, str]
    groups: frozenset[str]
    holdings: frozenset[str]
    places: dict[str, str]
    tails: frozenset[str]
    """Last words of forms: most names end with none of them."""
    place_tails: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    ends: dict[str, frozenset[str]] = {}
    forms = load("legal_form").entries
    for entry in forms.values():
        for word in entry.words if entry.code != "before" else ():
            ends[key(word)] = ends.get(key(word), frozenset()) | {entry.code} - {"any"}
    starts = frozenset(key(word) for word in forms["before"].words)
    entries = load("company_word").entries
    short = {key(w): c for c, entry in entries.items() if not c.startswith("_") for w in entry.words}
    kinds = {code: {key(word) for word in entries[code].words} for code in ("_group", "_holding", "_place")}
    places = {word: word for word in kinds["_place"]}
    for country in load("country").entries.values():
        places |= {key(n): country.code.lower() for n in (*country.names.values(), *country.words) if len(key(n)) > 3}
    places |= {"uk": "gb", "usa": "us", "uae": "ae", "international": "international"}
    tails, place_tails = (frozenset(text.rsplit(" ", 1)[-1] for text in known) for known in (ends, places))
    groups, holdings = frozenset(kinds["_group"]), frozenset(kinds["_holding"])
    return _Words(ends, starts, short, groups, holdings, places, tails, place_tails)


def starts() -> frozenset[str]:
    """Legal forms before a name, folded: ``sc``, ``pt``."""
    return _words().starts


def clean_company_name(name: str) -> str:
    """A company's name without its legal form, folded; never empty for a name that has a letter or digit.

    >>> clean_company_name("Müller & Söhne GmbH & Co. KG"), clean_company_name("S.C. Brava Digital S.R.L.")
    ('muller sohne', 'brava digital')
    """
    return " ".join(_without_form(_folded(name), _words())[0])


def company_name(name: str) -> CompanyName:
    """A name taken apart.

    >>> found = company_name("Acme Germany GmbH")
    >>> found.cleaned, found.core, sorted(found.marks), sorted(found.areas)
    ('acme germany', 'acme', ['de'], ['at', 'ch', 'de'])
    >>> company_name("Müller Intl. AG").keys
    ('mullerinternational', 'muellerinternational')
    """
    known = _words()
    words, areas = _without_form(_folded(name), known)
    keys = [run_together(written_out(words))]
    if not name.isascii() and UMLAUTS.search(name):
        german, _ = _without_form(_folded(tidy(name).casefold().translate(GERMAN)), known)
        keys.append(run_together(written_out(german)))
    core, marks = _without_marks(words, known)
    cleaned = " ".join(words)
    return CompanyName(
        cleaned, tuple(dict.fromkeys(keys)), cleaned if len(core) == len(words) else " ".join(core), areas, marks
    )


def written_out(words: list[str]) -> list[str]:
    """Short forms as whole words: ``intl`` as ``international``; the first word stays, it is the name."""
    short = _words().short
    return [*words[:1], *(short.get(word, word) for word in words[1:])]


def run_together(words: list[str]) -> str:
    """Without blanks, but between two numbers: ``nord wind`` and ``nordwind`` share it, ``1 2`` and ``12`` do not."""
    joined = ""
    for word in words:
        joined += " " + word if joined[-1:].isdigit() and word[:1].isdigit() else word
    return joined


def _folded(name: str) -> list[str]:
    text = tidy(name)
    return key(BRACKETED.sub(" ", BEFORE.sub("", text) or text)).split()


def _without_form(words: list[str], known: _Words) -> tuple[list[str], frozenset[str]]:
    areas = NOTHING
    while words and words[-1] in known.tails:
        sizes = range(min(LONGEST_FORM, len(words) - 1), 0, -1)
        size = next((n for n in sizes if " ".join(words[-n:]) in known.ends), 0)
        if not size:
            break
        areas = areas or known.ends[" ".join(words[-size:])]
        words = words[:-size]
    if len(words) > 1 and (words[0] in known.starts or words[0] in ARTICLES):
        areas = areas or known.ends.get(words[0], frozenset())
        words = words[1:]
    inner = [word for word in words[1:-1] if word not in AND]
    return ([words[0], *inner, words[-1]] if len(words) > 2 else words), areas


def _without_marks(words: list[str], known: _Words) -> tuple[list[str], frozenset[str]]:
    """Countries and words of groups off the end, as long as something is left."""
    marks: set[str] = set()
    while len(words) > 1:
        last = words[-1]
        sizes = range(min(LONGEST_PLACE, len(words) - 1), 0, -1)
        size = next((n for n in sizes if " ".join(words[-n:]) in known.places), 0) if last in known.place_tails else 0
        if size and words[-size - 1] in JOINING:
            break
        if size:
            marks.add(known.places[" ".join(words[-size:])])
        elif last in known.holdings:
            marks.add("holding")
        elif last not in known.groups:
            break
        words = words[: -(size or 1)]
    return words, frozenset(marks) if marks else NOTHING
