"""Job titles, read as a department and a level in five languages.

Comes in: a title as written. Goes out: codes of ``department`` and ``seniority``, either of which may stay open. It
never keeps a name and never reads one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from openicp.vocab import key, load, slug

LONGEST_PHRASE = 5
ASSISTED = frozenset({"manager", "director", "controller"})


class Title(NamedTuple):
    """What a job title says; ``None`` where it does not."""

    department: str | None
    seniority: str | None


@dataclass(frozen=True, slots=True)
class Phrases:
    """Whole phrases, and the beginnings and ends of grown-together words (``Vertriebsleiterin``)."""

    whole: dict[str, str]
    starts: dict[str, str]
    ends: dict[str, str]
    rank: dict[str, int]
    """The order of the file: where a title has several levels, the first of the file counts."""

    def found(self, words: list[str]) -> Iterator[tuple[int, str]]:
        """(length of the phrase, code) of everything that a title says."""
        for at in range(len(words)):
            for size in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
                code = self.whole.get(" ".join(words[at : at + size]))
                if code is not None:
                    yield size, code
            yield from ((0, code) for code in self._grown(words[at]))

    def _grown(self, word: str) -> Iterator[str]:
        if word in self.whole:
            return
        for size in range(len(word) - 1, 2, -1):
            if word[:size] in self.starts:
                yield self.starts[word[:size]]
            if word[-size:] in self.ends:
                yield self.ends[word[-size:]]


@lru_cache(maxsize=2)
def _phrases(vocabulary: str) -> Phrases:
    phrases = Phrases({}, {}, {}, {})
    for rank, entry in enumerate(load(vocabulary).entries.values()):
        phrases.rank[entry.code] = rank
        for word in (*entry.names.values(), *entry.words):
            target = phrases.starts if word.endswith("*") else phrases.ends if word.startswith("*") else phrases.whole
            target.setdefault(key(word.strip("*")), entry.code)
    return phrases


def title(text: str) -> Title:
    """Department and level of a job title.

    >>> title("VP Sales"), title("Leiterin Marketing")
    (Title(department='sales', seniority='vp'), Title(department='marketing', seniority='head'))
    """
    words = key(text).split()
    return Title(_department(words), _seniority(words))


def _department(words: list[str]) -> str | None:
    """The longest phrase; of equal ones the first of the file (``Head of Sales Operations``: sales)."""
    phrases = _phrases("department")
    found = [(-size, phrases.rank[code], code) for size, code in phrases.found(words)]
    return min(found)[2] if found else None


def _seniority(words: list[str]) -> str | None:
    """The highest level; who assists a level is not of it, save for an *assistant manager*."""
    phrases = _phrases("seniority")
    codes = [code for _, code in _unswallowed(phrases, words)]
    if "assistant" in codes and not (words[0] == "assistant" and set(words[1:2]) & ASSISTED):
        return "assistant"
    return min(codes, key=phrases.rank.__getitem__, default=None)


def _unswallowed(phrases: Phrases, words: list[str]) -> Iterator[tuple[int, str]]:
    """Phrases from left to right without those inside a longer one (``vice president`` is no ``president``)."""
    at = 0
    while at < len(words):
        sizes = range(min(LONGEST_PHRASE, len(words) - at), 0, -1)
        size = next((n for n in sizes if " ".join(words[at : at + n]) in phrases.whole), 0)
        if size:
            yield size, phrases.whole[" ".join(words[at : at + size])]
        else:
            yield from phrases.found(words[at : at + 1])
        at += size or 1


def role_code(text: str) -> str:
    """``department/seniority`` with either part empty when open; a slug of a title that says neither.

    >>> role_code("Project Manager"), role_code("Fire watcher")
    ('project_management/manager', 'fire_watcher')
    """
    department, seniority = title(text)
    if department is None and seniority is None:
        return slug(text)
    return f"{department or ''}/{seniority}" if seniority else str(department)
