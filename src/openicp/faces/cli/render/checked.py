"""The quality of the data: totals, findings, how much is filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Column, Paper, bar
from openicp.faces.cli.render.imported import more, said
from openicp.faces.cli.words import named

SHOWN = 10


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Do the numbers match, what was noticed, what is filled."""
    totals(paper, view.get("totals") or [])
    _findings(paper, view.get("findings") or [])
    _filled(paper, view.get("attributes") or [])


def totals(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """Ours beside yours; the difference and why."""
    if not entries:
        return
    t = paper.t
    paper.line(t("cli.totals.head"), "strong")
    if all(entry.get("yours") is None for entry in entries):
        paper.table((Column(""), Column("", "right", fold=False)), [_total(paper, entry)[:2] for entry in entries])
        return
    columns = (
        Column(""),
        Column(t("cli.column.ours"), "right", fold=False),
        Column(t("cli.column.yours"), "right", fold=False),
        Column(t("cli.column.difference"), "right", fold=False),
        Column(t("cli.column.because"), style="dim"),
    )
    paper.table(columns, [_total(paper, entry) for entry in entries])


def _total(paper: Paper, entry: Mapping[str, Any]) -> list[str]:
    def amount(value: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return exact(paper, value, str(entry.get("unit") or "number"))
        return "" if value is None else str(value)

    because = entry.get("because")
    reasons = because if isinstance(because, list) else [because] if because else []
    return [
        named(paper.t, "total", entry.get("name")),
        amount(entry.get("ours")),
        amount(entry.get("yours")),
        amount(entry.get("difference")),
        "; ".join(_because(paper, each) for each in reasons),
    ]


def exact(paper: Paper, value: float, unit: str) -> str:
    """Counts exact and money to the cent: these are compared, so nothing is rounded away."""
    whole = float(value).is_integer()
    if unit == "money":
        return paper.t.money(value, exact=not whole)
    return paper.t.share(value) if unit == "share" else paper.t.number(value, digits=0 if whole else 2)


def _because(paper: Paper, reason: Any) -> str:
    return said(paper, reason) if isinstance(reason, Mapping) else named(paper.t, "because", reason)


def _findings(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    if not entries:
        return
    order = {"problem": 0, "warning": 1, "note": 2}
    ranked = sorted(entries, key=lambda entry: order.get(str(entry.get("severity")), 3))
    paper.head(paper.t("cli.findings.head"))
    for entry in ranked[:SHOWN]:
        style = {"problem": "bad", "warning": "plain"}.get(str(entry.get("severity")), "dim")
        paper.line("· " + said(paper, entry), style, indent=2)
    more(paper, len(ranked))


def _filled(paper: Paper, attributes: Any) -> None:
    entries = (
        [{"attribute": k, "filled": v} for k, v in attributes.items()]
        if isinstance(attributes, Mapping)
        else attributes
    )
    if not entries:
        return
    t = paper.t
    paper.head(t("cli.filled.head"))
    rows = []
    for entry in entries:
        share = float(entry.get("filled", entry.get("share")) or 0)
        name = t.attribute(str(entry.get("attribute", entry.get("name", ""))))
        rows.append([name, bar(share), t.share(share, digits=0)])
    paper.table((Column(""), Column("", style="accent", fold=False), Column("", "right", fold=False)), rows)
