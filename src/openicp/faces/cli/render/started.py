"""What ``start`` did, from files to the list of companies to call.

Comes in: what was read, then the whole view. Goes out: the lines of the first five minutes. It says nothing twice.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openicp.faces.cli.paper import Paper
from openicp.faces.cli.render import checked, imported, moved, ran
from openicp.faces.cli.words import named, sentence, shortened

KNOWN = ("not_needed", "contracts_beside_subscriptions", "older_version", "untouched")
"""Reasons for which a file is not used although it is understood."""
SEEN_FROM = ("stale_billing", "stale_deals", "dates_after_as_of")
"""Findings that say why totals are those of an earlier day than the dashboard's."""
TO_START_WITH = 25
"""Companies of the list that the report shows."""
VALUE_LENGTH = 40
NAMED = 4


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """The short story of the first five minutes; what was read is left out where it was said before the questions."""
    if not view.get("told"):
        read(paper, view)
    imported.findings(paper, [each for each in view.get("findings") or [] if _first_of_all(each)])
    if not view.get("asked"):
        _assumed(paper, view.get("questions") or [])
    _totals(paper, view)
    if view.get("again"):
        moved.short(paper, view.get("moved") or {})
    paper.gap()
    ran.answer(paper, view)
    paper.gap()
    ran.next_steps(paper, view.get("next") or [])
    _list(paper, view.get("list"))
    closing(paper, view)


def read(paper: Paper, view: Mapping[str, Any]) -> None:
    """What was read: said before the first question."""
    files = view.get("files") or []
    _files(paper, files)
    _understood(paper, files, view.get("quarantine") or [])
    _not_used(paper, files)


def closing(paper: Paper, view: Mapping[str, Any]) -> None:
    """``Report: exports/openicp/reports/report.html   18 s.  Nothing left this machine.``"""
    t = paper.t
    if view.get("as_of"):
        paper.line(t("cli.ran.as_of", date=ran.day(view["as_of"])), "dim")
    if view.get("report"):
        paper.line(t("cli.ran.report", path=near(str(view["report"]))), "accent")
    if view.get("seconds") is not None:
        paper.line(t("cli.started.done", seconds=max(1, round(view["seconds"]))), "dim")


def near(path: str) -> str:
    """A path as seen from here, where it lies below."""
    try:
        return str(Path(path).resolve().relative_to(Path(os.getcwd()).resolve()))
    except (ValueError, OSError):
        return path


def _first_of_all(finding: Mapping[str, Any]) -> bool:
    return finding.get("severity") == "problem" or finding.get("code") in SEEN_FROM


def _totals(paper: Paper, view: Mapping[str, Any]) -> None:
    """What was typed beside ours; where nothing was typed and nobody asked, ours in one line."""
    typed = [entry for entry in view.get("totals") or [] if entry.get("yours") is not None]
    if typed:
        paper.gap()
        checked.totals(paper, typed)
    elif view.get("figures") and not view.get("asked"):
        paper.gap()
        paper.say("cli.started.figures", figures=view["figures"])


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


def _what(paper: Paper, entry: Mapping[str, Any]) -> str:
    """What the rows are: people where only their roles are used, else the first table that they feed."""
    first = next(iter(entry.get("tables") or ()))
    own = f"cli.object.{entry.get('object')}"
    if first != "tags":
        return named(paper.t, "table", first)
    return paper.t(own if paper.t.has(own) else "cli.tags")


def _not_used(paper: Paper, files: Sequence[Mapping[str, Any]]) -> None:
    for entry in files:
        if isinstance(entry.get("error"), Mapping):
            paper.line(f"· {entry['error'].get('message', '')}", "bad", indent=2)
    known = [str(entry.get("file")) for entry in files if entry.get("reason") in KNOWN]
    if known:
        paper.line(paper.t("cli.started.not_needed", len(known), files=few(paper, known)), "dim", indent=2)
    unused = [str(entry.get("file")) for entry in files if entry.get("reason") not in (None, "dictionary", *KNOWN)]
    if unused:
        paper.line(paper.t("cli.started.unused", files=few(paper, unused)), indent=2)


def few(paper: Paper, names: Sequence[str], most: int = NAMED) -> list[str]:
    """The first names of many, and how many more there are."""
    left = len(names) - most
    return list(names) if left < 2 else [*names[:most], paper.t("cli.others_more", n=left)]


def _origin(paper: Paper, entry: Mapping[str, Any]) -> str:
    """The system that a file comes from, else its name."""
    key = f"cli.system.{entry.get('system')}"
    return paper.t(key) if paper.t.has(key) else str(entry.get("file", ""))


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
