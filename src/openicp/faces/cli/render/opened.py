"""The report was opened, or where it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Paper
from openicp.faces.cli.render.ran import near


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Its path in either case: a browser can open behind other windows."""
    if not view["opened"]:
        paper.say("cli.opened.not")
    paper.line(paper.t("cli.ran.report", path=near(str(view["report"]))), "accent")
