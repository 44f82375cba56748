"""What a column with a header that says nothing may be, by its values: countries, addresses, names of companies.

Comes in: the profile of a column. Goes out: candidates with a confidence. It never claims a column whose header is
known.
"""

from __future__ import annotations

from collections.abc import Iterator

from openicp.collect.recognise.headers import Candidate
from openicp.collect.recognise.persons import names_persons
from openicp.collect.recognise.values import ColumnProfile
from openicp.vocab import load
from openicp.vocab.folding import plain

COMPANIES = frozenset({"accounts", "prospects"})
WORDED = (("country", 0.9, 0.85, 2), ("industry", 0.75, 0.8, 3))
"""Column, least share of known words, confidence, least number of different ones."""
FEW = 2
BANDS = 12
"""At most so many different ranges are bands of employees."""


def by_values(found: ColumnProfile) -> tuple[Candidate, ...]:
    """Candidates of a column of companies whose header nothing is known of."""
    if found.distinct < FEW:
        return ()
    return tuple(Candidate(column, COMPANIES, confidence, "values") for column, confidence in _claims(found))


def _claims(found: ColumnProfile) -> Iterator[tuple[str, float]]:
    if found.share("mail") >= 0.8:
        yield "account_mail", 0.85
    elif found.share("domain") >= 0.8:
        yield "account_domain", 0.85
    elif _legal_forms(found) >= 0.25 and found.unique and not names_persons(found):
        yield "account_name", 0.85
    elif found.share("range") >= 0.8 and FEW < found.distinct <= BANDS and found.share("date", "money", "phone") < 0.2:
        yield "employees", 0.6
    else:
        yield from _words(found)


def _words(found: ColumnProfile) -> Iterator[tuple[str, float]]:
    for column, least, confidence, few in WORDED:
        if found.distinct >= few and found.share("number", "date") < 0.2:
            book = load(column)
            known = sum(book.find(value) is not None for value in found.top)
            if known >= least * len(found.top):
                yield column, confidence
                return


def _legal_forms(found: ColumnProfile) -> float:
    """Share of values that end in a legal form: ``GmbH``, ``B.V.``, ``SRL``."""
    forms = load("legal_form").index
    last = (plain(value).replace(".", "").split() for value in found.top)
    ended = sum(len(words) > 1 and words[-1] in forms for words in last)
    return ended / len(found.top) if found.top else 0.0
