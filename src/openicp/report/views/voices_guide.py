"""The guide to interview with, and the survey: what a page to print says, as values.

Comes in: blocks of questions, companies to ask, ``Texts``. Goes out: a ``Guide`` that the page and the document show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openicp.report.inputs import ToAsk
from openicp.report.views.voices import Asking, asked
from openicp.texts import Texts

BEFORE = ("say", "consent", "listen")
AFTER = ("write", "sheet")
FIELDS = ("company", "role", "consent")
"""What a survey asks besides its questions."""
LINES = {"answer": 3, "field": 1}
"""Lines to write on."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question."""

    text: str
    more: str
    """What to ask further, or how to answer."""
    kind: str
    """What the answer goes down as; empty in a survey."""
    lines: int


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under a title."""

    title: str
    asks: tuple[Ask, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A page to print."""

    lang: str
    title: str
    lead: str
    before: tuple[str, ...]
    asking: tuple[Asking, ...]
    whom: str
    """Whom to ask, where no workspace tells."""
    sections: tuple[Section, ...]
    after: tuple[str, ...]


Questions = Sequence[tuple[str, str]]
"""Id and kind of each question."""


def guide(company: str, blocks: Sequence[tuple[str, Questions]], to_ask: Sequence[ToAsk], texts: Texts) -> Guide:
    """The guide for interviews.

    Parameters
    ----------
    company
        Whose customers they are; empty without a workspace.
    blocks
        Id of each block, and its questions.
    """
    title = texts("guide.title")
    sections = tuple(
        Section(
            texts(f"guide.for.{name}"), tuple(_ask(one, kind, texts) for one, kind in questions), texts("guide.notes")
        )
        for name, questions in blocks
    )
    return Guide(
        texts.lang,
        texts("guide.page", company=company, title=title) if company else title,
        texts("guide.lead"),
        tuple(texts(f"guide.before.{one}") for one in BEFORE),
        tuple(asked(one, texts) for one in to_ask),
        "" if to_ask else texts("guide.whom.none"),
        sections,
        tuple(texts(f"guide.after.{one}") for one in AFTER),
    )


def survey(company: str, questions: Questions, texts: Texts) -> Guide:
    """The form that people fill in themselves; its questions are recognised when the answers come back."""
    title = texts("guide.survey.title")
    fields = [Ask(texts(f"guide.survey.{one}"), _how(one, texts), "", LINES["field"]) for one in FIELDS]
    asks = [Ask(texts(f"guide.ask.{one}"), "", "", _lines(kind)) for one, kind in questions]
    return Guide(
        texts.lang,
        texts("guide.page", company=company, title=title) if company else title,
        texts("guide.survey.lead"),
        (),
        (),
        "",
        (Section("", (*fields[:2], *asks, fields[2])),),
        (texts("guide.survey.tool"),),
    )


def _how(field: str, texts: Texts) -> str:
    key = f"guide.survey.{field}.how"
    return texts(key) if texts.has(key) else ""


def _ask(name: str, kind: str, texts: Texts) -> Ask:
    said = "" if kind == "score" else texts("guide.kind", kind=texts(f"theme.{kind}"))
    return Ask(texts(f"guide.ask.{name}"), texts(f"guide.more.{name}"), said, _lines(kind))


def _lines(kind: str) -> int:
    return LINES["field" if kind == "score" else "answer"]
