"""Cities, parts of countries and countries in the forms of an address: ``Dublin, Ireland``, ``Saint Paul, Minnesota``.

Comes in: texts of a column of countries, regions or headquarters. Goes out: the ISO code of the one country that a
text names, the code of a part of a country, and its city. It never takes two letters for a state or a country that
the whole column does not show them to be (``San Francisco, CA``), nor a name that is also a state.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache

from openicp.normalise.reading import EMPTY, Reader, Reading
from openicp.vocab import Vocabulary, key, load, tidy

SHORT_NAMES = frozenset({"usa", "uk", "uae"})
SEVERAL = ""
"""Found instead of a code where a text names several countries."""
FOOTNOTE = re.compile(r"\[\w{1,3}\]")
FLAG = re.compile(" ?([\U0001f1e6-\U0001f1ff]{2}) ?")
FIRST_OF_FLAGS = 0x1F1E6
SHORT = re.compile(r"[A-Z]{1,3}|\d{1,2}")
CODED = re.compile(r"(?P<country>[A-Z]{2})-(?P<part>[A-Z0-9]{1,3})")
"""ISO 3166-2: ``DE-BY``."""
WRITTEN_IN_ADDRESSES = ("US", "CA")
"""Countries whose addresses end with the short form of a state."""
COUNTRIES = "countries"
ENOUGH = 2
"""So many different short forms, all of one country, show what a column holds."""


@lru_cache(maxsize=1)
def short_forms() -> dict[str, dict[str, str]]:
    """By country: the short form of each of its parts, to its code."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in load("state").entries.values():
        found[entry.facts["country"]][entry.facts["abbreviation"]] = entry.code
    return dict(found)


def country_finder(book: Vocabulary, texts: Sequence[str]) -> Callable[[str], str | None]:
    """Finds the country of a text; states count once the column shows that it names states."""
    states = load("state")
    tails = [text.rpartition(",")[2].strip() for text in texts if "," in text]
    has_states = any(key(tail) in states.index and key(tail) not in book.index for tail in tails)
    shortened = _shortened({tail for tail in tails if SHORT.fullmatch(tail)}, book)
    alone = states_alone(book, texts)

    def find(text: str) -> str | None:
        if alone and text in short_forms()[alone]:
            return alone
        text = FOOTNOTE.sub("", FLAG.sub(_letters, text)).strip()
        code = book.find(text)
        if code is not None:
            return code
        if has_states and "," not in text and key(text) in states.index:
            return states.entries[states.index[key(text)]].facts["country"]
        parts = (_of_part(part.strip(), book, has_states=has_states, shortened=shortened) for part in text.split(";"))
        named = {found for found in parts if found is not None}
        return SEVERAL if len(named) > 1 else next(iter(named), None)

    return find


def states_alone(book: Vocabulary, texts: Sequence[str]) -> str | None:
    """The country of a column of short forms of its states, one of which at least can be no country: ``CA, TX, NY``."""
    found = _shortened({text for text in texts if SHORT.fullmatch(text) and len(text) == len("CA")}, book)
    return None if found == COUNTRIES else found


def _letters(flag: re.Match[str]) -> str:
    """The two letters that a flag is made of; nothing beside a name."""
    return "".join(chr(ord(sign) - FIRST_OF_FLAGS + ord("A")) for sign in flag[1]) if flag.string == flag[0] else ""


def _shortened(tails: set[str], book: Vocabulary) -> str | None:
    """The country whose states the short ends of addresses name, one of which at least can be no country.

    ``COUNTRIES`` where all of them are countries and one at least can be no state.
    """
    if len(tails) < ENOUGH:
        return None
    if all(book.find(tail) for tail in tails):
        return None if any(tails <= short_forms()[country].keys() for country in WRITTEN_IN_ADDRESSES) else COUNTRIES
    return next((country for country in WRITTEN_IN_ADDRESSES if tails <= short_forms()[country].keys()), None)


def _of_part(part: str, book: Vocabulary, *, has_states: bool, shortened: str | None) -> str | None:
    """The country of ``City, State, Country`` or ``City, State``."""
    _, comma, tail = part.rpartition(",")
    tail = tail.strip()
    if not comma:
        return book.find(part)
    folded = key(tail)
    states = load("state")
    state = states.index.get(folded)
    if len(folded) <= 3 and folded not in SHORT_NAMES and state is None:
        return _of_short(tail, book, shortened)
    country = book.find(tail)
    home = states.entries[state].facts["country"] if state else None
    if country and home:
        return home if has_states or home == country else None
    if home:
        return home
    return SEVERAL if _only_countries(part, book) else country


def _of_short(tail: str, book: Vocabulary, shortened: str | None) -> str | None:
    """Two or three letters behind a comma: a state where the column shows it, a country where they are no state."""
    if shortened:
        return book.find(tail) if shortened == COUNTRIES else shortened
    if any(tail.upper() in short_forms()[country] for country in WRITTEN_IN_ADDRESSES):
        return None
    return book.find(tail)


def _only_countries(part: str, book: Vocabulary) -> bool:
    """Whether a list of different countries stands with commas: ``Germany, Austria, Switzerland``."""
    named = [book.find(each) for each in part.split(",")]
    return None not in named and len(set(named)) > 1


def region_finder(book: Vocabulary, texts: Sequence[str]) -> tuple[Callable[[str], str | None], str | None]:
    """Finds regions of the world and parts of countries; and the country whose short forms the column holds."""
    short = {text for text in texts if SHORT.fullmatch(text) and book.find(text) is None}
    fitting = [country for country, parts in short_forms().items() if short <= parts.keys()]
    shown = {states_of for text in texts if (states_of := _home(book.find(text), book))}
    fitting = [country for country in fitting if country in shown] or fitting
    holds = fitting[0] if len(short) + len(shown) >= ENOUGH and short and len(fitting) == 1 else None
    forms = short_forms()[holds] if holds else {}

    def find(text: str) -> str | None:
        return forms.get(text) or book.find(text) or _coded(text) or _with_country(text, book)

    return find, holds


def _home(code: str | None, book: Vocabulary) -> str | None:
    return book.entries[code].facts.get("country") if code is not None and code in book.entries else None


def _coded(text: str) -> str | None:
    match = CODED.fullmatch(text)
    return short_forms().get(match["country"], {}).get(match["part"]) if match else None


def _with_country(text: str, book: Vocabulary) -> str | None:
    """``Bavaria, Germany`` and ``Bavaria (Germany)``, where the part is of that country."""
    first, comma, rest = text.replace("(", ",").rstrip(")").partition(",")
    code = book.find(first)
    home = _home(code, book)
    country = load("country").find(rest) or (rest.strip() if home and rest.strip() == home else None)
    return code if comma and home is not None and country == home else None


def place_reader(values: Sequence[str]) -> Reader:
    """The country of a column of cities, where its texts name one behind a comma: ``Saint Paul, Minnesota``."""
    find = country_finder(load("country"), [tidied for value in values if (tidied := tidy(value))])

    def parse(text: str) -> Reading:
        code = find(tidy(text)) if "," in text else None
        return Reading(code) if code else EMPTY

    return Reader("code:country", parse)


def city_of(text: str) -> str:
    """The city of an address in words, the first where there are several.

    >>> city_of("Saint Paul, Minnesota"), city_of("New York, NY, USA; Tel Aviv, Israel"), city_of("Berlin")
    ('Saint Paul', 'New York', 'Berlin')
    """
    first = text.partition(";")[0].partition(",")[0].strip()
    return first or text
