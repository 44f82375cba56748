"""All parts of a report, in their order and with their numbers.

Comes in: ``ReportInput`` and ``Texts``. Goes out: ``Report``, which the template walks through. A part without data
is left out, and the numbers of the others close up.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.report.inputs import ReportInput
from openicp.report.views import (
    appendix,
    best,
    head,
    lines,
    prospects,
    segments,
    statement,
    steps,
    tables,
    traits,
    voices,
)
from openicp.report.views.behind import GroupView, groups
from openicp.texts import Texts


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its number, its template and its view."""

    number: int
    code: str
    """``sentence, profile, next, totals, best, common, segments, voices, prospects, against, appendix``."""
    name: str
    view: object


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report."""

    lang: str
    title: str
    head: head.Head
    parts: tuple[Part, ...]
    behind: tuple[GroupView, ...] = ()
    """The companies behind the counts, at the end of the appendix."""

    def leads(self, anchor: str) -> bool:
        """Whether there is a list behind a number, or a part of that name."""
        return self.number(anchor) is not None or any(one.anchor == anchor for one in self.behind)

    def number(self, code: str) -> int | None:
        """The number of a part, so that others can point to it."""
        return next((part.number for part in self.parts if part.code == code), None)


PARTS = (
    ("sentence", statement.statement),
    ("profile", lines.profile_view),
    ("next", steps.next_steps),
    ("totals", tables.totals),
    ("best", best.best),
    ("common", traits.common),
    ("segments", segments.segments),
    ("voices", voices.voices),
    ("prospects", prospects.prospects),
    ("against", prospects.against),
    ("appendix", appendix.appendix),
)
"""Every part in the order people read them, and what makes its view."""


def build(inp: ReportInput, texts: Texts) -> Report:
    """The views of a report, in the words of ``texts``."""
    known = texts.within(inp.terms)
    found = [(code, view) for code, make in PARTS if (view := make(inp, known)) is not None]
    parts = tuple(Part(number, code, known(f"part.{code}"), view) for number, (code, view) in enumerate(found, start=2))
    top = head.head(inp, known)
    return Report(known.lang, top.foot, top, parts, groups(inp, known))
