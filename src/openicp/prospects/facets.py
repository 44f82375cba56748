"""The columns of a list that the card asks for, each looked up or compared where it lies.

Comes in: a list in the engine, how its columns are read, the card. Goes out: small tables of what each distinct value
means, and the expressions that give a company's kind. It reads distinct values, never rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openicp.collect.loading.columns import VALUES, Column, reader_of
from openicp.collect.loading.tagging import groups_of
from openicp.engine import Engine
from openicp.normalise import Reader
from openicp.prospects.kinds import NOTHING, Card, Facet, Kinds, Said
from openicp.sql import collect, stream

AT_ONCE = 200_000
"""Distinct texts read at once; of more, so many from all over their order decide how the column is read."""
WHOLE = ("tinyint", "smallint", "int", "integer", "bigint", "hugeint")
UNSIGNED = ("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint")
NUMBERS = frozenset((*WHOLE, *UNSIGNED, "float", "double", "decimal"))
"""Types of numbers, as DuckDB and Spark name them, without their digits."""
DIRECT = {"range": 0.0, "moneyrange": -stream.LIMIT}
"""Kinds of which a column of numbers needs no looking up, and the least that such a number can be."""
PROBED = 200


@dataclass(frozen=True)
class Listed:
    """A list in the engine."""

    table: str
    columns: tuple[tuple[str, str], ...]
    """Name and type of each column, as the engine has them."""
    head: tuple[tuple[str | None, ...], ...]
    """The first rows as texts."""


@dataclass(frozen=True)
class Lookup:
    """A small table ``key, code`` (where joins lose the order: as one row of lists), and what is looked up in it."""

    table: str
    key: str
    """Expression over ``l``."""
    code: str
    """Expression of the code."""


@dataclass(frozen=True)
class Facets:
    """What the columns of a list say of the card."""

    kinds: Kinds
    parts: tuple[str, ...]
    """Expression of the code of each facet, over ``l`` and the lookups."""
    lookups: tuple[Lookup, ...]


def facets(engine: Engine, listed: Listed, columns: Sequence[Column], card: Card) -> Facets:
    """Read the distinct values of every column that the card asks for."""
    made: list[tuple[Facet, str, Lookup | None]] = []
    for column in columns:
        attribute = attribute_of(column)
        if attribute not in card.attributes or column.kind == "date" or not (column.stored or column.kind == "tags"):
            continue
        made.append(_by_number(engine, listed, column, card) or _by_value(engine, listed, column, card, len(made)))
    lookups = tuple(lookup for _, _, lookup in made if lookup is not None)
    return Facets(Kinds(tuple(facet for facet, _, _ in made)), tuple(part for _, part, _ in made), lookups)


def attribute_of(column: Column) -> str:
    """The attribute that a column tells."""
    return column.vocabulary if column.kind == "tags" and column.vocabulary else column.column


def name_in(listed: Listed, column: Column) -> tuple[str, str]:
    """Name and type of a column in the engine: it is counted as the file has it."""
    return listed.columns[int(column.raw.removeprefix("c"))]


def _by_number(engine: Engine, listed: Listed, column: Column, card: Card) -> tuple[Facet, str, Lookup | None] | None:
    """A column of numbers is compared; only where its reader takes them as they stand."""
    name, kind = name_in(listed, column)
    least = DIRECT.get(column.kind)
    if least is None or kind.endswith("]") or kind.lower().partition("(")[0] not in NUMBERS:
        return None
    place = listed.columns.index((name, kind))
    shown = list(dict.fromkeys(row[place] for row in listed.head if row[place] is not None))[:PROBED]
    scale = _as_it_stands(column, [str(text) for text in shown])
    if scale is None:
        return None
    currency = reader_of(column, [str(text) for text in shown]).read(str(shown[0])).currency
    steps = [step / scale for step in card.steps(column.column, least=least)]
    values = [Said(_stored(column, step * scale, currency)) for step in steps]
    facet, codes = card.facet(column.column, values)
    found = list(zip(steps, codes, strict=True))
    return facet, stream.step_of(engine.dialect, name, found, least=least), None


def _as_it_stands(column: Column, shown: list[str]) -> float | None:
    """What the reader multiplies every number by; ``None`` where it reads one otherwise."""
    numbers = [(text, float(text)) for text in shown if _finite(text)]
    if not numbers:
        return None
    scale = column.mapping.scale if column.mapping is not None else 1.0
    read = reader_of(column, shown)
    for text, number in numbers:
        reading = read.read(text)
        if number >= DIRECT[column.kind] and (reading.low, reading.high) != (number * scale, number * scale):
            return None
    return scale


def _finite(text: str) -> bool:
    return abs(float(text)) < stream.LIMIT


def _stored(column: Column, number: float, currency: str | None) -> dict[str, object]:
    given = {"low": number, "high": number, "currency": currency}
    names = (name for name in column.outputs if not name.endswith("_original"))
    return {name: given[name.rsplit("_", 1)[-1]] for name in names}


def _by_value(
    engine: Engine, listed: Listed, column: Column, card: Card, place: int
) -> tuple[Facet, str, Lookup | None]:
    """Any other column is looked up: its distinct values are read, and what they say goes back."""
    name, kind = name_in(listed, column)
    texts_in = f"score_values_{place}"
    engine.create(texts_in, stream.values_sql(engine.dialect, listed.table, name, kind))
    texts, said = [], []
    for batch, read in _read(engine, texts_in, column):
        texts += batch
        said += [_said(column, read, text) for text in batch]
    facet, codes = card.facet(attribute_of(column), said)
    key = engine.dialect.column("l", name)
    lookup = looked_up(engine, f"score_codes_{place}", key, dict(zip(texts, codes, strict=True)), texts_in)
    engine.drop(texts_in)
    return facet, lookup.code, lookup


def _read(engine: Engine, table: str, column: Column) -> Iterator[tuple[list[str], Reader]]:
    """The distinct texts in parts, with the reader that all of them decided."""
    d = engine.dialect
    numbered = f"{table}_numbered"
    engine.create(numbered, collect.numbered_texts_sql(d, collect.distinct_texts_sql(d, table, "text")))
    [(number,)] = engine.rows(collect.count_sql(d, numbered))
    deciding = _texts(engine, collect.every_text_sql(d, numbered, int(number) // AT_ONCE + 1))
    read = reader_of(column, deciding)
    for first in range(1, int(number) + 1, AT_ONCE):
        yield _texts(engine, collect.texts_between_sql(d, numbered, first, first + AT_ONCE - 1)), read
    engine.drop(numbered)


def _texts(engine: Engine, select: str) -> list[str]:
    return [str(text) for (text,) in engine.rows(select)]


def _said(column: Column, read: Reader, text: str) -> Said:
    """What is stored of a text, as loading a file stores it."""
    reading = read.read(text)
    if column.kind == "tags":
        groups = [group for group, _ in groups_of(column, reading.values)]
        return Said(tags=tuple(dict.fromkeys((*reading.values, *groups))))
    if reading.empty or reading.problem:
        return NOTHING
    stored = dict(zip(column.outputs, VALUES[column.kind](reading, text), strict=True))
    return Said({name: value for name, value in stored.items() if not name.endswith("_original")})


def looked_up(engine: Engine, table: str, key: str, codes: Mapping[str, int], values: str) -> Lookup:
    """Put what the values of a table ``key, text`` mean where it is looked up."""
    d = engine.dialect
    meanings = f"{table}_read"
    content: dict[str, list[Any]] = {"text": list(codes), "code": list(codes.values())}
    engine.put(meanings, content, types={"text": "varchar", "code": "int"})
    engine.create(table, stream.meant_sql(d, values, meanings))
    engine.drop(meanings)
    buckets = 1 << max(4, len(codes).bit_length())
    if d.joins_lose_order:
        engine.create(table, stream.bucketed_sql(d, table, buckets))
    return Lookup(table, key, stream.code_of(d, table, key, buckets))


def looked_up_texts(engine: Engine, table: str, key: str, codes: Mapping[str, int]) -> Lookup:
    """The same for texts that are their own keys."""
    values = f"{table}_keys"
    engine.put(values, {"key": list(codes), "text": list(codes)}, types={"key": "varchar", "text": "varchar"})
    made = looked_up(engine, table, key, codes, values)
    engine.drop(values)
    return made


def marked(engine: Engine, listed: Listed, column: Column) -> Lookup:
    """A column of flags: code 1 where it says yes."""
    name, kind = name_in(listed, column)
    texts_in = "score_marks"
    engine.create(texts_in, stream.values_sql(engine.dialect, listed.table, name, kind))
    codes = {
        text: int(read.read(text).value is True) for batch, read in _read(engine, texts_in, column) for text in batch
    }
    return looked_up(engine, "score_marked", engine.dialect.column("l", name), codes, texts_in)
