"""What was read: files, columns, what was set aside; ``start`` says it before its first question.

Comes in: what an import did. Goes out: a few lines. It never lists more than a few names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Paper
from openicp.faces.cli.words import named, shortened

KNOWN = ("not_needed", "contracts_beside_subscriptions", "older_version", "untouched")
"""Reasons for which a file is not used although it is understood."""
VALUE_LENGTH = 40
NAMED = 4


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """What was read: said before the first question."""
    files = view.get("files") or []
    _files(paper, files)
    _understood(paper, files, view.get("quarantine") or [])
    _not_used(paper, files)


def _files(paper: Paper, files: Sequence[Mapping[str, Any]]) -> None:
    """``Read 6 files: HubSpot companies 212, deals 71; Stripe subscriptions 52; list.csv prospects 180``."""
    found: dict[str, Counter[str]] = {}
    for entry in files:
        if entry.get("tables"):
            found.setdefault(_origin(paper, entry), Counter())[_what(paper, entry)] += int(entry.get("loaded") or 0)
    parts = [f"{origin} {_counts(paper, rows)}" for origin, rows in found.items()]
    paper.say(
        "cli.started.read",
        n=len({entry.get("file") for entry in files if entry.get("tables")}),
        tables=paper.t.listing(parts, style="series"),
    )


def _origin(paper: Paper, entry: Mapping[str, Any]) -> str:
    """The system that a file comes from, else its name."""
    key = f"cli.system.{entry.get('system')}"
    return paper.t(key) if paper.t.has(key) else str(entry.get("file", ""))


def _what(paper: Paper, entry: Mapping[str, Any]) -> str:
    """What the rows are: people where only their roles are used, else the first table that they feed."""
    first = next(iter(entry.get("tables") or ()))
    own = f"cli.object.{entry.get('object')}"
    if first != "tags":
        return named(paper.t, "table", first)
    return paper.t(own if paper.t.has(own) else "cli.tags")


def _counts(paper: Paper, rows: Mapping[str, int]) -> str:
    return ", ".join(f"{what} {paper.t.number(count)}" for what, count in rows.items())


def _understood(paper: Paper, files: Sequence[Mapping[str, Any]], aside: Sequence[Mapping[str, Any]]) -> None:
    """``391 of 402 columns understood; 3 cells set aside (...); 14 columns with personal data kept out.``"""
    used = [entry for entry in files if entry.get("tables")]
    columns, understood, persons = (
        sum(int(entry.get(name) or 0) for entry in used) for name in ("columns", "understood", "persons")
    )
    t = paper.t
    parts = [t("cli.started.understood", n=columns, known=understood)] if columns else []
    parts += [_aside(paper, aside)] if aside else []
    parts += [t("cli.started.persons", n=persons)] if persons else []
    if parts:
        paper.line(t("cli.started.parts", parts=t.listing(parts, style="series")), indent=2)


def _aside(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> str:
    """``3 cells set aside (one reads "7897. 2%")``."""
    scopes = Counter(str(entry.get("scope", "row")) for entry in entries)
    t = paper.t
    parts = [t(f"cli.{scope}s", n=scopes[scope]) for scope in ("row", "cell") if scopes[scope]]
    example = next((entry for entry in entries if entry.get("scope") == "cell"), entries[0])
    words = {
        "file": example.get("file", ""),
        "line": str(example.get("line", "")),
        "value": shortened(str(example.get("value", "")), VALUE_LENGTH),
    }
    return t("cli.started.aside", n=len(entries), what=t.listing(parts), **words)


def _not_used(paper: Paper, files: Sequence[Mapping[str, Any]]) -> None:
    for entry in files:
        if isinstance(entry.get("error"), Mapping):
            paper.line(f"· {entry['error'].get('message', '')}", "bad", indent=2)
    known = [str(entry.get("file")) for entry in files if entry.get("reason") in KNOWN]
    if known:
        paper.line(paper.t("cli.started.not_needed", len(known), files=few(paper, known)), "dim", indent=2)
    if explain := [str(entry.get("file")) for entry in files if entry.get("reason") == "dictionary"]:
        paper.line(paper.t("cli.imported.dictionary", len(explain), files=few(paper, explain)), "dim", indent=2)
    unused = [str(entry.get("file")) for entry in files if entry.get("reason") not in (None, "dictionary", *KNOWN)]
    if unused:
        paper.line(paper.t("cli.started.unused", files=few(paper, unused)), indent=2)


def few(paper: Paper, names: Sequence[str], most: int = NAMED) -> list[str]:
    """The first names of many, and how many more there are."""
    left = len(names) - most
    return list(names) if left < 2 else [*names[:most], paper.t("cli.others_more", n=left)]
