"""Surveys with a column for each question: every answer becomes a statement, its kind the one that was asked for.

Comes in: headers and profiles of a file. Goes out: how its columns become rows, or nothing where it is no survey. The
kind of a statement is that of its question, never read from the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from openicp.collect.recognise.headers import Header, candidates, fold, table_file
from openicp.collect.recognise.values import ColumnProfile
from openicp.collect.recognise.wideness import Wide
from openicp.model.tables import REFERENCES
from openicp.vocab import load as vocabulary

LONG_ENOUGH = 12
"""Letters that answers have on average, where a header is no question but the name of a kind."""
NAMED_AT_LEAST = 2
QUESTION = 4
"""Words from which on a header can be a question."""
ALSO_ELSEWHERE = frozenset({"pain", "outcome", "loss", "leave"})
"""Kinds whose names are columns of other tables too: goals and challenges of roles, reasons of deals and contracts."""
FIGURES = frozenset(
    ["mrr", "arr", "mrr_change", "mrr_after", "amount", "gross", "spend", "subscription_id", "invoice_id", "deal_id"]
)
FIGURES |= frozenset(["stage", "outcome", "churned_on", "customer_since", "employees", "revenue", "industry"])
NAMES = ("kind of statement", "quote")


def answers(headers: Sequence[Header], profiles: Sequence[ColumnProfile]) -> Wide | None:
    """Questions as columns beside a company: each answer a statement of the kind that its question asks for."""
    asked = {p: kind for p, header in enumerate(headers) if (kind := kind_asked(header)) and _told(profiles[p])}
    named = {
        p: kind for p, h in enumerate(headers) if p not in asked and (kind := kind_named(h)) and _told(profiles[p])
    }
    if not _clear(named, profiles):
        named = {}
    molten = dict(sorted({**asked, **named}.items()))
    rest = [header for place, header in enumerate(headers) if place not in molten]
    if not molten or not any(_company(header) for header in rest) or any(_figure(header) for header in rest):
        return None
    kept = tuple(place for place in range(len(headers)) if place not in molten)
    return Wide(kept, tuple(molten.items()), NAMES)


def _clear(named: dict[int, str], profiles: Sequence[ColumnProfile]) -> bool:
    """Whether names of kinds stand over people's words: several of them, one at least that nothing else is called."""
    kinds = set(named.values())
    long = sum(profiles[place].mean_length >= LONG_ENOUGH for place in named)
    return len(kinds) >= NAMED_AT_LEAST and bool(kinds - ALSO_ELSEWHERE) and 2 * long >= len(named)


def kind_asked(header: Header) -> str | None:
    """The kind of statement that a question asks for; ``None`` where it is no question or not a clear one.

    >>> from openicp.collect.recognise.headers import parse
    >>> kind_asked(parse("Why did you choose us?")), kind_asked(parse("Anything else?"))
    ('why_us', None)
    """
    words = header.full.split()
    if len(words) < QUESTION:
        return None
    found = [kind for kind, pattern in _patterns() if pattern.search(header.full)]
    return found[0] if len(set(found)) == 1 else None


def kind_named(header: Header) -> str | None:
    """The kind whose name a header is: *Trigger events*, *Warum wir*."""
    return vocabulary("voice_kind").find(header.text)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(patterns)) for kind, patterns in table_file("voice_questions.tsv"))


def _told(found: ColumnProfile) -> bool:
    return not found.empty and found.share("number", "date", "mail") < 0.2


def _company(header: Header) -> bool:
    columns = {each.column for each in candidates(header.text) if each.fits("voices")}
    return bool(columns & {*REFERENCES, "account_mail"})


def _figure(header: Header) -> bool:
    """Whether a column is one of another table, so that the file is no survey."""
    own = {each.column for each in candidates(header.text) if each.reason in ("header", "header_with_prefix")}
    return bool(own & (FIGURES | {"quote"})) and fold(header.text) not in ("date", "role")


__all__ = ["answers", "kind_asked", "kind_named"]
