"""What a report is made from: finished values of the other rooms, in one frozen place.

Comes in: nothing; ``actions`` fills ``ReportInput``. Goes out: values that the views turn into words and
pictures. Nothing here computes: every figure arrives as an ``Estimate`` or as a count, every text as a code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.finding import Finding, SetAside
from openicp.model.profile import Profile
from openicp.model.segment import Segment, Verdict
from openicp.report.doubts import Disagreement, Helpful, Odd
from openicp.texts.terms import Terms


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


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence or phrase as a code of ``texts`` and its fields."""

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BestCustomer:
    """One of the most valuable customers."""

    account_id: str
    value: Estimate
    """Margin (or revenue, see ``clv_basis``) so far and still to come, less the cost of winning."""
    reasons: tuple[Reason, ...] = ()
    """``why.stayed`` (n months), ``why.closed_fast`` (n days), ``why.recommended`` (n), ``why.grew``."""
    facts: tuple[tuple[str, object], ...] = ()
    """(attribute, code or (low, high)) that describe it, at most three: said as `tech, 340 people, US`."""
    inside: bool | None = None
    """Whether the company is inside the profile's segment."""


@dataclass(frozen=True, slots=True)
class BestTrait:
    """A trait of the best customers beside the others and the lost: (k, known) each."""

    condition: Condition
    best: tuple[int, int]
    others: tuple[int, int] | None = None
    lost: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a person, named by role only."""

    text: str
    role: str = ""
    """Already without any name: "project manager, 90 people, US"."""
    group: str | None = None
    """``best``, ``left``, ``lost``, ``open`` or ``None``."""
    lang: str | None = None


GROUPS = ("best", "stayed", "left", "lost", "open")
"""Who says something, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What several people said."""

    kind: str
    """``pain, trigger, outcome, benefit, why_us, doubt, loss, leave, like, remaining``."""
    name: str
    """The theme as the codebook names it."""
    said: tuple[int, int]
    """(k, n): people who said it, of those asked."""
    groups: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """``best``, ``left``, ``lost``, ``open``: (k, n)."""
    quotes: tuple[Quote, ...] = ()
    against: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A role inside the companies of the profile."""

    part: str
    """``decides``, ``uses``, ``sometimes``, ``stops`` or ``named`` (known only that it occurs)."""
    role: str
    """Code of ``vocab`` or the original."""
    said: tuple[int, int]
    """(with it, known)."""


@dataclass(frozen=True, slots=True)
class Because:
    """One reason why two totals differ: ``because.<rule>``."""

    rule: str
    fields: Mapping[str, object] = field(default_factory=dict)
    delta: float = 0.0
    """What it adds to our figure on the way to the person's."""
    parts: tuple[tuple[str, float], ...] = ()
    """Companies behind it, and how much of it is theirs."""
    perhaps: bool = False
    """It would explain the difference as well as the one before."""


EQUAL = {"money": 0.005, "cycle_days": 0.5, "win_rate": 0.000501}
"""Up to which difference a typed figure is ours, by total or unit; counts must be the same."""


@dataclass(frozen=True, slots=True)
class Total:
    """One of our totals beside the user's own."""

    code: str
    """``customers, active, mrr, mrr_new..., won, lost, open, win_rate, cycle_days, spend, leads``: ``total.<code>``."""
    ours: Estimate
    yours: float | None = None
    """What the user typed; ``None`` when nothing was typed."""
    whys: tuple[Because, ...] = ()
    """Why they differ, item by item."""
    rest: float = 0.0
    """What of yours less ours stays unexplained."""
    as_of: date | None = None
    """The day that was typed with it."""
    currency: str | None = None
    """Where it is not that of all sums."""

    @property
    def equal(self) -> bool:
        """Whether both are the same, up to what a dashboard rounds away."""
        if self.yours is None or self.ours.value is None:
            return False
        return abs(self.ours.value - self.yours) <= EQUAL.get(self.code, EQUAL.get(self.ours.unit, 0.5))


@dataclass(frozen=True, slots=True)
class ProspectRow:
    """One ranked company."""

    name: str
    points: int
    """``score``."""
    low: int
    """``score_low``."""
    high: int
    """``score_high``."""
    tier: str
    """Letter; empty when the profile has none."""
    tier_or: str = ""
    """The other tier that the unknown fields leave open."""
    timing: int | None = None
    """1 something happened lately, 2 longer ago, 3 nothing known; ``None``: no timing in the list."""
    facts: tuple[tuple[str, object], ...] = ()
    """(attribute, code or (low, high)): said under the name."""
    why: tuple[tuple[str, object, int], ...] = ()
    """(attribute, code, (low, high) or Condition; points), most points first."""
    also: tuple[tuple[str, object], ...] = ()
    """(attribute, Condition): lines without points that hold."""
    ask: tuple[str, ...] = ()
    """Attributes that are unknown and carry points, most telling first."""
    ask_changes: str = ""
    """Tier that the first answer could lead to; empty when it changes nothing."""
    event: str = ""
    """What happened, in the list's own words."""
    event_on: date | None = None
    chance: Estimate | None = None
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Prospects:
    """The ranked list and what became of the whole list."""

    rows: tuple[ProspectRow, ...]
    """Best first; the report shows 25, the tables all."""
    listed: int
    """Companies on the list."""
    by_tier: Mapping[str, int] = field(default_factory=dict)
    """Tier: companies."""
    already: int = 0
    """Set apart: already customers."""
    doubles: int = 0
    """Set apart: doubles within the list."""
    too_little: int = 0
    """Set apart: too little known to rank."""
    histogram: Mapping[int, int] = field(default_factory=dict)
    """Points: companies, for the picture of tiers."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A company that speaks against the profile."""

    account_id: str
    points: int | None
    what: tuple[Reason, ...] = ()
    """``miss.lost`` (reason), ``miss.left`` (months), ``miss.small`` (value), ``miss.worth`` (value)..."""


@dataclass(frozen=True, slots=True)
class Misses:
    """Who speaks against it: the first few by name, and of how many."""

    many_points: tuple[Miss, ...] = ()
    """Best tier, yet not valuable."""
    many_of: tuple[int, int] | None = None
    """(not valuable, in the best tier)."""
    few_points: tuple[Miss, ...] = ()
    """Lowest tier, yet valuable."""
    few_of: tuple[int, int] | None = None
    """(valuable, in the lowest tier)."""
    why_lost: tuple[tuple[str, int], ...] = ()
    """Why deals in the best tier were lost: (reason as written, companies), the most frequent first."""


@dataclass(frozen=True, slots=True)
class Filled:
    """How much of an attribute is filled."""

    attribute: str
    known: int
    of: int


@dataclass(frozen=True, slots=True)
class ToFill:
    """A prefilled sheet that waits beside the report."""

    attributes: tuple[str, ...]
    """What it asks for; nothing when somebody has filled it in and it waits to be read."""
    companies: int
    file: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A file or system that was read."""

    name: str
    tables: tuple[tuple[str, int], ...]
    """(canonical table, rows used)."""
    set_aside_rows: int = 0
    set_aside_cells: int = 0
    until: date | None = None
    """Data through."""


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
    channels: tuple[tuple[str, int, int], ...] = ()
    """(channel, won inside the profile, known): where we meet them, most first."""
    prospects: Prospects | None = None
    misses: Misses = field(default_factory=Misses)
    totals: tuple[Total, ...] = ()
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
