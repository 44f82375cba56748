"""Cities and countries in the forms of an address: ``Dublin, Ireland``, ``Saint Paul, Minnesota``, ``Berlin; Remote``.

Comes in: texts of a column of countries or headquarters. Goes out: the ISO code of the one country that a text names,
and its city. It never takes two letters behind a comma for a country (``San Francisco, CA``), nor a name that is also
a state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from openicp.normalise.reading import EMPTY, Reader, Reading
from openicp.vocab import Vocabulary, key, load, tidy

SHORT_NAMES = frozenset({"usa", "uk", "uae"})
SEVERAL = ""
"""Found instead of a code where a text names several countries."""
FOOTNOTE = re.compile(r"\[\w{1,3}\]")


def country_finder(book: Vocabulary, texts: Sequence[str]) -> Callable[[str], str | None]:
    """Finds the country of a text; states count once the column shows that it names states."""
    states = load("state")
    tails = [key(text.rpartition(",")[2]) for text in texts if "," in text]
    has_states = any(tail in states.index and tail not in book.index for tail in tails)

    def find(text: str) -> str | None:
        text = FOOTNOTE.sub("", text)
        code = book.find(text)
        if code is not None:
            return code
        parts = (_of_part(part.strip(), book, states, has_states=has_states) for part in text.split(";"))
        named = {found for found in parts if found}
        return SEVERAL if len(named) > 1 else next(iter(named), None)

    return find


def _of_part(part: str, book: Vocabulary, states: Vocabulary, *, has_states: bool) -> str | None:
    """The country of ``City, State, Country`` or ``City, State``."""
    _, comma, tail = part.rpartition(",")
    folded = key(tail)
    if not comma:
        return book.find(part)
    state = states.index.get(folded)
    if len(folded) <= 3 and folded not in SHORT_NAMES and state is None:
        return None
    country = book.find(tail)
    if country and state:
        return states.entries[state].facts["country"] if has_states else None
    if state:
        return states.entries[state].facts["country"]
    return country


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
