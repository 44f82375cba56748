"""A worksheet was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Paper


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Where it is, what it asks, and how it comes back."""
    path = str(view["out"])
    paper.line(paper.t("cli.worksheet.out", path=path), "accent")
    if view.get("prefilled"):
        asked = [paper.t("cli.worksheet.field", field=one["label"], n=one["missing"]) for one in view["fields"]]
        paper.line(paper.t("cli.worksheet.asks", int(view["companies"]), fields=asked))
    else:
        paper.line(paper.t("cli.worksheet.sheets", names=list(view["sheets"])))
    paper.line(paper.t("cli.worksheet.next", path=path), "dim")
