"""What one run works out, from published tables to a profile: each room asked once, in the order of the method.

Comes in: a workspace and what to look for. Goes out: an ``Analysis`` of finished values. It writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from openicp.actions.hearing import with_heard
from openicp.actions.known import SEED, Known, gather
from openicp.errors import OutcomeNotPossible
from openicp.model.finding import Finding
from openicp.model.profile import Line, Profile
from openicp.model.progress import Progress, Silence
from openicp.model.segment import SearchResult
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine
    from openicp.model.cells import Labels
    from openicp.model.facts import Floats


@dataclass(frozen=True)
class Analysis:
    """Everything a run found."""

    known: Known
    outcome: str | None
    """``None`` when no outcome can be told from the data."""
    labels: Labels | None
    search: SearchResult | None
    profile: Profile | None
    values: Floats
    """(n,) value of each account."""
    impossible: Mapping[str, str] = field(default_factory=dict)
    """Outcome: code of why the data cannot tell it."""


def analyse(
    ws: Workspace,
    engine: Engine,
    *,
    name: str,
    run: str,
    as_of: date | None = None,
    outcome: str | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Gather, label, search and fit.

    Raises
    ------
    NothingImported
        When no company is known.
    OutcomeNotPossible
        When a person asked for an outcome that the data cannot tell.
    """
    from openicp import metrics, segments

    told = progress or Silence()
    with told.step("gather", total=1) as step:
        known = gather(ws, engine, as_of=as_of)
        step.advance()
    values = metrics.values(known.facts, project=ws.project)
    possible = metrics.possible_outcomes(known.facts, project=ws.project)
    impossible = {name: reason for name, reason in possible.items() if reason}
    try:
        labels = metrics.label(known.facts, outcome, project=ws.project)
    except OutcomeNotPossible:
        if outcome is not None:
            raise
        return Analysis(known, None, None, None, None, values, impossible)
    looked = segments.at_most(labels, known.facts.accounts.account_id)
    known = replace(known, findings=(*known.findings, *_sampled(labels, looked)))
    found, profile = _fit(ws, known, looked, values, name=name, run=run, progress=told)
    profile = _elsewhere(_leaning(profile, known), known, set(possible) - set(impossible) - {labels.outcome})
    return Analysis(known, labels.outcome, looked, found, profile, values, impossible)


def _sampled(labels: Labels, looked: Labels) -> list[Finding]:
    """Among how many companies was looked, where they were too many for all."""
    every, part = (int((each.values >= 0).sum()) for each in (labels, looked))
    return [Finding("searched_sample", "note", {"n": part, "of": every})] if part < every else []


def _leaning(fitted: Profile, known: Known) -> Profile:
    """Where nothing was found, with the grouping of customers that left least."""
    from openicp import profile
    from openicp.actions.hypotheses import least_left

    decided = {line.attribute for line in fitted.lines if line.basis == "chosen"}
    found = least_left(known, decided=decided) if profile.asks_who_left(fitted) else None
    return fitted if found is None else profile.with_least_left(fitted, known.facts.accounts, found)


def _elsewhere(fitted: Profile, known: Known, outcomes: set[str]) -> Profile:
    """The profile with what its lines tell under the other outcomes that are possible."""
    from openicp import metrics, profile

    others = {name: metrics.label(known.facts, name, project=known.project) for name in sorted(outcomes)}
    return profile.elsewhere(fitted, known.facts.accounts, others)


def _fit(
    ws: Workspace, known: Known, labels: Labels, values: Floats, *, name: str, run: str, progress: Progress
) -> tuple[SearchResult, Profile]:
    from openicp import profile, segments

    accounts = known.facts.accounts
    leaks = profile.leaks(accounts, labels)
    exclude = frozenset(attribute for attribute, _ in leaks) - set(ws.project.attributes)
    found = segments.search(accounts, labels, seed=SEED, exclude=exclude, progress=progress)
    fitted = profile.fit(
        accounts,
        labels,
        found,
        values=values,
        name=name,
        version=0,
        as_of=known.facts.as_of.isoformat(),
        run=run,
        seed=SEED,
        exclude=exclude,
        keep=frozenset(ws.project.attributes),
        left_out=known.facts.leaked,
        chosen=chosen_lines(ws, name),
        progress=progress,
    )
    return found, with_heard(ws, fitted)


def chosen_lines(ws: Workspace, name: str) -> tuple[Line, ...]:
    """Lines that a person put into the newest version: they are kept."""
    from openicp import profile

    if not ws.profiles.versions(name):
        return ()
    place = str(ws.profiles.path(name, max(ws.profiles.versions(name))))
    newest = profile.from_plain(ws.profiles.load(name), path=place)
    return tuple(line for line in newest.lines if line.basis == "chosen")
