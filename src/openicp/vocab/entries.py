"""Entries of a vocabulary: stable codes, their names in five languages, and the words by which they are recognised.

Comes in: lines of a data file. Goes out: entries, and a ``Vocabulary`` of them. It knows no vocabulary by name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import resources

from openicp.vocab.folding import key, keys
from openicp.vocab.slips import SlipIndex

LANGUAGES = ("en", "nl", "de", "ro", "fr")
SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of a vocabulary."""

    code: str
    names: Mapping[str, str] = field(default_factory=dict)
    """Name by language; ``en`` stands in for those that are missing."""
    words: tuple[str, ...] = ()
    """Further spellings, as they occur in files."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Whatever else the file says of it: ``nace``, ``naics``, ``isic``, ``group``..."""

    def name(self, lang: str) -> str:
        """Its name in a language, else in English, else the code in words."""
        return self.names.get(lang) or self.names.get("en") or self.code.replace("_", " ")

    def spellings(self) -> Iterator[str]:
        """Everything by which it is recognised: the code itself, its names, its words."""
        yield from (self.code, *self.names.values(), *self.words)


@dataclass(frozen=True)
class Vocabulary:
    """Codes with names and words; looking up is exact on folded text."""

    name: str
    entries: Mapping[str, Entry]

    @cached_property
    def index(self) -> dict[str, str]:
        """Folded spelling to code; the first entry that claims a spelling keeps it."""
        found: dict[str, str] = {}
        for entry in self.entries.values():
            for spelling in entry.spellings():
                for folded in keys(spelling):
                    found.setdefault(folded, entry.code)
        return found

    @cached_property
    def slips(self) -> SlipIndex:
        """For misspellings by one letter."""
        return SlipIndex.of(self.index)

    def find(self, text: str) -> str | None:
        """The code of a word that is known, else ``None``."""
        return self.index.get(key(text))

    def near(self, text: str) -> tuple[str, str] | None:
        """(code, known spelling) for a probable misspelling: one slip away from the words of one code only."""
        found = self.slips.nearest(key(text))
        if found is None:
            return None
        code, word = found
        entry = self.entries[code]
        written = (*entry.names.values(), *entry.words)
        return code, next((spelling for spelling in written if word in keys(spelling)), word)

    def label(self, code: str, lang: str = "en") -> str:
        """The name of a code; a code that is not ours in words."""
        entry = self.entries.get(code)
        return entry.name(lang) if entry else code.replace("_", " ")

    def extended(self, entries: Iterable[Entry]) -> Vocabulary:
        """With a user's entries, which go first: their words win over ours."""
        own = {entry.code: entry for entry in entries}
        joined = {code: merged(self.entries.get(code), entry) for code, entry in own.items()}
        return replace(self, entries=joined | {code: e for code, e in self.entries.items() if code not in own})


def merged(ours: Entry | None, own: Entry) -> Entry:
    """One entry of two: what the user wrote goes first."""
    if ours is None:
        return own
    return Entry(own.code, {**ours.names, **own.names}, (*own.words, *ours.words), {**ours.facts, **own.facts})


def table(name: str) -> list[Entry]:
    """The entries of a data file of this package, with the words of its second file (``<name>.words.tsv``)."""
    entries = {entry.code: entry for entry in read_entries(_lines(f"{name}.tsv"))}
    for more in read_entries(_lines(f"{name}.words.tsv")):
        entries[more.code] = merged(entries.get(more.code), more)
    return list(entries.values())


def _lines(file: str) -> list[str]:
    path = resources.files("openicp.vocab") / "data" / file
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def read_entries(lines: Iterable[str]) -> list[Entry]:
    """Entries of a tab-separated file with a header; lines that start with ``#`` and empty ones are left out."""
    kept = (line for line in lines if line.strip() and not line.startswith("#"))
    entries: dict[str, Entry] = {}
    for row in csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE):
        entry = _entry({name: (text or "").strip() for name, text in row.items() if name})
        if entry.code:
            entries[entry.code] = merged(entries.get(entry.code), entry)
    return list(entries.values())


def _entry(row: dict[str, str]) -> Entry:
    words = tuple(word.strip() for word in row.pop("words", "").split(SEPARATOR) if word.strip())
    names = {lang: text for lang in LANGUAGES if (text := row.pop(lang, ""))}
    return Entry(row.pop("code", ""), names, words, {name: text for name, text in row.items() if text})
