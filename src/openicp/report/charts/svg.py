"""The few elements all pictures are made of, and a scale.

Comes in: numbers and text. Goes out: escaped markup. It knows nothing of what is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup as Markup
from markupsafe import escape

NARROW = frozenset("iljtfrI.,:;'’|()[]!  \u202f")
WIDE = frozenset("mwMW@%—")


def number(value: float) -> str:
    """A coordinate: one figure after the point at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def element(name: str, /, content: str | Markup = "", **attributes: object) -> Markup:
    """One element; ``class_`` and ``text_anchor`` lose what Python needs, numbers are kept short."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value) if isinstance(value, float) else value)}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    inside = escape(content)
    return Markup(f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>")  # noqa: S704


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """A stroke."""
    return element("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=kind)


def dot(x: float, y: float, r: float, kind: str) -> Markup:
    """A disc or ring."""
    return element("circle", cx=float(x), cy=float(y), r=float(r), class_=kind)


def bar(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    """A filled box; nothing is drawn for nothing."""
    if width <= 0 or height <= 0:
        return Markup()
    return element("rect", x=float(x), y=float(y), width=float(width), height=float(height), class_=kind)


def words(x: float, y: float, text: str, kind: str = "", *, anchor: str = "") -> Markup:
    """A piece of text; ``anchor`` is ``middle`` or ``end``."""
    return element("text", text, x=float(x), y=float(y), class_=kind, text_anchor=anchor)


def picture(
    width: float, height: float, parts: Iterable[str], *, title: str = "", desc: str = "", kind: str = ""
) -> Markup:
    """The whole picture at its natural size; without a title it only repeats what stands beside it."""
    named = {"role": "img", "aria_label": title} if title else {"aria_hidden": "true"}
    head = element("title", title) if title else Markup()
    head += element("desc", desc) if desc else Markup()
    return element(
        "svg",
        head + Markup().join(parts),
        class_=kind,
        width=float(width),
        height=float(height),
        viewBox=f"0 0 {number(width)} {number(height)}",
        **named,
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Values to coordinates; what lies outside stops at the edge."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The coordinate of ``value``."""
        if self.high == self.low:
            return self.start
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)


def steps(highest: float, *, most: int = 4) -> list[float]:
    """Round ticks from 0 to at least ``highest``: 0, 0.2, 0.4."""
    if highest <= 0 or not math.isfinite(highest):
        return [0.0, 1.0]
    size = 10 ** math.floor(math.log10(highest / most))
    size = next(size * m for m in (1, 2, 5, 10, 20) if size * m * most >= highest * 0.999)
    count = math.ceil(highest / size - 1e-9)
    return [round(size * i, 10) for i in range(count + 1)]


def text_width(text: str, *, bold: bool = False) -> float:
    """About how wide 12-pixel text is; errs on the wide side."""
    wide = sum(3.8 if c in NARROW else 9.9 if c in WIDE else 7.9 if c.isupper() else 6.8 for c in text)
    return wide * (1.12 if bold else 1.0)
