"""Columns of text read through their distinct values, and put back.

Comes in: a table of texts in the engine and the columns to read. Goes out: a typed table in the engine with one row
per line, and what the readers decided. It never holds more than a part of the distinct values of one column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openicp.collect.loading import plainly
from openicp.collect.loading.agreeing import agreed, telling
from openicp.collect.loading.columns import VALUES, Column, reader_of
from openicp.collect.loading.estimates import may_be
from openicp.engine import Engine
from openicp.model.finding import Finding
from openicp.normalise import Reader
from openicp.sql import collect as sql
from openicp.sql.dialect import Dialect

AT_ONCE = 200_000
"""Texts read at once; a column with more is decided by so many of them, taken from all over the file."""
TEXTS, SAMPLE = "collect_texts", "collect_sample"
LINES = 2_000
"""Lines of a sample, from all over the file."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What the engine holds of a file."""

    engine: Engine
    raw: str
    """Table of texts."""
    rows: int
    tell: Callable[[], None] = lambda: None
    """Called after each column."""
    sample: str = ""
    """Table of some of its lines."""
    every: Mapping[str, list[str]] = field(default_factory=dict)
    """The distinct texts of each raw column, where there are few: fetched at once."""
    shares: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """By raw column and condition how many texts it has and how many fulfil it, where there are many: asked at once."""

    def of(self, column: Column) -> list[str]:
        """The distinct texts of a column, in order."""
        if column.raw in self.every:
            return self.every[column.raw]
        return _fetched(self.engine, sql.distinct_texts_sql(self.engine.dialect, self.raw, column.raw))


Plainly = tuple[str, Mapping[str, str]]
"""The condition that tells plain texts, empty where all are, and by stored column the expression that reads them."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What some texts of a column are: the engine need not be asked."""

    unreadable: bool = False
    estimated: bool = False

    def __or__(self, other: Marks) -> Marks:
        return Marks(self.unreadable or other.unreadable, self.estimated or other.estimated)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """How the rows of a file are read: through dictionaries, or by expressions."""

    raw: str
    joined: Mapping[str, tuple[str, Mapping[str, str]]]
    plain: Mapping[str, Plainly]

    def sql(self, d: Dialect, dictionaries: Iterable[str | None] | None = None) -> str:
        """The SELECT of the typed rows; of these dictionaries alone, where they are given."""
        wanted = self.joined.keys() if dictionaries is None else set(dictionaries)
        joined = {name: read for name, read in self.joined.items() if name in wanted}
        return sql.read_back_sql(d, self.raw, joined, self.plain)


def read_columns(texts: Texts, columns: list[Column]) -> tuple[ReadBack, list[Finding]]:
    """Read every column and note its dictionary in ``columns``; how the rows are read, and findings."""
    findings: list[Finding] = []
    joined: dict[str, tuple[str, dict[str, str]]] = {}
    plain: dict[str, Plainly] = {}
    texts = _with_shares(_with_few(_with_sample(texts), columns), columns)
    columns[:] = agreed(columns, _telling(texts, columns))
    for place, column in enumerate(columns):
        if not column.stored:
            continue
        table = f"collect_dict_{place}"
        read, marks, directly = read_column(texts, table, column)
        findings += read.findings
        if directly:
            plain[table] = directly
        columns[place] = replace(column, dictionary=table, unreadable=marks.unreadable, estimated=marks.estimated)
        joined[table] = (column.raw, {name: f"{column.table}.{name}" for name in column.outputs})
        texts.tell()
    return ReadBack(texts.raw, joined, plain), findings


def _with_sample(texts: Texts) -> Texts:
    """Taken once: 15 million lines were gone through for every column."""
    step = texts.rows // LINES
    if step < 2:
        return replace(texts, sample=texts.raw)
    texts.engine.create(SAMPLE, sql.sampled_rows_sql(texts.engine.dialect, texts.raw, step))
    return replace(texts, sample=SAMPLE)


def _with_few(texts: Texts, columns: Sequence[Column]) -> Texts:
    """The texts of a small file by one statement: the example's nine files took 57."""
    names = list(dict.fromkeys(each.raw for each in columns if each.stored))
    if texts.rows >= plainly.LARGE or texts.rows * len(names) > AT_ONCE:
        return texts
    return replace(texts, every=_by_column(texts.engine, texts.raw, names))


def _with_shares(texts: Texts, columns: Sequence[Column]) -> Texts:
    """How plain the columns of a large file are, by one statement."""
    asked = list(dict.fromkeys((each.raw, plain) for each in columns if (plain := _told_by(texts, each))))
    if not asked:
        return texts
    [counts] = texts.engine.rows(sql.plain_shares_sql(texts.engine.dialect, texts.raw, asked))
    pairs = zip(counts[::2], counts[1::2], strict=True)
    return replace(texts, shares={key: (int(n), int(plain)) for key, (n, plain) in zip(asked, pairs, strict=True)})


def _told_by(texts: Texts, column: Column) -> str | None:
    return plainly.told_by(texts.engine.dialect, column.kind, texts.rows) if column.mapping and column.stored else None


