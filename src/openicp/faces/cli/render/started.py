"""What ``start`` did, from files to the list of companies to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Paper
from openicp.faces.cli.render import checked, imported, ran
from openicp.faces.cli.words import named


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """The short story of the first five minutes."""
    _read(paper, view.get("files") or [])
    _aside(paper, view.get("quarantine") or [])
    imported.findings(paper, [each for each in view.get("findings") or [] if each.get("severity") == "problem"])
    if view.get("totals"):
        paper.gap()
        checked.totals(paper, view["totals"])
    paper.gap()
    ran.answer(paper, view)
    _next(paper, view.get("next") or [])
    paper.gap()
    ran.closing(paper, view)
    if view.get("seconds") is not None:
        paper.line(paper.t("cli.started.done", seconds=round(view["seconds"])), "dim")


def _read(paper: Paper, files: Sequence[Mapping[str, Any]]) -> None:
    """``Read 6 files: companies 212, deals 71``."""
    rows: Counter[str] = Counter()
    for entry in files:
        tables = entry.get("tables")
        if isinstance(tables, Mapping):
            rows.update({str(name): int(count) for name, count in tables.items() if isinstance(count, int)})
        else:
            names = [str(each.get("table")) if isinstance(each, Mapping) else str(each) for each in tables or ()]
            rows.update({name: int(entry.get("loaded") or 0) for name in names[:1]})
    counts = [f"{named(paper.t, 'table', name)} {paper.t.number(count)}" for name, count in rows.items()]
    paper.say("cli.started.read", n=len(files), tables=", ".join(counts))
    columns, understood, persons = (
        sum(int(e.get(k) or 0) for e in files) for k in ("columns", "understood", "persons")
    )
    if columns:
        words = [paper.t("cli.started.understood", n=columns, known=understood)]
        words += [paper.t("cli.started.persons", n=persons)] if persons else []
        paper.line(" ".join(words), indent=2)
    for entry in files:
        if isinstance(entry.get("error"), Mapping):
            paper.line(f"· {entry['error'].get('message', '')}", "bad", indent=2)


def _aside(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """``3 cells set aside (one churn cell reads "7897. 2%")``."""
    if not entries:
        return
    scopes = Counter(str(entry.get("scope", "row")) for entry in entries)
    t = paper.t
    parts = [t(f"cli.{scope}s", n=scopes[scope]) for scope in ("row", "cell") if scopes[scope]]
    example = next((entry for entry in entries if entry.get("scope") == "cell"), entries[0])
    words = {
        "file": example.get("file", ""),
        "line": str(example.get("line", "")),
        "value": str(example.get("value", ""))[:40],
    }
    paper.line(t("cli.started.aside", what=t.listing(parts), **words), indent=2)


def _next(paper: Paper, steps: Sequence[Any]) -> None:
    if not steps:
        return
    paper.head(paper.t("cli.next.head"))
    for step in steps[:5]:
        words = step.get("message") if isinstance(step, Mapping) else step
        paper.line(f"· {words}", indent=2)
