"""SELECTs that give a table of others the shape of a published one.

Comes in: a dialect, the name of a table as it lies elsewhere, the columns that are wanted. Goes out: SQL text. It never
reads a text as a number, and leaves out what is not wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openicp.sql.dialect import BYTES, Dialect
from openicp.sql.words import bytes_text


def fitted_sql(d: Dialect, table: str, columns: Sequence[tuple[str, str]], there: Mapping[str, tuple[str, str]]) -> str:
    """The table with exactly these columns; of none it is as it lies.

    Parameters
    ----------
    columns
        Name and SQL type.
    there
        Column of the table and its type for each that it has; the others are null.
    """
    cells = [f"{_fitted(d, there.get(name), kind)} as {d.ident(name)}" for name, kind in columns]
    return f"select {', '.join(cells) or 't.*'} from {d.ident(table)} t"


def _fitted(d: Dialect, found: tuple[str, str] | None, kind: str) -> str:
    if found is None:
        return d.cast("null", kind)
    column = f"t.{d.ident(found[0])}"
    if found[1].lower() in BYTES:
        return bytes_text(d, column)
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


def repeated_sql(d: Dialect, table: str, column: str) -> str:
    """A value that stands in more than one row, and how often: ``value, n``; no row where there is none."""
    name = d.ident(column)
    return (
        f"select {name} as value, count(*) as n from {d.ident(table)} where {name} is not null "
        f"group by {name} having count(*) > 1 order by n desc, value limit 1"
    )
