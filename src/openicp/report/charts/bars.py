"""Bars from 0: customers beside lost deals, money, and companies by points.

Comes in: shares, amounts, counts. Goes out: SVG. Bars carry shares, money or counts, never scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openicp.report.charts.svg import Markup, Scale, bar, line, picture, text_width, words

PRINTED = 13 / 12
"""Paper has these pictures smaller and the words in them larger."""


def pair(ours: float, theirs: float | None, *, title: str = "", width: float = 330) -> Markup:
    """Share of customers over share of lost deals."""
    parts = [bar(0, 2, width, 9, "bm"), bar(0, 2, width * ours, 9, "bi")]
    if theirs is not None:
        parts += [bar(0, 14, width, 9, "bm"), bar(0, 14, width * theirs, 9, "bo")]
    return picture(width, 25 if theirs is not None else 13, parts, title=title)


def counted_pair(ours: tuple[float, str], theirs: tuple[float, str] | None, *, title: str) -> Markup:
    """The same for a line of the profile, with the counts beside."""
    rows = [(ours, "bi", "a"), *([(theirs, "bo", "")] if theirs is not None else [])]
    parts = list[Markup]()
    long = min(66.0, 189 - PRINTED * max(text_width(count, bold=True) for (_, count), _, _ in rows))
    for position, ((share, count), kind, text) in enumerate(rows):
        y = 4 + 18 * position
        parts += [bar(0, y, long, 11, "bm"), bar(0, y, long * share, 11, kind), words(long + 8, y + 10, count, text)]
    return picture(198, 36 if theirs is not None else 20, parts, title=title)


def counted(share: float, count: str, *, title: str = "") -> Markup:
    """One bar with its count, for roles."""
    long = min(96.0, 170 - PRINTED * text_width(count, bold=True))
    parts = [bar(0, 4, long, 11, "bm"), bar(0, 4, long * share, 11, "bi"), words(long + 10, 14, count, "a")]
    return picture(180, 18, parts, title=title)


def fill(share: float) -> Markup:
    """How full a field is."""
    return picture(120, 12, [bar(0, 2, 120, 9, "bm"), bar(0, 2, 120 * share, 9, "bi")])


def money(value: float, most: float, said: str, *, width: float = 250) -> Markup:
    """An amount, the longest bar being the largest; the words at its end."""
    long = (width - 80) * max(value, 0) / most if most > 0 else 0.0
    return picture(width, 20, [bar(0, 5, long, 10, "bi"), words(long + 8, 14, said, "b")])


def tiers(
    histogram: Mapping[int, int], cuts: Sequence[tuple[int, str, str]], *, title: str, width: float = 460
) -> Markup:
    """Companies by points; ``cuts`` are (lowest points, letter, companies), lowest tier first."""
    if not histogram:
        return Markup()
    first, last = min(histogram), max(histogram)
    scale = Scale(first, last + 1, 0, width)
    top, base = 34.0, 114.0
    most = max(histogram.values())
    step = width / (last + 1 - first)
    parts = [
        bar(scale(points) + 0.5, base - (base - top) * count / most, step - 1, (base - top) * count / most, kind)
        for points, count in sorted(histogram.items())
        for kind in [_tone(points, cuts)]
    ]
    parts += [line(0, base, width, base, "ax2"), *_tier_names(cuts, scale), *_points(first, last, scale, step, base)]
    return picture(width, base + 19, parts, title=title)


def _tone(points: int, cuts: Sequence[tuple[int, str, str]]) -> str:
    """Accent for the best tier, darker grey for the second, light grey below."""
    rank = sum(points < low for low, _, _ in cuts)
    return ("bi", "bo")[rank] if rank < 2 and len(cuts) > rank else "bq"


def _tier_names(cuts: Sequence[tuple[int, str, str]], scale: Scale) -> list[Markup]:
    parts = list[Markup]()
    for position, (low, letter, count) in enumerate(cuts):
        x = scale(low) if position else scale.start
        if position:
            parts.append(line(x, 0, x, 114, "tg"))
        kind = "a" if position == len(cuts) - 1 else "b"
        parts += [words(x + (5 if position else 0), 10, letter, kind)]
        parts += [words(x + (5 if position else 0), 25, count, "a" if kind == "a" else "")]
    return parts


def _points(first: int, last: int, scale: Scale, step: float, base: float) -> list[Markup]:
    every = next(size for size in (1, 2, 5, 10, 20, *range(50, 5_001, 50)) if (last - first) / size <= 8)
    ticks = range(-(-first // every) * every, last + 1, every)
    return [
        words(max(scale(t) + step / 2, 8.0), base + 15, f"{t}".replace("-", "−"), "l", anchor="middle") for t in ticks
    ]
