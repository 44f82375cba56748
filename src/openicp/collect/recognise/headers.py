"""Headers of columns as people and systems write them, read against the vocabulary.

Comes in: a header such as ``property_annualrevenue``, ``Kunde seit`` or ``Revenue ($M)``. Goes out: the canonical
columns that it may name, each with a confidence, and the unit that it carries. It never looks at values.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz, process

CURRENCIES = frozenset(
    re.findall(
        r"\w+",
        "eur usd gbp chf sek nok dkk pln czk ron huf bgn cad aud nzd jpy cny inr brl mxn zar sgd hkd try ils",
    )
)
MONEY_WORDS = {code: code.upper() for code in CURRENCIES}
MONEY_WORDS |= {"lei": "RON", "leu": "RON", "euro": "EUR", "euros": "EUR", "franken": "CHF"}
MONEY_WORDS |= {"teur": "EUR", "keur": "EUR", "meur": "EUR", "tchf": "CHF", "kchf": "CHF"}
SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN"}
SCALES = {"m": 1e6, "mm": 1e6, "mio": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6}
SCALES |= {"miljoen": 1e6, "milioane": 1e6, "k": 1e3, "tsd": 1e3, "thousand": 1e3, "thousands": 1e3}
SCALES |= {"bn": 1e9}
SCALES |= {"billion": 1e9, "billions": 1e9, "mrd": 1e9, "milliarden": 1e9, "miljard": 1e9, "milliards": 1e9}
SCALES |= {"teur": 1e3, "keur": 1e3, "meur": 1e6, "tchf": 1e3, "kchf": 1e3}
SCALES |= {"tausend": 1e3, "duizend": 1e3, "milliers": 1e3, "mii": 1e3, "mil": 1e6, "mld": 1e9}
BEFORE_SIGN = re.compile(r"\b([tkm])\s?(?=[€$£])", re.IGNORECASE)
"""A scale grown onto the sign of its currency: ``T€``, ``k€``, ``M€``."""
GROWN = {"t": "tsd ", "k": "tsd ", "m": "mio "}
TRAILING = MONEY_WORDS.keys() | {"utc", "gmt", "local", "in", "en", "primary", "converted", "net"}
A_MONTH = frozenset({"month", "mo", "mth"})
"""Behind a currency, as in ``$/month``, not a month but what is paid in one."""
PREFIXES: tuple[str, ...] = (
    "property",
    "hs",
    "company",
    "account",
    "customer",
    "deal",
    "opportunity",
    "subscription",
    "billing",
)
PREFIXES += ("current", "latest", "primary", "contact", "organization", "the", "hq", "no of", "nr of")
ID_ENDINGS = frozenset(["id", "nr", "no", "nummer", "number", "key", "guid", "uuid", "ref", "code"])
QUESTION = 3
"""Words from which on a header can be a question."""
GLUED = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2,})")


@dataclass(frozen=True, slots=True)
class Header:
    """One header, taken apart."""

    text: str
    """As written."""
    full: str
    """Folded, all words."""
    plain: str
    """Folded, without brackets and units."""
    currency: str | None
    """ISO code that the header names."""
    scale: float
    """What its numbers are multiplied by (``in millions``)."""
    local: bool
    """Whether it says *local currency*."""

    @property
    def thing(self) -> str | None:
        """What an id column names: ``opportunity id`` an ``opportunity``; ``""`` for a bare ``id``."""
        words = self.plain.split()
        return " ".join(words[:-1]) if words and words[-1] in ID_ENDINGS else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A canonical column that a header may name."""

    column: str
    tables: frozenset[str]
    """Tables in which it may; ``*`` for any."""
    confidence: float
    reason: str

    def fits(self, table: str) -> bool:
        """Whether the column belongs to this table."""
        return "*" in self.tables or table in self.tables


