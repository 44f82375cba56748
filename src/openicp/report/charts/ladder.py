"""The score card as poles of points: one pole per line, one shared scale, the best band filled.

Comes in: bands with points and words. Goes out: SVG. Two bands with the same points share a rung.
"""

from __future__ import annotations

from collections.abc import Sequence

from openicp.report.charts.svg import Markup, dot, line, picture, text_width, words

RUNG = 15.0


def ladder(bands: Sequence[tuple[int, str]], lowest: int, highest: int, *, title: str, width: float = 235) -> Markup:
    """``bands`` are (points, words); ``lowest`` and ``highest`` are the ends of the scale all poles share."""
    x, top = 10.0, 10.0
    best = max((points for points, _ in bands), default=0)
    parts = [line(x, top, x, top + RUNG * (highest - lowest), "ct")]
    parts += [line(x - 2, top + RUNG * i, x + 2, top + RUNG * i, "ct") for i in range(highest - lowest + 1)]
    for points, said in _rungs(bands):
        y = top + RUNG * (highest - points)
        kind = ("di", "a", "b") if points == best and points > 0 else ("do", "", "")
        parts.append(dot(x, y, 4.5, kind[0]))
        parts.append(words(42, y + 4, _signed(points), kind[1] or "l", anchor="end"))
        parts.append(words(49, y + 4, _cut(said, width - 58), kind[2]))
    return picture(width, top * 2 + RUNG * (highest - lowest), parts, title=title)


def _rungs(bands: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    joined: dict[int, list[str]] = {}
    for points, said in bands:
        joined.setdefault(points, []).append(said)
    return [(points, ", ".join(said)) for points, said in sorted(joined.items(), reverse=True)]


def _signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"{points}".replace("-", "−")


def _cut(said: str, room: float) -> str:
    """As much as fits; the whole stands in the title and in the table below."""
    if text_width(said) <= room:
        return said
    short = said
    while short and text_width(short + "…", bold=True) > room:
        short = short[:-1]
    return short.rstrip(" ,") + "…"
