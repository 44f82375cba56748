"""A workspace was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Paper


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Where it is and what comes next."""
    paper.say("cli.made", path=view["workspace"])
    paper.line(paper.t("cli.made.next", path=view["workspace"]), "dim")
