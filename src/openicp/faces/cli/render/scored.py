"""A ranked list of companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from openicp.faces.cli.paper import Column, Paper, stacked
from openicp.faces.cli.words import safe, shortened

if TYPE_CHECKING:
    from rich.text import Text

SHOWN = 10
LONGEST = 80
"""Signs of a name or site that are shown."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """How many per tier, the first ten with why and what to ask, where the list is."""
    prospects = view.get("prospects") or []
    _head(paper, view)
    _first(paper, prospects, total=int(view.get("companies") or len(prospects)))
    paper.gap()
    if missing := view.get("missing"):
        paper.line(paper.t("cli.scored.missing", names=[paper.t.attribute(name) for name in missing]), "dim")
    paper.say("cli.scored.out", path=str(view.get("out", "")))


def _head(paper: Paper, view: Mapping[str, Any]) -> None:
    """Counts: tiers, and who stands apart."""
    t = paper.t
    tiers = view.get("tier") or {}
    counts = "  ".join(f"{name} {t.number(int(count))}" for name, count in tiers.items())
    paper.line(t("cli.scored.tiers", tiers=counts) if tiers else t("cli.scored.no_tiers"), "strong")
    for name in ("customers", "doubles", "too_little_known", "set_aside"):
        if count := int(view.get(name) or 0):
            paper.line(t(f"cli.scored.{name}", n=count), "dim")


def _first(paper: Paper, prospects: Sequence[Mapping[str, Any]], *, total: int) -> None:
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
    paper.gap()
    paper.table(columns, [_row(paper, entry) for entry in prospects[:SHOWN]], indent=0)
    if total > SHOWN:
        paper.line(t("cli.more_in_file", n=total - SHOWN), "dim", indent=2)


def _row(paper: Paper, entry: Mapping[str, Any]) -> list[str | Text]:
    why = stacked(shortened(str(entry.get("why") or _words(entry.get("reasons"))), 160), "")
    if ask := _words(entry.get("ask")):
        why.append(f"\n{safe(paper.t('cli.ask', what=ask))}", "dim")
    tier = f"{entry.get('tier') or ''}{'?' if entry.get('tier_open') else ''}"
    return [str(entry.get("rank") or ""), _called(entry), tier, _points(entry), why]


def _called(entry: Mapping[str, Any]) -> str:
    """The company's name, else its site; the file has both in full."""
    return shortened(str(entry.get("name") or entry.get("domain") or ""), LONGEST)


def _points(entry: Mapping[str, Any]) -> str:
    """``17`` or ``17 (15–20)`` where something is unknown."""
    score, low, high = (entry.get(name) for name in ("score", "score_low", "score_high"))
    if score is None:
        return ""
    spread = f" ({_whole(low)}–{_whole(high)})" if low is not None and high is not None and low != high else ""
    return f"{_whole(score)}{spread}"


def _whole(points: Any) -> str:
    return f"{points:g}".replace("-", "−") if isinstance(points, int | float) else str(points)


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value if isinstance(each, str))
    return str(value or "")
