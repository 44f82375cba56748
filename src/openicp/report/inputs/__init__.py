"""What a report is made from: finished values of the other rooms, in one frozen place.

Comes in: nothing; ``actions`` fills ``ReportInput``. Goes out: values that the views turn into words and
pictures. Nothing here computes: every figure arrives as an ``Estimate`` or as a count, every text as a code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from openicp.model.estimate import Estimate
from openicp.model.finding import Finding, SetAside
from openicp.model.profile import Profile
from openicp.report.doubts import Disagreement, Helpful, Odd
from openicp.report.inputs.behind import Behind, Counted
from openicp.report.inputs.customers import BestCustomer, BestTrait, Reason
from openicp.report.inputs.prospects import Miss, Misses, ProspectRow, Prospects
from openicp.report.inputs.questions import Question
from openicp.report.inputs.segments import Curve, SegmentRow, Trait
from openicp.report.inputs.sources import Filled, SourceRow, ToFill
from openicp.report.inputs.totals import EQUAL, Because, Total
from openicp.report.inputs.voices import GROUPS, Contradiction, Quote, Role, Theme, ToAsk
from openicp.texts.terms import Terms

__all__ = [
    "EQUAL",
    "GROUPS",
    "Because",
    "Behind",
    "BestCustomer",
    "BestTrait",
    "Contradiction",
    "Counted",
    "Curve",
    "Filled",
    "Made",
    "Miss",
    "Misses",
    "ProspectRow",
    "Prospects",
    "Question",
    "Quote",
    "Reason",
    "ReportInput",
    "Role",
    "SegmentRow",
    "SourceRow",
    "Step",
    "Theme",
    "ToAsk",
    "ToFill",
    "Total",
    "Trait",
]


@dataclass(frozen=True, slots=True)
class Made:
    """What the report is made from: counts for its head and for thin data. ``None``: no source tells."""

    customers: int = 0
    """Companies that have ever paid."""
    active: int | None = None
    """Of these, paying at the as-of date; ``None``: no source tells who left."""
    won: int | None = None
    """Won deals of new business."""
    lost: int | None = None
    """Lost deals of new business."""
    open: int | None = None
    """Open deals."""
    interviews: int = 0
    """People interviewed (each counts once)."""
    prospects: int = 0
    """Companies on the prospect list."""
    months_at_risk: float | None = None
    """Customer-months in which those who left did so; ``None`` where someone left twice."""
    companies: int = 0
    """Companies of any kind."""

    @property
    def closed(self) -> int | None:
        """Closed deals."""
        return None if self.won is None or self.lost is None else self.won + self.lost


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next: ``next.<code>`` and ``next.<code>.why`` with ``fields``; names in ``names``."""

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """Companies, files: shown bold and joined as a list under the field ``names``."""


@dataclass(frozen=True)
class ReportInput:
    """Everything one report shows; ``company`` and ``as_of`` are needed, the parts come with data."""

    company: str
    """Whose profile it is."""
    as_of: date | None
    """The data run to this day; ``None`` for typed figures without a date."""
    terms: Terms = field(default_factory=Terms)
    """What attributes and own values are called, and the base currency."""
    tagline: str = ""
    """What is sold, in the user's words."""
    product_version: str = ""
    """Version of OpenICP that made it, for the foot of the page."""
    next_review: date | None = None
    example: bool = False
    """The figures are of an invented example: said in the head."""
    made: Made = field(default_factory=Made)
    profile: Profile | None = None
    """``None`` when only figures of segments are known (R28)."""
    names: Mapping[str, str] = field(default_factory=dict)
    """account_id: name, for every account that is named anywhere."""
    whole: Mapping[str, Estimate] = field(default_factory=dict)
    """``metrics.measure`` of all accounts."""
    inside: Mapping[str, Estimate] = field(default_factory=dict)
    """... of those inside ``profile.segment``."""
    others: Mapping[str, Estimate] = field(default_factory=dict)
    """... of those known to be outside."""
    targets: Mapping[str, float] = field(default_factory=dict)
    """``monthly_churn, annual_churn, ltv_cac, payback_months``: as configured."""
    churn: str = "annual_churn"
    """Which metric the churn columns show: ``annual_churn``, or ``monthly_churn`` for typed figures."""
    clv_basis: str = "margin"
    """``margin`` or ``revenue`` (no margin known): what values are made of."""
    clv_months: int = 60
    """Horizon of CLV."""
    segments: tuple[SegmentRow, ...] = ()
    curve_inside: Curve | None = None
    curve_others: Curve | None = None
    curve_whole: Curve | None = None
    """Drawn when there is no segment."""
    traits: tuple[Trait, ...] = ()
    best: tuple[BestCustomer, ...] = ()
    best_traits: tuple[BestTrait, ...] = ()
    roles: tuple[Role, ...] = ()
    themes: tuple[Theme, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    to_ask: tuple[ToAsk, ...] = ()
    """Whom to interview next, the most missed first."""
    unsorted: int = 0
    """Quotes of which nobody has said the kind."""
    channels: tuple[tuple[str, int, int], ...] = ()
    """(channel, won inside the profile, known): where we meet them, most first."""
    prospects: Prospects | None = None
    misses: Misses = field(default_factory=Misses)
    behind: tuple[Behind, ...] = ()
    """The companies that the counts are of, group by group; numbers of a group lead to it."""
    totals: tuple[Total, ...] = ()
    questions: tuple[Question, ...] = ()
    """Written down, then those worth writing down."""
    steps: tuple[Step, ...] | None = None
    """``None``: the report chooses at most five from what it shows."""
    filled: tuple[Filled, ...] = ()
    conflicts: tuple[Disagreement, ...] = ()
    suspicious: tuple[Odd, ...] = ()
    helpful: tuple[Helpful, ...] = ()
    to_fill: ToFill | None = None
    sources: tuple[SourceRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    """The first few; ``set_aside_total`` says of how many."""
    set_aside_total: int | None = None
    leaked: tuple[tuple[str, str], ...] = ()
    """``Facts.leaked``: fields never offered as attributes."""

    @property
    def typed(self) -> bool:
        """Whether segments were typed in, with no companies behind them (R28)."""
        return self.profile is None and any(row.basis == "figures" for row in self.segments)
