"""Still there, by months since the start: steps, soft bands, the end named, how many are still observed.

Comes in: curves thinned to steps. Goes out: SVG. It draws what was estimated and extends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openicp.report.charts.svg import Markup, Scale, element, line, number, picture, text_width, words


@dataclass(frozen=True, slots=True)
class Steps:
    """One curve with its words."""

    label: str
    end: str
    """Share at the end, in words."""
    months: tuple[float, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    at_risk: tuple[tuple[float, str], ...]
    """(month, count in words) under the axis."""
    inside: bool = True


@dataclass(frozen=True, slots=True)
class SurvivalWords:
    """The words around the picture."""

    months: str
    at_risk: str
    shares: tuple[str, ...]
    """0 %, 25 % ... 100 %."""


def survival(
    curves: Sequence[Steps], said: SurvivalWords, ticks: Sequence[int], *, title: str, desc: str, width: float = 350
) -> Markup:
    """The picture; the first curve is drawn last, on top."""
    left = max(text_width(label) for label in said.shares) + 8
    right = width - max((text_width(t, bold=True) for c in curves for t in (c.label, c.end)), default=0) - 12
    across, up = Scale(0, ticks[-1], left, right), Scale(0, 1, 236, 16)
    parts = list(_axes(said, ticks, across, up))
    for curve in reversed(curves):
        parts += _drawn(curve, across, up)
    parts += _ends(curves, across, up, right)
    parts += _at_risk(curves, said, across)
    return picture(width, 291 + 15 * len(curves), parts, title=title, desc=desc)


def _axes(said: SurvivalWords, ticks: Sequence[int], across: Scale, up: Scale) -> Iterator[Markup]:
    for quarter, label in enumerate(said.shares):
        y = up(quarter / 4)
        yield line(across.start, y, across.end, y, "ax")
        yield words(across.start - 6, y + 4, label, "l", anchor="end")
    for tick in ticks:
        yield words(across(tick), 252, str(tick), "l", anchor="middle")
    yield words(across.end, 268, said.months, "l", anchor="end")


def _drawn(curve: Steps, across: Scale, up: Scale) -> Iterator[Markup]:
    kinds = ("kb", "km") if curve.inside else ("kbo", "kmo")
    upper = _path(curve.months, curve.high, across, up)
    lower = _path(curve.months, curve.low, across, up)
    yield element("path", d=f"M{'L'.join(upper + lower[::-1])}Z", class_=kinds[0])
    yield element("path", d=f"M{'L'.join(_path(curve.months, curve.share, across, up))}", class_=kinds[1])


def _path(months: Sequence[float], shares: Sequence[float], across: Scale, up: Scale) -> list[str]:
    """Corners of the steps: a share holds until the next month listed."""
    points: list[str] = []
    for position, (month, share) in enumerate(zip(months, shares, strict=True)):
        if position:
            points.append(f"{number(across(month))} {number(up(shares[position - 1]))}")
        points.append(f"{number(across(month))} {number(up(share))}")
    return points


def _ends(curves: Sequence[Steps], across: Scale, up: Scale, right: float) -> Iterator[Markup]:
    """Names at the ends, pushed apart so that none covers another."""
    order = sorted(curves, key=lambda curve: up(curve.share[-1]))
    below = -100.0
    for curve in order:
        y = max(up(curve.share[-1]), below + 32)
        below = y
        kind = "a" if curve.inside else "b"
        x = min(across(curve.months[-1]), right) + 7
        yield words(x, y - 2, curve.label, f"{kind} h")
        yield words(x, y + 13, curve.end, f"{kind} h")


def _at_risk(curves: Sequence[Steps], said: SurvivalWords, across: Scale) -> Iterator[Markup]:
    yield words(across.start, 283, said.at_risk, "l")
    for row, curve in enumerate(curves):
        for month, count in curve.at_risk:
            kind = "a" if curve.inside else ""
            yield words(across(month), 298 + 15 * row, count, kind, anchor="middle")
