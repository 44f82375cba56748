"""Whom to interview next, and where the guide is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Column, Paper


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """The list with reasons, then the file and what to do with it."""
    rows = view["next"]
    if rows:
        paper.head(paper.t("ask.title"))
        heads = [Column(paper.t(f"ask.{name}")) for name in ("company", "who", "why")]
        paper.table(heads, [(one["company"], one["who"], one["why"]) for one in rows])
        paper.gap()
    else:
        paper.line(paper.t("guide.whom.none"))
    if view["out"]:
        paper.line(paper.t(f"cli.interviews.{view['form']}", path=view["out"]), "accent")
    else:
        paper.line(paper.t("cli.interviews.next"), "dim")
