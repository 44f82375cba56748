"""How names of companies begin: which beginnings can be those of names that are looked for.

Comes in: cleaned names, the first signs of others. Goes out: yes where a name that begins so may be cleaned to one of
them. It errs on the side of yes, so that of a long list few names have to be cleaned.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from openicp.normalise.names import AND, ARTICLES, starts
from openicp.vocab import folding

ALWAYS_LEFT_OUT = folding.AND
LEFT_OUT = AND | ALWAYS_LEFT_OUT
"""Words for *and*: names are compared without them."""
BEGUN = frozenset(word[:end] for word in LEFT_OUT for end in range(1, len(word) + 1))


class Beginnings:
    """Of names that are looked for.

    Parameters
    ----------
    names
        As ``clean_company_name`` gives them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._whole = frozenset(name.replace(" ", "") for name in names)
        self._sorted = sorted(self._whole)
        self._before = tuple(sorted(ARTICLES | starts()))
        self._begun = frozenset(before[:end] for before in self._before for end in range(len(before) + 1))

    def may_be(self, begins: str) -> bool:
        """Whether a name that begins with these signs may be cleaned to one that is looked for.

        >>> found = Beginnings(["brava digital"])
        >>> found.may_be("s.c. bra"), found.may_be("brave")
        (True, False)
        """
        joined = _before_and(_words(begins))
        if joined in self._begun or self._among(joined):
            return True
        known = self._before if joined.startswith(self._before) else ()
        return any(joined.startswith(each) and self._among(joined[len(each) :]) for each in known)

    def _among(self, joined: str) -> bool:
        """Whether a name begins so, or stands at the beginning of it: behind a name may come what does not count."""
        at = bisect_left(self._sorted, joined)
        if at < len(self._sorted) and self._sorted[at].startswith(joined):
            return True
        return any(joined[:end] in self._whole for end in range(1, len(joined)))


def _words(begins: str) -> list[str]:
    if begins.isascii() and begins.isalnum():
        return [begins.lower()]
    return folding.WORDS.findall(folding.plain(folding.tidy(begins.partition("(")[0])))


def _before_and(words: list[str]) -> str:
    """The words before the first that may be an *and*, run together; of the last one there may be more."""
    for at, word in enumerate(words):
        cut_off = at == len(words) - 1 and word in BEGUN
        if cut_off or word in (LEFT_OUT if at else ALWAYS_LEFT_OUT):
            return "".join(words[:at])
    return "".join(words)
