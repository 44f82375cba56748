"""``run``: measure, search, fit, rank, write the report, publish.

Comes in: a workspace and what a person asked for. Goes out: what the run found, as plain data. Running again on the
same inputs does nothing again: a run's id is made of everything that decides its result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp import voice
from openicp.actions import publishing
from openicp.actions.analysis import Analysis, analyse, chosen_lines
from openicp.actions.answering import finding_plain, profile_plain, row_plain
from openicp.actions.known import Known, engine_of, nobody, tables_of
from openicp.actions.retelling import tell
from openicp.actions.telling.counting import groups_plain
from openicp.actions.telling.figures import figures_input
from openicp.actions.telling.objecting import objectors
from openicp.actions.telling.reporting import findings_of
from openicp.actions.telling.terms import terms_of
from openicp.actions.unchanged import fingerprints
from openicp.config.project import SparkSettings
from openicp.errors import InvalidChoice, ProfileNotFound
from openicp.model.profile import Profile
from openicp.model.progress import Progress, Silence
from openicp.vocab.own import fingerprint
from openicp.workspace import Change, Publication, RunRecord, Workspace, run_id

if TYPE_CHECKING:
    from openicp.config.project import ProfileSettings
    from openicp.engine import Engine
    from openicp.report.inputs import ReportInput, SegmentRow
    from openicp.texts import Texts


def run(
    ws: Workspace,
    texts: Texts,
    *,
    as_of: str | None = None,
    profile: str | None = None,
    outcome: str | None = None,
    progress: Progress | None = None,
    also: Callable[[Engine, Known], None] | None = None,
) -> dict[str, Any]:
    """Run, or return what the same run found before.

    Parameters
    ----------
    also
        Called with the engine and what was gathered, once the run is published; not where nothing was.

    Raises
    ------
    NothingImported, OutcomeNotPossible, InvalidChoice
    """
    day = _day(as_of)
    settings = _settings(ws, profile)
    name = profile or (settings.name if settings is not None else "main")
    wanted = outcome or (settings.outcome if settings is not None else None) or ws.project.outcome
    with ws.lease("run", wait_seconds=WAIT_SECONDS):
        ident = _ident(ws, name, day, wanted, texts.lang)
        before = ws.run(ident)
        latest = ws.run()
        if before is not None and latest is not None and latest.id == ident and publishing.intact(ws, ident):
            return dict(before.result)
        with engine_of(ws) as engine:
            return _run(ws, engine, texts, _Asked(ident, name, day, wanted), progress or Silence(), also)


def _settings(ws: Workspace, name: str | None) -> ProfileSettings | None:
    """What openicp.yaml says of a profile; a name that nobody wrote there is a misspelling, not a new profile."""
    found = ws.project.profile(name)
    known = [each.name for each in ws.project.profiles]
    if name is not None and found is None and name not in [*ws.profiles.names(), *([] if known else ["main"])]:
        raise ProfileNotFound(profile=name, version=None, profiles=known, reason="not_set_up")
    return found


WAIT_SECONDS = 20.0
"""For another command to finish, before a person is told to wait."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one run is about."""

    ident: str
    name: str
    day: date | None
    outcome: str | None


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InvalidChoice(option="as-of", value=text, choices=["2026-10-31"], reason="day") from None


def _ident(ws: Workspace, name: str, day: date | None, outcome: str | None, lang: str) -> str:
    words = fingerprint(ws.layout.vocab)
    return run_id(
        ws.snapshots(),
        **({"words": words} if words else {}),
        **({"tables": elsewhere} if (elsewhere := fingerprints(ws)) else {}),
        as_of=day,
        profile=name,
        outcome=outcome,
        lang=lang,
        config=replace(ws.project, engine="", spark=SparkSettings()),  # whoever adds up finds the same
        chosen=[repr(line) for line in chosen_lines(ws, name)],
        statements=ws.ledger.rows("statements"),
        **({"overdue": late} if (late := voice.overdue(ws)) else {}),
        asked=[(row["id"], row["withdrawn_on"]) for row in ws.ledger.rows("hypotheses")],
        marks=[(row["account_id"], row["mark"], row["because"]) for row in ws.ledger.rows("marks")],
    )


def _run(
    ws: Workspace,
    engine: Engine,
    texts: Texts,
    asked: _Asked,
    progress: Progress,
    also: Callable[[Engine, Known], None] | None,
) -> dict[str, Any]:
    tables = tables_of(ws)
    if "accounts" not in tables and "segment_figures" in tables:
        return _figures(ws, engine, texts, asked)
    if "accounts" not in tables:
        raise nobody(ws)
    found = analyse(
        ws, engine, name=asked.name, run=asked.ident, as_of=asked.day, outcome=asked.outcome, progress=progress
    )
    said = texts.within(terms_of(engine, tables, found.known, own_words=ws.layout.vocab))
    found, plain = _versioned(ws, found, said)
    told = tell(ws, engine, found, said, progress)
    with progress.step("report", total=1) as step:
        files = publishing.contents(ws, told.inputs, texts, ranking=told.ranking, beside=told.beside)
        step.advance()
    inputs = told.inputs
    result = _result(ws, found, told.rows, plain, asked, said) | _told(inputs, said)
    result["checks"] = _checks(ws, found, inputs, said)
    result["groups"] = groups_plain(inputs)
    result["against"] = [inputs.names[one] for one in objectors(found, inputs.misses)]
    published = _publish(ws, files, asked, result, plain=plain, changes=told.changes)
    if also is not None:
        also(engine, found.known)
    return published


