"""Words that every engine has, put so that each of them means the same by it.

Comes in: a dialect and SQL expressions. Goes out: one expression each. It never reads a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase, ascii_uppercase

from openicp.sql.dialect import BYTES, Dialect

NESTED = ("struct(", "map(", "union(", "variant", "json")
"""How types of values with parts begin, as engines name them."""


def to_money(d: Dialect, expression: str) -> str:
    """A double as money, ``decimal(18,4)``; halves are rounded away from 0."""
    return d.money_template.format(x=expression)


def trim(d: Dialect, expression: str) -> str:
    """A text without the spaces around it, those of every script; tabs and ends of lines stay."""
    return d.trim_template.format(x=expression)


def trim_end(d: Dialect, expression: str, signs: str) -> str:
    """A text without any of these signs at its end."""
    return f"trim(trailing {d.literal(signs)} from {expression})"


def lower(d: Dialect, expression: str) -> str:
    """A text in small letters, each letter for itself."""
    return d.lower_template.format(x=expression)


def folded(d: Dialect, expression: str) -> str:
    """A word as words are compared: in small letters, without spaces around it."""
    return lower(d, trim(d, expression))


def capitals(d: Dialect, expression: str) -> str:
    """A text with the letters a to z as capitals: how currencies are written."""
    written = f"translate({expression}, {d.literal(ascii_lowercase)}, {d.literal(ascii_uppercase)})"
    # Twenty million currencies took DuckDB 8 s letter by letter, and 0.3 s where they are capitals already.
    return f"case when upper({expression}) = {expression} then {expression} else {written} end"


def bytes_text(d: Dialect, expression: str) -> str:
    """Bytes as the text that is written with them."""
    return d.bytes_template.format(x=expression)


def as_text(d: Dialect, expression: str, kind: str) -> str:
    """A value of a type as text; nested ones as JSON, numbers as people write them, bytes as what is written with
    them."""
    if kind.lower() in BYTES:
        return bytes_text(d, expression)
    nested = kind.endswith(("]", ">")) or kind.lower().startswith(NESTED)
    if kind.lower() in ("float", "double"):
        return d.double_text(expression)
    return d.to_text(f"to_json({expression})") if nested else d.to_text(expression)


def but(d: Dialect, row: str, columns: Iterable[str]) -> str:
    """All columns of a row but these."""
    return d.but_template.format(x=row, y=d.idents(columns))
