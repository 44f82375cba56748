"""What the sheets of the worksheet are made of: columns, what each accepts, what it is read back as.

Comes in: ``sheets.toml``. Goes out: frozen ``Sheet`` and ``Column`` values. It holds no words for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

PREFILLED = "todo"
"""Columns that only a prefilled sheet has."""


@dataclass(frozen=True, slots=True)
class Column:
    """One data point."""

    id: str
    reads: str
    """Canonical column of the sheet's table; ``unneeded`` for what is only shown."""
    answer: str
    """``text, words, choice, list, whole, amount, share, date, currency, figure``."""
    width: int
    list: str = ""
    """Vocabulary whose names are offered, or bands of ``people`` or ``money``."""
    only: tuple[str, ...] = ()
    """The codes of the list that are offered; all when empty."""
    example: str = ""
    """A code, a number or a day; words stand in ``texts``."""
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a row per company, tool, role, statement or segment."""

    id: str
    table: str
    """Canonical table that its rows become."""
    pages: int
    """Pages side by side when printed."""
    columns: tuple[Column, ...]

    def column(self, reads: str) -> Column | None:
        """The column that is read as this one."""
        return next((each for each in self.columns if each.reads == reads), None)


@cache
def _plain() -> dict[str, Any]:
    import tomllib

    return tomllib.loads((files("openicp") / "worksheet" / "sheets.toml").read_text(encoding="utf-8"))


@cache
def sheets() -> tuple[Sheet, ...]:
    """Every sheet, the columns of prefilled ones last."""
    return tuple(_sheet(each) for each in _plain()["sheet"])


def blank_sheets() -> tuple[Sheet, ...]:
    """The sheets of a worksheet that nobody has filled in."""
    return tuple(each for each in sheets() if each.id != PREFILLED)


def askable() -> dict[str, Column]:
    """Columns of accounts that a prefilled sheet can ask for, by canonical column."""
    found = [each for sheet in sheets() if sheet.table == "accounts" for each in sheet.columns]
    return {each.reads: each for each in found}


def bands(name: str) -> tuple[str, ...]:
    """Bands that are offered for a number."""
    return tuple(_plain()["bands"][name])


def _sheet(plain: dict[str, Any]) -> Sheet:
    columns = tuple(Column(**{**each, "only": tuple(each.get("only", ()))}) for each in plain["columns"])
    return Sheet(plain["id"], plain["table"], plain["pages"], columns)
