"""Vocabularies: stable codes, their names in five languages, and the words by which they are recognised.

Comes in: data files of this package, and a user's own file beside them. Goes out: codes for words, names for codes.
It never guesses: a word is known, or it is one slip of the keyboard away from exactly one code, or it is unknown.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path

from openicp.vocab.folding import key, keys
from openicp.vocab.own import lines_of
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
        merged = {code: _merged(self.entries.get(code), entry) for code, entry in own.items()}
        return replace(self, entries=merged | {code: e for code, e in self.entries.items() if code not in own})


def _merged(ours: Entry | None, own: Entry) -> Entry:
    if ours is None:
        return own
    return Entry(own.code, {**ours.names, **own.names}, (*own.words, *ours.words), {**ours.facts, **own.facts})


def load(name: str, *, extra: Path | None = None) -> Vocabulary:
    """The vocabulary of a name, with a user's own file laid over it.

    Parameters
    ----------
    name
        ``industry``, ``country``, ``region``, ``technologies``... A name without a file gives an empty vocabulary.
    extra
        Tab-separated file with a header: ``code`` and any of ``en, nl, de, ro, fr, words`` (split by ``|``).

    Raises
    ------
    VocabularyNotReadable
        When a line of the user's file is not as it should be.
    """
    ours = _builtin(name)
    if extra is None or not extra.is_file():
        return ours
    return ours.extended(read_entries(lines_of(extra)))


@lru_cache(maxsize=64)
def _builtin(name: str) -> Vocabulary:
    if name == "country":
        from openicp.vocab.countries import countries

        return countries()
    if name == "region":
        # Regions of the world, and the parts of countries that columns called *region* hold as well.
        return Vocabulary(name, {entry.code: entry for entry in (*table("region"), *table("state"))})
    return Vocabulary(name, {entry.code: entry for entry in table(name)})


def table(name: str) -> list[Entry]:
    """The entries of a data file of this package, with the words of its second file (``<name>.words.tsv``)."""
    entries = {entry.code: entry for entry in read_entries(_lines(f"{name}.tsv"))}
    for more in read_entries(_lines(f"{name}.words.tsv")):
        entries[more.code] = _merged(entries.get(more.code), more)
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
            entries[entry.code] = _merged(entries.get(entry.code), entry)
    return list(entries.values())


def _entry(row: dict[str, str]) -> Entry:
    words = tuple(word.strip() for word in row.pop("words", "").split(SEPARATOR) if word.strip())
    names = {lang: text for lang in LANGUAGES if (text := row.pop(lang, ""))}
    return Entry(row.pop("code", ""), names, words, {name: text for name, text in row.items() if text})


def name(vocabulary: str, code: str, lang: str = "en") -> str:
    """The name of a code in a language.

    >>> name("industry", "nonprofit", "de")
    'Gemeinnützige Organisationen'
    """
    if vocabulary == "roles":
        return _role_name(code, lang)
    return load(vocabulary).label(code, lang)


def _role_name(code: str, lang: str) -> str:
    department, _, seniority = code.partition("/")
    if not seniority:
        return load("department").label(department, lang)
    level = load("seniority").label(seniority, lang)
    return f"{load('department').label(department, lang)} ({level})" if department else level
