"""SELECTs that turn clean text tables into canonical ones.

Comes in: a dialect, names of tables and columns. Goes out: SELECTs; dictionaries that Python read are joined back by
their text. It never reads a value itself and never names a user's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openicp.sql.dialect import Dialect

LINE = "_line"


def text_rows_sql(d: Dialect, pattern: str, header: Sequence[str], options: str) -> str:
    """A clean CSV of ours as text: the line, then every column under the counted names ``c0``, ``c1``..."""
    named = [(LINE, "BIGINT"), *((f"c{place}", "VARCHAR") for place in range(len(header)))]
    columns = ", ".join(f"{d.literal(name)}: {d.literal(kind)}" for name, kind in named)
    return f"select * from read_csv({d.literal(pattern)}, columns = {{{columns}}}, {options})"


def distinct_texts_sql(d: Dialect, table: str, column: str) -> str:
    """The distinct texts of one column with their count and first line, in order of the text."""
    name = d.ident(column)
    return (
        f"select {name} as text, count(*) as n, min({d.ident(LINE)}) as line from {d.ident(table)} "
        f"where {name} is not null group by {name} order by {name}"
    )


def read_back_sql(d: Dialect, raw: str, dictionaries: Mapping[str, tuple[str, Mapping[str, str]]]) -> str:
    """The raw rows with what was read of each column.

    Parameters
    ----------
    raw
        Table of texts.
    dictionaries
        Per dictionary table (with the column ``text``): the raw column that it reads, and its own columns by the
        name that they get.
    """
    selected = [f"r.{d.ident(LINE)} as {d.ident('line')}"]
    joins = []
    for place, (table, (column, outputs)) in enumerate(dictionaries.items()):
        alias = f"d{place}"
        selected += [f"{alias}.{d.ident(own)} as {d.ident(name)}" for own, name in outputs.items()]
        joins.append(f"left join {d.ident(table)} {alias} on {alias}.{d.ident('text')} = r.{d.ident(column)}")
    return f"select {', '.join(selected)} from {d.ident(raw)} r {' '.join(joins)}"


def unreadable_sql(d: Dialect, raw: str, dictionary: str, column: str) -> str:
    """Line, text and reason of every cell of a column that could not be read, in order of the line."""
    return (
        f"select r.{d.ident(LINE)} as line, r.{d.ident(column)} as text, t.problem as problem "
        f"from {d.ident(raw)} r join {d.ident(dictionary)} t on t.text = r.{d.ident(column)} "
        f"where t.problem is not null order by 1 nulls last"
    )


def without_lines_sql(d: Dialect, table: str, excluded: str, *, select: str = "*") -> str:
    """The rows of a table whose line is not among the excluded ones."""
    return (
        f"select {select} from {d.ident(table)} t "
        f"where not exists (select 1 from {d.ident(excluded)} e where e.line = t.line)"
    )


def stored_sql(
    d: Dialect,
    table: str,
    columns: Iterable[tuple[str, str]],
    given: Mapping[str, str],
) -> str:
    """Every stored column in its type: from an expression where there is one, else null.

    Parameters
    ----------
    columns
        Name and SQL type.
    given
        Expression per name.
    """
    selected = [f"{d.cast(given.get(name, 'null'), kind)} as {d.ident(name)}" for name, kind in columns]
    return f"select {', '.join(selected)} from {d.ident(table)} order by line nulls last"


def once_sql(d: Dialect, select: str, columns: Sequence[str], needed: Sequence[str], typed: str) -> str:
    """The rows of a further table that a file feeds: each said once, at its first line; empty ones left out.

    Parameters
    ----------
    needed
        Columns of ``typed`` of which one must be known.
    """
    grouped = d.idents(name for name in columns if name != "line")
    listed = ", ".join("min(line) as line" if name == "line" else d.ident(name) for name in columns)
    known = " or ".join(f"{d.ident(name)} is not null" for name in needed)
    lines = f"select line from {d.ident(typed)} where {known}"
    return f"select {listed} from ({select}) where line in ({lines}) group by {grouped}"


def exploded_sql(d: Dialect, raw: str, dictionary: str, column: str, typed: str, columns: Mapping[str, str]) -> str:
    """One row per line and value of a column that holds several values.

    Parameters
    ----------
    dictionary
        Columns ``text, value, original``: several rows per text.
    typed
        Table with one row per line.
    columns
        Expression by name, over ``t`` (typed) and ``v`` (the dictionary).
    """
    selected = ", ".join(f"{expression} as {d.ident(name)}" for name, expression in columns.items())
    return (
        f"select {selected} from {d.ident(raw)} r "
        f"join {d.ident(dictionary)} v on v.text = r.{d.ident(column)} "
        f"join {d.ident(typed)} t on t.line = r.{d.ident(LINE)}"
    )


def free_texts_sql(d: Dialect, raw: str, column: str, typed: str) -> str:
    """Line and text of a column of free text, of the rows that are used."""
    name = d.ident(column)
    return (
        f"select r.{d.ident(LINE)} as line, r.{name} as text from {d.ident(raw)} r "
        f"join {d.ident(typed)} t on t.line = r.{d.ident(LINE)} where r.{name} is not null order by 1"
    )


def doubt_sql(d: Dialect, rules: Sequence[tuple[str, str]]) -> str:
    """The code of each rule that holds, joined by ``;``; null when none does."""
    if not rules:
        return "null"
    parts = [f"case when {condition} then {d.literal(code + ';')} else '' end" for code, condition in rules]
    return f"nullif(rtrim({' || '.join(parts)}, ';'), '')"


def doubt_counts_sql(d: Dialect, table: str) -> str:
    """How many rows carry each doubt, and the first line of each."""
    return (
        f"select doubt, count(*) as n, min(line) as line from {d.ident(table)} "
        f"where doubt is not null group by doubt order by doubt"
    )


def repeated_sql(d: Dialect, table: str, column: str) -> str:
    """Values of a key that occur more than once, with how often and the first line."""
    name = d.ident(column)
    return (
        f"select {name} as value, count(*) as n, min(line) as line from {d.ident(table)} "
        f"where {name} is not null group by {name} having count(*) > 1 order by {name}"
    )


def spread_sql(d: Dialect, table: str, column: str) -> str:
    """Every positive amount of a column with its line and currency, ascending."""
    value, currency = d.to_double(d.ident(column)), d.ident(f"{column}_currency")
    return (
        f"select {value} as value, line, coalesce({currency}, '') as currency from {d.ident(table)} "
        f"where {value} > 0e0 order by 1, 2"
    )
