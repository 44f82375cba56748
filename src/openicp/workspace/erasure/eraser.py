"""What names a person gives way to a neutral name, in any text.

Comes in: terms and a label. Goes out: texts without the terms. It keeps the form in which something stood: a code
becomes a code, an address an address, so that rows that were joined by it stay joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from openicp.vocab.folding import key
from openicp.workspace.erasure.spelling import TAG, Term, patterns


@dataclass(frozen=True, slots=True)
class Label:
    """What stands in the place of a person from now on."""

    name: str
    """``Erased company 3``."""
    number: int

    @property
    def host(self) -> str:
        """In the place of a domain: one that nobody can have (RFC 2606), and that an import reads again."""
        return f"erased-{self.number}.example"

    def folded(self, joiner: str) -> str:
        """As a code or key."""
        return key(self.name).replace(" ", joiner)


class Eraser:
    """Terms of a person and what replaces each of them."""

    def __init__(self, labelled: Iterable[tuple[Term, Label]]) -> None:
        known: dict[Term, Label] = {}
        for term, label in labelled:
            known.setdefault(term, label)
        self._labels = known
        self.terms = tuple(sorted(known, key=lambda term: (-len(term.text), term.text, term.kind)))

    @cached_property
    def _parts(self) -> list[tuple[str, str, Label]]:
        """(pattern, style, label): addresses before the names inside them, then the longest."""
        found: dict[tuple[str, str], Label] = {}
        for term in self.terms:
            for part in patterns(term):
                found.setdefault(part, self._labels[term])
        order = ("mail", "mail_gone", "domain", "phone", "name", "folded")
        parts = [(part, style, label) for (part, style), label in found.items()]
        return sorted(parts, key=lambda part: order.index(part[1]))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?P<p{place}>{part[0]})" for place, part in enumerate(self._parts)))

    @cached_property
    def _anchors(self) -> tuple[str, ...] | None:
        """Runs of plain letters of which each term has one; ``None`` where a term has none of use."""
        found: list[str] = []
        for term in self.terms:
            runs: Sequence[str] = re.findall(r"[a-z]{3,}", " ".join([term.text.lower(), *term.folded]))
            spelt = [re.findall(r"[a-z]{3,}", form) for form in (term.text.lower(), *term.folded)]
            if term.kind == "phone" or not runs or not all(spelt):
                return None
            found += [max(each, key=len) for each in spelt]
        return tuple(dict.fromkeys(found))

    def may_stand(self, text: str) -> bool:
        """A quick look: ``False`` is sure."""
        if self._anchors is None:
            return True
        small = text.lower()
        return any(anchor in small for anchor in self._anchors)

    def text(self, text: str) -> str:
        """Without the person."""
        return self._pattern.sub(self._instead, text) if self.may_stand(text) else text

    def count(self, text: str) -> int:
        """How often the person stands there."""
        return sum(1 for _ in self._pattern.finditer(text)) if self.may_stand(text) else 0

    def spelt(self) -> list[str]:
        """The terms as plain text, for a look at bytes."""
        return [term.text for term in self.terms]

    def _instead(self, match: re.Match[str]) -> str:
        _, style, label = self._parts[int(str(match.lastgroup)[1:])]
        found = match[0]
        if style == "mail_gone":
            return f"erased-{label.number}@{label.host}"
        if style == "mail":
            # The company's part stays: its rows are joined by it.
            return f"erased-{label.number}@" + re.split(r"@|%40|&#64;|&#[xX]40;|&commat;|\\u0040", found)[-1]
        if style == "domain":
            return label.host
        if style == "phone":
            return "0" if found.isdigit() else label.name
        if style == "folded":
            gap = re.search(r"%20|[ _.\-+]", found)
            return label.folded(gap[0] if gap else "")
        name = quote(label.name) if "%20" in found else label.name
        return name + "".join(re.findall(TAG, found))
