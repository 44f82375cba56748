"""How each column was read: one block per file, readable at 80 columns.

Comes in: the view of ``import --explain``. Goes out: lines. It never shows a value that the view does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Column, Paper
from openicp.faces.cli.words import named

MANY = 30
"""Headers of a group that are named; of more, the number is told."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """What was imported, if anything, and how its columns were read."""
    if "files" in view:
        from openicp.faces.cli.render import imported

        imported.show(paper, view)
    entries = view.get("explained") or []
    if not entries:
        paper.say("cli.explain.none")
    for entry in entries:
        explained(paper, entry)


def explained(paper: Paper, entry: Mapping[str, Any]) -> None:
    """One file: what it is, the columns that are used, those that are not and why."""
    t = paper.t
    paper.head(t("cli.explain.head", file=entry["file"], what=_what(paper, entry)))
    columns: Sequence[Mapping[str, Any]] = entry["columns"]
    if entry["reason"] is not None:
        paper.line(t("cli.explain.not_used", why=entry["message"]), "dim", indent=2)
        return
    paper.line(t("cli.explain.share", k=entry["without_question"], n=len(columns)), "dim", indent=2)
    titles = (Column("", style="accent"), Column(""), Column("", style="dim"), Column("", style="dim"))
    used = [each for each in columns if each["as"] != "kept_out"]
    paper.table(titles, [_row(paper, each) for each in used])
    _kept_out(paper, columns)
    paper.line(t("cli.explain.change", source=entry["source"]), "dim", indent=2)


def _what(paper: Paper, entry: Mapping[str, Any]) -> str:
    """``HubSpot, companies``, or the tables that it feeds."""
    if entry["system"] and entry["object"]:
        return paper.t("cli.explain.what", system=entry["system"], object=entry["object"])
    return ", ".join(named(paper.t, "table", table) for table in entry["tables"]) or entry["system"]


def _row(paper: Paper, each: Mapping[str, Any]) -> list[str]:
    why = paper.t("cli.explain.asked") if each["as"] == "asked" else str(each["why"])
    return [str(each["header"]), str(each["read_as"]), why, str(each.get("example", ""))]


def _kept_out(paper: Paper, columns: Sequence[Mapping[str, Any]]) -> None:
    """What was left out, by why; what nothing is known of comes first."""
    groups: dict[str, list[str]] = {}
    for each in sorted(columns, key=lambda each: each.get("group") != "ignored"):
        if each["as"] == "kept_out":
            groups.setdefault(str(each["why"]), []).append(str(each["header"]))
    if groups:
        paper.line(paper.t("cli.explain.left"), indent=2)
    for why, headers in groups.items():
        more = paper.t("cli.more", n=len(headers) - MANY) if len(headers) > MANY else ""
        listed = ", ".join(headers[:MANY])
        paper.line(f"· {why}: {listed}{' ' if more else ''}{more}", "dim", indent=4)
