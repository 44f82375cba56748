"""What a drop-down offers, in the language of the sheet.

Comes in: a column and ``Texts``. Goes out: labels that the normaliser reads back as the codes they stand for. It
invents no label: they are the names of the vocabularies.
"""

from __future__ import annotations

import unicodedata

from openicp import vocab
from openicp.texts import Texts
from openicp.worksheet.sheets import Column, bands

FIRST_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "RON")
ALPHABETICAL = frozenset({"industry", "country", "technologies"})
"""Lists too long to be read through; the others keep the order of their vocabulary."""


def options(column: Column, texts: Texts) -> tuple[str, ...]:
    """The labels of a column's drop-down; none when it has none."""
    if not column.list:
        return ()
    labels = [label(column, code, texts) for code in codes(column)]
    if column.list in ALPHABETICAL:
        labels.sort(key=_sorting)
    return tuple(dict.fromkeys(labels))


def codes(column: Column) -> tuple[str, ...]:
    """The codes that a column offers."""
    if column.only:
        return column.only
    if column.list in ("people", "money"):
        return bands(column.list)
    entries = tuple(vocab.load(column.list).entries)
    if column.list == "currency":
        known = [code for code in entries if len(code) == 3 and code.isupper() and code not in FIRST_CURRENCIES]
        return (*FIRST_CURRENCIES, *sorted(known))
    if column.list == "period":
        return ("month", "quarter", "year")
    return entries


def label(column: Column, code: str, texts: Texts) -> str:
    """What a code is called."""
    if column.list == "people" or column.list == "currency":
        return code
    if column.list == "money":
        return texts("worksheet.band.money", band=code)
    return vocab.name(column.list, code, texts.lang)


def _sorting(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
