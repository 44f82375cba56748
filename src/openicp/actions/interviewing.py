"""``interviews`` and ``voices``: whom to ask next, the guide to ask with, and what was heard so far.

Comes in: a workspace, or none. Goes out: plain data, and a file where one is asked for. It names companies and roles,
never a person.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.errors import NothingImported, OutputNotWritable, not_written

if TYPE_CHECKING:
    from openicp.actions.known import Known
    from openicp.model.facts import Floats
    from openicp.report.views.voices_guide import Guide
    from openicp.texts import Texts
    from openicp.voice import Interview
    from openicp.workspace import Workspace

Plain = dict[str, Any]
ENDINGS = (".html", ".docx", ".xlsx")
EDITED = ".docx"
"""A file that people change: another one in its place stays."""


def interviews(ws: Workspace | None, texts: Texts, out: Path | None = None, *, survey: bool = False) -> Plain:
    """Whom to interview next and why; with ``out`` the guide, the survey or the sheet for the answers.

    Raises
    ------
    OutputNotWritable
    """
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise OutputNotWritable(file=str(out), detail="", reason="form", choices=list(ENDINGS))
    company, next_ones, said = _next(ws, texts)
    if out is not None:
        _write(out, company, next_ones, said, survey=survey)
    return {
        "next": [_plain(one, said) for one in next_ones],
        "out": str(out) if out is not None else None,
        "form": _form(out, survey=survey),
    }


def _form(out: Path | None, *, survey: bool) -> str | None:
    if out is None:
        return None
    return "answers" if out.suffix.lower() == ".xlsx" else "survey" if survey else "guide"


def _next(ws: Workspace | None, texts: Texts) -> tuple[str, tuple[Interview, ...], Texts]:
    """Whose customers they are, whom to ask, and texts that know the currency."""
    from openicp import voice
    from openicp.actions.known import company
    from openicp.actions.telling.listening import candidates, groups_of
    from openicp.texts import Terms

    if ws is None:
        return "", (), texts
    try:
        known, values = _known(ws)
    except NothingImported:
        return company(ws), (), texts
    statements = voice.of_ledger(ws)
    found = candidates(known, values, _profile(ws), statements, groups_of(known, values))
    return company(ws), voice.choose(found), texts.within(Terms(currency=known.facts.currency))


def _known(ws: Workspace) -> tuple[Known, Floats]:
    from openicp import metrics
    from openicp.actions.known import engine_of, gather

    with engine_of(ws) as engine:
        known = gather(ws, engine)
    return known, metrics.values(known.facts, project=known.project)


def _profile(ws: Workspace) -> Any:
    """The newest profile, where there is one."""
    from openicp import profile

    name = next(iter(ws.profiles.names()), None)
    if name is None or not ws.profiles.versions(name):
        return None
    return profile.from_plain(ws.profiles.load(name), path=str(ws.profiles.path(name, max(ws.profiles.versions(name)))))


def _plain(one: Interview, texts: Texts) -> Plain:
    from openicp.actions.telling.listening import to_ask
    from openicp.report.views.voices import asked

    words = asked(to_ask(one), texts)
    found: Plain = {"account_id": one.account, "company": one.name, "group": one.group, "who": words.who}
    found |= {"why": words.why, "asked": one.asked[0], "of": one.asked[1], "fits": one.fits}
    return found | {"since": one.since.isoformat() if one.since else None, "worth": one.worth}


def _write(out: Path, company: str, next_ones: tuple[Interview, ...], texts: Texts, *, survey: bool) -> None:
    from openicp.report.voices_files import guide_docx, guide_html

    ending = out.suffix.lower()
    if ending == ".xlsx":
        _write_answers(out, next_ones, texts)
        return
    made = _guide(company, next_ones, texts, survey=survey)
    content = guide_docx(made, texts) if ending == EDITED else guide_html(made, texts).encode()
    with suppress(FileNotFoundError):
        if ending == EDITED and out.read_bytes() != content:
            raise OutputNotWritable(file=str(out), detail="", reason="exists")
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, out)
    except OSError as error:
        raise not_written(out, error) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _guide(company: str, next_ones: tuple[Interview, ...], texts: Texts, *, survey: bool) -> Guide:
    from openicp import voice
    from openicp.actions.telling.listening import to_ask
    from openicp.report.views import voices_guide as view

    if survey:
        return view.survey(company, [(one.id, one.kind) for one in voice.survey()], texts)
    blocks = [(block.id, [(one.id, one.kind) for one in block.questions]) for block in voice.blocks()]
    return view.guide(company, blocks, [to_ask(one) for one in next_ones], texts)


def _write_answers(out: Path, next_ones: tuple[Interview, ...], texts: Texts) -> None:
    from openicp import voice
    from openicp.worksheet import ToAnswer, write_answers

    asked = []
    for one in next_ones:
        (block,) = voice.blocks((one.group,))
        questions = [(each.kind, texts(f"guide.ask.{each.id}")) for each in block.questions if each.kind != "score"]
        asked.append(ToAnswer(one.name, tuple(questions)))
    write_answers(out, asked, texts)


def voices(ws: Workspace, texts: Texts) -> Plain:
    """What was said, by theme and group, and what of it waits for a kind or may not be quoted."""
    from openicp import voice
    from openicp.actions.telling.listening import groups_of

    statements = voice.of_ledger(ws)
    try:
        groups = groups_of(*_known(ws)) if statements else {}
    except NothingImported:
        groups = {}
    return {
        "statements": len(statements),
        "companies": len({one.company for one in statements}),
        "people": len({one.person for one in statements}),
        "themes": [_heard(one, texts) for one in voice.heard(statements, groups)],
        "unsorted": sum(one.kind is None for one in statements),
        "not_quotable": sum(not one.quotable for one in statements),
        "overdue": voice.overdue(ws),
    }


def _heard(one: Any, texts: Texts) -> Plain:
    found: Plain = {"kind": one.kind, "label": texts(f"theme.{one.kind}"), "theme": one.theme}
    found |= {"said": one.said[0], "asked": one.said[1]}
    found["groups"] = {group: {"said": k, "asked": n} for group, (k, n) in one.groups.items()}
    quotes = [("for", each) for each in one.quotes] + [("against", each) for each in one.against]
    found["quotes"] = [{"side": side, "quote": q.quote, "role": q.role, "language": q.language} for side, q in quotes]
    return found


def blank_guide(out: Path | None, texts: Texts, *, survey: bool = False) -> Plain:
    """The guide without a workspace: nobody is named.

    Raises
    ------
    OutputNotWritable
    """
    return interviews(None, texts, out, survey=survey)
