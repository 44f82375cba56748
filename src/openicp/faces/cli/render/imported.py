"""What an import did: files, what was set aside, what waits for a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Column, Paper
from openicp.faces.cli.words import named, sentence, shortened

QUIET = ("not_needed", "dictionary")
"""Reasons for which files are named together in one sentence: nobody has to do anything."""
SHOWN = 10
"""Entries of a list; the rest is counted."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Everything that a person should know before going on."""
    files(paper, view.get("files") or [])
    set_aside(paper, view.get("quarantine") or [])
    findings(paper, view.get("findings") or [])
    proposals(paper, view.get("proposals") or [])
    paper.gap()
    paper.line(paper.t("cli.imported.next"), "dim")


def files(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """One line per file."""
    t = paper.t
    paper.line(t("cli.imported.head", n=len({entry.get("file") for entry in entries})), "strong")
    columns = (
        Column(t("cli.column.file")),
        Column(t("cli.column.tables")),
        Column(t("cli.column.rows"), "right", fold=False),
        Column(t("cli.column.used"), "right", fold=False),
        Column(t("cli.column.aside"), "right", fold=False),
        Column("", style="dim"),
    )
    quiet = [entry for entry in entries if entry.get("reason") in QUIET]
    paper.table(columns, [_file(paper, entry) for entry in entries if entry not in quiet])
    for reason in QUIET:
        names = [str(entry["file"]) for entry in quiet if entry["reason"] == reason]
        if names:
            paper.line(t(f"cli.imported.{reason}", len(names), files=t.listing(names)), "dim", indent=2)


def _file(paper: Paper, entry: Mapping[str, Any]) -> list[str]:
    t = paper.t
    aside = [int(entry.get("quarantined") or 0), int(entry.get("cells_set_aside") or 0)]
    counts = [t("cli.rows", n=aside[0])] * bool(aside[0]) + [t("cli.cells", n=aside[1])] * bool(aside[1])
    return [
        str(entry.get("file", "")),
        ", ".join(named(t, "table", name) for name in _names(entry.get("tables"))),
        t.number(int(entry.get("rows") or 0)),
        t.number(int(entry.get("loaded") or 0)),
        ", ".join(counts),
        _note(paper, entry),
    ]


def _note(paper: Paper, entry: Mapping[str, Any]) -> str:
    """Why a file brought nothing new."""
    if isinstance(entry.get("error"), Mapping):
        return str(entry["error"].get("message", ""))
    if entry.get("unchanged"):
        return paper.t("cli.unchanged")
    return named(paper.t, "cli.unused", entry["reason"]) if entry.get("reason") else ""


def _names(tables: Any) -> list[str]:
    """Names of tables, however the view lists them."""
    if isinstance(tables, Mapping):
        return [str(name) for name in tables]
    return [str(each.get("table", "")) if isinstance(each, Mapping) else str(each) for each in tables or ()]


def set_aside(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """Rows and cells that were not used, each with line and reason."""
    if not entries:
        return
    t = paper.t
    paper.head(t("cli.aside.head", n=len(entries)))
    columns = (
        Column(""),
        Column("", "right", style="dim", fold=False),
        Column(""),
        Column(""),
        Column("", style="dim"),
    )
    rows = [
        [
            str(entry.get("file", "")),
            t("cli.line", line=str(entry.get("line", ""))),
            str(entry.get("column") or ""),
            f"“{shortened(str(entry.get('value', '')), 40)}”",
            str(entry.get("message") or named(t, "set_aside", entry.get("reason"))),
        ]
        for entry in entries[:SHOWN]
    ]
    paper.table(columns, rows)
    more(paper, len(entries))


def findings(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """What was noticed; mere notes are left to the report."""
    loud = [entry for entry in entries if entry.get("severity") != "note"]
    if not loud:
        return
    paper.head(paper.t("cli.findings.head"))
    for entry in loud[:SHOWN]:
        style = "bad" if entry.get("severity") == "problem" else "plain"
        paper.line("· " + said(paper, entry), style, indent=2)
    more(paper, len(loud))


def said(paper: Paper, entry: Mapping[str, Any]) -> str:
    """The sentence of a finding: given, or made from its code."""
    return str(entry.get("message") or sentence(paper.t, "finding", entry.get("code"), entry.get("fields") or {}))


def proposals(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """What waits for a yes."""
    waiting = [entry for entry in entries if not entry.get("decided")]
    if not waiting:
        return
    paper.head(paper.t("cli.proposals.head", n=len(waiting)))
    for entry in waiting[:SHOWN]:
        fields = {**(entry.get("subject") or {}), **(entry.get("suggestion") or {})}
        words = entry.get("message") or sentence(paper.t, "proposal", entry.get("reason"), fields)
        paper.line(f"· {words}", indent=2)
    more(paper, len(waiting))
    paper.line(paper.t("cli.proposals.hint"), "dim", indent=2)


def more(paper: Paper, total: int) -> None:
    """How many entries were not shown."""
    if total > SHOWN:
        paper.line(paper.t("cli.more", n=total - SHOWN), "dim", indent=2)
