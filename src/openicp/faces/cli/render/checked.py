"""The quality of the data: totals, findings, how much is filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Column, Paper, bar
from openicp.faces.cli.render.imported import more, said
from openicp.faces.cli.words import named

SHOWN, CASES = 10, 6
SYSTEMS = ("subscriptions", "mrr_events", "invoices", "accounts")
"""In the order in which they decide."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Do the numbers match, what was noticed, what is filled."""
    totals(paper, view.get("totals") or [])
    _conflicts(paper, view.get("conflicts") or [])
    _told(paper, "cli.suspicious.head", view.get("suspicious") or [])
    _findings(paper, view.get("findings") or [])
    _told(paper, "cli.helpful.head", view.get("helpful") or [])
    _filled(paper, view.get("attributes") or [])


def totals(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """Ours beside yours; the difference and why. The movements of MRR stand apart."""
    if not entries:
        return
    t = paper.t
    paper.line(t("cli.totals.head"), "strong")
    main = [entry for entry in entries if entry.get("yours") is not None or not _movement(entry)]
    if all(entry.get("yours") is None for entry in main):
        paper.table((Column(""), Column("", "right", fold=False)), [_total(paper, entry)[:2] for entry in main])
    else:
        columns = (
            Column(""),
            Column(t("cli.column.yours"), "right", fold=False),
            Column(t("cli.column.ours"), "right", fold=False),
            Column(t("cli.column.difference"), "right", fold=False),
            Column(t("cli.column.because"), style="dim"),
        )
        paper.table(columns, [_beside(paper, entry) for entry in main])
    _movements(paper, [entry for entry in entries if _movement(entry)])


def _movement(entry: Mapping[str, Any]) -> bool:
    return str(entry.get("name")).startswith("mrr_")


def _movements(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """New, expansion, contraction, churn, reactivation: the last month, and twelve."""
    t = paper.t
    found = {str(entry.get("name")): exact(paper, float(entry.get("ours") or 0), "money") for entry in entries}
    names = [name for name in found if not name.endswith("_12m")]
    if not names:
        return
    columns = (
        Column(t("totals.moved")),
        Column(t("totals.moved.month"), "right", fold=False),
        Column(t("totals.moved.year"), "right", fold=False),
    )
    rows = [[t(f"totals.moved.{n.removeprefix('mrr_')}"), found[n], found.get(f"{n}_12m", "")] for n in names]
    paper.gap()
    paper.table(columns, rows)


def _beside(paper: Paper, entry: Mapping[str, Any]) -> list[str]:
    name, ours, yours, difference, because = _total(paper, entry)
    if entry.get("yours") is not None and not entry.get("difference"):
        difference = paper.t("total.equal")
    return [name, yours, ours, difference, because]


def _total(paper: Paper, entry: Mapping[str, Any]) -> list[str]:
    def amount(value: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return exact(paper, value, str(entry.get("unit") or "number"), entry.get("currency"))
        return "" if value is None else str(value)

    because = entry.get("message") or entry.get("because") or []
    reasons = because if isinstance(because, list) else [because]
    return [
        named(paper.t, "total", entry.get("name")),
        amount(entry.get("ours")),
        amount(entry.get("yours")),
        amount(entry.get("difference")),
        paper.t.listing([_because(paper, each) for each in reasons], style="series"),
    ]


def exact(paper: Paper, value: float, unit: str, currency: str | None = None) -> str:
    """Counts and days whole and money to the cent, as in the report: these are compared."""
    if unit == "money":
        return paper.t.money(value, currency, exact=not float(value).is_integer())
    return paper.t.share(value, digits=1) if unit == "share" else paper.t.number(value, digits=0)


def _because(paper: Paper, reason: Any) -> str:
    return said(paper, reason) if isinstance(reason, Mapping) else named(paper.t, "because", reason)


def _told(paper: Paper, head: str, entries: Sequence[Mapping[str, Any]]) -> None:
    if entries:
        paper.head(paper.t(head))
    for entry in entries:
        paper.line("· " + str(entry.get("message")), indent=2)


def _conflicts(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """What each system says, side by side."""
    if entries:
        paper.head(paper.t("cli.conflicts.head"))
    for entry in entries:
        paper.line("· " + str(entry.get("message")), indent=2)
        companies = entry.get("companies") or []
        systems = [name for name in SYSTEMS if any(name in one["says"] for one in companies)]
        if systems:
            columns = (Column(""), *(Column(paper.t(f"system.{name}")) for name in systems))
            rows = [[one["name"], *(one["message"].get(name, "–") for name in systems)] for one in companies[:CASES]]
            paper.table(columns, rows, indent=4)
            hidden = int(entry.get("n") or 0) - CASES
            if hidden > 0:
                paper.line(paper.t("cli.more", n=hidden), "dim", indent=4)


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
