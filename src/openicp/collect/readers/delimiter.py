"""Which sign parts the cells of a text.

Comes in: its first lines. Goes out: the delimiter and the usual number of cells. It never trusts a file's name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from openicp.collect.readers.records import lenient_cells, strict_cells

CANDIDATES = (",", ";", "\t", "|")
"""In the order that decides when two fit equally well."""

NONE = "\x1f"
"""Stands for no delimiter: a single column, where a comma is part of a name."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Delimiter and the number of cells that most lines have."""

    delimiter: str
    width: int
    share: float
    """Share of the lines with exactly that number."""


def shape_of(lines: list[str]) -> Shape:
    """The delimiter that cuts most lines into the same number of cells; a single column has none.

    Parameters
    ----------
    lines
        The first few hundred lines, blank ones left out.
    """
    found = [shape for sign in CANDIDATES if (shape := _shape(lines, sign)) is not None]
    if not found:
        return Shape(NONE, 1, 1.0)
    return max(found, key=lambda shape: (shape.share > 0.9, shape.share * min(shape.width, 4), shape.width))


def shape_with(lines: list[str], delimiter: str) -> Shape:
    """The number of cells that a known delimiter cuts most lines into."""
    return _shape(lines, delimiter) or Shape(delimiter, 1, 1.0)


def _shape(lines: list[str], delimiter: str) -> Shape | None:
    widths = Counter(_width(text, delimiter) for text in lines)
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return None
    width = max(several, key=lambda cells: (several[cells], cells))
    share = several[width] / len(lines)
    return Shape(delimiter, width, share) if _believable(width, share) else None


def _believable(width: int, share: float) -> bool:
    """Two cells may be a comma in a name; three in a third of the lines are a table with a long preface."""
    return share >= 0.5 or (width >= 3 and share >= 0.3)


def _width(text: str, delimiter: str) -> int:
    if '"' not in text:
        return text.count(delimiter) + 1
    cells = strict_cells(text, delimiter) or lenient_cells(text, delimiter)
    return len(cells) if cells else 0
