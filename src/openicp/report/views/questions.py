"""Questions to write down, and those that were: what they ask, what the counts say, how far they have come.

Comes in: ``Question`` values. Goes out: their sentences. A question that nobody has tested is never said to hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.model.estimate import Estimate
from openicp.report.inputs import Question, ReportInput
from openicp.texts import Texts

OWN_WORDS = ("loyal", "won")
"""Outcomes that have a question of their own."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question in words."""

    state: str
    question: str
    counts: str
    """What the data said that suggested it."""
    leaning: str
    standing: str
    """What settles it, how far it has come, or what it came to."""


def question_view(one: Question, texts: Texts) -> QuestionView:
    """A question in words."""
    return QuestionView(one.state, asked(one, texts), counts(one, texts), _leaning(one, texts), _standing(one, texts))


def written_down(inp: ReportInput, texts: Texts) -> tuple[QuestionView, ...]:
    """The questions that were written down and are still asked, or answered."""
    return tuple(question_view(one, texts) for one in inp.questions if one.state not in ("suggested", "withdrawn"))


def leaning(inp: ReportInput) -> Question | None:
    """The question that is worth writing down first; ``None`` where nothing points anywhere, or all is written."""
    return next((one for one in inp.questions if one.state == "suggested" and one.points), None)


def points(inp: ReportInput) -> Question | None:
    """The first that points a way and has no answer yet, written down or not."""
    return next((one for one in inp.questions if one.state in ("suggested", "open") and one.points), None)


def asked(one: Question, texts: Texts) -> str:
    """The question itself."""
    outcome = one.outcome if one.outcome in OWN_WORDS else "other"
    key = f"hypothesis.{outcome}.{'more' if one.more else 'less'}"
    return texts(key, label=texts.label(one.segment), outcome=texts(f"outcome.{one.outcome}"))


def counts(one: Question, texts: Texts) -> str:
    """``Digital agencies: 1 of 14 left (7%, 1–31). All others: 10 of 26 (38%, 22–57).``"""
    fields = {"label": texts.label(one.segment), "outcome": texts(f"outcome.{one.outcome}")}
    said = "counted.left" if one.about == "left" else "counted"
    inside, others = counted(one.inside, texts, said=said), counted(one.others, texts)
    return texts(f"hypothesis.counts.{one.about}", **fields, inside=inside, others=others)


def counted(estimate: Estimate, texts: Texts, *, said: str = "counted") -> str:
    """The count first, then the share with its range: ``10 of 26 (38%, 22–57)``."""
    if estimate.k is None or estimate.value is None:
        return texts.estimate(estimate)
    spread = texts.range(estimate.low, estimate.high, "share")
    return f"{texts(said, k=estimate.k, n=estimate.n)} ({texts.share(estimate.value, digits=0)}, {spread})"


def _leaning(one: Question, texts: Texts) -> str:
    if one.state in ("suggested", "open") and one.looked_at > 1:
        return texts("hypothesis.leaning" if one.points else "hypothesis.clearest", n=one.looked_at)
    return ""


def settles(one: Question, texts: Texts) -> str:
    """How many more settle it."""
    return texts(f"hypothesis.settle.{whom(one)}", n=one.needed, half=one.needed_half or one.needed)


def whom(one: Question) -> str:
    """Whom an outcome is about."""
    return "customers" if one.of_customers else "companies"


def _standing(one: Question, texts: Texts) -> str:
    if one.state == "suggested":
        return settles(one, texts)
    if one.state == "withdrawn":
        return texts("hypothesis.withdrawn")
    if one.ready:
        return texts("hypothesis.ready", n=one.seen)
    if one.state == "open":
        return texts(
            f"hypothesis.open.{whom(one)}", n=one.needed, seen=one.seen, inside=one.new_inside[1], since=one.since
        )
    fields = {"date": one.answered_on, "inside": _pair(one.new_inside, texts), "others": _pair(one.new_others, texts)}
    return texts(f"hypothesis.{one.state}", n=one.seen, **fields)


def _pair(pair: tuple[int, int], texts: Texts) -> str:
    return texts("counted", k=pair[0], n=pair[1])
