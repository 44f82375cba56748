"""What ``start`` did, from files to the list of companies to call.

Comes in: what was read, then the whole view. Goes out: the lines of the first five minutes. It says nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Paper
from openicp.faces.cli.render import checked, imported, moved, ran, read
from openicp.faces.cli.words import named, sentence

SEEN_FROM = ("stale_billing", "stale_deals", "dates_after_as_of")
"""Findings that say why totals are those of an earlier day than the dashboard's."""
TO_START_WITH = 25
"""Companies of the list that the report shows."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """The short story of the first five minutes; what was read is left out where it was said before the questions."""
    if not view.get("told"):
        read.show(paper, view)
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
    ran.ended(paper, view)


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
