"""What a change would do: the best tier as it is beside what it would be, and who moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from openicp.faces.cli.paper import Column, Paper, stacked
from openicp.faces.cli.render.profile import signed
from openicp.faces.cli.words import figure_lines, named


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Reach, quality, value; then who moves."""
    t = paper.t
    now, then = view.get("now"), view.get("then")
    if not now:
        paper.say("cli.tried.no_points")
        return
    paper.table(
        [Column(""), Column("", "right", fold=False)],
        [[str(line["label"]), _points(line["points"])] for line in view["lines"]],
    )
    paper.gap()
    if not then:
        paper.say("cli.tried.nothing_left")
        return
    columns = [Column(t("cli.tried.tier", tier=view["tier"])), Column(t("cli.tried.now")), Column(t("cli.tried.then"))]
    rows: list[list[str | Text]] = [
        [named(t, "metric", name), _figure(paper, now[name]), _figure(paper, then[name])] for name in now
    ]
    paper.table(columns, rows)
    paper.gap()
    moves = view["moves"]
    paper.say("cli.tried.moves", up=moves["up"], down=moves["down"])
    for one in moves["named"]:
        paper.line(f"  {one['from']} → {one['to']}  {one['name']}", "dim")


def _points(points: int) -> Text:
    return Text(signed(points) if points else "", "bold")


def _figure(paper: Paper, metric: Any) -> Text:
    value, count = figure_lines(paper.t, metric)
    return stacked(value, count, style="plain")
