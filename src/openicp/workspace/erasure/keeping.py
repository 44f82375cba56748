"""Who was erased is not let in again: a list of salted fingerprints, and texts read against it.

Comes in: the terms of an erasure; later the cells of files that are imported. Goes out: the same cells with the neutral
name. It holds no name: a fingerprint tells only to who has the workspace and guesses a name that it was erased.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openicp.vocab.folding import key, tidy
from openicp.workspace.erasure.eraser import Label
from openicp.workspace.erasure.spelling import LEAST_DIGITS, SEEN_DIGITS, WORD, Term
from openicp.workspace.ledger import Ledger

MAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")
HOST = re.compile(r"(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,}")
PHONE = re.compile(r"\+?\d[\d\s().\-/]{5,}\d")
NEAR = 3
"""Given name and family name stand in columns at most this far apart."""
ALONE = "alone"
"""A single word counts only where it is all that stands in a cell."""


def fingerprint(salt: str, kind: str, text: str) -> str:
    """A keyed hash."""
    return hashlib.blake2b(f"{kind}:{text}".encode(), key=bytes.fromhex(salt), digest_size=16).hexdigest()


def rows_of(labelled: Iterable[tuple[Term, Label]], salt: str) -> list[dict[str, Any]]:
    """Rows of the ledger's ``erased``."""
    found: dict[str, dict[str, Any]] = {}
    for term, label in labelled:
        for kind, text, words in _forms(term):
            row = {"fingerprint": fingerprint(salt, kind, text), "kind": kind, "words": words}
            found[str(row["fingerprint"])] = row | {"label": label.name, "number": label.number}
    return list(found.values())


def _forms(term: Term) -> Iterable[tuple[str, str, int]]:
    if term.kind in ("mail", "domain"):
        yield term.kind, term.text.lower(), 1
        return
    if term.kind == "phone":
        yield "phone", term.digits[-SEEN_DIGITS:], 1
        return
    for folded in term.folded:
        words = WORD.findall(folded)
        if len(words) > 1:
            yield "name", " ".join(words), len(words)
            yield "name", "".join(words), 1
        elif words:
            yield ALONE, words[0], 1


class Keeper:
    """Reads texts against the list of the erased; empty lists let everything through."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], salt: str) -> None:
        self._salt = salt
        self._labels = {str(row["fingerprint"]): Label(str(row["label"]), int(row["number"])) for row in rows}
        self._kinds = {str(row["kind"]) for row in rows}
        self._sizes = sorted({int(row["words"]) for row in rows if row["kind"] == "name"}, reverse=True)
        self._known: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._labels)

    def text(self, text: str) -> str:
        """A cell without the erased."""
        if not self._labels or not text:
            return text
        if text not in self._known:
            if len(self._known) > 200_000:
                self._known.clear()
            self._known[text] = self._without(text)
        return self._known[text]

    def row(self, cells: Sequence[str]) -> list[str]:
        """The cells of a row; a name that stands in two of them goes from both."""
        found = [self.text(cell) for cell in cells]
        if "name" not in self._kinds:
            return found
        for place, cell in enumerate(found):
            for other in range(place + 1, min(place + 1 + NEAR, len(found))):
                label = self._together(cell, found[other])
                if label is not None:
                    found[place], found[other] = label.name, ""
                    break
        return found

    def _together(self, first: str, second: str) -> Label | None:
        if not first or not second or len(first) > 40 or len(second) > 40:
            return None
        for text in (f"{first} {second}", f"{second} {first}"):
            words = WORD.findall(key(text))
            if len(words) in self._sizes and (label := self._label("name", " ".join(words))) is not None:
                return label
        return None

    def _label(self, kind: str, text: str) -> Label | None:
        return self._labels.get(fingerprint(self._salt, kind, text))

    def _without(self, text: str) -> str:
        if ALONE in self._kinds and (label := self._label(ALONE, key(text))) is not None:
            return label.name
        if "mail" in self._kinds or "domain" in self._kinds:
            text = HOST.sub(self._host, MAIL.sub(self._mail, text))
        if "phone" in self._kinds:
            text = PHONE.sub(self._phone, text)
        return self._names(text) if self._sizes else text

    def _mail(self, match: re.Match[str]) -> str:
        label = self._label("mail", match[0].lower())
        return f"erased-{label.number}@{match[0].split('@')[1]}" if label else match[0]

    def _host(self, match: re.Match[str]) -> str:
        parts = match[0].lower().split(".")
        for start in range(len(parts) - 1):
            label = self._label("domain", ".".join(parts[start:]))
            if label is not None:
                return ".".join([*match[0].split(".")[:start], label.host])
        return match[0]

    def _phone(self, match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match[0])
        label = self._label("phone", digits[-SEEN_DIGITS:]) if len(digits) >= LEAST_DIGITS else None
        return match[0] if label is None else label.name

    def _names(self, text: str) -> str:
        spans = [(found.start(), found.end()) for found in WORD.finditer(text)]
        parts, done, place = [], 0, 0
        while place < len(spans):
            size, label = self._name_at(text, spans, place)
            if label is None:
                place += 1
                continue
            start, end = spans[place][0], spans[place + size - 1][1]
            parts += [text[done:start], _in_its_form(text[start:end], label)]
            done, place = end, place + size
        return "".join([*parts, text[done:]])

    def _name_at(self, text: str, spans: Sequence[tuple[int, int]], place: int) -> tuple[int, Label | None]:
        for size in self._sizes:
            if place + size > len(spans):
                continue
            folded = key(tidy(text[spans[place][0] : spans[place + size - 1][1]]))
            words = WORD.findall(folded)
            if label := self._label("name", " ".join(words)):
                return size, label
        return 1, None


def _in_its_form(found: str, label: Label) -> str:
    """A code stays a code."""
    gap = re.search(r"[_\-]", found)
    if found == found.lower() and gap and " " not in found:
        return label.folded(gap[0])
    return label.name


NOBODY = Keeper((), "")
SALT = "erased_salt"
"""Where ``meta`` holds the salt."""


def keeper_of(ledger: Ledger) -> Keeper:
    """Reads what is imported against the list of those who were erased from this workspace."""
    rows = ledger.rows("erased")
    salt = ledger.rows("meta", {"key": SALT}) if rows else []
    return Keeper(rows, str(salt[0]["value"])) if salt else NOBODY
