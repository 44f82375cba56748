"""The columns of a list that the card asks for, each looked up or compared where it lies.

Comes in: a list in the engine, how its columns are read, the card. Goes out: small tables of what each distinct value
means, and the expressions that give a company's kind. It reads distinct values, never rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from openicp.collect.loading.columns import VALUES, Column, reader_of
from openicp.collect.loading.tagging import groups_of
from openicp.engine import Engine
from openicp.normalise import Reader
from openicp.prospects.kinds import NOTHING, Card, Coder, Facet, Kinds, Said, shared_ends
from openicp.sql import collect, stream

Meant = TypeVar("Meant")

AT_ONCE = 200_000
"""Of more distinct texts, so many from all over their order decide how the column is read."""
PART = 50_000
"""Distinct texts read at once; no more of them are held."""
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
    texts_in, attribute = f"score_values_{place}", attribute_of(column)
    engine.create(texts_in, stream.values_sql(engine.dialect, listed.table, name, kind))
    with _read(engine, texts_in, column, lambda read, text: _said(column, read, text)) as parts:
        ranges = f"{attribute}_low" in column.outputs
        # Where a range ends depends on all others: those of a column of ranges are gone through twice.
        coder = Coder(card, attribute, shared_ends(attribute, (one for part in parts() for _, one in part)
                                                   if ranges else ()))  # fmt: skip
        codes = ({text: coder.code(said) for text, said in part} for part in parts())
        lookup = looked_up(engine, f"score_codes_{place}", engine.dialect.column("l", name), codes, texts_in)
    engine.drop(texts_in)
    return coder.facet, lookup.code, lookup


@contextmanager
def _read(
    engine: Engine, table: str, column: Column, meant: Callable[[Reader, str], Meant]
) -> Iterator[Callable[[], Iterable[list[tuple[str, Meant]]]]]:
    """What the distinct texts say, in parts, as the reader that all of them decided reads them; as often as asked."""
    d = engine.dialect
    numbered = f"{table}_numbered"
    engine.create(numbered, collect.numbered_texts_sql(d, collect.distinct_texts_sql(d, table, "text")))
    [(number,)] = engine.rows(collect.count_sql(d, numbered))
    read = reader_of(column, _texts(engine, collect.every_text_sql(d, numbered, int(number) // AT_ONCE + 1)))

    def parts() -> Iterator[list[tuple[str, Meant]]]:
        for first in range(1, int(number) + 1, PART):
            texts = _texts(engine, collect.texts_between_sql(d, numbered, first, first + PART - 1))
            yield [(text, meant(read, text)) for text in texts]

    held = list(parts()) if number <= PART else None
    yield parts if held is None else lambda: held
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


def looked_up(engine: Engine, table: str, key: str, codes: Iterable[Mapping[str, int]], values: str) -> Lookup:
    """Put what the values of a table ``key, text`` mean where it is looked up; the meanings come in parts."""
    d = engine.dialect
    parts: list[str] = []
    number = 0
    for part in codes:
        parts.append(f"{table}_{len(parts)}" if parts else table)
        content: dict[str, list[Any]] = {"text": list(part), "code": list(part.values())}
        engine.put(f"{table}_read", content, types={"text": "varchar", "code": "int"})
        engine.create(parts[-1], stream.meant_sql(d, values, f"{table}_read"))
        engine.drop(f"{table}_read")
        number += len(part)
    if not parts:
        return looked_up(engine, table, key, [{}], values)
    if len(parts) > 1:
        engine.create(table, collect.all_rows_sql(d, parts))
    for one in parts[1:]:
        engine.drop(one)
    buckets = 1 << max(4, number.bit_length())
    if d.joins_lose_order:
        engine.create(table, stream.bucketed_sql(d, table, buckets))
    return Lookup(table, key, stream.code_of(d, table, key, buckets))


def looked_up_texts(engine: Engine, table: str, key: str, codes: Mapping[str, int]) -> Lookup:
    """The same for texts that are their own keys."""
    values = f"{table}_keys"
    engine.put(values, {"key": list(codes), "text": list(codes)}, types={"key": "varchar", "text": "varchar"})
    made = looked_up(engine, table, key, [codes], values)
    engine.drop(values)
    return made


def marked(engine: Engine, listed: Listed, column: Column) -> Lookup:
    """A column of flags: code 1 where it says yes."""
    name, kind = name_in(listed, column)
    texts_in = "score_marks"
    engine.create(texts_in, stream.values_sql(engine.dialect, listed.table, name, kind))
    with _read(engine, texts_in, column, lambda read, text: int(read.read(text).value is True)) as parts:
        codes = (dict(part) for part in parts())
        return looked_up(engine, "score_marked", engine.dialect.column("l", name), codes, texts_in)