def fold(text: str) -> str:
    """Lower case without accents, camelCase and signs as blanks, ``ids`` as ``id``."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ẞ", "ss"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = re.sub(r"[^0-9a-z]+", " ", GLUED.sub(" ", plain).lower()).strip()
    return re.sub(r"\bids\b", "id", re.sub(r"\bi d\b", "id", plain))


@cache
def parse(text: str) -> Header:
    """A header taken apart into words, currency and scale."""
    full = fold(text)
    spelt = BEFORE_SIGN.sub(lambda found: GROWN[found[1].lower()], text)
    outside = re.sub(r"[(\[{].*?[)\]}]", " ", spelt)
    bracket = " ".join(re.findall(r"[(\[{](.*?)[)\]}]", spelt))
    words = fold(outside).split() or full.split()
    inside = fold(bracket).split()
    tail, words = _units(words)
    named = [word for word in (*inside, *tail) if word in MONEY_WORDS]
    signs = [code for sign, code in SIGNS.items() if sign in text]
    scale = next((SCALES[word] for word in (*inside, *tail) if word in SCALES), 1.0)
    currency = MONEY_WORDS[named[0]] if named else signs[0] if signs else None
    return Header(text, full, " ".join(words), currency, scale, "local" in (*inside, *tail))


def _units(words: list[str]) -> tuple[list[str], list[str]]:
    """Unit words at the end (``mrr eur``, ``umsatz in mio``), and what stands before them."""
    kept = list(words)
    tail: list[str] = []
    while len(kept) > 1 and (kept[-1] in TRAILING or (kept[-1] in SCALES and kept[-1] not in {"m", "k"})):
        tail.insert(0, kept.pop())
    if len(kept) > 1 and kept[-1] == "c" and not tail:
        kept.pop()
    return tail, kept


@cache
def names() -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    """Every known header name: the columns it may stand for, with their tables."""
    known: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for column, tables, listed in table_file("headers.tsv"):
        for name in listed.split("|"):
            known.setdefault(name, []).append((column, frozenset(tables.split(","))))
    return {name: tuple(dict.fromkeys(found)) for name, found in known.items()}


def table_file(name: str) -> list[list[str]]:
    """Rows of a vocabulary file, comments left out."""
    text = (files("openicp") / "vocab" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def candidates(text: str) -> tuple[Candidate, ...]:
    """The canonical columns that a header may name, best first."""
    header = parse(text)
    for spelling, confidence, reason in _spellings(header):
        if found := names().get(spelling):
            return tuple(Candidate(column, tables, confidence, reason) for column, tables in found)
    return _asked(header.full) or _similar(header.plain)


def _spellings(header: Header) -> list[tuple[str, float, str]]:
    if header.currency and header.plain in A_MONTH:
        return [("per month", 0.95, "header")]
    found = [(header.full, 0.97, "header"), (header.plain, 0.95, "header")]
    found.append((header.full.removeprefix("property "), 0.95, "header"))
    plain = header.plain
    for _ in range(2):
        prefix = next((p for p in PREFIXES if plain.startswith(p + " ")), None)
        if prefix is None:
            break
        plain = plain.removeprefix(prefix + " ")
        weight = 0.93 if prefix in ("property", "hs") else 0.8
        found.append((plain, weight, "header_with_prefix"))
    return found


@cache
def _questions() -> tuple[tuple[re.Pattern[str], str, frozenset[str]], ...]:
    return tuple(
        (re.compile(patterns), column, frozenset(tables.split(",")))
        for column, tables, patterns in table_file("questions.tsv")
    )


def _asked(full: str) -> tuple[Candidate, ...]:
    """Questions of surveys, which are headers of their own making."""
    if len(full.split()) < QUESTION:
        return ()
    return tuple(Candidate(c, tables, 0.85, "question") for pattern, c, tables in _questions() if pattern.search(full))


def _similar(plain: str) -> tuple[Candidate, ...]:
    if len(plain) < 6:
        return ()
    best = process.extractOne(plain, names().keys(), scorer=fuzz.ratio, score_cutoff=90)
    if best is None:
        return ()
    return tuple(Candidate(c, t, 0.6, "similar_header") for c, t in names()[best[0]])


@cache
def _apart() -> tuple[dict[str, str], list[tuple[str, str]]]:
    whole: dict[str, str] = {}
    ends: list[tuple[str, str]] = []
    for group, match, listed in table_file("headers_apart.tsv"):
        for name in listed.split("|"):
            if match == "whole":
                whole.setdefault(name, group)
            else:
                ends.append((" " + name, group))
    return whole, ends


def apart(text: str) -> str | None:
    """The group of columns that never describe a company: person, owner, free, leak, technical, deleted."""
    header = parse(text)
    whole, ends = _apart()
    for spelling in (header.full, header.plain, header.full.removeprefix("property ")):
        if spelling in whole:
            return whole[spelling]
    return next((group for end, group in ends if header.plain.endswith(end)), None)


@cache
def things() -> dict[str, str]:
    """What a row's own id or a file's name speaks of: the table by thing, ``-`` for things we do not use."""
    return {name: table for table, listed in table_file("things.tsv") for name in listed.split("|")}


def thing_table(words: str) -> str | None:
    """Table of a thing, by its whole name, else by its last word."""
    known = things()
    last = words.split()[-1] if words else ""
    return (
        known.get(words) or known.get(words.removesuffix("s")) or known.get(last) or known.get(last.removesuffix("s"))
    )
