"""SELECTs that find and replace texts of a table, whatever its columns.

Comes in: a dialect, a table, texts and what takes their place. Goes out: one SELECT. It never says whom a text names.
"""

from __future__ import annotations

from collections.abc import Mapping

from openicp.sql.dialect import Dialect


def shape_sql(d: Dialect, table: str) -> str:
    """The columns of a table without a row."""
    return f"select * from {d.ident(table)} where 1 = 0"


def distinct_texts_sql(d: Dialect, table: str, column: str) -> str:
    """``text``: what stands in a column, each once."""
    name = d.ident(column)
    return f"select distinct {name} as {d.ident('text')} from {d.ident(table)} where {name} is not null"


def distinct_pairs_sql(d: Dialect, table: str, first: str, second: str) -> str:
    """``first`` and ``second``: what stands side by side in two columns, each pair once."""
    one, other = d.ident(first), d.ident(second)
    return (
        f"select distinct {one} as {d.ident('first')}, {other} as {d.ident('second')} "
        f"from {d.ident(table)} where {one} is not null"
    )


def replaced_sql(d: Dialect, table: str, columns: Mapping[str, tuple[str, Mapping[str, str]]]) -> str:
    """Every row in its order, some texts replaced.

    Parameters
    ----------
    columns
        Every column: its new name, and new texts by old ones.
    """
    listed = ", ".join(f"{_replaced(d, old, texts)} as {d.ident(new)}" for old, (new, texts) in columns.items())
    return f"select {listed} from {d.ident(table)}"


def _replaced(d: Dialect, column: str, texts: Mapping[str, str]) -> str:
    name = d.ident(column)
    if not texts:
        return name
    whens = " ".join(f"when {d.literal(old)} then {d.literal(new)}" for old, new in texts.items())
    return f"case {name} {whens} else {name} end"
