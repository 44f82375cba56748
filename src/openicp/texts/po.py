"""Reads gettext catalogues as text: keys to sentences, one or several forms each.

Comes in: ``.po`` files. Goes out: plain dictionaries and the rule that picks a form by count. It never needs
Babel or compiled files, so that a command line can speak within milliseconds (Babel's reader takes 118 ms to
import; a test holds the two equal).
"""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Rule = Callable[[int], int]

ONE_OR_MORE = "n != 1"
FIELD = re.compile(r'^(msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s+(".*")$')


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one language."""

    forms: dict[str, tuple[str, ...]]
    """key: its sentence, or its forms by count."""
    rule: Rule
    """count -> index of the form."""

    def sentence(self, key: str, n: object = None) -> str | None:
        """The sentence of ``key``; the form for the count ``n`` where there are several."""
        forms = self.forms.get(key)
        if forms is None:
            return None
        if len(forms) == 1 or not isinstance(n, int | float):
            return forms[-1]
        return forms[min(self._form(float(n)), len(forms) - 1)]

    def _form(self, n: float) -> int:
        """Fractions take the form of two (12,4 luni, never de luni); below two French keeps the singular."""
        if n.is_integer():
            return self.rule(int(abs(n)))
        return self.rule(0) if abs(n) < 2 and self.rule(0) == self.rule(1) else self.rule(2)


def read(paths: Iterable[Path]) -> Catalogue:
    """One catalogue of several files; the first header with a plural rule counts for all."""
    forms: dict[str, tuple[str, ...]] = {}
    rule = ONE_OR_MORE
    for path in sorted(paths):
        for key, sentences in entries(path.read_text("utf-8")):
            if key == "":
                rule = plural_rule(sentences[0]) or rule
            elif all(sentences):
                forms[key] = sentences
    return Catalogue(forms, gettext.c2py(rule))


def plural_rule(header: str) -> str | None:
    """The expression of ``Plural-Forms`` in a header."""
    found = re.search(r"plural=([^;\n]+)", header)
    return found.group(1).strip() if found else None


def entries(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield ``(msgid, msgstr forms)`` in the order of the file; obsolete and fuzzy lines are comments."""
    key, forms, field = "", list[str](), ""
    seen = False
    for line in text.splitlines():
        found = FIELD.match(line)
        if found and found.group(1) == "msgid":
            if seen:
                yield key, tuple(forms)
            key, forms, field, seen = _text(found.group(3)), [], "msgid", True
        elif found and found.group(1) == "msgid_plural":
            field = "plural"
        elif found:
            field = "msgstr"
            forms.append(_text(found.group(3)))
        elif line.startswith('"') and field == "msgid":
            key += _text(line)
        elif line.startswith('"') and field == "msgstr":
            forms[-1] += _text(line)
    if seen:
        yield key, tuple(forms)


def _text(quoted: str) -> str:
    """What stands between the quotation marks; few sentences have an escape, and reading those is slow."""
    return str(ast.literal_eval(quoted)) if "\\" in quoted else quoted.rstrip()[1:-1]
