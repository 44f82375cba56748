"""Segments: what each is worth, with ranges and counts, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from openicp.faces.cli.paper import Column, Paper, stacked
from openicp.faces.cli.words import estimate_of, figure_lines, named, sentence

METRICS = ("left_12m", "clv", "win_rate", "cac", "ltv_cac", "payback_months", "cycle_days", "monthly_churn", "nrr")
"""In the order in which they find room: two on 80 characters, more on wider terminals."""
TYPED = ("monthly_churn", "ltv_cac", "payback_months", "clv", "cac")
"""Of segments that were typed in."""
STANDS_IN = {"left_12m": "annual_churn", "clv": "simple_clv"}
"""What is shown where the first is not known of any segment."""
LABEL_WIDTH, METRIC_WIDTH = 30, 17
SHOWN = 25
GREY_BELOW = 10
"""Groups below this many accounts are grey."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Best first."""
    segments = view.get("segments") or []
    if not segments:
        paper.say("cli.segments.none")
        return
    shown = _metrics(segments, room=max(2, (paper.width - LABEL_WIDTH - 8) // METRIC_WIDTH))
    columns = [Column(paper.t("cli.column.segment")), Column(paper.t("cli.column.accounts"), "right", fold=False)]
    columns += [Column(named(paper.t, "metric", name), fold=False) for name in shown]
    paper.table(columns, [_row(paper, segment, shown) for segment in segments[:SHOWN]], indent=0)
    if len(segments) > SHOWN:
        paper.line(paper.t("cli.more", n=len(segments) - SHOWN), "dim")
    paper.gap()
    paper.line(paper.t("cli.segments.legend"), "dim")


def _metrics(segments: Sequence[Mapping[str, Any]], room: int) -> list[str]:
    """Metrics known of at least one segment, as many as fit."""
    known = {name for segment in segments for name, value in (segment.get("metrics") or {}).items() if _known(value)}
    typed = all(segment.get("basis") == "figures" for segment in segments)
    order = TYPED if typed else METRICS
    wanted = [name if name in known else STANDS_IN.get(name, name) for name in order]
    return [name for name in dict.fromkeys(wanted) if name in known][:room]


def _known(value: Any) -> bool:
    return isinstance(value, Mapping) and estimate_of(value).known


def _row(paper: Paper, segment: Mapping[str, Any], shown: Sequence[str]) -> list[Text]:
    accounts = int(segment.get("accounts") or 0)
    grey = accounts < GREY_BELOW
    label = stacked(str(segment.get("label", "")), _second_line(paper, segment), style="dim" if grey else "strong")
    cells = [label, Text(paper.t.number(accounts), "dim" if grey else "")]
    metrics = segment.get("metrics") or {}
    for name in shown:
        value, count = figure_lines(paper.t, metrics.get(name))
        known = _known(metrics.get(name))
        cells.append(stacked(value, count, style="plain" if known and not grey else "dim"))
    return cells


def _second_line(paper: Paper, segment: Mapping[str, Any]) -> str:
    """What to do and why, and the id that other commands take."""
    verdict = segment.get("verdict")
    parts = [f"→ {_verdict(paper, verdict)}"] if verdict else []
    if segment.get("reliable") is not None and segment.get("p_adjusted") is not None:
        parts.append(paper.t("cli.reliable" if segment["reliable"] else "cli.not_reliable"))
    words = " · ".join(parts)
    return f"{words}  {segment['id']}" if segment.get("id") else words


def _verdict(paper: Paper, verdict: Any) -> str:
    code = verdict.get("code") if isinstance(verdict, Mapping) else verdict
    fields = verdict.get("fields") or {} if isinstance(verdict, Mapping) else {}
    return sentence(paper.t, "cli.verdict", code, fields)
