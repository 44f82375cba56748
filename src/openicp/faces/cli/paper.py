"""Where views for people are printed: quiet tables that fit the terminal.

Comes in: texts, rows of cells. Goes out: lines on the standard output. It never interprets markup in what users
wrote.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from openicp.faces.cli.words import safe

if TYPE_CHECKING:
    from openicp.texts import Texts

Justify = Literal["left", "right"]
PIPED_WIDTH = 120
STYLES = {
    "good": "green",
    "bad": "red",
    "doubt": "yellow",
    "dim": "dim",
    "strong": "bold",
    "plain": "",
    "accent": "cyan",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    justify: Justify = "left"
    style: str = "plain"
    fold: bool = True
    """Whether long cells may go over several lines."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A terminal, or a pipe, and the words to write on it."""

    console: Console
    t: Texts

    @classmethod
    def of(cls, texts: Texts) -> Paper:
        """The standard output, 120 characters wide when it is no terminal."""
        width = None if sys.stdout.isatty() else PIPED_WIDTH
        return cls(Console(width=width, highlight=False, markup=False, emoji=False), texts)

    @property
    def width(self) -> int:
        """Characters of a line."""
        return self.console.width

    def say(self, key: str, n: object = None, /, **fields: object) -> None:
        """A sentence of ``texts``."""
        self.line(self.t(key, n, **fields))

    def head(self, text: str) -> None:
        """A heading with room above it."""
        self.console.print()
        self.line(text, "strong")

    def line(self, text: str, style: str = "plain", indent: int = 0) -> None:
        """One paragraph, wrapped at words and indented as a whole."""
        wrapped = Text(safe(text), STYLES[style]).wrap(self.console, max(self.width - indent, 20))
        for part in wrapped:
            part.rstrip()
            self.console.print(Text(" " * indent).append_text(part), soft_wrap=True)

    def gap(self) -> None:
        """An empty line."""
        self.console.print()

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str | Text]], *, indent: int = 2) -> None:
        """Rows below dim titles; without rules and frames."""
        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(c.title for c in columns))
        for column in columns:
            grid.add_column(
                Text(column.title, "dim"),
                justify=column.justify,
                style=STYLES[column.style],
                overflow="fold" if column.fold else "ellipsis",
                no_wrap=not column.fold,
            )
        for row in rows:
            grid.add_row(*(cell if isinstance(cell, Text) else Text(safe(cell)) for cell in row))
        self.console.print(Padding(grid, (0, 0, 0, indent), expand=False))


def stacked(first: str, second: str, *, style: str = "plain", below: str = "dim") -> Text:
    """Two lines in one cell; the second is dim."""
    text = Text(safe(first), STYLES[style])
    if second:
        text.append(f"\n{safe(second)}", STYLES[below])
    return text


def bar(share: float, length: int = 10) -> str:
    """A share as a bar of blocks.

    >>> bar(0.25, 8)
    '██░░░░░░'
    """
    full = round(max(0.0, min(1.0, share)) * length)
    return "█" * full + "░" * (length - full)
