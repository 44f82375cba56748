"""What erasing a person does, or did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Column, Paper

SHOWN = 12
"""Files of one kind that are named."""
GROUPS = ("ledger", "table", "run", "settings", "document")
OURS = ("rewritten", "removed")


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Where the person stood, what became of it, what is left to do."""
    places = view["places"]
    ours = [place for place in places if place["then"] in OURS]
    if not ours:
        paper.say("cli.erase.nowhere", person=view["person"])
        _companies(paper, view)
    else:
        key = "cli.erase.done" if view["done"] else "cli.erase.would"
        paper.line(paper.t(key, person=view["person"], label=view["label"], n=len(ours)), "strong")
        _companies(paper, view)
        _table(paper, ours)
    if not view["done"]:
        _spellings(paper, view["spellings"])
    _recall(paper, view, places)
    _yours(paper, view)
    if ours and not view["done"]:
        paper.line(paper.t("cli.erase.nothing_yet"), "dim")


def _companies(paper: Paper, view: Mapping[str, Any]) -> None:
    for company in view["companies"]:
        names = ", ".join(company["names"])
        paper.say("cli.erase.company", company=names, label=company["label"])


def _table(paper: Paper, ours: Sequence[Mapping[str, Any]]) -> None:
    t = paper.t
    columns = (
        Column(t("cli.column.file")),
        Column(t("cli.erase.times"), "right", fold=False),
        Column("", style="dim"),
    )
    rows = [
        [
            t(f"cli.erase.what.{group}") + f": {place['path']}",
            t.number(int(place["times"])),
            t(f"cli.erase.then.{place['then']}"),
        ]
        for group in GROUPS
        for place in ours
        if place["what"] == group
    ]
    paper.table(columns, rows)


def _spellings(paper: Paper, spellings: Sequence[Mapping[str, Any]]) -> None:
    if not spellings:
        return
    paper.say("cli.erase.spellings", n=len(spellings))
    columns = (Column("", "right", style="accent", fold=False), Column(""), Column("", "right", style="dim"))
    rows = [
        [str(number), str(one["text"]), paper.t.number(int(one["times"]))] for number, one in enumerate(spellings, 1)
    ]
    paper.table(columns, rows)


def _recall(paper: Paper, view: Mapping[str, Any], places: Sequence[Mapping[str, Any]]) -> None:
    removed = [place["path"] for place in places if place["then"] == "removed"]
    if removed:
        _listed(paper, "cli.erase.removed", removed)
    if view["recall"]:
        _listed(paper, "cli.erase.recall", view["recall"])
    outside = [place["path"] for place in places if place["what"] == "outside"]
    if outside:
        _listed(paper, "cli.erase.outside", outside)
    if view["history"] and places:
        paper.say("cli.erase.history")


def _yours(paper: Paper, view: Mapping[str, Any]) -> None:
    in_place = [place["path"] for place in view["places"] if place["what"] == "in_place"]
    if own := [path for path in view["yours"] if path not in in_place]:
        _listed(paper, "cli.erase.yours", own)
    if in_place:
        _listed(paper, "cli.erase.in_place", in_place)
    if view["not_looked_into"]:
        _listed(paper, "cli.erase.not_looked_into", view["not_looked_into"])
    if view["imported_from"]:
        _listed(paper, "cli.erase.imported_from", view["imported_from"])
    if view["done"]:
        shown = bool(in_place or view["not_looked_into"])
        paper.line(paper.t("cli.erase.kept_out_in_place" if shown else "cli.erase.kept_out"), "dim")


def _listed(paper: Paper, key: str, paths: Sequence[str]) -> None:
    paper.say(key, n=len(paths))
    for path in paths[:SHOWN]:
        paper.line(str(path), indent=4)
    if len(paths) > SHOWN:
        paper.line(paper.t("cli.erase.more", n=len(paths) - SHOWN), "dim", indent=4)
