"""The columns of a file on their way into canonical ones: the reader of each, and what is stored of a reading.

Comes in: the header of a file and its mapping. Goes out: a ``Column`` each, its reader, and the stored values by kind.
It never touches the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Plain
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from openicp import vocab
from openicp.collect.loading.unnamed import holds_roles, unnamed
from openicp.collect.mapping import ColumnMapping, Mapping, OwnColumn
from openicp.collect.schema import ALL, STORED, column_kind, stored_name
from openicp.normalise import EMPTY, Reader, Reading, reader
from openicp.normalise.places import city_of, place_reader

OWN_KINDS = {"category": "code", "number": "range", "yesno": "yesno", "tags": "tags", "date": "date"}
UNITS = {"founded_year": "year", "tenure_months": "months", "billing_months": "months", "discount": "percent"}
SITE = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+", re.IGNORECASE)
RESERVED = re.compile(r"(?:^|[@./])([\w-]+\.(?:example|test))(?:[/:?#]|$)")
PLACE = "place"
"""Instead of a vocabulary: countries behind the cities of a column."""
PSEUDO_STORED: dict[str, tuple[tuple[str, str], ...]] = {"currency": (("", "varchar"),), "mail": (("", "varchar"),)}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file on its way into one canonical column."""

    header: str
    raw: str
    """Its counted name in the raw table: ``c3``."""
    table: str
    """Canonical table, or ``own``."""
    column: str
    kind: str
    vocabulary: str
    mapping: ColumnMapping | None
    is_key: bool
    dictionary: str | None = None
    """Table of its dictionary, once read."""
    unreadable: bool = False
    """Whether some text of its could not be read."""
    estimated: bool = False
    """Whether some text of its says that it is an estimate."""
    hints: Plain[str, str] = field(default_factory=dict)
    """What the workspace and the rest of the file say about its values."""

    @property
    def is_own(self) -> bool:
        """Whether it is a user's own attribute."""
        return self.table == "own"

    @property
    def stored(self) -> tuple[tuple[str, str], ...]:
        """Name and SQL type of what it becomes."""
        kinds = STORED.get(self.kind) or PSEUDO_STORED.get(self.kind, ())
        return tuple((self.column + suffix, kind) for suffix, kind in kinds)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of what it becomes."""
        return tuple(name for name, _ in self.stored)

    @property
    def first(self) -> str:
        """Name in the typed table of the output that tells whether there is a value."""
        return f"{self.table}.{self.outputs[0]}"


def columns_of(header: Sequence[str], mapping: Mapping, *, own_words: Path | None = None) -> list[Column]:
    """Every column of a file that is read, tags included (they are read elsewhere).

    Parameters
    ----------
    own_words
        Folder of the workspace with words of its users.
    """
    places = {name: f"c{place}" for place, name in enumerate(header)}
    mapped = [each for each in mapping.columns if each.header in places]
    columns = [_mapped(each, places[each.header]) for each in mapped if each.kind not in ("dropped", "free", "person")]
    columns += [_own(each, places[each.header]) for each in mapping.own if each.header in places]
    columns += [_role_of(each) for each in columns if each.table == "personas" and each.column == "title"]
    columns += [country for each in columns if (country := _country_of(each, columns)) is not None]
    deleted = next((h for h, group in mapping.apart.items() if group == "deleted" and h in places), None)
    if deleted is not None and mapping.table:
        columns.append(Column(deleted, places[deleted], mapping.table, "deleted", "yesno", "", None, is_key=False))
    hints = own_hints(own_words)
    return [replace(each, hints=hints) for each in columns] if hints else columns


def own_hints(own_words: Path | None) -> dict[str, str]:
    """Where the readers of a workspace find the words of its users."""
    return {"vocab_folder": str(own_words)} if own_words is not None and own_words.is_dir() else {}


def _mapped(each: ColumnMapping, raw: str) -> Column:
    stored = stored_name(each.table, each.column)
    key = stored in ALL[each.table].key or each.column == "account_mail"
    kind = column_kind(each.table, each.column)
    vocabulary = stored
    if each.table == "tags" and stored == "value":
        kind, vocabulary = "tags", "roles" if each.column == "role" else "technologies"
    return Column(each.header, raw, each.table, stored, kind, vocabulary, each, key and kind != "tags")


def _role_of(each: Column) -> Column:
    """The title of a persona tells department and level too."""
    return replace(each, column="roles", kind="tags", vocabulary="roles", is_key=False)


def _country_of(each: Column, columns: Sequence[Column]) -> Column | None:
    """A column of cities tells the country too, where the file has no column of countries."""
    if each.column != "city" or any(one.column == "country" and one.table == each.table for one in columns):
        return None
    return replace(each, column="country", vocabulary=PLACE)


def _own(each: OwnColumn, raw: str) -> Column:
    return Column(each.header, raw, "own", each.attribute, OWN_KINDS.get(each.kind, "code"), "", None, is_key=False)


def reader_of(column: Column, texts: list[str]) -> Reader:
    """The reader of a column with everything its header says; names of persons are no roles."""
    if not holds_roles(column.column, column.vocabulary):
        return _reader_of(column, texts)
    made = _reader_of(column, [unnamed(text) for text in texts])
    return replace(made, parse=lambda text: made.read(unnamed(text)))


def _reader_of(column: Column, texts: list[str]) -> Reader:
    hints = {"column": column.header, **column.hints}
    if unit := UNITS.get(column.column):
        hints["unit"] = unit
    if column.mapping is not None and column.kind in ("money", "moneyrange"):
        hints |= {"currency": column.mapping.currency} if column.mapping.currency else {}
        hints |= {"scale": str(int(column.mapping.scale))} if column.mapping.scale > 1 else {}
    if column.kind == "share" and (period := period_named(column.header)):
        hints["period"] = period
    if column.vocabulary == PLACE:
        return place_reader(texts)
    if column.vocabulary == "city":
        made = reader("code:city", [city_of(text) for text in texts], hints=hints)
        return replace(made, parse=lambda text: made.parse(city_of(text)))
    if column.kind in ("code", "tags"):
        return reader(f"{column.kind}:{column.vocabulary}", texts, hints=hints)
    if column.kind == "mail":
        return Reader("mail", _read_mail)
    if column.column == "account_domain":
        return Reader("domain", _read_domain)
    if column.kind == "currency":
        return Reader("currency", _read_currency)
    made = reader(column.kind, texts, hints=hints)
    if (column.table, column.column) == ("ratings", "score"):
        return in_words(made, texts)
    return _in_cents(made, column)


def in_words(made: Reader, texts: Sequence[str]) -> Reader:
    """Scores that are given in words: thumbs up or down, or five steps of satisfaction."""
    book = satisfaction(texts)
    if book is None:
        return made

    def parse(text: str) -> Reading:
        code = book.find(text)
        return made.parse(text) if code is None else EMPTY if code == "none" else Reading(Decimal(code))

    return replace(made, parse=parse)


def satisfaction(texts: Sequence[str]) -> vocab.Vocabulary | None:
    """The words in which a column's scores are given: the narrower ones that all are of; ``None`` for numbers."""
    words = [text for text in texts if not any(sign.isdigit() for sign in text)]
    books = [vocab.load(name) for name in ("thumbs", "satisfaction")]
    known = [book for book in books if words and all(book.find(text) for text in words)]
    return known[0] if known else books[1] if any(books[1].find(text) for text in words) else None


