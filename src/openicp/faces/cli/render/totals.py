"""Figures of dashboards beside ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Paper
from openicp.faces.cli.render.checked import totals


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Do the numbers match?"""
    totals(paper, view.get("totals") or [])
