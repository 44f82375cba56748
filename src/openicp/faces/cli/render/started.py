"""What ``start`` did, from files to the list of companies to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Paper
from openicp.faces.cli.render import checked, imported, ran
from openicp.faces.cli.words import named, sentence

KNOWN = ("not_needed", "contracts_beside_subscriptions", "older_version", "untouched")
"""Reasons for which a file is not used although it is understood."""
SEEN_FROM = ("stale_billing", "stale_deals", "dates_after_as_of")
"""Findings that say why totals are those of an earlier day than the dashboard's."""
TO_START_WITH = 25
"""Companies of the list that the report shows."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """The short story of the first five minutes."""
    _read(paper, view.get("files") or [])
    _aside(paper, view.get("quarantine") or [])
    imported.findings(paper, [each for each in view.get("findings") or [] if _first_of_all(each)])
    if not view.get("asked"):
        _assumed(paper, view.get("questions") or [])
    if view.get("totals"):
        paper.gap()
        checked.totals(paper, view["totals"])
    paper.gap()
    ran.answer(paper, view)
    _next(paper, view.get("next") or [])
    paper.gap()
    _list(paper, view.get("list"))
    ran.closing(paper, view)
    if view.get("seconds") is not None:
        paper.line(paper.t("cli.started.done", seconds=round(view["seconds"])), "dim")


def _first_of_all(finding: Mapping[str, Any]) -> bool:
    return finding.get("severity") == "problem" or finding.get("code") in SEEN_FROM


def _read(paper: Paper, files: Sequence[Mapping[str, Any]]) -> None:
    """``Read 6 files: HubSpot companies 212, deals 71; Stripe subscriptions 52; list.csv prospects 180``."""
    found: dict[str, Counter[str]] = {}
    for entry in files:
        tables = list(entry.get("tables") or ())[:1]
        if tables:
            found.setdefault(_origin(paper, entry), Counter())[tables[0]] += int(entry.get("loaded") or 0)
    parts = [f"{origin} {_counts(paper, rows)}" for origin, rows in found.items()]
    paper.say(
        "cli.started.read",
        n=len({e.get("file") for e in files if e.get("tables")}),
        tables=paper.t.listing(parts, style="series"),
    )
    _understood(paper, files)
    for entry in files:
        if isinstance(entry.get("error"), Mapping):
            paper.line(f"· {entry['error'].get('message', '')}", "bad", indent=2)
    known = [str(entry.get("file")) for entry in files if entry.get("reason") in KNOWN]
    if known:
        paper.line(paper.t("cli.started.not_needed", len(known), files=known), "dim", indent=2)
    unused = [str(entry.get("file")) for entry in files if entry.get("reason") not in (None, "dictionary", *KNOWN)]
    if unused:
        paper.line(paper.t("cli.started.unused", files=unused), indent=2)


def _origin(paper: Paper, entry: Mapping[str, Any]) -> str:
    """The system that a file comes from, else its name."""
    key = f"cli.system.{entry.get('system')}"
    return paper.t(key) if paper.t.has(key) else str(entry.get("file", ""))


def _counts(paper: Paper, rows: Mapping[str, int]) -> str:
    return ", ".join(f"{named(paper.t, 'table', table)} {paper.t.number(count)}" for table, count in rows.items())


def _understood(paper: Paper, files: Sequence[Mapping[str, Any]]) -> None:
    used = [entry for entry in files if entry.get("tables")]
    columns, understood, persons = (
        sum(int(entry.get(name) or 0) for entry in used) for name in ("columns", "understood", "persons")
    )
    if columns:
        words = [paper.t("cli.started.understood", n=columns, known=understood)]
        words += [paper.t("cli.started.persons", n=persons)] if persons else []
        paper.line(" ".join(words), indent=2)


def _assumed(paper: Paper, questions: Sequence[Mapping[str, Any]]) -> None:
    """The questions that nobody was there to answer, each with the suggestion that was taken."""
    if not questions:
        return
    paper.head(paper.t("cli.questions.assumed", n=len(questions)))
    for question in questions:
        asked = sentence(paper.t, "question", question.get("code"), question.get("fields") or {})
        answer = named(paper.t, "word", question.get("answer"))
        paper.line(f"{question.get('number', '')} {asked}  [{answer}]", indent=2)


def _list(paper: Paper, listed: Any) -> None:
    """``Prospects: 25 to start with, of 180 (9 already customers, 12 too little known)``."""
    if not isinstance(listed, Mapping):
        return
    t = paper.t
    apart = [t(f"cli.list.{name}", n=n) for name in ("customers", "doubles", "too_little_known") if (n := listed[name])]
    first = min(int(listed["ranked"]), TO_START_WITH)
    key = "cli.list.apart" if apart else "cli.list"
    paper.line(t(key, n=first, of=int(listed["companies"]), apart=", ".join(apart)))


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
