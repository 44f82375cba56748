"""The documents of a report: where each lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Column, Paper


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """What was written, a line each."""
    found = view["documents"]
    if view["written"]:
        for one in found:
            paper.line(paper.t("cli.report.written", path=one["path"]), "accent")
        return
    paper.say("cli.report.there" if found else "cli.report.none")
    paper.table([Column(""), Column("", fold=False)], [(one["kind"], one["path"]) for one in found])
    paper.line(paper.t("cli.report.next"), "dim")
