"""Which neighbouring rows of a table can't be told apart, and where their brackets are drawn.

Comes in: rows that name those like them. Goes out: brackets in lanes, and the cells at each row's left. It compares
nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openicp.report.inputs import SegmentRow

MOST_LANES = 3


@dataclass(frozen=True, slots=True)
class Bracket:
    """Rows that can't be told apart, from ``start`` for ``rows`` rows, drawn in ``lane``."""

    start: int
    rows: int
    lane: int


def brackets(rows: Sequence[SegmentRow]) -> tuple[Bracket, ...]:
    """Longest runs of neighbouring rows of which none can be told from another; runs inside runs are left out."""
    runs: list[tuple[int, int]] = []
    for start in range(len(rows)):
        end = start
        while end + 1 < len(rows) and all(end + 1 in rows[i].same_as for i in range(start, end + 1)):
            end += 1
        if end > start and not any(first <= start and end <= last for first, last in runs):
            runs.append((start, end))
    return tuple(_laned(runs))


def _laned(runs: Sequence[tuple[int, int]]) -> list[Bracket]:
    free: list[int] = []
    placed: list[Bracket] = []
    for start, end in runs:
        lane = next((i for i, last in enumerate(free) if last < start), len(free))
        if lane == len(free):
            free.append(end)
        free[lane] = end
        if lane < MOST_LANES:
            placed.append(Bracket(start, end - start + 1, lane))
    return placed


def edges(brackets: Sequence[Bracket], row: int) -> tuple[tuple[int, bool], ...]:
    """A segment takes two rows of the table: its figures and its verdict."""
    cells = []
    for lane in range(max((b.lane + 1 for b in brackets), default=0)):
        covering = next((b for b in brackets if b.lane == lane and b.start <= row < b.start + b.rows), None)
        if covering is None:
            cells.append((2, False))
        elif covering.start == row:
            cells.append((2 * covering.rows, True))
    return tuple(cells)
