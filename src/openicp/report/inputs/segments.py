"""Segments and what customers have in common: values of the parts that compare groups.

Comes in: nothing; ``actions`` fills these. Goes out: frozen values with their estimates and counts. Nothing here
computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.segment import Segment, Verdict


@dataclass(frozen=True, slots=True)
class Curve:
    """Retention by months since the start, as ``metrics.retention`` gives it, thinned to be drawn."""

    months: tuple[float, ...]
    """Ascending, from 0."""
    share: tuple[float, ...]
    """Share still there."""
    low: tuple[float, ...]
    high: tuple[float, ...]
    at_risk: tuple[int, ...]
    """Accounts still observed at each of ``months``."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One row of the table of segments, best first."""

    segment: Segment
    metrics: Mapping[str, Estimate]
    """Keys of ``metrics.measure``; what is missing is shown as not known."""
    verdict: Verdict | None = None
    basis: str = "chosen"
    """``chosen`` (by attributes), ``reliable``, ``tentative`` or ``figures`` (typed in, R28)."""
    name: str | None = None
    """Overrides the label made from the conditions (a typed segment)."""
    churn_target: float | None = None
    """The target of churn that applies to it, in the unit of the churn shown (see ``ReportInput.churn``)."""
    same_as: tuple[int, ...] = ()
    """Indices of rows whose churn can't be told apart from this one's."""
    unknown: bool = False
    """The row of accounts for which the attribute is not known: never a group."""
    by_term: Mapping[int, Mapping[str, Estimate]] = field(default_factory=dict)
    """Churn of each contract length in months (0: not known), where there are several."""


@dataclass(frozen=True, slots=True)
class Trait:
    """Something customers have in common."""

    condition: Condition
    how: str
    """``mainly``, ``often``, ``some`` or ``sometimes``."""
    customers: tuple[int, int]
    """(with it, known) among customers."""
    lost: tuple[int, int] | None = None
    """(with it, known) among lost deals; ``None`` without lost deals."""
    basis: str | None = None
    """Basis of the profile's line on it: ``shown`` tells apart, ``leaning`` points that way, others describe."""
