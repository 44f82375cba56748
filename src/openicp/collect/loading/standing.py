"""Texts of tables that stay where they lie, read as an import would read them.

Comes in: the different texts of columns, each with what it is of. Goes out: the codes of those that are none yet. It
reads no table, and changes no table that holds codes already.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from openicp import vocab
from openicp.collect.loading.columns import Column, own_hints, reader_of
from openicp.collect.loading.tagging import values_reader
from openicp.engine.elsewhere import Text, Texts, Word
from openicp.model.attribute import OWN_PREFIX
from openicp.model.tables import ATTRIBUTES, TABLES
from openicp.normalise.codes import book_of

NOT_WORDS = re.compile(r"[\d\s.,:/+-]+|\d{4}-\d\d-\d\d.*")
"""Numbers and days: a user's own attribute of such is no category."""
Read = Callable[[str], list[tuple[str, str]]]
"""What a text is read as, each value with how it was written."""


def texts_of(table: str, *, own_words: Path | None) -> Texts | None:
    """The columns of a published table that hold codes; ``None`` of one that has none.

    Parameters
    ----------
    own_words
        Folder of the workspace with words of its users.
    """

    def read(texts: Sequence[Text]) -> list[Word]:
        return read_texts(table, texts, own_words=own_words)

    if table == "attributes":
        return Texts((("value", "original", "attribute"),), _named("code"), (), read)
    if table not in ("accounts", "tags"):
        return None
    codes = [each.name for each in TABLES[table].columns if each.kind == "code"]
    columns = ((name, f"{name}_original", "attribute" if (table, name) == ("tags", "value") else "") for name in codes)
    return Texts(tuple(columns), _named("tags"), _named("code"), read)


def _named(kind: str) -> tuple[str, ...]:
    return tuple(each.name for each in ATTRIBUTES if each.kind == kind)


def read_texts(table: str, texts: Sequence[Text], *, own_words: Path | None = None) -> list[Word]:
    """The texts that are read as something else than they are, a row for each value of one.

    Where every text of a column is read as itself, or is a code, it is a column of codes: nothing of it is read. A
    text of which each row tells beside it how it was written was read before, where it has the form of a code.
    """
    by_name: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for what, text, told in texts:
        by_name[what].append((text, told))
    return [
        (what, text, code, original)
        for what, of in sorted(by_name.items())
        for text, code, original in _column(table, what, of, own_words)
    ]


def _column(
    table: str, what: str, of: Sequence[tuple[str, bool]], own_words: Path | None
) -> list[tuple[str, str | None, str | None]]:
    column = _made(table, what, own_words)
    texts = [text for text, told in of if not (told and _is_form(text))]
    codes = book_of(column.vocabulary, column.hints).entries
    if what.startswith(OWN_PREFIX) and any(NOT_WORDS.fullmatch(text) for text in texts):
        return []
    read = values_reader(column, texts) if column.kind == "tags" else _codes(column, texts)
    found = {text: read(text) for text in texts}
    if all(text in codes or [code for code, _ in values] == [text] for text, values in found.items()):
        return []
    changed = {text: values for text, values in found.items() if [code for code, _ in values] != [text]}
    rows = [(text, code, original) for text, values in changed.items() for code, original in values]
    return [*rows, *((text, None, None) for text, values in changed.items() if not values)]


def _made(table: str, what: str, own_words: Path | None) -> Column:
    kind = "tags" if table == "tags" and what != "relation" else "code"
    vocabulary = "" if what.startswith(OWN_PREFIX) else what
    return Column(what, what, table, what, kind, vocabulary, None, is_key=False, hints=own_hints(own_words))


def _is_form(text: str) -> bool:
    """Whether a text is written as codes are, those of roles among them: ``sales/head``."""
    return all(not part or vocab.slug(part) == part or part.isupper() for part in text.split("/"))


def _codes(column: Column, texts: list[str]) -> Read:
    made = reader_of(column, texts)

    def read(text: str) -> list[tuple[str, str]]:
        reading = made.read(text)
        return [] if reading.value is None else [(str(reading.value), text.strip())]

    return read
