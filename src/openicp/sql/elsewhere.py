"""SELECTs that give a table of others the shape of a published one.

Comes in: a dialect, the name of a table as it lies elsewhere, the columns that are wanted. Goes out: SQL text. It never
reads a text as a number, and leaves out what is not wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def values_sql(d: Dialect, table: str, attributes: Sequence[Mapping[str, str]]) -> str:
    """Attributes of a table of companies as rows, as in ``attributes``.

    Parameters
    ----------
    attributes
        Per attribute the expressions ``attribute, value, low, high, currency, original, known, estimated``.
    """
    parts = [
        f"select account_id, {each['attribute']} as attribute, {d.cast(each['value'], 'varchar')} as value, "
        f"{d.cast(each['low'], 'double')} as low, {d.cast(each['high'], 'double')} as high, "
        f"{d.cast(each['currency'], 'varchar')} as currency, {d.cast(each['original'], 'varchar')} as original, "
        f"known_on, source, {d.cast(each['estimated'], 'boolean')} as estimated "
        f"from {d.ident(table)} where {each['known']} and account_id is not null"
        for each in attributes
    ]
    return " union all ".join(parts)


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
