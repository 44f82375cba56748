"""Job titles, read as a department and a level in five languages.

Comes in: a title as written. Goes out: codes of ``department`` and ``seniority``, either of which may stay open. It
never keeps a name and never reads one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from openicp.vocab import Vocabulary, key, load, slug

LONGEST_PHRASE = 5
ASSISTED = frozenset({"manager", "director", "controller"})
BELOW_MANAGERS = frozenset({"manager", "lead", "senior", "staff", "assistant", "junior"})
SHORTEST_INSIDE = 6
ASSISTANT = "assistant"
MANAGEMENT = "general_management"


class Title(NamedTuple):
    """What a job title says; ``None`` where it does not."""

    department: str | None
    seniority: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase found in a title."""

    at: int
    size: int
    """Words; 0 for a part of one word."""
    code: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """Whole phrases, and the beginnings and ends of grown-together words (``Vertriebsleiterin``)."""

    whole: dict[str, str]
    starts: dict[str, str]
    ends: dict[str, str]
    rank: dict[str, int]
    """The order of the file: where a title has several levels, the first of the file counts."""

    @classmethod
    def of(cls, book: Vocabulary) -> Phrases:
        """Everything by which the codes of a vocabulary are found."""
        phrases = cls({}, {}, {}, {})
        for rank, entry in enumerate(book.entries.values()):
            phrases.rank[entry.code] = rank
            for word in (*entry.names.values(), *entry.words):
                target = (
                    phrases.starts if word.endswith("*") else phrases.ends if word.startswith("*") else phrases.whole
                )
                target.setdefault(key(word.strip("*")), entry.code)
        return phrases

    def found(self, words: list[str]) -> Iterator[Span]:
        """Everything that a title says."""
        for at in range(len(words)):
            for size in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
                code = self.whole.get(" ".join(words[at : at + size]))
                if code is not None:
                    yield Span(at, size, code)
            yield from self._grown(words, at)

    def unswallowed(self, words: list[str]) -> Iterator[Span]:
        """Phrases from left to right without those inside a longer one (``vice president`` is no ``president``)."""
        at = 0
        while at < len(words):
            sizes = range(min(LONGEST_PHRASE, len(words) - at), 0, -1)
            size = next((n for n in sizes if " ".join(words[at : at + n]) in self.whole), 0)
            if size:
                yield Span(at, size, self.whole[" ".join(words[at : at + size])])
            else:
                yield from self._grown(words, at)
            at += size or 1

    def inside(self, word: str, at: int) -> Span | None:
        """The longest word inside a grown-together one (``Communicatiemanager``, ``Regionalvertriebsleiter``)."""
        if word in self.whole:
            return None
        known = [part for part in (*self.whole, *self.starts) if len(part) >= SHORTEST_INSIDE and part in word]
        longest = max(known, key=len, default=None)
        return Span(at, 0, self.whole.get(longest) or self.starts[longest]) if longest else None

    def _grown(self, words: list[str], at: int) -> Iterator[Span]:
        """The longest beginning and the longest end that a word has grown together from."""
        word = words[at]
        if word in self.whole:
            return
        sizes = range(len(word) - 1, 2, -1)
        start = next((self.starts[word[:n]] for n in sizes if word[:n] in self.starts), None)
        end = next((self.ends[word[-n:]] for n in sizes if word[-n:] in self.ends), None)
        yield from (Span(at, 0, code) for code in (start, end) if code)


@dataclass(frozen=True, slots=True)
class Titles:
    """The words by which job titles are read."""

    departments: Phrases
    levels: Phrases

    def read(self, text: str) -> Title:
        """Department and level of a job title."""
        words = key(text).split()
        spans = list(self.levels.unswallowed(words))
        level = self._level(words, [span.code for span in spans])
        return Title(self._department(words, spans, level), level)

    def code(self, text: str) -> str:
        """``department/seniority`` with either part empty when open; a slug of a title that says neither."""
        department, seniority = self.read(text)
        if department is None and seniority is None:
            return slug(text)
        return f"{department or ''}/{seniority}" if seniority else str(department)

    def _level(self, words: list[str], codes: list[str]) -> str | None:
        """The highest level; who assists a level is not of it, save for an *assistant manager*."""
        if ASSISTANT in codes and not (words[0] == ASSISTANT and set(words[1:2]) & ASSISTED):
            return ASSISTANT
        codes = [code for code in codes if code != ASSISTANT] or codes
        highest = min(codes, key=self.levels.rank.__getitem__, default=None)
        return "junior" if "junior" in codes and highest in BELOW_MANAGERS else highest

    def _department(self, words: list[str], levels: list[Span], level: str | None) -> str | None:
        """The longest phrase; of equal ones the first of the file (``Head of Sales Operations``: sales)."""
        grown = {span.at for span in levels if not span.size}
        inside = (self.departments.inside(words[at], at) for at in sorted(grown))
        found = [
            span
            for span in (*self.departments.found(words), *(span for span in inside if span))
            if not (span.code == MANAGEMENT and any(_inside(span, other) for other in levels))
            and not (level != ASSISTANT and words[span.at : span.at + span.size] == [ASSISTANT])
        ]
        rank = self.departments.rank
        best = min(found, key=lambda span: (-span.size, rank[span.code]), default=None)
        if best is None:
            return None
        # Who assists the management works in its office.
        return "administration" if level == ASSISTANT and best.code == MANAGEMENT else best.code


def _inside(span: Span, other: Span) -> bool:
    """Whether a phrase is a part of a longer one that says a level: the *president* of a *vice president*."""
    return other.size > span.size and other.at <= span.at and span.at + span.size <= other.at + other.size


def titles_of(departments: Vocabulary, levels: Vocabulary) -> Titles:
    """The reader of titles for two vocabularies."""
    return Titles(Phrases.of(departments), Phrases.of(levels))


@lru_cache(maxsize=1)
def usual_titles() -> Titles:
    """The reader of titles with our own words alone."""
    return titles_of(load("department"), load("seniority"))


def title(text: str) -> Title:
    """Department and level of a job title.

    >>> title("VP Sales"), title("Leiterin Marketing")
    (Title(department='sales', seniority='vp'), Title(department='marketing', seniority='head'))
    """
    return usual_titles().read(text)


def role_code(text: str) -> str:
    """``department/seniority`` with either part empty when open; a slug of a title that says neither.

    >>> role_code("Project Manager"), role_code("Fire watcher")
    ('project_management/manager', 'fire_watcher')
    """
    return usual_titles().code(text)
