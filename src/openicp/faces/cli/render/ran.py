"""What a run made: the verdict, the profile, where the report is."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.text import Text

from openicp.faces.cli.paper import Column, Paper
from openicp.faces.cli.render import profile as profiles

MOST_STEPS = 5


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """The answer first, then where to read more."""
    answer(paper, view)
    paper.gap()
    next_steps(paper, view.get("next") or [])
    closing(paper, view)
    paper.line(paper.t("cli.ran.next"), "dim")


def answer(paper: Paper, view: Mapping[str, Any]) -> None:
    """Verdict, sentence and lines."""
    profile = view.get("profile") if isinstance(view.get("profile"), Mapping) else {}
    given = view.get("verdict")
    code = given.get("code") if isinstance(given, Mapping) else given
    reason = view.get("reason") or (given if isinstance(given, Mapping) and given.get("reason") else None)
    if isinstance(given, Mapping) and given.get("reason"):
        reason = {"code": given["reason"], "fields": given.get("fields") or {}}
    profiles.verdict(paper, code, reason or (profile or {}).get("reason"), profile or view)
    if not profile:
        return
    spoken = profiles.statement(paper, profile.get("statement"))
    if spoken:
        paper.line(spoken)
    profiles.lines(paper, profile)
    if view.get("against"):
        paper.line(paper.t("cli.against", names=", ".join(view["against"])), indent=2)


def next_steps(paper: Paper, steps: Sequence[Any]) -> None:
    """At most five, the first on the line that says what they are."""
    said = [str(step.get("message") if isinstance(step, Mapping) else step) for step in steps[:MOST_STEPS]]
    if not said:
        return
    rows: list[list[str | Text]] = [[Text(paper.t("cli.next") if at == 0 else ""), one] for at, one in enumerate(said)]
    paper.table([Column("", fold=False), Column("")], rows, indent=0)


def day(value: Any) -> Any:
    """An ISO date as a date, so that it is said in the reader's language; anything else as it is."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return str(value)


def closing(paper: Paper, view: Mapping[str, Any]) -> None:
    """The day the data run to, and the report."""
    if view.get("as_of"):
        paper.say("cli.ran.as_of", date=day(view["as_of"]))
    if view.get("report"):
        paper.line(paper.t("cli.ran.report", path=str(view["report"])), "accent")


def ended(paper: Paper, view: Mapping[str, Any]) -> None:
    """``Report: exports/openicp/reports/report.html   18 s.  Nothing left this machine.``"""
    t = paper.t
    if view.get("as_of"):
        paper.line(t("cli.ran.as_of", date=day(view["as_of"])), "dim")
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
