"""Companies that could be one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Column, Paper, stacked

SHOWN = 30


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """What was done, what waits, and the history where it is asked for."""
    for entry in view.get("done") or []:
        paper.say(f"cli.links.{entry['decided']}", first=entry.get("first"), second=entry.get("second"))
    if view.get("show_history"):
        _history(paper, view.get("history") or [])
        return
    waiting = view.get("links") or []
    if not waiting:
        paper.say("cli.links.none")
        return
    _waiting(paper, waiting)


def _waiting(paper: Paper, waiting: Sequence[Mapping[str, Any]]) -> None:
    t = paper.t
    paper.line(t("cli.links.head", n=len(waiting)), "strong")
    columns = (
        Column("", "right", style="accent", fold=False),
        Column(t("cli.column.company")),
        Column(t("cli.links.same_as")),
        Column(t("cli.links.sure"), "right", fold=False),
        Column(t("cli.column.why"), style="dim"),
    )
    rows = [
        [
            str(entry["number"]),
            _company(paper, entry["first"]),
            _company(paper, entry["second"]),
            t.share(float(entry["confidence"])),
            t(f"cli.links.why.{entry['reason']}"),
        ]
        for entry in waiting[:SHOWN]
    ]
    paper.table(columns, rows)
    if len(waiting) > SHOWN:
        paper.line(t("cli.more", n=len(waiting) - SHOWN), "dim", indent=2)
    paper.line(t("cli.links.next"), "dim")


def _company(paper: Paper, side: Mapping[str, Any]) -> Any:
    """Name, and below where it comes from and what depends on it."""
    t = paper.t
    told = [str(side[name]) for name in ("system", "domain", "country") if side.get(name)]
    if side.get("parent"):
        told.append(t("cli.links.parent", parent=side["parent"]))
    if side.get("deals"):
        told.append(t("cli.links.deals", n=int(side["deals"])))
    if side.get("mrr"):
        told.append(f"MRR {t.money(float(side['mrr']), side.get('currency'))}")
    elif side.get("contracts"):
        told.append(t("cli.links.contracts", n=int(side["contracts"])))
    return stacked(str(side.get("name") or side.get("domain") or ""), " · ".join(told))


def _history(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    t = paper.t
    if not entries:
        paper.say("cli.links.no_history")
        return
    columns = (
        Column("", "right", style="accent", fold=False),
        Column("", fold=False),
        Column(""),
        Column("", style="dim"),
    )
    rows = [
        [
            str(entry["number"]),
            str(entry["on"])[:16].replace("T", " "),
            t(f"cli.links.{entry['decided']}", first=entry.get("first"), second=entry.get("second")),
            "" if entry["standing"] or entry["decided"] == "undone" else t("cli.links.not_any_more"),
        ]
        for entry in entries
    ]
    paper.table(columns, rows)
