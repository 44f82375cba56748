"""Dots: k of n, and a figure with its range as dot and whisker.

Comes in: counts, or marks on one shared axis. Goes out: SVG. Filled is inside or yes, hollow the others or no.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openicp.report.charts.svg import Markup, Scale, bar, dot, line, picture, text_width, words

FULL, BEST, OTHERS, LOST = 126, 208, 273, 336
"""Where the axis of the strips ends, and the columns of their counts: the longest names of five languages fit."""
LINE_END = 105.0
"""Where the axis of a line of the profile ends: *181 van 480* fits behind it in wide letters too."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure on an axis."""

    label: str
    value: float
    low: float
    high: float
    text: str
    """The figure in words, at the end of the whisker."""
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Axis:
    """Round ticks with their words, from the first to the last."""

    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    def scale(self, start: float, end: float) -> Scale:
        """The axis between two coordinates."""
        return Scale(self.ticks[0], self.ticks[-1], start, end)


def whisker(scale: Scale, y: float, mark: Mark, radius: float = 4.5) -> list[Markup]:
    """Range and estimate of one mark."""
    kind = ("wi", "di") if mark.inside else ("wo", "do")
    return [line(scale(mark.low), y, scale(mark.high), y, kind[0]), dot(scale(mark.value), y, radius, kind[1])]


def end_label(scale: Scale, y: float, mark: Mark, left: float, right: float) -> Markup:
    """The words at the end of the whisker that has room, else above it."""
    kind = "a h" if mark.inside else "b h"
    width = text_width(mark.text, bold=True)
    low, high = scale(min(mark.low, mark.value)) - 8, scale(max(mark.high, mark.value)) + 8
    if high + width <= right:
        return words(high, y + 4, mark.text, kind)
    if low - width >= left:
        return words(low, y + 4, mark.text, kind, anchor="end")
    middle = min(max(scale(mark.value), left + width / 2), right - width / 2)
    return words(middle, y - 8, mark.text, kind, anchor="middle")


def dot_whisker(
    marks: Sequence[Mark], axis: Axis, *, title: str, target: float | None = None, width: float = 300
) -> Markup:
    """Figures under one another on one axis; ``target`` is the lone upright stroke."""
    left = min(max((text_width(m.label, bold=True) for m in marks), default=0) + 14, width * 0.4)
    scale = axis.scale(left, width - 8)
    bottom = 28 * len(marks) + 2
    parts = [line(scale(tick), 2, scale(tick), bottom, "ax") for tick in axis.ticks]
    parts += _tick_words(axis, scale, bottom + 15, width)
    if target is not None and axis.ticks[0] <= target <= axis.ticks[-1]:
        parts.append(line(scale(target), 2, scale(target), bottom, "tg"))
    for position, mark in enumerate(marks):
        y = 18.0 + 28 * position
        parts += [words(0, y + 4, mark.label, "a" if mark.inside else ""), *whisker(scale, y, mark)]
        parts.append(end_label(scale, y, mark, left, width))
    return picture(width, bottom + 19, parts, title=title)


def _tick_words(axis: Axis, scale: Scale, y: float, width: float) -> list[Markup]:
    """The ends first; a label between them only where it covers neither."""
    ticks = list(zip(axis.ticks, axis.labels, strict=True))
    said: list[Markup] = []
    taken: list[tuple[float, float]] = []
    for tick, label in [ticks[-1], *ticks[:-1]]:
        x, wide = scale(tick), text_width(label)
        anchor = "end" if x + wide / 2 > width else "middle"
        left = width - wide if anchor == "end" else x - wide / 2
        if all(left > right + 4 or left + wide < start - 4 for start, right in taken):
            taken.append((left, left + wide))
            said.append(words(width if anchor == "end" else x, y, label, "l", anchor=anchor))
    return said


def line_pair(best: Mark, others: Mark, axis: Axis, *, title: str) -> Markup:
    """A line of the profile: with it above, all others below, counts in a column at the right."""
    scale = axis.scale(5, LINE_END)
    parts = [line(5, 18, LINE_END, 18, "ax"), *whisker(scale, 9, best, 4), *whisker(scale, 27, others, 4)]
    parts += [words(LINE_END + 10, 13, best.text, "a"), words(LINE_END + 10, 31, others.text)]
    return picture(198, 36, parts, title=title)


def line_axis(axis: Axis) -> Markup:
    """The ends of the axis that all pairs share, for the head of the column."""
    ends = [words(5, 12, axis.labels[0], "l"), words(LINE_END, 12, axis.labels[-1], "l", anchor="end")]
    return picture(198, 14, ends)