def _versioned(ws: Workspace, found: Analysis, texts: Texts) -> tuple[Analysis, Mapping[str, Any] | None]:
    """The analysis with the number its profile will have, and the profile as it will be written."""
    if found.profile is None:
        return found, None
    plain = profile_plain(found.profile, texts)
    version, _ = ws.profiles.next(plain)
    numbered = replace(found.profile, version=version)
    return replace(found, profile=numbered), {**plain, "version": version}


def _result(
    ws: Workspace,
    found: Analysis,
    rows: list[SegmentRow],
    plain: Mapping[str, Any] | None,
    asked: _Asked,
    texts: Texts,
) -> dict[str, Any]:
    from openicp import facts as room

    profile: Profile | None = found.profile
    return {
        "run": asked.ident,
        "as_of": found.known.as_of.isoformat() if found.known.as_of else None,
        "currency": found.known.facts.currency,
        "report": publishing.REPORT,
        "verdict": profile.code if profile is not None else "too_little",
        "reason": _reason(found, texts),
        "profile": plain,
        "segments": [row_plain(row, found.search, texts) for row in rows],
        "totals": room.totals(found.known.facts),
        "findings": [finding_plain(one, texts) for one in findings_of(ws, found.known)],
    }


def _checks(ws: Workspace, found: Analysis, inputs: ReportInput, texts: Texts) -> list[dict[str, Any]]:
    """What a careful colleague would say of the profile."""
    from openicp import profile as room

    if found.profile is None:
        return []
    events = inputs.prospects is not None and any(row.event for row in inputs.prospects.rows)
    said = len(ws.ledger.rows("statements"))
    noticed = room.checks(found.profile, found.known.facts.accounts, statements=said, events=events)
    return [finding_plain(one, texts) for one in noticed]


def _told(inputs: ReportInput, texts: Texts) -> dict[str, Any]:
    """What the report says to do next, and what became of the list of prospects."""
    from openicp.report.views.steps import next_steps

    steps = next_steps(inputs, texts)
    rows = steps.rows if steps is not None else ()
    said = [{"message": "".join(run.text for run in step.what), "why": step.why} for step in rows]
    listed = inputs.prospects
    if listed is None:
        return {"next": said, "list": None}
    counts = {"ranked": len(listed.rows), "customers": listed.already, "doubles": listed.doubles}
    counts |= {"companies": listed.listed, "too_little_known": listed.too_little}
    return {"next": said, "list": {**counts, "tier": dict(listed.by_tier)}}


def _reason(found: Analysis, texts: Texts) -> dict[str, Any]:
    if found.profile is not None:
        return {"code": found.profile.reason, "fields": dict(found.profile.reason_fields)}
    return {"code": "no_outcome", "fields": {"reasons": dict(found.impossible)}}


def _figures(ws: Workspace, engine: Engine, texts: Texts, asked: _Asked) -> dict[str, Any]:
    """Segments without raw data (R28)."""
    inputs = figures_input(ws, engine)
    files = publishing.contents(ws, inputs, texts, ranking=None)
    result = {
        "run": asked.ident,
        "as_of": None,
        "currency": inputs.terms.currency,
        "report": publishing.REPORT,
        "verdict": "too_little",
        "reason": {"code": "figures_only", "fields": {"n": len(inputs.segments)}},
        "profile": None,
        "segments": [row_plain(row, None, texts) for row in inputs.segments],
        "totals": {},
        "findings": [finding_plain(one, texts) for one in inputs.findings],
    }
    return _publish(ws, files, asked, result, plain=None)


def _publish(
    ws: Workspace,
    files: publishing.Contents,
    asked: _Asked,
    result: dict[str, Any],
    *,
    plain: Mapping[str, Any] | None,
    changes: Sequence[Change] = (),
) -> dict[str, Any]:
    record = RunRecord(
        asked.ident, result["as_of"] or "", asked.name, (plain or {}).get("outcome", ""), result["verdict"], result
    )
    promised = [publishing.registered(ws, files, asked.ident), *changes]
    ws.publish(Publication(ledger=promised, files=files, profile=plain, run=record))
    return result


def absolute(ws: Workspace, result: Mapping[str, Any]) -> dict[str, Any]:
    """The result with the report's place on this machine."""
    return {**result, "report": str(Path(ws.path) / str(result["report"]))}
