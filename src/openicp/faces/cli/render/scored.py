"""A ranked list of companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from openicp.faces.cli.paper import Column, Paper, stacked
from openicp.faces.cli.words import safe, shortened

if TYPE_CHECKING:
    from rich.text import Text

SHOWN = 10


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """How many per tier, the first ten with why and what to ask, where the list is."""
    t = paper.t
    tiers = view.get("tier") or view.get("tiers") or {}
    if tiers:
        counts = "  ".join(f"{name} {t.number(int(count))}" for name, count in tiers.items() if name)
        paper.line(t("cli.scored.tiers", tiers=counts), "strong")
    apart = {name: view[name] for name in ("customers", "doubles") if view.get(name)}
    for name, count in apart.items():
        paper.line(t(f"cli.scored.{name}", n=len(count) if isinstance(count, list) else int(count)), "dim")
    prospects = view.get("prospects") or []
    if isinstance(prospects, list):
        first(paper, prospects)
    paper.gap()
    paper.say("cli.scored.out", path=str(view.get("out", "")))


def first(paper: Paper, prospects: Sequence[Mapping[str, Any]]) -> None:
    """The companies to start with."""
    if not prospects:
        return
    t = paper.t
    columns = (
        Column("", "right", style="dim", fold=False),
        Column(t("cli.column.company"), style="strong"),
        Column(t("cli.column.tier"), fold=False),
        Column(t("cli.column.points"), "right", fold=False),
        Column(t("cli.column.why")),
    )
    rows = [_row(paper, rank, entry) for rank, entry in enumerate(prospects[:SHOWN], start=1)]
    paper.gap()
    paper.table(columns, rows, indent=0)
    if len(prospects) > SHOWN:
        paper.line(t("cli.more_in_file", n=len(prospects) - SHOWN), "dim", indent=2)


def _row(paper: Paper, rank: int, entry: Mapping[str, Any]) -> list[str | Text]:
    name = entry.get("name") or entry.get("account_name") or entry.get("company") or ""
    why = stacked(shortened(_words(entry.get("reasons")), 160), "")
    if ask := _words(entry.get("ask")):
        why.append(f"\n{safe(paper.t('cli.ask', what=ask))}", "dim")
    return [str(rank), str(name), str(entry.get("tier") or ""), _points(entry), why]


def _points(entry: Mapping[str, Any]) -> str:
    """``17`` or ``17 (15–20)`` where something is unknown."""
    score, low, high = (entry.get(name) for name in ("score", "score_low", "score_high"))
    if score is None:
        return ""
    spread = f" ({_whole(low)}–{_whole(high)})" if low is not None and high is not None and low != high else ""
    return f"{_whole(score)}{spread}"


def _whole(points: Any) -> str:
    return f"{points:g}" if isinstance(points, int | float) else str(points)


def _words(value: Any) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list | tuple) else str(value or "")
