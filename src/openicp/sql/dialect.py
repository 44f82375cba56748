"""The few words in which engines differ, as data: one frozen ``Dialect`` per engine.

Comes in: names, Python values, SQL expressions. Goes out: SQL text, quoted and with explicit casts. It never
guesses: a value of a type that has no literal is an error, and an engine's default casts, null order and integer
division are never relied upon.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral

type_name = re.compile(r"[a-z]+(\(\d+(, ?\d+)?\))?")

BIGGEST = 2**63 - 1
BYTES = ("blob", "binary")
"""The type of bytes, as DuckDB and Spark name it."""


@dataclass(frozen=True)
class Dialect:
    """How one engine writes what the others write differently; templates take ``{x}``."""

    name: str
    quote: str
    """Sign around names; doubled inside."""
    text: str
    """SQL type of text."""
    day_template: str
    """Days since 1970-01-01 of a date."""
    from_day_template: str
    """Date of a number of days since 1970-01-01."""
    matches_template: str
    """Whether the text ``{x}`` has a match of the pattern ``{y}``, a literal."""
    trim_template: str
    """The text ``{x}`` without the spaces around it, those of every script."""
    lower_template: str
    """The text ``{x}`` in small letters, each letter for itself."""
    number_template: str
    """The text ``{x}`` as a finite double, null where it is none."""
    but_template: str
    """All columns of the row ``{x}`` but ``{y}``."""
    money_template: str
    """A double as a sum of money: rounded to four places, halves away from 0."""
    double_text_template: str
    """A double as text, without an exponent where people write none: from 0.0001 to a thousand billions."""
    bytes_template: str
    """Bytes as the text that is written with them; those that are no text as signs and ``\\xE4``."""
    escapes_backslash: bool = False
    """Whether a backslash in a text literal must be doubled."""
    joins_lose_order: bool = False
    """Whether rows have an order in files, which is kept while no table is joined."""

    def ident(self, name: str) -> str:
        """``name`` quoted, so that it may hold anything but NUL.

        Raises
        ------
        ValueError
            For an empty name or one with NUL, which no engine accepts.
        """
        if not name or "\0" in name:
            raise ValueError(f"not a name: {name!r}")
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def column(self, table: str, name: str) -> str:
        """``table.name``, both quoted."""
        return f"{self.ident(table)}.{self.ident(name)}"

    def idents(self, names: Iterable[str]) -> str:
        """Quoted names, separated by commas."""
        return ", ".join(self.ident(name) for name in names)

    def literal(self, value: object) -> str:
        """``value`` (text, number, yes/no, date or ``None``) as a literal of its own exact type.

        Raises
        ------
        TypeError
            For a value of any other type.
        """
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return _text(str(value), self)
        if isinstance(value, date) and not isinstance(value, datetime):
            return f"date '{value.isoformat()}'"
        return _number(value)

    def literals(self, values: Iterable[object]) -> str:
        """Literals, separated by commas."""
        return ", ".join(self.literal(value) for value in values)

    def is_in(self, expression: str, values: Iterable[object]) -> str:
        """``expression in (...)``; of no values it is ``false``, which SQL cannot say by itself."""
        listed = self.literals(values)
        return f"({expression} in ({listed}))" if listed else "false"

    def cast(self, expression: str, to: str, *, strict: bool = True) -> str:
        """``expression`` as type ``to``; unless ``strict``, what does not fit becomes null."""
        if not type_name.fullmatch(to):
            raise ValueError(f"not a type: {to!r}")
        return f"{'cast' if strict else 'try_cast'}({expression} as {self.text if to == 'varchar' else to})"

    def to_double(self, expression: str) -> str:
        """As a double; an error when it does not fit."""
        return self.cast(expression, "double")

    def try_double(self, expression: str) -> str:
        """A text as a finite double, null when it is none: digits, a point, an exponent, blanks around."""
        return self.number_template.format(x=expression)

    def to_text(self, expression: str) -> str:
        """As text."""
        return self.cast(expression, self.text)

    def double_text(self, expression: str) -> str:
        """A double as text."""
        return self.double_text_template.format(x=expression)

    def divide(self, above: str, below: str) -> str:
        """Quotient as a double; null when ``below`` is 0."""
        return f"({self.to_double(above)} / nullif({self.to_double(below)}, 0e0))"

    def month_index(self, expression: str) -> str:
        """Year x 12 + month - 1 of a date: differences of months are differences of these."""
        return f"(cast(year({expression}) as bigint) * 12 + cast(month({expression}) as bigint) - 1)"

    def day_number(self, expression: str) -> str:
        """Days since 1970-01-01 of a date, as a bigint."""
        return self.day_template.format(x=expression)

    def from_day(self, number: str) -> str:
        """Date of a number of days since 1970-01-01."""
        return self.from_day_template.format(x=number)


def _text(value: str, dialect: Dialect) -> str:
    escaped = value.replace("\\", "\\\\") if dialect.escapes_backslash else value
    return "'" + escaped.replace("'", "''") + "'"


def _number(value: object) -> str:
    if isinstance(value, Integral):
        if abs(int(value)) > BIGGEST:
            raise TypeError(f"too large for a bigint: {value}")
        return str(int(value))
    if isinstance(value, float):
        return _double(float(value))
    if isinstance(value, Decimal) and value.is_finite():
        return f"cast('{value:f}' as decimal(18,4))"
    raise TypeError(f"no literal for {type(value).__name__}: {value!r}")


def _double(value: float) -> str:
    """An exponent makes it a double in every engine; without one DuckDB and Spark read a decimal."""
    if math.isfinite(value):
        written = repr(value)
        return written if "e" in written else written + "e0"
    special = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return f"cast('{special}' as double)"


DUCKDB = Dialect(
    name="duckdb",
    quote='"',
    text="varchar",
    day_template="cast(date_diff('day', date '1970-01-01', {x}) as bigint)",
    from_day_template="(date '1970-01-01' + cast({x} as int))",
    matches_template="regexp_matches({x}, {y})",
    joins_lose_order=True,
    trim_template="trim({x})",
    lower_template="lower({x})",
    # DuckDB reads 1_000 as a thousand.
    number_template=(
        "(case when isfinite(try_cast({x} as double)) and not contains({x}, '_') then try_cast({x} as double) end)"
    ),
    but_template="{x}.* exclude ({y})",
    money_template="cast({x} as decimal(18,4))",
    double_text_template="cast({x} as varchar)",
    bytes_template="coalesce(try(decode({x})), cast({x} as varchar))",
)
"""DuckDB 2."""

SPACES = "".join(map(chr, (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
"""What Unicode calls a space: DuckDB's ``trim`` takes these away, Spark's the first alone."""

SPARK = Dialect(
    name="spark",
    quote="`",
    text="string",
    day_template="cast(unix_date({x}) as bigint)",
    from_day_template="date_from_unix_date(cast({x} as int))",
    matches_template="regexp_like({x}, {y})",
    trim_template=f"trim(both '{SPACES}' from {{x}})",
    # Spark makes two signs of the first letter, and another one of the second at the end of a word.
    lower_template="lower(translate({x}, 'İΣ', 'iσ'))",
    # Spark reads 2d and 0x1p3 as numbers, as Java does, and blanks of any kind as nothing.
    number_template=(
        r"(case when regexp_like({x}, '\\A[ \\t-\\r]*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)"
        r"([eE][-+]?[0-9]+)?[ \\t-\\r]*\\z')"
        " and abs(try_cast({x} as double)) < cast('Infinity' as double) then try_cast({x} as double) end)"
    ),
    but_template="{x}.* except ({y})",
    # Spark rounds the digits that it would print, 0.00015 up; others what the double is, down.
    money_template="cast(cast(round({x} * 1e4) as decimal(18,0)) * cast('0.0001' as decimal(5,4)) as decimal(18,4))",
    # Spark writes 10 million as 1.0E7, which reads as another number.
    double_text_template=(
        "case when abs({x}) >= 1e7 and abs({x}) < 1e15 or abs({x}) >= 1e-4 and abs({x}) < 1e-3 then "
        "regexp_replace(cast(cast({x} as decimal(38,22)) as string), '([.][0-9]+?)0*$', '$1') "
        "else cast({x} as string) end"
    ),
    # Spark takes any bytes for text, and who reads it then fails.
    bytes_template=(
        "(case when is_valid_utf8(cast({x} as string)) then cast({x} as string) else array_join(transform(transform("
        "sequence(1, octet_length({x})), the_byte -> substring({x}, the_byte, 1)), one_byte -> "
        "case when hex(one_byte) between '20' and '7E' and hex(one_byte) not in ('22', '27', '5C') "
        r"then cast(one_byte as string) else concat('\\x', hex(one_byte)) end), '') end)"
    ),
    escapes_backslash=True,
)
"""Spark 4 with ANSI on."""
