"""Other spellings that could mean the same person: shown to be confirmed, never taken by themselves.

Comes in: texts and a name. Goes out: the spellings that stand there, with their counts: other cases and accents,
*Last, First*, an initial for the given name, mail addresses made of the name. It never says that they are the person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openicp.vocab.folding import plain, tidy
from openicp.workspace.erasure.eraser import Eraser
from openicp.workspace.erasure.keeping import MAIL
from openicp.workspace.erasure.spelling import Term

PART = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*")
"""A word of a name: ``O'Brien`` is one."""
MOST = 12
"""Spellings that are shown."""
GAP = re.compile(r"[\s.]{1,3}")
TURNED = re.compile(r",?\s{1,2}")
LEAST_FAMILY = 3


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a person in folded words."""

    given: tuple[str, ...]
    family: str

    @property
    def initial(self) -> str:
        """Of the first given name."""
        return self.given[0][0]

    def is_given(self, word: str) -> bool:
        """Whether a word is a given name of theirs, or its initial."""
        return word in self.given or word == self.initial

    def boxes(self) -> set[str]:
        """Local parts of mail addresses without signs and digits."""
        given, family = "".join(self.given), re.sub(r"\W", "", self.family)
        first = self.given[0]
        return {given + family, family + given, first + family, self.initial + family, family + self.initial}


def names_in(terms: Iterable[Term]) -> list[Name]:
    """Names with a given and a family name; of a mail address those that it is made of."""
    found = []
    for term in terms:
        text = term.text.partition("@")[0] if term.kind == "mail" else term.text
        if term.kind not in ("name", "mail"):
            continue
        words = [plain(tidy(word)) for word in PART.findall(text) if not word.isdigit()]
        if len(words) > 1 and len(words[-1]) >= LEAST_FAMILY:
            found.append(Name(tuple(words[:-1]), words[-1]))
    return list(dict.fromkeys(found))


class Likeness:
    """Counts other spellings, text by text."""

    def __init__(self, eraser: Eraser) -> None:
        self._eraser = eraser
        self._names = names_in(eraser.terms)
        self._seen: Counter[str] = Counter()

    def look(self, text: str) -> None:
        """Count what stands in a text."""
        if not self._names or len(text) < LEAST_FAMILY:
            return
        folded = plain(tidy(text))
        for name in self._names:
            if name.family in folded or re.sub(r"\W", "", name.family) in folded:
                self._seen.update(found for found in _near(text, name) if not self._eraser.count(found))

    def found(self) -> list[tuple[str, int]]:
        """Spellings with their counts, the commonest first."""
        return sorted(self._seen.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]


def _near(text: str, name: Name) -> Iterator[str]:
    yield from (found[0] for found in MAIL.finditer(text) if _is_box(found[0].partition("@")[0], name))
    words = PART.finditer(MAIL.sub(_blank, text))
    spans = [(found.start(), found.end(), plain(tidy(found[0]))) for found in words]
    for place, (start, end, word) in enumerate(spans):
        if word != name.family:
            continue
        first = _first_before(text, spans, place, name)
        if first is not None:
            yield text[first:end]
        elif place + 1 < len(spans) and name.is_given(spans[place + 1][2]):
            after = spans[place + 1]
            if TURNED.fullmatch(text[end : after[0]]):
                yield text[start : after[1]]


def _first_before(text: str, spans: list[tuple[int, int, str]], place: int, name: Name) -> int | None:
    """Where a given name in front of a family name begins, one more word between them allowed."""
    for back in (1, 2):
        if place < back:
            return None
        start, _, word = spans[place - back]
        gaps = [text[spans[at][1] : spans[at + 1][0]] for at in range(place - back, place)]
        if name.is_given(word) and all(GAP.fullmatch(gap) for gap in gaps):
            return start
    return None


def _is_box(box: str, name: Name) -> bool:
    return re.sub(r"[\W\d_]", "", plain(box)) in name.boxes()


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
