"""The best customers with their reasons, and each trait beside the rest and the lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from openicp.faces.cli.paper import Column, Paper, stacked
from openicp.faces.cli.words import safe

if TYPE_CHECKING:
    from rich.text import Text


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """The list, then what sets it apart."""
    if not view["best"]:
        paper.line(paper.t("cli.best.none"))
        return
    paper.head(paper.t("cli.best.head"))
    value = paper.t(f"cli.best.value.{view['value_is']}")
    columns = [Column("", justify="right"), Column(paper.t("cli.best.customer"))]
    columns += [Column(value, justify="right"), Column(paper.t("cli.best.why"))]
    paper.table(columns, [_row(paper, row) for row in view["best"]])
    if view["traits"]:
        paper.head(paper.t("cli.best.against"))
        _traits(paper, view["traits"])
    paper.gap()
    paper.line(paper.t("cli.best.how"), "dim")


def _row(paper: Paper, row: Mapping[str, Any]) -> list[str | Text]:
    struck = row["mark"] == "struck"
    name = stacked(str(row["name"]), str(row["facts"]))
    if struck:
        name.stylize("strike", 0, len(safe(str(row["name"]))))
    said = paper.t(f"best.{row['mark']}", because=row["because"] or "") if row["mark"] else ""
    value = "" if row["value"] is None else paper.t.money(float(f"{row['value']:.3g}"))
    place = "+" if row["rank"] is None else str(row["rank"])
    return [place, name, value, stacked(str(row["why"]), said, below="accent")]


def _traits(paper: Paper, traits: Sequence[Mapping[str, Any]]) -> None:
    marked = any(trait["yours"] for trait in traits)
    sides = ["best", *(["yours"] if marked else []), "others", "lost"]
    columns = [Column(""), *(Column(paper.t(f"cli.best.{side}"), justify="right") for side in sides)]
    paper.table(columns, [[str(trait["label"]), *(_pair(paper, trait[side]) for side in sides)] for trait in traits])


def _pair(paper: Paper, pair: Sequence[int] | None) -> str:
    return "–" if pair is None else paper.t("counted", k=pair[0], n=pair[1])
