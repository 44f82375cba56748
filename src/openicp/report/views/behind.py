"""The companies behind the counts: by name where they are few, else the command that lists them.

Comes in: groups with their counts. Goes out: one view a group, with the anchor that numbers lead to. It counts
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.model.segment import WHOLE, Segment
from openicp.report.inputs import Behind, Counted, ReportInput
from openicp.report.views.common import capital, of
from openicp.texts import Texts


@dataclass(frozen=True, slots=True)
class CountView:
    """One count of a group."""

    name: str
    count: str
    companies: str
    """By name, the most valuable first; empty where they are many."""
    command: str
    """What lists them with facts and value."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of companies."""

    anchor: str
    name: str
    counts: tuple[CountView, ...]


def anchor(segment: Segment) -> str:
    """Where the numbers of a group lead to."""
    return f"of-{segment.id}"


EVERYBODY = anchor(WHOLE)


def groups(inp: ReportInput, texts: Texts) -> tuple[GroupView, ...]:
    """All groups that the report counts."""
    return tuple(_group(one, texts) for one in inp.behind)


def _group(one: Behind, texts: Texts) -> GroupView:
    name = capital(texts.label(one.segment)) if one.segment.conditions else texts("behind.whole")
    return GroupView(anchor(one.segment), name, tuple(_count(count, one.segment, texts) for count in one.counts))


def _count(count: Counted, segment: Segment, texts: Texts) -> CountView:
    name = texts(f"behind.{count.who}")
    if count.side == "others":
        name = texts("behind.others", what=name)
    said = of(texts, (count.k, count.n)) if count.who != count.of or segment.conditions else texts.number(count.k)
    companies = texts.listing(list(count.names)) if count.names else "" if count.k else texts("behind.nobody")
    return CountView(name, said, companies, _command(count, segment))


def _command(count: Counted, segment: Segment) -> str:
    """What a terminal takes: the same in every language."""
    words = ["openicp accounts"]
    words += [f"--segment {segment.id}"] if segment.conditions else []
    words += [f"--who {count.who}"]
    words += ["--others"] if count.side == "others" else []
    return " ".join(words)
