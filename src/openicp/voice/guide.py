"""The guide to ask with: which questions, in which order, for whom, and of which kind the answers are.

Comes in: nothing. Goes out: ``Block`` and ``Question`` values; their words stand in ``texts`` by id. The questions of
the survey are recognised when its answers come back (``vocab/voice_questions.tsv``; a test compares).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question."""

    id: str
    """``guide.ask.<id>`` in ``texts``; what to ask further is ``guide.more.<id>``."""
    kind: str
    """Code of ``voice_kind`` that its answers are; ``score`` for a number."""


@dataclass(frozen=True, slots=True)
class Block:
    """The questions for some of those who are asked."""

    id: str
    """``guide.for.<id>`` in ``texts``."""
    groups: tuple[str, ...]
    """Who is asked: groups of ``counting``."""
    questions: tuple[Question, ...]


PAIN, TRIGGER, OUTCOME = Question("pain", "pain"), Question("trigger", "trigger"), Question("outcome", "outcome")
BENEFIT, WHY_US, DOUBT = Question("benefit", "benefit"), Question("why_us", "why_us"), Question("doubt", "doubt")
LIKE, REMAINING, SCORE = Question("like", "like"), Question("remaining", "remaining"), Question("score", "score")
LOSS, LEAVE, HOLDS = Question("loss", "loss"), Question("leave", "leave"), Question("holds", "doubt")
BLOCKS = (
    Block("customers", ("best", "stayed"), (PAIN, TRIGGER, DOUBT, WHY_US, OUTCOME, BENEFIT, LIKE, REMAINING, SCORE)),
    Block("left", ("left",), (PAIN, TRIGGER, WHY_US, LIKE, LEAVE, REMAINING)),
    Block("lost", ("lost",), (PAIN, TRIGGER, OUTCOME, DOUBT, LOSS)),
    Block("open", ("open",), (PAIN, TRIGGER, OUTCOME, HOLDS)),
)
"""Each in the order of a conversation: from before to today, and what is awkward last."""


def blocks(groups: tuple[str, ...] = ()) -> tuple[Block, ...]:
    """The blocks for some groups; all of them by default."""
    return tuple(block for block in BLOCKS if not groups or set(block.groups) & set(groups))


def survey() -> tuple[Question, ...]:
    """The questions of the form that people fill in themselves: those for customers, in their order."""
    return BLOCKS[0].questions