def period_named(header: str) -> str | None:
    """The period that a header names: *Monthly churn*, *Churn per month*, *Abwanderung (jährlich)*.

    >>> period_named("Monthly churn"), period_named("Churn per year"), period_named("Churn")
    ('month', 'year', None)
    """
    periods = vocab.load("period")
    words = re.findall(r"[^\W\d_]+", header)
    return next((found for word in words if (found := periods.find(word)) is not None), None)


def _in_cents(made: Reader, column: Column) -> Reader:
    scale = column.mapping.scale if column.mapping else 1.0
    if column.kind != "money" or scale >= 1:
        return made
    factor = Decimal(str(scale))

    def parse(text: str) -> Reading:
        read = made.parse(text)
        return replace(read, value=read.value * factor) if isinstance(read.value, Decimal) else read

    return replace(made, parse=parse)


def company_domain(text: str) -> str | None:
    """The domain of a web or mail address; names reserved for examples have no public suffix and count whole."""
    from openicp.normalise.domains import domain_of
    from openicp.vocab import tidy

    found = domain_of(text)
    reserved = None if found else RESERVED.search(tidy(text).strip("<>\"' .").lower())
    return found or (reserved[1] if reserved else None)


def _read_mail(text: str) -> Reading:
    """The company's domain of a mail address; the address itself goes no further."""
    found = company_domain(text)
    return Reading(found) if found else EMPTY


def _read_domain(text: str) -> Reading:
    found = company_domain(text)
    if found:
        return Reading(found)
    # A page on a shared site is readable and names no domain of the company.
    return EMPTY if SITE.match(text) else Reading(problem="not_readable_as_domain")


def _read_currency(text: str) -> Reading:
    from openicp.normalise.scaling import currency_of

    found = currency_of(text)
    return Reading(found) if found else Reading(problem="not_readable_as_currency")


Values = Callable[[Reading, str], tuple[Any, ...]]


def _one(reading: Reading, text: str) -> tuple[Any, ...]:
    return (reading.value,)


def _text(reading: Reading, text: str) -> tuple[Any, ...]:
    return (None if reading.value is None else str(reading.value),)


def _number(reading: Reading, text: str) -> tuple[Any, ...]:
    return (None if reading.value is None else float(str(reading.value)),)


def _original(reading: Reading, text: str) -> str | None:
    return None if reading.empty or reading.problem else text.strip()


VALUES: dict[str, Values] = {
    "id": _text,
    "label": _text,
    "mail": _text,
    "currency": _text,
    "code": lambda reading, text: (*_text(reading, text), _original(reading, text)),
    "range": lambda reading, text: (reading.low, reading.high, _original(reading, text)),
    "money": lambda reading, text: (reading.value, reading.currency),
    "moneyrange": lambda reading, text: (
        reading.low,
        reading.high,
        reading.currency,
        _original(reading, text),
    ),
    "number": _number,
    "share": lambda reading, text: (*_number(reading, text), reading.period),
    "date": _one,
    "yesno": _one,
}
"""What is stored of a reading, by kind; in the order of ``schema.STORED``."""
