"""Words that were typed with one slip of the keyboard.

Comes in: the folded words of a vocabulary. Goes out: the one code whose word is a slip away, or nothing. It never
takes a changed consonant for a slip (``painting`` is not ``printing``), nor a changed first letter (``commerce`` is
not ``ecommerce``), nor one thing for many (``industrials`` is a sector of the stock market).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SHORTEST = 8
"""Below it, one letter makes another word too often: ``baking`` and ``banking``."""
VOWELS = frozenset("aeiouy")
SHORTEST_FOR_VOWELS = 10
"""One vowel for another is a word of its own more often: ``shopping`` and ``shipping``."""


@dataclass(frozen=True)
class SlipIndex:
    """Words by themselves with one letter left out: a look-up instead of a comparison with every word."""

    codes: Mapping[str, str]
    shortened: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, codes: Mapping[str, str]) -> SlipIndex:
        """From folded word to code."""
        shortened: dict[str, tuple[str, ...]] = {}
        for word in codes:
            if len(word) >= SHORTEST:
                for form in {word, *_without_one(word)}:
                    shortened[form] = (*shortened.get(form, ()), word)
        return cls(codes, shortened)

    def nearest(self, folded: str) -> tuple[str, str] | None:
        """(code, word) when exactly one code has a word one slip away."""
        if len(folded) < SHORTEST - 1 or any(sign.isdigit() for sign in folded):
            return None
        found = {
            word
            for form in {folded, *_without_one(folded)}
            for word in self.shortened.get(form, ())
            if is_slip(folded, word)
        }
        codes = {self.codes[word] for word in found}
        return (codes.pop(), min(found)) if len(codes) == 1 else None


def _without_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def is_slip(typed: str, meant: str) -> bool:
    """Whether one letter was left out, added, swapped with its neighbour, or one vowel taken for another.

    >>> is_slip("technolgy", "technology"), is_slip("painting", "printing")
    (True, False)
    """
    if typed == meant or typed[:1] != meant[:1] or typed in (meant + "s", meant[:-1] + meant[-1:].rstrip("s")):
        return False
    at = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    if len(typed) == len(meant):
        swapped = typed[at : at + 2] == meant[at : at + 2][::-1] and typed[at + 2 :] == meant[at + 2 :]
        vowel = len(meant) >= SHORTEST_FOR_VOWELS and {typed[at], meant[at]} <= VOWELS
        vowel = vowel and typed[at + 1 :] == meant[at + 1 :]
        return swapped or vowel
    shorter, longer = sorted((typed, meant), key=len)
    return len(longer) - len(shorter) == 1 and longer[at + 1 :] == shorter[at:]
