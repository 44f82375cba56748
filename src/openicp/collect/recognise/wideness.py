"""How a wide table becomes a long one, as a value.

Comes in: nothing. Goes out: ``Wide``. It never decides what is wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wide:
    """How a wide table becomes a long one."""

    kept: tuple[int, ...]
    """Places of columns that stay."""
    molten: tuple[tuple[int, str], ...]
    """Places of columns that become rows, with what each stands for: a channel, a feature, the first of a month."""
    names: tuple[str, str]
    """Headers of the two new columns: what it stands for, and the number."""
    left: tuple[int, ...] = ()
    """Places of totals: they would count everything twice."""
    changes: bool = False
    """Whether only changes make a row, and an empty cell after a number is a nothing: MRR by month."""

    def header(self, header: Sequence[str]) -> tuple[str, ...]:
        """Of the long table."""
        return (*(header[place] for place in self.kept), *self.names)

    def rows(self, row: Sequence[str | None]) -> Iterator[list[str | None]]:
        """The long rows of a wide one; none for its empty cells."""
        before: str | None = None
        kept = [row[place] for place in self.kept]
        for place, name in self.molten:
            if row[place]:
                yield [*kept, name, row[place]]
            elif self.changes and before:
                yield [*kept, name, "0"]
            before = row[place]

    def sample(self, rows: Iterable[Sequence[str | None]]) -> list[list[str | None]]:
        """Long rows of a sample."""
        return [long for row in rows for long in self.rows(row)]
