"""What was imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Column, Paper
from openicp.faces.cli.words import named


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """One line per source, and what was forgotten."""
    if view.get("forgotten"):
        paper.say("cli.forgotten", source=view["forgotten"])
    sources = view.get("sources") or []
    if not sources:
        paper.say("cli.sources.none")
        return
    t = paper.t
    paper.line(t("cli.sources.head", n=len(sources)), "strong")
    columns = (
        Column(t("cli.column.source"), style="accent"),
        Column(t("cli.column.tables")),
        Column(t("cli.column.rows"), "right", fold=False),
        Column(t("cli.column.until"), fold=False),
        Column(t("cli.column.file"), style="dim"),
    )
    paper.table(columns, [_row(paper, entry) for entry in sources])


def _row(paper: Paper, entry: Mapping[str, Any]) -> list[str]:
    tables = entry.get("tables") or ([entry["table"]] if entry.get("table") else [])
    names = [str(each.get("table")) if isinstance(each, Mapping) else str(each) for each in tables]
    files = entry.get("files") or ([entry["file"]] if entry.get("file") else [])
    rows = entry.get("rows")
    return [
        str(entry.get("source", "")),
        ", ".join(named(paper.t, "table", name) for name in names),
        paper.t.number(int(rows)) if rows is not None else "",
        str(entry.get("data_through") or ""),
        ", ".join(str(each.get("file")) if isinstance(each, Mapping) else str(each) for each in files),
    ]
