"""What several parts need: counts in words, sentences with bold pieces, axes, titles of pictures.

Comes in: counts, estimates, texts. Goes out: small values for views. It never decides what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openicp.model.estimate import Estimate
from openicp.model.segment import Segment
from openicp.report.charts.dots import Axis, Mark
from openicp.report.charts.svg import steps
from openicp.report.inputs import Reason, Theme
from openicp.texts import Texts

COUNT_LEADS_BELOW = 20
"""Below this many no percentage stands alone."""
MOST_CONDITIONS = 3
OPEN, CLOSE, TARGET = "\x01", "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence."""

    text: str
    strong: bool = False
    to: str = ""
    """The anchor it leads to."""


Sentence = tuple[Run, ...]


def strong(text: str) -> str:
    """Mark a piece that ``runs`` makes bold."""
    return f"{OPEN}{text}{CLOSE}"


def linked(text: str, anchor: str) -> str:
    """Mark a piece that ``runs`` leads to an anchor."""
    return f"{OPEN}{anchor}{TARGET}{text}{CLOSE}"


def runs(sentence: str) -> Sentence:
    """Split a sentence at the pieces that ``strong`` or ``linked`` marked."""
    pieces: list[Run] = []
    for position, chunk in enumerate(sentence.split(OPEN)):
        bold, _, rest = chunk.partition(CLOSE) if position else ("", "", chunk)
        anchor, marked, text = bold.partition(TARGET)
        pieces += [Run(text, to=anchor) if marked else Run(bold, strong=True)] if bold else []
        pieces += [Run(rest)] if rest else []
    return tuple(pieces)


def names(texts: Texts, items: Sequence[str], *, most: int = 5) -> str:
    """Names in bold, joined; the rest as a count."""
    shown = [strong(item) for item in items[:most]]
    more = len(items) - most
    return texts.listing([*shown, texts("more", n=more)] if more > 0 else shown)


def of(texts: Texts, pair: tuple[int, int]) -> str:
    """``9 of 10``."""
    return texts("counted", k=pair[0], n=pair[1])


def ratio(pair: tuple[int, int] | None) -> float | None:
    """The share a pair of counts draws; ``None`` when nobody is known."""
    return None if pair is None or not pair[1] else pair[0] / pair[1]


def percent(texts: Texts, pair: tuple[int, int] | None) -> str:
    """The percentage where it may stand beside its count; empty below twenty."""
    if pair is None or pair[1] < COUNT_LEADS_BELOW:
        return ""
    return texts.share(pair[0] / pair[1])


def count_and_share(texts: Texts, estimate: Estimate) -> str:
    """``181 of 480, 38% (33–42)``; without counts the estimate itself."""
    if estimate.k is None or estimate.value is None:
        return texts.estimate(estimate)
    share = texts.share(estimate.value)
    spread = texts.range(estimate.low, estimate.high, "share")
    return f"{texts('counted', k=estimate.k, n=estimate.n)}, {share}{f' ({spread})' if spread else ''}"


def short_count(texts: Texts, estimate: Estimate) -> str:
    """What stands at the end of a whisker: ``8 of 138, 6%``, ``$23k``."""
    if estimate.value is None:
        return texts.estimate(estimate)
    if estimate.k is not None:
        counted = texts("counted", k=estimate.k, n=estimate.n)
        small = estimate.n < COUNT_LEADS_BELOW
        digits = 0 if 0.005 <= estimate.value <= 0.994 else None
        return counted if small else f"{counted}, {texts.share(estimate.value, digits=digits)}"
    if estimate.unit == "money":
        return texts.money(estimate.value, compact=True)
    return texts.amount(estimate.value, estimate.unit)


def mark(texts: Texts, estimate: Estimate, label: str, *, inside: bool, text: str | None = None) -> Mark | None:
    """An estimate as a mark on an axis; ``None`` when it is unknown."""
    if estimate.value is None:
        return None
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    said = short_count(texts, estimate) if text is None else text
    return Mark(label, estimate.value, low, high, said, inside)


def axis(texts: Texts, highest: float, unit: str, *, most: int = 3) -> Axis:
    """Round ticks from 0 up to the highest end, at most the whole for shares."""
    ticks = steps(min(highest, 1.0) if unit == "share" else highest, most=most)
    if unit == "share":
        return Axis(tuple(ticks), tuple(texts.share(tick, digits=0) for tick in ticks))
    if unit == "money":
        return Axis(tuple(ticks), tuple(texts.money(tick, compact=True) for tick in ticks))
    return Axis(tuple(ticks), tuple(texts.number(tick) for tick in ticks))


def inside_name(texts: Texts, segment: Segment) -> str:
    """The profile's segment, short enough to be read: by its conditions, or by how many they are."""
    n = len(segment.conditions)
    return texts.label(segment) if n <= MOST_CONDITIONS else texts("segment.all_lines", n, n=n)


def theme_name(texts: Texts, theme: Theme) -> str:
    """The theme as the codebook names it; uncoded statements by their kind."""
    return theme.name or texts(f"theme.{theme.kind}")


def reason(texts: Texts, code: Reason) -> str:
    """A reason in words; its count is the field ``n``."""
    return texts(code.code, **code.fields)


def round_share(texts: Texts, value: float) -> str:
    """A target as it was typed: ``5%`` and ``2.5%``, never ``5.0%``."""
    whole = abs(value * 100 - round(value * 100)) < 0.005 or value >= 0.1
    return texts.share(value, digits=0 if whole else 1)


def describe(texts: Texts, facts: Iterable[tuple[str, object]]) -> str:
    """``tech, 340 people, US``: countries by their letters, to stay short."""
    said = [str(value) if name == "country" else texts.value(name, value) for name, value in facts]
    return ", ".join(said)


def dated(text: str, day: date | None, texts: Texts) -> str:
    """``Acme: ideal customer profile, 31 October 2026``."""
    return text if day is None else f"{text}, {texts.date(day)}"


def capital(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]
