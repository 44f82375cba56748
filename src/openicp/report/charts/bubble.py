"""Churn against CLV, one circle a segment, its area by customers, whiskers both ways.

Comes in: bubbles with their words, two axes. Goes out: SVG with names beside the marks where they are free. It
leaves nothing out by itself: who is too small to draw is decided before.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openicp.report.charts.dots import Axis
from openicp.report.charts.svg import Markup, Scale, element, line, picture, text_width


@dataclass(frozen=True, slots=True)
class Bubble:
    """One segment."""

    name: str
    size: int
    count: str
    """The customers, in words."""
    x: tuple[float, float, float]
    """Churn: value, low, high."""
    y: tuple[float, float, float]
    """CLV: value, low, high."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Shared area."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0) * max(high, 0)


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture's words and size."""

    x_axis: Axis
    y_axis: Axis
    x_name: str
    y_name: str
    target: tuple[float, str] | None
    width: float
    height: float


def bubbles(marks: Sequence[Bubble], frame: Frame, *, title: str, desc: str) -> Markup:
    """The picture; larger circles are drawn first, so that small ones stay visible."""
    left = max(text_width(label) for label in frame.y_axis.labels) + 10
    plot = Box(left, 28, frame.width - 10, frame.height - 40)
    biggest = max((mark.size for mark in marks), default=1)
    ordered = sorted(marks, key=lambda mark: -mark.size)
    across, up = _scales(ordered, frame, plot, biggest)
    parts = list(_grid(frame, plot, across, up))
    circles = [(mark, _circle(mark, across, up, biggest)) for mark in ordered]
    for mark, (x, y, r) in circles:
        parts += _whiskers(mark, across, up)
        parts.append(element("circle", cx=x, cy=y, r=r, class_="bub"))
    strokes = [Box(across(m.x[1]), up(m.y[0]) - 3, across(m.x[2]), up(m.y[0]) + 3) for m in marks]
    parts += _names(circles, plot, strokes, has_target=frame.target is not None)
    return picture(frame.width, frame.height, parts, title=title, desc=desc)


def _scales(marks: Sequence[Bubble], frame: Frame, plot: Box, biggest: int) -> tuple[Scale, Scale]:
    """Axes that begin far enough inside for the circles near them: none covers the words of an axis."""
    across, up = frame.x_axis.scale(plot.left, plot.right), frame.y_axis.scale(plot.bottom, plot.top)
    circles = [_circle(mark, across, up, biggest) for mark in marks]
    left = max((r - (x - plot.left) for x, _, r in circles), default=0)
    below = max((r - (plot.bottom - y) for _, y, r in circles), default=0)
    return (
        frame.x_axis.scale(plot.left + max(left, 0), plot.right),
        frame.y_axis.scale(plot.bottom - max(below, 0), plot.top),
    )


def _circle(mark: Bubble, across: Scale, up: Scale, biggest: int) -> tuple[float, float, float]:
    return across(mark.x[0]), up(mark.y[0]), max(5.0, 29 * math.sqrt(mark.size / biggest))


def _grid(frame: Frame, plot: Box, across: Scale, up: Scale) -> Iterator[Markup]:
    for tick, label in zip(frame.x_axis.ticks, frame.x_axis.labels, strict=True):
        x = across(tick)
        yield line(x, plot.top, x, plot.bottom, "ax")
        anchor = "end" if x + text_width(label) / 2 > frame.width else "middle"
        yield element("text", label, x=float(x), y=plot.bottom + 16, class_="l", text_anchor=anchor)
    for tick, label in zip(frame.y_axis.ticks, frame.y_axis.labels, strict=True):
        y = up(tick)
        yield line(plot.left, y, plot.right, y, "ax")
        yield element("text", label, x=plot.left - 8, y=y + 4, class_="l", text_anchor="end")
    yield element("text", frame.x_name, x=plot.right, y=plot.bottom + 33, class_="l", text_anchor="end")
    yield element("text", frame.y_name, x=0.0, y=11.0, class_="l")
    if frame.target and frame.target[0] <= frame.x_axis.ticks[-1]:
        x = across(frame.target[0])
        yield line(x, plot.top - 12, x, plot.bottom, "tg")
        room = x + text_width(frame.target[1]) + 6 <= frame.width
        yield element(
            "text",
            frame.target[1],
            x=x + (6 if room else -6),
            y=plot.top - 4,
            class_="h",
            text_anchor="" if room else "end",
        )


