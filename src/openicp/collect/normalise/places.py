"""Countries in the forms of an address: ``Dublin, Ireland``, ``Saint Paul, Minnesota``, ``Berlin, Germany; Remote``.

Comes in: a tidied text of a column of countries or headquarters. Goes out: the ISO code of the one country it names.
It never takes two letters behind a comma for a country (``San Francisco, CA``), nor a name that is also a state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from openicp.vocab import Vocabulary, key, load

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
