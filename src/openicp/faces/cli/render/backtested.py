"""The profile of earlier dates, judged on what came after them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Column, Paper
from openicp.faces.cli.render.ran import day
from openicp.faces.cli.words import estimate_of, named

DIGITS = {"lift_top_10": 1, "lift_top_20": 1, "auc": 2}
"""The figures shown, and digits behind the point."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """One small table per cut."""
    cuts = view.get("cuts") or []
    if not cuts:
        paper.say("cli.backtest.none")
        return
    paper.line(paper.t("cli.backtest.head", outcome=named(paper.t, "outcome", view.get("outcome"))), "strong")
    for cut in cuts:
        _cut(paper, cut)
    paper.gap()
    paper.line(paper.t("cli.backtest.legend"), "dim")


def _cut(paper: Paper, cut: Mapping[str, Any]) -> None:
    paper.gap()
    counts = {"n": int(cut.get("accounts") or 0), "good": int(cut.get("successes") or 0)}
    paper.line(paper.t("cli.backtest.cut", date=day(cut.get("as_of")), **counts))
    own = estimate_of(cut.get("auc") or {})
    if not own.known:
        paper.line(paper.t.estimate(own), "dim", indent=2)
        return
    columns = [Column(""), *(Column(paper.t(f"cli.backtest.{name}"), fold=False) for name in DIGITS)]
    rules = {"profile": cut, **(cut.get("baselines") or {})}
    paper.table(columns, [_row(paper, name, figures) for name, figures in rules.items()])
    if cut.get("verdict") in {"too_little", "none"}:
        paper.line(paper.t("cli.backtest.no_profile"), "dim", indent=2)


def _row(paper: Paper, name: str, figures: Mapping[str, Any]) -> list[str]:
    """Figures without their counts, which are the same in all rows and stand above."""
    return [paper.t(f"cli.backtest.{name}"), *(_figure(paper, figures.get(code), code) for code in DIGITS)]


def _figure(paper: Paper, plain: Mapping[str, Any] | None, code: str) -> str:
    """``2.6 (1.5–4.2)``: figures of one column have the same digits."""
    estimate = estimate_of(plain or {})
    value, low, high = (
        None if end is None else paper.t.number(end, digits=DIGITS[code])
        for end in (estimate.value, estimate.low, estimate.high)
    )
    if value is None:
        return "–"
    return value if low is None or high is None else f"{value} ({low}–{high})"
