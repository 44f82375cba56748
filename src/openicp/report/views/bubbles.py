"""The picture of churn against CLV: which segments are drawn, on which axes, with which words.

Comes in: rows of segments. Goes out: bubbles, frames and the picture's words. Groups below ten are named, not drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from openicp.model.estimate import Estimate
from openicp.report.charts.bubble import Bubble, Frame
from openicp.report.inputs import ReportInput, SegmentRow
from openicp.report.views.common import axis, round_share
from openicp.report.views.curves import Picture
from openicp.report.views.rows import customers_of, is_small, known, row_name, shared_target
from openicp.texts import Texts

MOST_BUBBLES = 10
FEWEST_PARTS = 3
"""From so many segments of one cut on, only they are drawn: what the search found lies over them."""


def drawable(row: SegmentRow, inp: ReportInput) -> bool:
    """Whether both figures of the picture are known."""
    return not row.unknown and known(row, inp.churn) is not None and known(row, "clv") is not None


def bubbles(inp: ReportInput, texts: Texts) -> tuple[Bubble, ...]:
    """The segments that are drawn, largest first; none when fewer than two can be."""
    rows = [row for row in inp.segments if drawable(row, inp) and not is_small(row, inp)]
    parts = [row for row in rows if row.basis == "chosen"]
    rows = parts if len(parts) >= FEWEST_PARTS else rows
    if len(rows) < 2 or (inp.profile is not None and inp.profile.code == "too_little"):
        return ()
    found = []
    for row in sorted(rows, key=lambda row: -customers_of(row))[:MOST_BUBBLES]:
        churn, clv = row.metrics[inp.churn], row.metrics["clv"]
        found.append(
            Bubble(row_name(row, texts), customers_of(row), texts.number(customers_of(row)), _ends(churn), _ends(clv))
        )
    return tuple(found)


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    value = estimate.value or 0.0
    return value, value if estimate.low is None else estimate.low, value if estimate.high is None else estimate.high


def frame(bubbles: Sequence[Bubble], inp: ReportInput, texts: Texts, *, width: float, height: float) -> Frame:
    """Axes and target for a picture of this size."""
    most = 6 if width > 400 else 3
    target = shared_target(inp, texts)
    named = None if target is None else (target[0], texts("bubble.target", x=round_share(texts, target[0])))
    return Frame(
        axis(texts, max(max(b.x[0] * 1.25, min(b.x[2], b.x[0] * 2.2)) for b in bubbles), "share", most=most),
        axis(texts, max(b.y[2] for b in bubbles) * 1.04, "money", most=6),
        texts(f"bubble.x.{inp.churn}"),
        texts("bubble.y"),
        named,
        width,
        height,
    )


def bubble_words(bubbles: Sequence[Bubble], small: list[str], inp: ReportInput, texts: Texts) -> Picture:
    """Title, note and description; who is too small to draw is named."""
    said = texts("bubble.note")
    if small:
        said = f"{said} {texts('bubble.small', len(small), names=small, n=len(small))}"
    money = [
        texts("bubble.one", label=b.name, n=b.size, churn=texts.share(b.x[0]), clv=texts.amount(b.y[0], "money"))
        for b in bubbles
    ]
    return Picture(texts("bubble.title"), said, " ".join(money))