def _telling(texts: Texts, columns: Sequence[Column]) -> Mapping[str, list[str]]:
    """By raw column the texts that show how numbers and days are written."""
    names = list(dict.fromkeys(each.raw for each in telling(columns)))
    if texts.sample == texts.raw and all(name in texts.every for name in names):
        return texts.every
    return _by_column(texts.engine, texts.sample, names)


def _by_column(engine: Engine, table: str, names: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in names}
    if names:
        for place, text in engine.rows(sql.texts_of_columns_sql(engine.dialect, table, names)):
            found[names[place]].append(str(text))
    return found


def read_column(texts: Texts, table: str, column: Column) -> tuple[Reader, Marks, Plainly | None]:
    """Put the dictionary of a column as ``table``; what is plain in a large one stays in the engine."""
    told = _told_by(texts, column)
    if told is not None:
        every, plain = texts.shares[column.raw, told]
        if plain >= max(plainly.LARGE // 2, 0.5 * every):
            read, marks, directly = _plainly(texts, table, column, told, only=every == plain)
            if directly:
                return read, marks, directly
    if texts.rows > AT_ONCE:
        select = sql.distinct_texts_sql(texts.engine.dialect, texts.raw, column.raw)
        return (*_in_parts(texts, table, column, select, []), None)
    return (*_at_once(texts, table, column, texts.of(column), []), None)


def _plainly(
    texts: Texts, table: str, column: Column, told: str, *, only: bool
) -> tuple[Reader, Marks, Plainly | None]:
    """The dictionary of what is not plain, and the expressions for the rest, where the reader agrees.

    Parameters
    ----------
    only
        There is no other text: none is looked for.
    """
    d = texts.engine.dialect
    shown = _fetched(texts.engine, sql.texts_such_sql(d, texts.sample, column.raw, told))
    if only:
        read, marks = _at_once(texts, table, column, [], shown)
    else:
        read, marks = _others(texts, table, column, sql.other_texts_sql(d, texts.raw, column.raw, told), shown)
    checked = [value[:-2] for value in _read(read, column, shown)]
    rest = plainly.beside(column.kind, shown, checked)
    if rest is None:
        return read, marks, None
    return read, marks, ("" if only else told, plainly.expressions(d, column.kind, column.outputs, rest))


def _others(texts: Texts, table: str, column: Column, select: str, shown: list[str]) -> tuple[Reader, Marks]:
    """Read the texts of a SELECT beside those that are shown."""
    if texts.rows > AT_ONCE:
        return _in_parts(texts, table, column, select, shown)
    return _at_once(texts, table, column, _fetched(texts.engine, select), shown)


def _at_once(texts: Texts, table: str, column: Column, every: list[str], shown: list[str]) -> tuple[Reader, Marks]:
    """Read texts and put them, with what is stored of each, as ``table``."""
    read = reader_of(column, [*every, *shown])
    return read, _put(texts.engine, table, column, every, read)


def _in_parts(texts: Texts, table: str, column: Column, select: str, shown: list[str]) -> tuple[Reader, Marks]:
    """So many texts at a time; those that decide are taken from all over their order."""
    engine, d = texts.engine, texts.engine.dialect
    engine.create(TEXTS, sql.numbered_texts_sql(d, select))
    [(number,)] = engine.rows(sql.count_sql(d, TEXTS))
    deciding = _fetched(engine, sql.every_text_sql(d, TEXTS, int(number) // AT_ONCE + 1))
    read = reader_of(column, [*deciding, *shown])
    parts, marks = [], Marks()
    for first in range(1, max(int(number), 1) + 1, AT_ONCE):
        parts.append(f"{table}_{first}")
        batch = _fetched(engine, sql.texts_between_sql(d, TEXTS, first, first + AT_ONCE - 1))
        marks |= _put(engine, parts[-1], column, batch, read)
    engine.create(table, sql.all_rows_sql(d, parts))
    for part in (*parts, TEXTS):
        engine.drop(part)
    return read, marks


def _fetched(engine: Engine, select: str) -> list[str]:
    return [str(text) for (text,) in engine.rows(select)]


def _put(engine: Engine, table: str, column: Column, texts: list[str], read: Reader) -> Marks:
    values = _read(read, column, texts)
    content: dict[str, list[Any]] = {"text": texts}
    for place, name in enumerate(column.outputs):
        content[name] = [value[place] for value in values]
    content["problem"] = [value[-2] for value in values]
    types = {"text": "varchar", "problem": "varchar", **dict(column.stored)}
    if may_be(column):
        content["estimated"] = [value[-1] for value in values]
        types["estimated"] = "boolean"
    engine.put(table, content, types=types)
    return Marks(any(value[-2] is not None for value in values), "estimated" in content and any(content["estimated"]))


def _read(read: Reader, column: Column, texts: list[str]) -> list[tuple[Any, ...]]:
    """What is stored of each text, why it could not be read, and last whether it is told to be an estimate."""
    store = VALUES[column.kind]
    found = []
    for text in texts:
        reading = read.read(text)
        found.append((*store(reading, text), reading.problem, reading.estimated))
    return found
