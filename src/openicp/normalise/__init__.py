"""Values as people write them, to values that can be counted; the original is kept by whoever calls.

Comes in: a kind of ``model.tables`` and the distinct texts of a whole column. Goes out: a ``Reader`` that reads each
of them as the whole column decided, and says how it decided. It never guesses: what cannot be read says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from openicp.normalise.codes import code_reader
from openicp.normalise.dates import date_reader
from openicp.normalise.domains import domain_of
from openicp.normalise.figures import money_reader, number_reader
from openicp.normalise.names import clean_company_name
from openicp.normalise.nothing import own_nothings
from openicp.normalise.ranges import moneyrange_reader, range_reader
from openicp.normalise.reading import EMPTY, Reader, Reading
from openicp.normalise.shares import share_reader
from openicp.normalise.tags import split, tags_reader
from openicp.normalise.titles import Title, role_code, title
from openicp.normalise.wording import NO_HINTS
from openicp.normalise.words import id_reader, label_reader, yesno_reader
from openicp.vocab import tidy

__all__ = [
    "EMPTY",
    "Reader",
    "Reading",
    "Title",
    "clean_company_name",
    "domain_of",
    "reader",
    "role_code",
    "split",
    "title",
]

READERS: dict[str, Callable[[Sequence[str], Mapping[str, str]], Reader]] = {
    "id": id_reader,
    "label": label_reader,
    "person": label_reader,
    "free": label_reader,
    "number": number_reader,
    "money": money_reader,
    "range": range_reader,
    "moneyrange": moneyrange_reader,
    "share": share_reader,
    "date": date_reader,
    "yesno": yesno_reader,
}


def reader(kind: str, values: Sequence[str], *, hints: Mapping[str, str] = NO_HINTS) -> Reader:
    """The reader of a column.

    Parameters
    ----------
    kind
        A kind of ``model.tables``; ``code`` and ``tags`` name their vocabulary: ``code:industry``,
        ``tags:technologies``. Without a vocabulary every value becomes a slug of itself.
    values
        The distinct texts of the whole column: ambiguous forms (``1.234``, ``03/04/2024``) are decided by all of them.
    hints
        What the header or a data dictionary says: ``currency``, ``scale`` (``millions``), ``period``, ``date_order``
        (``dmy``, ``mdy``, ``ymd``, ``excel``), ``decimal``, ``unit`` (``year``, ``months``, ``percent``), ``lang``,
        ``file_decimal`` and ``file_date_order`` (what the other columns of the file show),
        ``column`` (the header itself, for the findings), ``vocab_folder`` (the folder of the user's own words).
    """
    nothing = own_nothings(hints)
    made = _reader(kind, [value for value in values if not nothing(tidy(value))] if nothing else values, hints)
    if nothing is None:
        return made
    usual = made.is_empty
    return replace(made, is_empty=lambda text: usual(text) or nothing(text))


def _reader(kind: str, values: Sequence[str], hints: Mapping[str, str]) -> Reader:
    name, _, vocabulary = kind.partition(":")
    if name == "code":
        return code_reader(vocabulary, values, hints)
    if name == "tags":
        return tags_reader(vocabulary, values, hints)
    return READERS[name](values, hints)
