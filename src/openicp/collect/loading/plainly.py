"""Texts that mean what they say: ids, decimals with a point, ISO days. Large columns are mostly these.

Comes in: a sample of such texts of a large column and what its reader made of them. Goes out: expressions by which the
engine reads all of them. It is used only where the reader gives the same for the sample.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openicp.sql.collect import matches
from openicp.sql.dialect import Dialect

LARGE = 20_000
"""Rows from which on it pays (a million invoices: 0.3 s instead of 5 s, and no text of theirs in memory)."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A form that can be read one way only."""

    form: re.Pattern[str]
    value: Callable[[str], Any]
    sql: tuple[str, str]
    """What the engine takes of ``{text}``, and as which type."""
    exists: bool = True
    """Whether every text of the form has a value: there is no 30 February."""


PLAIN: dict[str, Plain] = {
    "id": Plain(re.compile(r"[A-Za-z0-9_:/-]*[0-9][A-Za-z0-9_:/-]*"), str, ("{text}", "varchar")),
    "money": Plain(re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?"), Decimal, ("{text}", "decimal(18,4)")),
    "number": Plain(re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?"), float, ("{text}", "double")),
    "date": Plain(
        re.compile(
            r"(19|20)[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
            r"([ T][0-9][0-9]:[0-9][0-9](:[0-9][0-9](\.[0-9]{1,9})?)?)?"
        ),
        lambda text: date.fromisoformat(text[:10]),
        ("substr({text}, 1, 10)", "date"),
        exists=False,
    ),
}
"""By kind. Three digits after a point may be thousands, and are left to the reader."""


def told_by(d: Dialect, kind: str, rows: int) -> str | None:
    """The condition over ``{text}`` that tells the plain texts of a kind, where a table is large."""
    form = PLAIN.get(kind)
    if form is None or rows < LARGE:
        return None
    told = matches(d, "{text}", form.form.pattern)
    return told if form.exists else f"{told} and {d.cast(*form.sql, strict=False)} is not null"


def beside(kind: str, shown: Sequence[str], checked: Sequence[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """What stands beside the value of every plain text (the currency); ``None`` where the reader reads otherwise.

    Parameters
    ----------
    shown
        Plain texts.
    checked
        What is stored of each by the reader: the value first.
    """
    read = PLAIN[kind].value
    found = {row[1:] for row in checked}
    if len(found) != 1 or [row[0] for row in checked] != [read(text) for text in shown]:
        return None
    return found.pop()


def expressions(d: Dialect, kind: str, names: Sequence[str], rest: Sequence[Any]) -> dict[str, str]:
    """By stored column the expression over ``{text}``: the value, and what stands beside it."""
    taken, to = PLAIN[kind].sql
    first, *others = names
    beside = {name: d.literal(value) for name, value in zip(others, rest, strict=True)}
    return {first: d.cast(taken, to, strict=False)} | beside
