"""Columns that hold several values (technologies, roles, topics) as rows of ``tags``.

Comes in: columns of kind ``tags`` and the typed rows of their file. Goes out: one Parquet file with one row per
company and value. A person's title becomes a role; the person goes nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from openicp.collect.loading.columns import Column, reader_of
from openicp.collect.loading.unnamed import holds_roles, unnamed
from openicp.collect.schema import TAIL, stored_columns
from openicp.model.tables import REFERENCES
from openicp.normalise.codes import book_of
from openicp.normalise.tags import STRONG, WEAK, split
from openicp.sql import collect as sql

if TYPE_CHECKING:
    from openicp.collect.loading.load import Task

PARTS, REST = "collect_tags", "collect_tag_texts"


def load_tags(task: Task, columns: list[Column]) -> tuple[Path, int] | None:
    """Write the tags of a file, when it has any.

    Returns
    -------
    The file and the rows of ``tags``; where tags are the main table, the number of lines that gave some.
    """
    from openicp.collect.loading.load import RAW, TYPED

    engine, d = task.engine, task.engine.dialect
    tagged = [c for c in columns if c.kind == "tags"]
    if not tagged:
        return None
    parts = []
    for place, column in enumerate(tagged):
        _read(task, f"{REST}_{place}", column)
        given = _given(task, columns, column)
        select = sql.exploded_sql(d, RAW, f"{REST}_{place}", column.raw, TYPED, given)
        engine.view(f"{PARTS}_{place}", select)
        parts.append(f"select * from {d.ident(f'{PARTS}_{place}')}")
    path = task.folder / "tags.parquet"
    order = "order by line nulls last, attribute nulls last, value nulls last"
    return path, engine.export(f"select * from ({' union all '.join(parts)}) {order}", path)


def _read(task: Task, table: str, column: Column) -> None:
    """The dictionary of a column: one row per text and value, with the words as written where they can be told."""
    from openicp.collect.loading.load import RAW

    rows = task.engine.rows(sql.distinct_texts_sql(task.engine.dialect, RAW, column.raw))
    texts = [str(text) for (text,) in rows]
    values_of = values_reader(column, texts)
    found = [(text, value, original) for text in texts for value, original in values_of(text)]
    content = {name: [row[place] for row in found] for place, name in enumerate(("text", "value", "original"))}
    task.engine.put(table, content, types=dict.fromkeys(content, "varchar"))


def values_reader(column: Column, texts: list[str]) -> Callable[[str], list[tuple[str, str]]]:
    """Reads a text of a column as its values and their kinds, each with how it was written where that can be told."""
    read = reader_of(column, texts)
    separator = STRONG if any(STRONG.search(text) for text in texts) else WEAK

    def values_of(text: str) -> list[tuple[str, str]]:
        values = read.read(text).values
        told = unnamed(text) if holds_roles(column.column, column.vocabulary) else text
        written = split(told, separator=separator)
        originals = written if len(written) == len(values) else [told.strip()] * len(values)
        return [*zip(values, originals, strict=True), *groups_of(column, values)]

    return values_of


def groups_of(column: Column, values: Sequence[str]) -> list[tuple[str, str]]:
    """Kinds that are values themselves (Dropbox is cloud storage), each with its name."""
    if (column.vocabulary or column.column) != "technologies":
        return []
    entries = book_of("technologies", column.hints).entries
    groups = [str(entries[value].facts.get("group", "")) for value in values if value in entries]
    named = [group for group in dict.fromkeys(groups) if group in entries and group not in values]
    return [(group, entries[group].name("en")) for group in named]


def _given(task: Task, columns: list[Column], column: Column) -> dict[str, str]:
    """Expression of every column of ``tags``."""
    from openicp.collect.loading.derive import derived

    d = task.engine.dialect
    main = str(task.mapping.table)
    read = {n: f"t.{d.ident(f'{main}.{n}')}" for c in columns if c.table == main and c.dictionary for n in c.outputs}
    read |= {k: v for k, v in derived(task, main, columns, read).items() if k.startswith("account_")}
    fixed = {"attribute": d.literal(column.vocabulary or column.column)}
    fixed |= {"value": "v.value", "value_original": "v.original"}
    fixed |= {"source": d.literal(task.mapping.source), "system": d.literal(task.mapping.system)}
    fixed |= {"line": "t.line", "doubt": "null"}
    own = set(REFERENCES)
    own |= {"relation", "known_on", "ended_on"} if main == "tags" else set()
    given = {name: read[name] for name in own if name in read}
    return {
        name: d.cast((fixed | given).get(name, "null"), kind)
        for name, kind in [*stored_columns("tags")]
        if (name, kind) not in TAIL or name in fixed
    }
