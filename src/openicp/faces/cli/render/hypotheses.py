"""Questions written down, how far each has come, and those worth writing down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Paper


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """First what was written down, then what could be."""
    written, offered = view["hypotheses"], view["suggestions"]
    if written:
        paper.head(paper.t("cli.hypotheses.head"))
        _listed(paper, written)
    else:
        paper.line(paper.t("cli.hypotheses.none"))
    if offered:
        paper.head(paper.t("cli.hypotheses.offered"))
        _listed(paper, offered)
        paper.gap()
        paper.line(paper.t("cli.hypotheses.how"), "dim")
    elif not written:
        paper.line(paper.t("cli.hypotheses.nothing"))


def _listed(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    for number, entry in enumerate(entries, 1):
        paper.line(f"{number} {entry['question']}", "strong", indent=2)
        paper.line(entry["message"], indent=4)
        if entry["leaning"]:
            paper.line(entry["leaning"], "dim", indent=4)
        paper.line(entry["standing"], indent=4)
