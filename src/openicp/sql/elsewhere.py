"""SELECTs that give a table of others the shape of a published one.

Comes in: a dialect, the name of a table as it lies elsewhere, the columns that are wanted. Goes out: SQL text. It never
reads a text as a number, and leaves out what is not wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openicp.model.attribute import OWN_PREFIX
from openicp.sql.dialect import BYTES, Dialect
from openicp.sql.words import bytes_text, capitals, trim

LARGEST = 1e14
"""Numbers of this size are no sums of money and counts of nothing, and a decimal does not hold them."""


def fitted_sql(
    d: Dialect,
    table: str,
    columns: Sequence[tuple[str, str]],
    there: Mapping[str, tuple[str, str]],
    *,
    standing: Mapping[str, str],
    needed: Sequence[str],
) -> str:
    """The table with exactly these columns; of none it is as it lies.

    Parameters
    ----------
    columns
        Name and SQL type.
    there
        Column of the table and its type for each that it has; the others are null.
    standing
        Text that a column has where it says none.
    needed
        Columns without which a row is left out.
    """
    cells = {name: _fitted(d, there.get(name), kind) for name, kind in columns}
    # Currencies are codes in capitals, as the import and the rates have them.
    codes = [name for name in cells if name in there and (name == "currency" or name.endswith("_currency"))]
    cells |= {name: f"nullif({capitals(d, trim(d, cells[name]))}, '')" for name in codes}
    cells |= {name: f"coalesce({cells[name]}, {d.literal(text)})" for name, text in standing.items() if name in cells}
    listed = ", ".join(f"{cell} as {d.ident(name)}" for name, cell in cells.items())
    known = " and ".join(f"t.{d.ident(there[name][0])} is not null" for name in needed)
    return f"select {listed or 't.*'} from {d.ident(table)} t{f' where {known}' if known else ''}"


def _fitted(d: Dialect, found: tuple[str, str] | None, kind: str) -> str:
    if found is None:
        return d.cast("null", kind)
    column = f"t.{d.ident(found[0])}"
    if found[1].lower() in BYTES:
        return bytes_text(d, column)
    if found[1].lower() in ("float", "double"):
        # What is no number stands there where a number was not known.
        column = f"case when abs({column}) < {d.literal(LARGEST)} then {column} end"
    if found[1].lower() == "timestamptz_ns":
        column = d.cast(column, "timestamptz")  # from it DuckDB knows no other way to a moment
    # A moment in a time zone has no day of its own: it is that of UTC.
    return d.cast(d.cast(column, "timestamp"), kind) if kind == "date" else d.cast(column, kind)


def texts_sql(
    d: Dialect, table: str, columns: Sequence[tuple[str, str, str]], *, among: Sequence[str], most: int
) -> str:
    """The different texts of each column that most rows have: ``what, text, n, given``, the last in how many of these
    rows the column of originals says something.

    Parameters
    ----------
    columns
        Column, the one of its originals, and the one that names what it is of; empty where it is itself.
    among
        What is asked for of a column that another names, beside the users' own.
    most
        Texts of each column.
    """
    parts = []
    for column, original, whose in columns:
        text, name = f"t.{d.ident(column)}", f"t.{d.ident(whose)}" if whose else ""
        wanted = f" and ({d.is_in(name, among)} or substr({name}, 1, 2) = {d.literal(OWN_PREFIX)})" if name else ""
        parts.append(
            f"select {name or d.literal(column)} as what, {text} as text, count(*) as n, "
            f"count(t.{d.ident(original)}) as given from {d.ident(table)} t "
            f"where {text} is not null{wanted} group by {f'{name}, ' if name else ''}{text}"
        )
    ranked = "row_number() over (partition by what order by n desc, text) as place"
    return (
        f"select what, text, n, given from (select *, {ranked} from ({' union all '.join(parts)}) u) r "
        f"where place <= {d.literal(most)} order by what, place"
    )


def read_sql(d: Dialect, table: str, words: str, columns: Sequence[str], read: Sequence[tuple[str, str, str]]) -> str:
    """The table with what its texts are read as; a text that is several values is several rows.

    Parameters
    ----------
    words
        Table ``what, text, code, original``. Without a code the text says nothing: where another column names what it
        is of, its row is left out.
    columns
        Every column of the table.
    read
        See ``texts_sql``: those that ``words`` has texts of.
    """
    cells, joins, kept = {name: f"t.{d.ident(name)}" for name in columns}, [], []
    for place, (column, original, whose) in enumerate(read):
        word, text, written = f"w{place}", f"t.{d.ident(column)}", f"t.{d.ident(original)}"
        what = f"t.{d.ident(whose)}" if whose else d.literal(column)
        joins.append(f" left join {d.ident(words)} {word} on {word}.what = {what} and {word}.text = {text}")
        cells[column] = f"case when {word}.text is not null then {word}.code else {text} end"
        cells[original] = f"coalesce({written}, {word}.original)"
        kept += [f"({word}.text is null or {word}.code is not null)"] if whose else []
    listed = ", ".join(f"{cell} as {d.ident(name)}" for name, cell in cells.items())
    where = f" where {' and '.join(kept)}" if kept else ""
    return f"select {listed} from {d.ident(table)} t{''.join(joins)}{where}"


def values_sql(d: Dialect, table: str, attributes: Sequence[Mapping[str, str]], words: str | None) -> str:
    """Attributes of a table of companies as rows, as in ``attributes``.

    Parameters
    ----------
    attributes
        Per attribute the expressions ``attribute, value, low, high, currency, original, known, estimated``.
    words
        The table by which their texts are read, see ``read_sql``; one row for each text.
    """
    parts = [
        f"select account_id, {each['attribute']} as attribute, {d.cast(each['value'], 'varchar')} as value, "
        f"{d.cast(each['low'], 'double')} as low, {d.cast(each['high'], 'double')} as high, "
        f"{d.cast(each['currency'], 'varchar')} as currency, {d.cast(each['original'], 'varchar')} as original, "
        f"known_on, source, {d.cast(each['estimated'], 'boolean')} as estimated "
        f"from {d.ident(table)} where {each['known']} and account_id is not null"
        for each in attributes
    ]
    rows = " union all ".join(parts)
    if words is None:
        return rows
    return (
        "select v.account_id, v.attribute, case when w.text is not null then w.code else v.value end as value, v.low, "
        "v.high, v.currency, coalesce(v.original, w.original) as original, v.known_on, v.source, v.estimated "
        f"from ({rows}) v left join {d.ident(words)} w on w.what = v.attribute and w.text = v.value "
        "where w.text is null or w.code is not null"
    )


def filled_sql(d: Dialect, table: str, columns: Sequence[str]) -> str:
    """How many rows say something in each column: a number per column."""
    counts = ", ".join(f"count({d.ident(name)}) as {d.ident(name)}" for name in columns)
    return f"select {counts} from {d.ident(table)}"


def kept_sql(d: Dialect, table: str, column: str, among: str) -> str:
    """Whether a table has rows, and one of a company that is in ``among``: ``rows, kept``, 1 or 0."""
    name, rows = d.ident(column), d.ident(table)
    kept = f"select 1 from {rows} t join {d.ident(among)} a on a.{name} = t.{name} limit 1"
    return (
        f"select (select count(*) from (select 1 from {rows} limit 1) f) as any_rows, "
        f"(select count(*) from ({kept}) k) as kept"
    )


def repeated_sql(d: Dialect, table: str, column: str) -> str:
    """A value that stands in more than one row, and how often: ``value, n``; no row where there is none."""
    name = d.ident(column)
    return (
        f"select {name} as value, count(*) as n from {d.ident(table)} where {name} is not null "
        f"group by {name} having count(*) > 1 order by n desc, value limit 1"
    )
