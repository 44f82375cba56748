"""What a reader makes of one text, and what it decided about its column.

Comes in: nothing; the readers fill these. Goes out: ``Reading`` and ``Reader``. A reading never holds a guess: it has
a value, or it is empty, or it says by a code why it cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openicp.model.finding import Finding
from openicp.normalise.nothing import is_nothing, spreadsheet_problem
from openicp.vocab import tidy

Value = str | float | Decimal | date | bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell, read."""

    value: Value | None = None
    """The value where there is one value; for an open end the bound that is known."""
    low: float | None = None
    """Lower end of the closed range in which the number is known to lie."""
    high: float | None = None
    """Upper end; infinite for an open end."""
    values: tuple[str, ...] = ()
    """For tags: their codes, each once, in order."""
    currency: str | None = None
    """ISO 4217; ``None`` when neither the value nor its header says."""
    period: str | None = None
    """``day``, ``week``, ``month``, ``quarter`` or ``year`` when the value says so."""
    bound: str | None = None
    """``at_least`` or ``at_most`` when the value itself is only a bound."""
    estimated: bool = False
    """Said to be about so much, or less exact than its column (a month instead of a day)."""
    problem: str | None = None
    """Why it cannot be read; its words are ``set_aside.<problem>``."""
    empty: bool = False
    """Nothing was said: an empty cell, ``N/A``, ``(not set)``..."""


EMPTY = Reading(empty=True)
Parse = Callable[[str], Reading]
Hints = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the texts of one column, as the whole column decided."""

    kind: str
    parse: Parse
    """Reads a tidied text that is not empty."""
    findings: tuple[Finding, ...] = ()
    """How ambiguous forms were decided, and what looks wrong."""
    is_empty: Callable[[str], bool] = is_nothing
    """Whether a tidied text says nothing."""
    as_written: bool = False
    """Whether ``parse`` gets the text as written, only without blanks around it."""

    def read(self, text: str | None) -> Reading:
        """One cell; ``None`` and whatever says nothing is empty."""
        if text is None:
            return EMPTY
        tidied = tidy(text)
        if self.is_empty(tidied):
            return EMPTY
        problem = spreadsheet_problem(tidied)
        if problem:
            return Reading(problem=problem)
        return self.parse(text.strip() if self.as_written else tidied)


def finding(code: str, hints: Hints, /, *, severity: str = "note", **fields: object) -> Finding:
    """A finding about a column: its header (where the hints name it) and what else its sentence needs."""
    return Finding(code, severity, {"column": hints.get("column", ""), **fields})