def k_of_n(k: int, n: int, *, title: str = "", per_row: int = 20, size: float = 5.0) -> Markup:
    """Filled dots for yes, hollow for no; rows of ``per_row``."""
    pitch = size * 2.75
    columns, rows = min(n, per_row), -(-n // per_row)
    parts = [
        dot(size + 1 + pitch * (i % per_row), size + 1 + pitch * (i // per_row), size, "di" if i < k else "do")
        for i in range(n)
    ]
    return picture(pitch * columns + 1, pitch * max(rows, 1) + 1, parts, title=title, kind="k")


def grouped(groups: Sequence[tuple[str, int, int]], *, title: str = "", size: float = 4.0) -> Markup:
    """k-of-n dots side by side with the group's name beneath; nobody asked yet is a dotted ring."""
    pitch, x, parts = size * 2.6, size + 1.0, list[Markup]()
    for name, k, n in groups:
        kinds = ["di" if i < k else "do" for i in range(n)] or ["dn"]
        parts += [dot(x + pitch * i, size + 1, size, kind) for i, kind in enumerate(kinds)]
        parts.append(words(x - size, size * 2 + 16, name, "l"))
        x += max(pitch * len(kinds), text_width(name)) + 10
    return picture(x, size * 2 + 21, parts, title=title, kind="k")


def best_others_lost(
    best: float, others: float | None, lost: float | None, counts: tuple[str, str, str], *, title: str
) -> Markup:
    """Filled dot, hollow dot and tick on one axis from 0 to 100 %; the counts in columns."""
    scale = Scale(0, 1, 6, FULL)
    parts = [line(6, 12, FULL, 12, "ax")]
    if lost is not None:
        parts.append(line(scale(lost), 4, scale(lost), 20, "tg"))
    if others is not None:
        parts.append(dot(scale(others), 12, 4, "do"))
    parts.append(dot(scale(best), 12, 5, "di"))
    parts += [words(BEST, 16, counts[0], "a", anchor="end"), words(OTHERS, 16, counts[1], anchor="end")]
    parts.append(words(LOST, 16, counts[2], "l", anchor="end"))
    return picture(LOST + 2, 24, parts, title=title)


def best_others_lost_head(best: str, others: str, lost: str, full: str) -> Markup:
    """The head of the strips above: the same marks with their names."""
    parts = [words(4, 14, "0", "l"), words(FULL, 14, full, "l", anchor="end")]
    parts += [dot(BEST - text_width(best, bold=True) - 9, 10, 4.5, "di"), words(BEST, 14, best, "a", anchor="end")]
    parts += [dot(OTHERS - text_width(others) - 8, 10, 4, "do"), words(OTHERS, 14, others, anchor="end")]
    if lost:
        x = LOST - text_width(lost) - 7
        parts += [line(x, 3, x, 17, "tg"), words(LOST, 14, lost, "l", anchor="end")]
    return picture(LOST + 2, 18, parts)


def churn(mark: Mark | None, axis: Axis, target: float | None, *, width: float = 122) -> Markup:
    """The churn cell of a segment: whisker and target on the column's own axis."""
    scale = axis.scale(4, width - 2)
    parts = [line(4, 10, width - 2, 10, "ax")]
    if target is not None and target <= axis.ticks[-1]:
        parts.append(line(scale(target), 2, scale(target), 18, "tg"))
    if mark is not None:
        parts += whisker(scale, 10, mark)
    return picture(width, 20, parts)


def churn_head(axis: Axis, target: tuple[float, str] | None, *, width: float = 122) -> Markup:
    """The head of that column: 0 to the last tick, and where the target stands."""
    scale = axis.scale(4, width - 2)
    last = words(width - 2, 12, axis.labels[-1], "l", anchor="end")
    if target is None or target[0] > axis.ticks[-1]:
        return picture(width, 26, [words(4, 12, axis.labels[0], "l"), last])
    x, half = scale(target[0]), text_width(target[1]) / 2
    middle = min(max(x, half), width - half)
    parts = [line(x, 16, x, 26, "tg"), words(middle, 12, target[1], anchor="middle")]
    if middle + half + 6 < width - 2 - text_width(axis.labels[-1]):
        parts.append(last)
    return picture(width, 26, parts)


def range_bar(points: int, low: int, high: int, scale: Scale, cuts: Sequence[int]) -> Markup:
    """Lowest to highest sum, a dot at the score, ticks where tiers are cut."""
    parts = [bar(scale.start, 9, scale.end - scale.start, 6, "bm")]
    parts += [line(scale(cut), 3, scale(cut), 21, "ct") for cut in cuts]
    if low < high:
        parts += [bar(scale(low), 9, scale(high) - scale(low), 6, "bs")]
        parts += [line(scale(end), 7, scale(end), 17, "wi") for end in (low, high)]
    parts.append(dot(scale(points), 12, 4.5, "di"))
    return picture(scale.end + 6, 24, parts)


def range_head(scale: Scale, cuts: Sequence[tuple[int, str]]) -> Markup:
    """The head of that column: the ends of the scale and the letters of the tiers."""
    taken = [(scale(cut), letter) for cut, letter in cuts]
    parts = [words(x, 12, letter, "b", anchor="middle") for x, letter in taken]
    for end, anchor in ((scale.low, ""), (scale.high, "end")):
        if all(abs(scale(end) - x) > 24 for x, _ in taken):
            x = scale(end) + (-2 if not anchor else 4)
            parts.append(words(x, 12, f"{end:g}".replace("-", "−"), "l", anchor=anchor))
    return picture(scale.end + 6, 15, parts)
