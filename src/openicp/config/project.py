"""What a person decides, as frozen values with their defaults.

Comes in: nothing. Goes out: ``Project``. It neither reads nor writes the file: ``file`` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from annotated_types import Gt, Interval

from openicp.config.limits import ENGINES, AboveZero, Code, Currency, NotEmpty, NotNegative, Share
from openicp.config.sizes import SizeClass, SizeScheme, schemes

OUTCOMES = ("won", "fast", "loyal", "profitable", "growing", "recommending", "blend")
"""What can make a customer valuable."""

Outcome = Literal["won", "fast", "loyal", "profitable", "growing", "recommending", "blend"]
Language = Literal["en", "nl", "de", "ro", "fr"]
EARLY_CHURN = 0.10


@dataclass(frozen=True, slots=True)
class Targets:
    """What each segment is checked against."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic from the class

    churn_monthly: dict[str, Annotated[float, Share]] = field(
        default_factory=lambda: {"smb": 0.05, "mid_market": 0.05, "enterprise": 0.01}
    )
    """By what a size class counts as."""
    early_stage: bool = False
    """At an early stage 10 % a month is tolerated in every class."""
    clv_to_cac: Annotated[float, AboveZero] = 3.0
    payback_months: Annotated[float, AboveZero] = 12.0

    def churn(self, counts_as: str | None) -> float:
        """Highest monthly churn for a class; for an unknown or mixed size the mildest target."""
        if self.early_stage:
            return EARLY_CHURN
        return self.churn_monthly.get(counts_as or "", max(self.churn_monthly.values(), default=0.05))


@dataclass(frozen=True, slots=True)
class TypedTotal:
    """A figure of a dashboard, to be held against ours."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic from the class

    name: Annotated[str, Code]
    value: float
    as_of: date
    """The day that it is true of."""
    currency: Annotated[str, Currency] | None = None
    """``None``: that of all sums."""


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """One of the profiles of the workspace."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic from the class

    name: Annotated[str, Code] = "main"
    outcome: Outcome | None = None
    """What makes a customer valuable; ``None``: as for the project."""


@dataclass(frozen=True, slots=True)
class SystemOfRecord:
    """Which of two CRMs is right about deals, and from when until when."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic from the class

    system: Annotated[str, NotEmpty]
    """``hubspot``, ``salesforce``..., or the name of a source."""
    since: date | None = None
    until: date | None = None
    """Last day."""


@dataclass(frozen=True, slots=True)
class SparkSettings:
    """How a Spark cluster is used; nothing of it matters on one machine."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic from the class

    scratch: Annotated[str, NotEmpty] | None = None
    """Where the workers keep tables to work with; ``None``: in the workspace, which they have to see then."""
    settings: dict[str, str] = field(default_factory=dict)
    """Spark's own, such as ``spark.executor.memory``."""


@dataclass(frozen=True, slots=True)
class Project:
    """The content of ``openicp.yaml``."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic from the class

    product: str = ""
    """Its name, for the head of the report."""
    language: Language = "en"
    currency: Annotated[str, Currency] | None = None
    """Base currency; ``None``: the one that the data are in."""
    rates_are: Literal["per_currency", "per_base"] | None = None
    """How exchange rates are written: base for one unit of a currency, or the other way; ``None``: told by them."""
    gross_margin: Annotated[float, Interval(gt=0, le=1)] | None = None
    """``None``: unknown, values are revenue."""
    clv_horizon_months: Annotated[int, Interval(ge=1, le=600)] = 60
    clv_is: Literal["lifetime", "year"] | None = None
    """What the CLV of typed-in segments means; ``None``: not yet said."""
    discount_monthly: Annotated[float, Interval(ge=0, lt=1)] = 0.008
    grace_days: Annotated[int, NotNegative] = 30
    """Without a paying subscription for longer than this, an account is lost."""
    size_scheme: str | Annotated[tuple[SizeClass, ...], NotEmpty] = "default"
    """Name of a scheme, or own classes from small to large."""
    outcome: Outcome | None = None
    """What makes a customer valuable; ``None``: ``profitable`` with billing, else what the data allow."""
    targets: Targets = field(default_factory=Targets)
    tiers: tuple[Annotated[int, Gt(0)], ...] = ()
    """How many companies the team can work, tier by tier; empty: by points alone."""
    profiles: Annotated[tuple[ProfileSettings, ...], NotEmpty] = (ProfileSettings(),)
    free_plans: tuple[str, ...] = ()
    """Plans that nobody pays for."""
    renewal_pipelines: tuple[str, ...] = ()
    """Pipelines that are not new business."""
    not_attributes: tuple[str, ...] = ()
    """Attributes never used in segments and profiles."""
    totals: tuple[TypedTotal, ...] = ()
    """Figures of dashboards, to be held against ours."""
    systems_of_record: tuple[SystemOfRecord, ...] = ()
    """Where two CRMs hold the same deals: which is right when; empty: found from the data."""
    attributes: tuple[str, ...] = ()
    """Attributes used although they look as if they gave the outcome away."""
    engine: str = ENGINES[0]
    """What adds the rows up: ``duckdb``, ``spark``, or the address of a Spark master."""
    spark: SparkSettings = field(default_factory=SparkSettings)
    tables: dict[str, Annotated[str, NotEmpty]] = field(default_factory=dict)
    """Published tables that are read where they lie: a path, an address, or a table of the catalog, by name."""

    @property
    def sizes(self) -> SizeScheme:
        """The scheme in use."""
        if isinstance(self.size_scheme, str):
            return schemes()[self.size_scheme]
        return SizeScheme("own", self.currency or "USD", self.size_scheme)

    def profile(self, name: str | None = None) -> ProfileSettings | None:
        """Settings of a profile by name, or of the first; ``None`` when there is none of that name."""
        return next((entry for entry in self.profiles if name in (None, entry.name)), None)
