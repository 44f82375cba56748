"""What ``start`` asks: at most five questions, each with a suggestion, and what the answers change.

Comes in: a workspace after its files were read. Goes out: questions as codes and fields, with their answers kept. It
asks nothing that the data tell, and writes down as decided only what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from openicp.actions import importing
from openicp.actions.known import engine_of
from openicp.actions.matching import match
from openicp.actions.session import Session
from openicp.actions.telling.figures import MEANINGS, meaning
from openicp.workspace import Upsert

MOST_QUESTIONS = 4
"""Before the one about dashboards, which is the fifth."""
SURE = 0.9
"""A link of at least this confidence is suggested as the same company."""
BY_NAME = ("named_free", "named_renewal", "named_expansion")
"""Reasons of proposals that rest on nothing but a name."""
KINDS = ("pipeline", "free_plan")
EARNING = frozenset({"deals", "subscriptions", "mrr_events", "invoices", "items", "segment_figures"})
"""Tables with amounts of money that come in."""
CODES = {"stage": ("won", "lost", "open"), "pipeline_kind": ("new", "expansion", "renewal")}
"""What a stage or a pipeline can mean."""
MOST_WORDS = 2
"""Questions about stages and pipelines, those with the most deals first; the others wait in the files of sources."""

SKIPPED = "skipped/"
"""Keys of the ledger under which it stands that a person had no answer to a question, and is not asked again."""

Ask = Callable[[Mapping[str, Any]], str]
Question = dict[str, Any]


def questions(session: Session, ask: Ask | None) -> list[Question]:
    """Put what is open to a person; without one, take every suggestion that changes something.

    Parameters
    ----------
    ask
        Gives the answer to a question; ``None`` when nobody sits there.
    """
    asked = open_questions(session)
    decisions: dict[str, bool] = {}
    told: dict[str, str] = {}
    for question in asked:
        question["answer"] = str(ask(question) if ask is not None else question["suggestion"]).strip()
        if question["code"] == "gross_margin":
            _keep_margin(session, question["answer"])
        elif question["code"] == "clv_is":
            _keep_meaning(session, question["answer"])
        elif question["code"] in importing.WORDS:
            if ask is not None and question["answer"] in question["choices"]:
                told[str(question["proposal"])] = question["answer"]
        elif ask is not None or _merges(question):
            decisions[str(question["proposal"])] = question["answer"] == question["accepts"]
    if told:
        importing.tell(session.workspace, told)
    if decisions:
        importing.decide(session.workspace, decisions)
    if ask is None:
        return asked
    _keep_skips(session, asked)
    return [*asked, *match(session, ask)]


def _keep_skips(session: Session, asked: Iterable[Question]) -> None:
    """Who could not say the margin today is not asked for it at every start."""
    skipped = [question["code"] for question in asked if question["answer"] == "skip"]
    if skipped:
        rows = [{"key": f"{SKIPPED}{code}", "value": "yes"} for code in skipped]
        session.workspace.ledger.apply([Upsert("meta", rows)])


def _skipped(session: Session, code: str) -> bool:
    return bool(session.workspace.ledger.rows("meta", {"key": f"{SKIPPED}{code}"}))


def open_questions(session: Session) -> list[Question]:
    """Pipelines and plans known by name alone, the margin, and companies that could be one, the likeliest first."""
    waiting = importing.open_proposals(session.workspace, session.texts)
    words = [each for each in waiting if each["kind"] in importing.WORDS]
    words.sort(key=lambda each: (-each["subject"]["n"], each["kind"] != "stage"))
    named = [_word(each) for each in words[:MOST_WORDS]]
    named += [_named(each) for each in waiting if each["kind"] in KINDS and each["reason"] in BY_NAME]
    margin = _money(session)
    links = sorted((each for each in waiting if each["kind"] == "link"), key=lambda each: -each["confidence"])
    rest: Sequence[Question] = [_link(each) for each in links]
    named = named[: MOST_QUESTIONS - len(margin) - min(1, len(rest))]
    chosen = [*named, *margin, *rest][:MOST_QUESTIONS]
    return [{"number": number, "of": len(chosen), **question} for number, question in enumerate(chosen, 1)]


def _money(session: Session) -> list[Question]:
    """What only a person knows of money: the margin, or what the CLV of a typed table means."""
    project, tables = session.workspace.project, session.workspace.snapshots(verify=False)
    if "accounts" not in tables and "segment_figures" in tables:
        choices = [*MEANINGS, "skip"]
        asked = {"code": "clv_is", "fields": {}, "suggestion": "skip", "choices": choices}
        known = project.clv_is is not None or _skipped(session, "clv_is") or _meaning(session) is not None
        return [] if known else [asked]
    if project.gross_margin is not None or not _earning(session, tables):
        return []
    asked = {"code": "gross_margin", "fields": {}, "suggestion": "skip"}
    return [] if _skipped(session, "gross_margin") else [asked]


def _earning(session: Session, tables: Iterable[str]) -> bool:
    """Whether any file tells of revenue: of a mere list of companies or of ratings no margin is asked."""
    if EARNING & set(tables):
        return True
    rows = session.workspace.ledger.rows("sources")
    columns = (each for row in rows for each in (row["detail"] or {}).get("columns", ()))
    return any(each.get("column") in ("mrr", "arr") for each in columns)


def _meaning(session: Session) -> str | None:
    with engine_of(session.workspace) as engine:
        return meaning(session.workspace, engine)


def _word(proposal: Mapping[str, Any]) -> Question:
    """What a stage or a pipeline means that says nothing; the suggestion is what was assumed."""
    _, ours, _ = importing.WORDS[proposal["kind"]]
    asked = {"code": proposal["kind"], "fields": dict(proposal["subject"]), "suggestion": proposal["suggestion"][ours]}
    return {**asked, "choices": list(CODES[proposal["kind"]]), "proposal": proposal["id"]}


def _named(proposal: Mapping[str, Any]) -> Question:
    """Is it new business, does it pay? The suggestion is no, and no accepts what was taken."""
    fields = dict(proposal["subject"])
    asked = {"code": proposal["kind"], "fields": fields, "suggestion": "no", "accepts": "no"}
    return {**asked, "choices": ["yes", "no"], "proposal": proposal["id"]}


def _link(proposal: Mapping[str, Any]) -> Question:
    likely = "yes" if proposal["confidence"] >= SURE else "no"
    told = ("first", "first_source", "second", "second_source")
    fields = {name: proposal["subject"][name] for name in told} | {"message": proposal["message"]}
    asked = {"code": "link", "fields": fields, "suggestion": likely, "accepts": "yes"}
    return {**asked, "choices": ["yes", "no"], "proposal": proposal["id"]}


def _merges(question: Question) -> bool:
    return bool(question["code"] == "link" and question["answer"] == "yes")


def _keep_margin(session: Session, answer: str) -> None:
    share = share_of(answer)
    if share is not None:
        session.workspace.configure(gross_margin=share)


def _keep_meaning(session: Session, answer: str) -> None:
    if answer in MEANINGS:
        session.workspace.configure(clv_is=answer)


def share_of(text: str) -> float | None:
    """``80 %``, ``80`` or ``0.8``; anything else is no answer.

    >>> share_of("80 %"), share_of("0,8"), share_of("1 %"), share_of("skip"), share_of("800")
    (0.8, 0.8, 0.01, None, None)
    """
    try:
        value = float(text.replace("%", "").replace(",", ".").strip())
    except ValueError:
        return None
    share = value / 100 if "%" in text or value > 1 else value
    return share if 0 < share <= 1 else None
