"""Columns of categories: industries, countries, regions and the like, to stable codes.

Comes in: the distinct texts of a column and the name of a vocabulary. Goes out: a reader of codes. A value that no
vocabulary knows becomes a slug of itself and is never lost; a probable misspelling is read as what it means, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openicp.model.finding import Finding
from openicp.normalise.classified import classified, with_codes
from openicp.normalise.nothing import is_nothing
from openicp.normalise.parts import DIFFERENT, found_inside
from openicp.normalise.places import SEVERAL, SHORT, country_finder, region_finder, states_alone
from openicp.normalise.reading import Hints, Reader, Reading, finding
from openicp.vocab import Vocabulary, key, load, slug, tidy

Finder = Callable[[str], str | None]
EXAMPLES = 5
NAMIBIA = "NA"


@dataclass(frozen=True, slots=True)
class Found:
    """What a text was taken for."""

    code: str
    known: bool = True
    meant: str | None = None
    """The known word, for a probable misspelling."""


def code_reader(vocabulary: str, values: Sequence[str], hints: Hints) -> Reader:
    """Codes of a vocabulary; ``hints["vocab_folder"]`` names a folder with the user's own ``<vocabulary>.tsv``."""
    book = book_of(vocabulary, hints)
    texts = [tidied for value in values if value and (tidied := tidy(value))]
    find, decided = _finder(vocabulary, book, texts, hints)
    is_empty, na = _emptiness(vocabulary, texts, book)
    found = {text: look_up(text, book, find) for text in texts if not is_empty(text)}

    def read(text: str) -> Reading:
        if text == NAMIBIA and na is not None:
            return na
        code = (found.get(text) or look_up(text, book, find)).code
        return Reading(problem="several_countries") if code == SEVERAL else Reading(code)

    return Reader(f"code:{vocabulary}", read, (*decided, *said(found, book, hints)), is_empty)


def _finder(
    vocabulary: str, book: Vocabulary, texts: Sequence[str], hints: Hints
) -> tuple[Finder, tuple[Finding, ...]]:
    """How the words of a column are found, and what the whole column decided about that."""
    if vocabulary == "industry":
        codes = classified(texts, hints)
        if codes is None:
            return book.find, ()
        said_of = finding("industry_codes", hints, system=codes.system.upper(), example=codes.example)
        return with_codes(book.find, codes), (said_of,)
    if vocabulary == "country":
        find, country = country_finder(book, texts), states_alone(book, texts)
    elif vocabulary == "region":
        find, country = region_finder(book, [text for text in texts if not is_nothing(text)])
    else:
        return book.find, ()
    if country is None:
        return find, ()
    example = next((text for text in texts if SHORT.fullmatch(text)), "")
    return find, (finding("short_forms_of_states", hints, country=country, example=example),)


def book_of(vocabulary: str, hints: Hints) -> Vocabulary:
    """The vocabulary with the user's own words."""
    folder = hints.get("vocab_folder")
    return load(vocabulary, extra=Path(folder) / f"{vocabulary}.tsv" if folder else None)


def look_up(text: str, book: Vocabulary, find: Finder) -> Found:
    """The code of a text: known, probably misspelt, or a slug of the text itself."""
    code = find(text)
    if code is not None:
        return Found(code)
    if not book.entries:
        return Found(slug(text), known=False)
    inside = found_inside(text, book.name, find)
    if inside == DIFFERENT and book.name == "country":
        return Found(SEVERAL)
    if inside:
        return Found(inside)
    slip = book.near(text)
    if slip is not None:
        return Found(slip[0], meant=slip[1])
    other = load("other").find(text)
    return Found(other) if other else Found(slug(text), known=False)


def said(found: dict[str, Found], book: Vocabulary, hints: Hints) -> Iterable[Finding]:
    """Probable misspellings one by one; values of the user's own together."""
    for text, one in found.items():
        if one.meant is not None:
            fields = {"value": text, "meant": one.meant, "code": one.code}
            yield finding("probable_misspelling", hints, severity="warning", **fields)
    own = [text for text, one in found.items() if not one.known]
    if own and book.entries:
        yield finding("own_values", hints, n=len(own), examples=own[:EXAMPLES])


def _emptiness(vocabulary: str, texts: Sequence[str], book: Vocabulary) -> tuple[Callable[[str], bool], Reading | None]:
    """``NA``: nothing, Namibia among two-letter codes (then it is unclear), North America among regions."""
    if NAMIBIA not in texts or vocabulary not in ("country", "region"):
        return is_nothing, None
    others = [text for text in texts if text != NAMIBIA and not is_nothing(text)]
    if vocabulary == "country":
        meant = all(len(text) == 2 and text.isupper() for text in others) and bool(others)
        reading = Reading(problem="na_or_namibia")
    else:
        meant = any(key(text) in ("emea", "apac", "latam", "eu", "asia pacific", "europe") for text in others)
        reading = Reading("north_america")
    return (lambda text: text != NAMIBIA and is_nothing(text), reading) if meant else (is_nothing, None)
