"""What the table of segments and its pictures ask of a row: its name, its figures, whether it is more than counts.

Comes in: rows of segments. Goes out: names, estimates, answers. It decides nothing about their order.
"""

from __future__ import annotations

from openicp.model.estimate import Estimate
from openicp.model.segment import Verdict
from openicp.report.inputs import ReportInput, SegmentRow
from openicp.texts import Texts

TOO_FEW = 10


def row_name(row: SegmentRow, texts: Texts) -> str:
    """What a row is called: as typed, or by its conditions."""
    return row.name or (texts("segments.unknown") if row.unknown else texts.label(row.segment))


def known(row: SegmentRow, metric: str) -> Estimate | None:
    """A figure of a row; ``None`` when it is not known."""
    estimate = row.metrics.get(metric)
    return estimate if estimate is not None and estimate.value is not None else None


def customers_of(row: SegmentRow) -> int:
    """How many customers a row stands for; accounts where customers are not told apart."""
    estimate = known(row, "customers") or known(row, "accounts")
    return int(estimate.value) if estimate and estimate.value is not None else 0


def large(row: SegmentRow, inp: ReportInput) -> bool:
    """Whether a row is more than counts: advice rests only on those."""
    return not is_small(row, inp)


def is_small(row: SegmentRow, inp: ReportInput) -> bool:
    """Whether only counts are said of a row: fewer than ten customers, or than ten at risk."""
    churn = known(row, inp.churn) or known(row, "left_12m")
    return row.unknown or customers_of(row) < TOO_FEW or (churn is not None and churn.n < TOO_FEW)


def shared_target(inp: ReportInput, texts: Texts) -> tuple[float, str] | None:
    """The target in the column's head: only when all rows share it."""
    targets = {row.churn_target if row.churn_target is not None else inp.targets.get(inp.churn) for row in inp.segments}
    only = next(iter(targets)) if len(targets) == 1 else None
    return None if only is None else (only, texts("word.target"))


def because(verdict: Verdict, texts: Texts) -> str:
    """The reason of a verdict; empty when there are no words for it."""
    key = f"todo.{verdict.code}.{verdict.reason}"
    return texts(key, **verdict.fields) if texts.has(key) else ""
