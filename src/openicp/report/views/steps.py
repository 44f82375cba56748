"""Do this next: at most five, chosen from what the report shows.

Comes in: prospects, verdicts, gaps. Goes out: ``Steps``. It proposes nothing that the data do not give a name or a
count for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openicp.report.inputs import ReportInput, Step
from openicp.report.views import voices
from openicp.report.views.common import Sentence, names, runs
from openicp.report.views.lines import line_name
from openicp.report.views.prospects import SHOWN
from openicp.report.views.questions import QuestionView, asked, leaning, settles, written_down
from openicp.report.views.rows import because, large
from openicp.texts import Texts

MOST = 5
MOSTLY_FILLED = 0.8
MANY_LOST = 20


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, and why."""

    what: Sentence
    why: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Part 4."""

    rows: tuple[NextStep, ...]
    questions: tuple[QuestionView, ...] = ()
    """Written down before their data came, with how far each has come."""


def next_steps(inp: ReportInput, texts: Texts) -> Steps | None:
    """What to do next; ``None`` when there is nothing to say."""
    chosen = inp.steps if inp.steps is not None else tuple(_chosen(inp, texts))
    rows = tuple(_said(step, texts) for step in chosen[:MOST])
    written = written_down(inp, texts)
    return Steps(rows, written) if rows or written else None


def _said(step: Step, texts: Texts) -> NextStep:
    fields = dict(step.fields)
    if step.names:
        fields["names"] = names(texts, step.names)
    what = runs(texts(f"next.{step.code}", **fields))
    key = f"next.{step.code}.why"
    return NextStep(what, texts(key, **fields) if texts.has(key) else "")


def _chosen(inp: ReportInput, texts: Texts) -> Iterator[Step]:
    if inp.profile is None and not inp.typed:
        yield Step("bring_customers")
        return
    yield from _call(inp)
    yield from _keep(inp, texts)
    yield from _settle(inp, texts)
    yield from _fill(inp, texts)
    yield from voices.steps(inp, texts)
    yield from _verdicts(inp, texts)
    yield from _lost(inp)
    yield from _list(inp)


def _call(inp: ReportInput) -> Iterator[Step]:
    if inp.prospects is None or not inp.prospects.rows:
        return
    best = inp.prospects.rows[0].tier
    scored = inp.profile is not None and any(line.scores for line in inp.profile.lines)
    fitting = [row for row in inp.prospects.rows if row.tier == best]
    fitting = fitting if scored else fitting[:SHOWN]
    timely = [row for row in fitting if row.timing == 1]
    code = ("call_now" if scored else "call_order_now") if timely else "call" if scored else "call_order"
    chosen = (timely or fitting)[:3]
    yield Step(code, {"n": len(chosen), "tier": best}, tuple(row.name for row in chosen))


def _keep(inp: ReportInput, texts: Texts) -> Iterator[Step]:
    for row in inp.segments:
        left = row.metrics.get("left_12m") or row.metrics.get(inp.churn)
        if (
            row.verdict is None
            or row.verdict.code != "retain"
            or left is None
            or left.value is None
            or not large(row, inp)
        ):
            continue
        label = row.name or texts.label(row.segment)
        counted = left.k is not None and "left_12m" in row.metrics
        fields = {"k": left.k, "of": left.n} if counted else {"churn": texts.estimate(left)}
        yield Step("keep" if counted else "keep_rate", fields, (label,))
        return


def _verdicts(inp: ReportInput, texts: Texts) -> Iterator[Step]:
    """One segment each whose winning costs too much, that should not be chased, or that more should be sold to."""
    for code in ("cut_cost", "dont_chase", "expand"):
        rows = (r for r in inp.segments if r.verdict is not None and r.verdict.code == code and large(r, inp))
        row = next(rows, None)
        if row is not None and row.verdict is not None:
            fields = {"why": because(row.verdict, texts)}
            yield Step(f"verdict.{code}", fields, (row.name or texts.label(row.segment),))


def _settle(inp: ReportInput, texts: Texts) -> Iterator[Step]:
    """The one question to write down today; none while one that was written waits for its data."""
    profile, question = inp.profile, leaning(inp)
    if any(one.state == "open" for one in inp.questions):
        return
    if question is not None:
        yield Step("write_down", {"settles": settles(question, texts)}, (asked(question, texts),))
        return
    if profile is None or not profile.settle:
        return
    more = profile.settle.get("more")
    line = next((line for line in profile.lines if line.basis == "leaning"), None)
    if line is not None and isinstance(more, int | float):
        yield Step("settle", {"n": round(more), "label": line_name(line, texts)})


def _fill(inp: ReportInput, texts: Texts) -> Iterator[Step]:
    """The sheet that waits; else the field of the profile's own lines that is missing most, or the emptiest of all."""
    if inp.to_fill is not None:
        asked = inp.to_fill
        if not asked.attributes:
            yield Step("read_sheet", {"file": asked.file})
            return
        fields = {"n": asked.companies, "file": asked.file}
        yield Step("fill_sheet", fields, tuple(texts.attribute(name) for name in asked.attributes))
        return
    lines = {line.attribute for line in inp.profile.lines} if inp.profile else set()
    gaps = [f for f in inp.filled if f.of and f.known < f.of * MOSTLY_FILLED]
    gaps.sort(key=lambda f: (f.attribute not in lines, f.known / f.of))
    for gap in gaps[:1]:
        code = "fill_line" if gap.attribute in lines else "fill"
        yield Step(code, {"n": gap.of - gap.known, "known": gap.known, "of": gap.of}, (texts.attribute(gap.attribute),))


def _lost(inp: ReportInput) -> Iterator[Step]:
    made = inp.made
    if made.won and made.lost is not None and made.lost < min(MANY_LOST, made.won):
        yield Step("write_lost", {"n": made.lost, "won": made.won})


def _list(inp: ReportInput) -> Iterator[Step]:
    if inp.profile is not None and inp.prospects is None and inp.profile.lines:
        yield Step("list")
