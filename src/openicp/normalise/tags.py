"""Columns of lists: ``Slack; Asana``, ``['Grubhub', 'Uber Eats']``, ``["a", "b"]``, ``a|b``.

Comes in: the distinct texts of a column. Goes out: a reader that gives the codes of every item, each once. Commas
part items only in a column that uses no stronger separator.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Sequence

from openicp.normalise.codes import Found, book_of, look_up, said
from openicp.normalise.nothing import is_nothing
from openicp.normalise.parts import BETWEEN
from openicp.normalise.reading import EMPTY, Hints, Reader, Reading
from openicp.normalise.titles import Titles, titles_of, usual_titles
from openicp.vocab import Vocabulary, tidy

STRONG = re.compile(r"[;|\n•·]")
WEAK = re.compile(r"[,、，]")
QUOTES = "'\" "


def tags_reader(vocabulary: str, values: Sequence[str], hints: Hints) -> Reader:
    """Lists of codes; ``roles`` are read as department and level."""
    separator = STRONG if any(STRONG.search(value) for value in values if value) else WEAK
    book = book_of(vocabulary, hints)
    items = sorted({item for value in values if value for item in split(value, separator=separator)})
    search = _search(vocabulary, book, hints)
    single = {item: search(item) for item in items}
    several = {item: parts for item, one in single.items() if not one.known and (parts := _together(item, book))}
    found = {item: one for item, one in single.items() if item not in several}

    def read(text: str) -> Reading:
        items = split(text, separator=separator)
        listed = (several.get(item) or [(found.get(item) or search(item)).code] for item in items)
        codes = dict.fromkeys(code for codes in listed for code in codes)
        return Reading(values=tuple(codes)) if codes else EMPTY

    return Reader(f"tags:{vocabulary}", read, tuple(said(found, book, hints)), as_written=True)


def _search(vocabulary: str, book: Vocabulary, hints: Hints) -> Callable[[str], Found]:
    if vocabulary == "roles":
        titles = titles_with(hints)
        return lambda item: Found(titles.code(item))
    return lambda item: look_up(item, book, book.find)


def _together(item: str, book: Vocabulary) -> list[str]:
    """The codes of ``Slack & Asana``, where each part is known."""
    codes = [book.find(part) for part in BETWEEN.split(item) if part]
    return [code for code in codes if code] if len(codes) > 1 and all(codes) else []


def titles_with(hints: Hints) -> Titles:
    """The reader of job titles, with the user's own words where the hints name their folder."""
    if "vocab_folder" not in hints:
        return usual_titles()
    return titles_of(book_of("department", hints), book_of("seniority", hints))


def split(text: str, *, separator: re.Pattern[str] = WEAK) -> list[str]:
    """The items of a list that say something, tidied.

    >>> split("['Grubhub', 'Uber Eats']"), split("Slack, Asana, n/a")
    (['Grubhub', 'Uber Eats'], ['Slack', 'Asana'])
    """
    parts: Iterable[object] | None = _literal(text.strip())
    if parts is None:
        parts = separator.split(text)
    items = (tidy(str(part)).strip(QUOTES) for part in parts)
    return [item for item in items if not is_nothing(item)]


def _literal(text: str) -> list[object] | None:
    """A list of JSON or of Python, else ``None``; nothing in it is ever run."""
    if not (text.startswith("[") and text.endswith("]")) or len(text) > 100_000:
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return found if isinstance(found, list) else None
    return list(text[1:-1].split(","))
