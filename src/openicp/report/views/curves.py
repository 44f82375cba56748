"""Who is still there by months since the start: the view of the curves.

Comes in: curves inside, of the others, or of all. Goes out: ``Survival`` with its table. It reads shares and counts
off the curves and extends none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openicp.report.charts.survival import Steps, SurvivalWords
from openicp.report.inputs import Curve, ReportInput
from openicp.texts import Texts

DECADES = range(120, 60_000, 120)
"""Months between ticks where a company is a customer for longer than most are."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The words of a picture."""

    title: str
    note: str
    desc: str


@dataclass(frozen=True, slots=True)
class Survival:
    """Who is still there."""

    curves: tuple[Steps, ...]
    said: SurvivalWords
    ticks: tuple[int, ...]
    picture: Picture
    table: tuple[tuple[str, ...], ...]


def survival_view(inp: ReportInput, texts: Texts) -> Survival | None:
    pairs = [(inp.curve_inside, "inside", True), (inp.curve_others, "others", False)]
    if inp.curve_inside is None or inp.curve_others is None:
        pairs = [(inp.curve_whole, "whole", True)]
    found = [(curve, code, inside) for curve, code, inside in pairs if curve is not None and len(curve.months) > 1]
    if not found:
        return None
    longest = max(curve.months[-1] for curve, _, _ in found)
    every = next(size for size in (3, 6, 12, 24, 60, *DECADES) if longest / size <= 5)
    ticks = tuple(range(0, int(longest // every + (longest % every > every / 2)) * every + 1, every))
    if len(ticks) < 2:
        ticks = (0, every)
    curves = tuple(_curve(curve, texts(f"curve.{code}"), ticks, texts, inside=inside) for curve, code, inside in found)
    key = "curve.note" if len(curves) > 1 else "curve.note.whole"
    said = texts.listing([f"{curve.label} {curve.end}" for curve in curves], style="series")
    desc = texts("curve.desc", months=texts.number(ticks[-1]), items=said)
    return Survival(
        curves,
        SurvivalWords(texts("curve.months"), texts("curve.at_risk"), tuple(texts.share(q / 4) for q in range(5))),
        ticks,
        Picture(texts("curve.title"), texts(key), desc),
        tuple(_curve_rows([curve for curve, _, _ in found], ticks, texts)),
    )


def _curve(curve: Curve, label: str, ticks: Sequence[int], texts: Texts, *, inside: bool) -> Steps:
    kept = [i for i, month in enumerate(curve.months) if month <= ticks[-1]]
    cut = [tuple(values[i] for i in kept) for values in (curve.months, curve.share, curve.low, curve.high)]
    risk = tuple((float(t), texts.number(n)) for t in ticks if (n := _at(curve, t)) is not None)
    return Steps(label, texts.share(cut[1][-1]), cut[0], cut[1], cut[2], cut[3], risk, inside)


def _at(curve: Curve, month: float) -> int | None:
    """At risk at a month; ``None`` beyond the curve."""
    if month > curve.months[-1]:
        return None
    return next(n for m, n in zip(curve.months, curve.at_risk, strict=True) if m >= month)


def _curve_rows(curves: Sequence[Curve], ticks: Sequence[int], texts: Texts) -> list[tuple[str, ...]]:
    rows = []
    for tick in ticks:
        cells = [texts.number(tick)]
        for curve in curves:
            share = [s for m, s in zip(curve.months, curve.share, strict=True) if m <= tick]
            risk = _at(curve, tick)
            cells += [texts.share(share[-1]) if risk is not None else "–", "–" if risk is None else texts.number(risk)]
        rows.append(tuple(cells))
    return rows
