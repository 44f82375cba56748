"""Columns that name persons, seen by their values alone: full names, given names, names with titles.

Comes in: the profile of a column. Goes out: whether its values are names of persons. It never keeps a name.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from openicp.collect.recognise.values import NAME, ColumnProfile
from openicp.vocab import load
from openicp.vocab.folding import plain, tidy

MANY = 8
"""Different values from which on the form alone tells."""
TITLES = re.compile(
    r"^(dr|prof|mr|mrs|ms|miss|sir|herr|frau|hr|fr|dhr|mevr|mw|de heer|mevrouw|m|mme|mlle|monsieur|madame|dl|dna|dipl"
    r"|ing|mag)\b\.?\s*",
    re.IGNORECASE,
)
WORD = re.compile(r"^[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]*)*$")
LEAST_NAMED, LEAST_FORMED, LEAST_ALONE = 0.35, 0.7, 0.6
"""Shares of the values: with a given name that is known, of the form of a name, given names on their own."""


@cache
def given_names() -> frozenset[str]:
    """Common given names, folded."""
    text = (files("openicp") / "vocab" / "given_names.txt").read_text(encoding="utf-8")
    return frozenset(name for line in text.splitlines() if not line.startswith("#") for name in line.split())


def names_persons(found: ColumnProfile) -> bool:
    """Whether nearly all values are names of persons.

    Many different values of two capitalised words are taken for names; with fewer, known given names decide.
    """
    values = found.top
    if found.distinct < 2 or not values:
        return False
    if (
        found.distinct >= MANY
        and found.share("name") >= 0.8
        and sum(NAME.match(v) is not None for v in values) >= 0.8 * len(values)
    ):
        return True
    formed = [words for text in values if (words := _words(text))]
    named = sum(any(is_given_name(word) for word in (words[0], words[-1])) for words in formed if len(words) > 1)
    alone = sum(len(words) == 1 and is_given_name(words[0]) for words in formed)
    if alone >= LEAST_ALONE * len(values):
        return True
    several = sum(len(words) > 1 for words in formed)
    return several >= LEAST_FORMED * len(values) and named >= LEAST_NAMED * len(values)


def is_given_name(word: str) -> bool:
    """Whether a word is a given name, or several grown together (``Anne-Marie``)."""
    return any(plain(part) in given_names() for part in re.split(r"[-.]", word) if part)


def _words(text: str) -> list[str]:
    """The words of what could be a person's name; none where a sign, a number or a legal form speaks against it."""
    bare = tidy(text)
    for _ in range(2):
        bare = TITLES.sub("", bare)
    words = bare.replace(",", " ").split()
    if not 1 <= len(words) <= 5 or len(bare) > 45 or not all(WORD.match(word) for word in words):
        return []
    forms = load("legal_form").index
    return [] if any(plain(word).strip(".") in forms for word in words[1:]) else words
