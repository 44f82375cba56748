"""Values of categories with something around a known word, or made of several words that mean the same.

Comes in: a text that a vocabulary does not know as it stands. Goes out: the one code that its parts agree on. It never
chooses between parts that mean different things, and never leaves out a part that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from openicp.vocab import key, load

Finder = Callable[[str], str | None]
BETWEEN = re.compile(
    r"\s*[/|;,&+()\[\]{}]+\s*|\s+[-:]+\s+|:\s+|\s+(?:and|und|et|en|și|si|or|oder|ou|of|sau)\s+", re.IGNORECASE
)
BRACKETED = re.compile(r"([^()\[\]]+?)\s*[(\[][^()\[\]]*[)\]]")
BESIDE = frozenset({"technologies", "country"})
"""Vocabularies whose words mean the same whatever is said in brackets behind them."""
MOST = 2
"""Words around a known one that are taken away, one after the other."""
SHORTEST = 3
DIFFERENT = ""
"""Found instead of a code where the parts mean different things."""


@dataclass(frozen=True, slots=True)
class Affixes:
    """What may stand around the known words of a vocabulary."""

    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    grown: tuple[str, ...] = ()
    """Ends of grown-together words (``Softwarebranche``)."""

    def without(self, folded: str) -> Iterator[str]:
        """A folded text without one of them."""
        yield from (folded.removeprefix(word) for word in self.before if folded.startswith(word))
        yield from (folded.removesuffix(word) for word in self.behind if folded.endswith(word))
        for end in self.grown:
            rest = folded.removesuffix(end)
            if len(rest) >= SHORTEST and rest != folded and rest[-1] != " ":
                yield rest


@lru_cache(maxsize=32)
def affixes(vocabulary: str) -> Affixes:
    """The affixes of a vocabulary."""
    entry = load("affix").entries.get(vocabulary)
    if entry is None:
        return Affixes()
    before = tuple(key(word[:-1]) + " " for word in entry.words if word.endswith(" *"))
    behind = tuple(" " + key(word[1:]) for word in entry.words if word.startswith("* "))
    grown = tuple(key(word[1:]) for word in entry.words if word.startswith("*") and word[1:2] != " ")
    return Affixes(before, behind, grown)


def found_inside(text: str, vocabulary: str, find: Finder) -> str | None:
    """The code on which the parts of a text agree; ``DIFFERENT`` where they disagree; ``None`` when one is unknown.

    >>> found_inside("Software (SaaS)", "industry", load("industry").find)
    'software'
    """
    whole = _bare(text, vocabulary, find)
    if whole is not None:
        return whole
    parts = [part for part in BETWEEN.split(text) if part]
    if len(parts) < 2:
        return None
    codes = [find(part) or _bare(part, vocabulary, find) for part in parts]
    if all(codes):
        return codes[0] if len(set(codes)) == 1 else DIFFERENT
    head = BRACKETED.fullmatch(text)
    return find(head[1]) if head and vocabulary in BESIDE else None


def _bare(text: str, vocabulary: str, find: Finder) -> str | None:
    """The code of a text without what may stand around it."""
    around = affixes(vocabulary)
    forms = [key(text)]
    for _ in range(MOST):
        forms = list(dict.fromkeys(rest for form in forms for rest in around.without(form) if rest))
        code = next((code for form in forms if (code := find(form)) is not None), None)
        if code is not None:
            return code
    return None
