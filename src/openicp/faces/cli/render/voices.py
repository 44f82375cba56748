"""What was said, counted by company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Column, Paper


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """A row per theme, a quote under it; then what waits."""
    if not view["statements"]:
        paper.line(paper.t("voices.none"))
        paper.line(paper.t("cli.interviews.next"), "dim")
        return
    people = paper.t("cli.voices.people", int(view["people"]))
    paper.line(paper.t("cli.voices.from", int(view["statements"]), people=people))
    heads = [
        Column(paper.t("cli.voices.kind")),
        Column(paper.t("cli.voices.theme")),
        Column(paper.t("cli.voices.said")),
    ]
    heads += [Column(paper.t("cli.voices.groups")), Column(paper.t("cli.voices.quote"))]
    if view["themes"]:
        paper.table(heads, [_row(paper, one) for one in view["themes"]])
    for name in ("unsorted", "not_quotable", "overdue"):
        if view[name]:
            paper.line(paper.t(f"cli.voices.{name}", int(view[name])), "doubt")
    paper.line(paper.t("cli.interviews.next"), "dim")


def _row(paper: Paper, one: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    of = paper.t("counted", k=one["said"], n=one["asked"])
    groups = [
        f"{paper.t(f'group.{name}')} {paper.t('counted', k=pair['said'], n=pair['asked'])}"
        for name, pair in one["groups"].items()
    ]
    quote = next((f"“{each['quote']}”" for each in one["quotes"] if each["side"] == "for"), "")
    return one["label"], one["theme"], of, paper.t.listing(groups, style="series"), quote