def _whiskers(mark: Bubble, across: Scale, up: Scale) -> list[Markup]:
    x, y = across(mark.x[0]), up(mark.y[0])
    return [
        line(across(mark.x[1]), y, across(mark.x[2]), y, "wt"),
        line(x, up(mark.y[1]), x, up(mark.y[2]), "wt"),
    ]


def _names(
    circles: Sequence[tuple[Bubble, tuple[float, float, float]]], plot: Box, strokes: Sequence[Box], *, has_target: bool
) -> Iterator[Markup]:
    """Each name at the freest place around its circle, off the whiskers where it can be."""
    held = [Box(x - r * 0.8, y - r * 0.8, x + r * 0.8, y + r * 0.8) for _, (x, y, r) in circles]
    said = [Box(plot.left, 0, plot.right, plot.top)] if has_target else []
    for mark, (x, y, r) in circles:
        rows = _rows(mark.name, (plot.right - plot.left) * 0.42)
        width = max(text_width(row, bold=True) for row in rows) + text_width(mark.count) + 8
        places = [_within(place, plot) for place in _places(x, y, r, width, 15.0 * len(rows))]
        box = min(places, key=lambda place: _cost(place, held, said, strokes, plot) + _far(place, x, y))
        said.append(box)
        yield from _leader(box, x, y, r)
        yield from _said(rows, mark.count, box)


def _rows(name: str, room: float) -> list[str]:
    """One line, or two broken near the middle, at a comma if there is one."""
    if text_width(name, bold=True) <= room or " " not in name:
        return [name]
    breaks = [i for i, c in enumerate(name) if c == " "]
    best = min(breaks, key=lambda i: abs(i - len(name) / 2) - (8 if name[i - 1] == "," else 0))
    return [name[:best], name[best + 1 :]]


def _said(rows: Sequence[str], count: str, box: Box) -> Iterator[Markup]:
    for position, row in enumerate(rows):
        last = position == len(rows) - 1
        tail = " " + element("tspan", count) if last else Markup()
        yield element(
            "text", element("tspan", row, class_="b") + tail, x=box.left, y=box.top + 12 + 15 * position, class_="h b"
        )


def _places(x: float, y: float, r: float, width: float, height: float) -> Iterator[Box]:
    half = height / 2
    for down in (
        0.0,
        -r * 0.7 - 6,
        r * 0.7 + 6,
        -r - 12,
        r + 12,
        -r - 28,
        r + 28,
        -r - 44,
        r + 44,
        -r - 60,
        r + 60,
        -r - 90,
        r + 90,
    ):
        gap = r + 7 if abs(down) < r else 0.5 * r + 4
        yield Box(x + gap, y + down - half, x + gap + width, y + down + half)
        yield Box(x - gap - width, y + down - half, x - gap, y + down + half)
        if abs(down) > r:
            yield Box(x - width / 2, y + down - half, x + width / 2, y + down + half)


def _within(box: Box, plot: Box) -> Box:
    """The same place, moved sideways where it would leave the picture: long names never cover the axis."""
    by = max(plot.left + 4 - box.left, 0.0) or min(plot.right - box.right, 0.0)
    return Box(box.left + by, box.top, box.right + by, box.bottom)


def _leader(box: Box, x: float, y: float, r: float) -> Iterator[Markup]:
    """A hairline from a circle to a name that could not stand beside it."""
    near_x, near_y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
    away = math.hypot(near_x - x, near_y - y)
    if away > r + 14:
        yield line(x + (near_x - x) * r / away, y + (near_y - y) * r / away, near_x, near_y, "ct")


def _far(box: Box, x: float, y: float) -> float:
    """A name far from its circle is read for another."""
    across = max(box.left - x, x - box.right, 0)
    down = max(box.top - y, y - box.bottom, 0)
    return (across**2 + down**2) * 0.2


def _cost(box: Box, held: Sequence[Box], said: Sequence[Box], strokes: Sequence[Box], plot: Box) -> float:
    """What a place costs: words over words weigh most, then circles, then whiskers."""
    outside = max(plot.left - box.left, 0) + max(box.right - plot.right, 0)
    outside += max(plot.top - box.top, 0) + max(box.bottom - plot.bottom, 0)
    covered = sum(box.overlap(other) for other in held) + 20 * sum(box.overlap(other) for other in said)
    return covered + 0.5 * sum(box.overlap(other) for other in strokes) + outside * 1000
