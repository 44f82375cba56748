"""Codes of classifications (NACE, NAICS, SIC) that a column holds instead of the names of industries.

Comes in: the distinct texts of a column and its header. Goes out: which classification they are of, and the industry
of each code. Numbers that could be of several classifications are of none: ``7372`` needs a header that says which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from openicp.normalise.reading import Hints
from openicp.vocab import load, plain

SYSTEMS = {
    "naics": "naics",
    "sic": "sic",
    **dict.fromkeys(("nace", "isic", "naf", "ape", "wz", "wz2008", "sbi", "caen", "nacebel", "ateco", "noga"), "nace"),
}
"""Names by which headers and values call a classification."""
CODE = re.compile(
    r"(?:(?P<system>[a-z]+)[ .:-]*)??(?:[a-u]\.?)?(?P<code>\d{2}(?:\.\d{1,2}){0,2}|\d{2,6})[a-z]?"
    r"(?: ?[-:]? (?P<name>\D.*))?"
)
DOTTED = re.compile(r"(?:[a-u]\.?)?\d{2}\.\d{1,2}.*|[a-u]\d{2}")
SIX_DIGITS = re.compile(r"\d{6}(?:\D.*)?")
WORDS = re.compile(r"[a-z]+\d*")
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Classified:
    """The classification of a column."""

    system: str
    example: str
    """One of its codes."""

    def find(self, text: str) -> str | None:
        """The industry of a code."""
        match = CODE.fullmatch(plain(text))
        if match is None or SYSTEMS.get(match["system"] or self.system) != self.system:
            return None
        beginnings = _beginnings()[self.system]
        digits = match["code"].replace(".", "")
        return next((beginnings[digits[:n]] for n in range(len(digits), 1, -1) if digits[:n] in beginnings), None)


@lru_cache(maxsize=1)
def _beginnings() -> dict[str, dict[str, str]]:
    """By classification: the beginning of a code to the industry."""
    entries = load("classification").entries.values()
    return {
        system: {part: entry.code for entry in entries for part in entry.facts.get(system, "").split("|") if part}
        for system in ("nace", "naics", "sic")
    }


def classified(texts: Sequence[str], hints: Hints) -> Classified | None:
    """The classification that the header or the values name; else the one that only these forms can be."""
    folded = [plain(text) for text in texts]
    coded = [text for text in folded if CODE.fullmatch(text)]
    named = [SYSTEMS[word] for word in WORDS.findall(plain(hints.get("column", ""))) if word in SYSTEMS]
    named += [SYSTEMS[found] for text in coded if (found := text.split(" ")[0]) in SYSTEMS]
    if named and coded:
        return Classified(named[0], _written(coded[0], texts))
    dotted = [text for text in coded if DOTTED.fullmatch(text)]
    if len(dotted) >= ENOUGH:
        return Classified("nace", _written(dotted[0], texts))
    six = [text for text in coded if SIX_DIGITS.fullmatch(text)]
    return Classified("naics", _written(six[0], texts)) if len(six) >= ENOUGH and len(six) == len(coded) else None


def _written(folded: str, texts: Sequence[str]) -> str:
    return next(text for text in texts if plain(text) == folded)


def with_codes(find: Callable[[str], str | None], column: Classified) -> Callable[[str], str | None]:
    """Finds words first, then codes."""
    return lambda text: find(text) or column.find(text)
