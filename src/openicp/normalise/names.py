"""Names of companies, cleaned for joining: ``SC Brava Digital S.R.L.`` and ``Brava Digital`` are one.

Comes in: a name as written. Goes out: small letters without accents, legal forms, *and* or signs. It is for comparing
only and never shown.
"""

from __future__ import annotations

import re
from functools import lru_cache

from openicp.vocab import key, load, tidy

LONGEST_FORM = 5
ARTICLES = frozenset({"the"})
BRACKETED = re.compile(r"\((haftungsbeschr[äa]e?nkt|publ|pty|private|pvt)\)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _forms() -> tuple[frozenset[str], frozenset[str]]:
    """Legal forms that end a name, and those that may begin one (``SC Brava SRL``, ``PT Maju``)."""
    forms = load("legal_form").entries.values()
    ends = {key(word) for entry in forms for word in entry.words if entry.code != "before"}
    starts = {key(word) for entry in forms for word in entry.words if entry.code == "before"}
    return frozenset(ends), frozenset(starts)


def clean_company_name(name: str) -> str:
    """A company's name without its legal form, folded; never empty for a name that has a letter or digit.

    >>> clean_company_name("Müller & Söhne GmbH & Co. KG"), clean_company_name("S.C. Brava Digital S.R.L.")
    ('muller sohne', 'brava digital')
    """
    ends, starts = _forms()
    folded = key(BRACKETED.sub(" ", tidy(name)))
    words = _without_end(folded.split(), ends)
    if len(words) > 1 and (words[0] in starts or words[0] in ARTICLES):
        words = words[1:]
    return " ".join(words)


def _without_end(words: list[str], ends: frozenset[str]) -> list[str]:
    while True:
        size = next((n for n in range(min(LONGEST_FORM, len(words) - 1), 0, -1) if " ".join(words[-n:]) in ends), 0)
        if not size:
            return words
        words = words[:-size]
