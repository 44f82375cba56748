"""Cells that tell roles, tasks or criteria, without the names of persons that people type into them all the same.

Comes in: the text of a cell. Goes out: what it says without names, mails and numbers; ``""`` where nothing is left. A
cell that names nobody is given back as it is; it never guesses at a lone word that could be a surname.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from openicp.collect.recognise.persons import is_given_name
from openicp.normalise.titles import title
from openicp.vocab.folding import plain

COLUMNS: Final = frozenset({"title", "role", "roles", "theme", "role_tasks", "role_goals", "role_challenges"})
COLUMNS_OF_DECISIONS: Final = frozenset({"decision_criteria"})
SALUTATIONS: Final = frozenset(
    [
        "herr",
        "herrn",
        "frau",
        "hr",
        "fr",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dhr",
        "mevr",
        "mevrouw",
        "meneer",
        "monsieur",
        "madame",
        "mme",
        "mlle",
        "dl",
        "dna",
        "domnul",
        "doamna",
    ]
)
PARTICLES: Final = frozenset(
    ["van", "von", "zu", "de", "der", "den", "des", "du", "le", "la", "ten", "ter", "dr", "prof", "med", "ing", "dipl"]
)
MOST = 4
"""Words of one name, particles included."""
ENDS = ",;|/)"
STRIPPED = " ,;|/()-–—:"


def unnamed(text: str) -> str:
    """A text without names.

    >>> unnamed("Leiterin Marketing (Sabine Kurz)"), unnamed("Herr Kurz muss zustimmen"), unnamed("Art Director")
    ('Leiterin Marketing', 'muss zustimmen', 'Art Director')
    """
    words = re.sub(r"\n", "; ", re.sub(r"([;|,/])(?=\S)", r"\1 ", text)).split()
    if _reversed_name(words):
        return ""
    kept = list(_without(words))
    return text if kept == words else re.sub(r"\(\s*\)|\(\s*$", "", " ".join(kept)).strip(STRIPPED)


def holds_roles(column: str, vocabulary: str) -> bool:
    """Whether the cells of a column are about persons by what they do."""
    return bool({column, vocabulary} & (COLUMNS | COLUMNS_OF_DECISIONS))


def _reversed_name(words: list[str]) -> bool:
    """*Kurz, Sabine*, or a given name alone."""
    first, last = (words[0], words[-1]) if words else ("", "")
    one = len(words) == 1 and first[:1].isupper() and is_given_name(first)
    two = len(words) == 2 and first.endswith(",") and is_given_name(last) and not _says_a_role(first.strip(","))
    return one or two


def _without(words: list[str]) -> Iterator[str]:
    at = 0
    while at < len(words):
        size = _name_at(words, at)
        if not size:
            if "@" not in words[at]:
                yield words[at]
            at += 1
            continue
        at += size
        if words[at - 1][-1] in ENDS:
            yield words[at - 1][-1]


def _name_at(words: list[str], at: int) -> int:
    """How many words from here are a name; 0 when none starts here."""
    greeted = _bare(words[at]).strip(".").lower() in SALUTATIONS
    following = words[at + 1] if at + 1 < len(words) else ""
    if not following or words[at][-1] in ENDS or not (_capital(following) or plain(following) in PARTICLES):
        return 0
    if not greeted and not (_capital(words[at]) and is_given_name(_bare(words[at]))):
        return 0
    if not greeted and _says_a_role(f"{_bare(words[at])} {_bare(following)}"):
        return 0
    return _length(words, at)


def _length(words: list[str], at: int) -> int:
    size = 1
    while at + size < len(words) and size < MOST:
        word = words[at + size]
        if words[at + size - 1][-1] in ENDS or not (_capital(word) or plain(word).strip(".") in PARTICLES):
            break
        if size > 1 and _says_a_role(_bare(word)):
            break
        size += 1
    return size


def _bare(word: str) -> str:
    return word.strip("()[],;|/\"'„“”«»")


def _capital(word: str) -> bool:
    return _bare(word)[:1].isupper()


def _says_a_role(text: str) -> bool:
    return any(title(text))
