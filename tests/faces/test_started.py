"""What ``start`` says first, from a view."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from openicp.faces.cli.paper import Paper
from openicp.faces.cli.render.started import show
from openicp.texts import catalogue


def said(findings: list[Mapping[str, Any]]) -> str:
    written = io.StringIO()
    paper = Paper(Console(file=written, width=120, highlight=False, markup=False), catalogue("en"))
    show(paper, {"files": [], "findings": findings})
    return written.getvalue()


def test_why_the_totals_are_of_an_earlier_day_is_said_and_mere_notes_are_not() -> None:
    stale = {"code": "stale_deals", "severity": "warning", "message": "Deals stop on 27 March 2025."}
    other = {"code": "repeated_ids", "severity": "warning", "message": "One value occurs more than once."}
    text = said([stale, other])
    assert "Deals stop on 27 March 2025." in text
    assert "more than once" not in text
