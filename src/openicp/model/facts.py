"""Small arrays: what is known of each account as of a date, ready for pure functions.

Comes in: nothing; ``facts`` fills these from the engine. Goes out: one row per account (coded), per deal, per
paying spell, per account and month. No raw text travels except codes and names. NumPy is only named, never
imported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from openicp.model.attribute import Attribute

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Tri = NDArray[np.int8]
    """1 yes, 0 no, -1 unknown."""
    Texts = NDArray[np.object_]


@dataclass(frozen=True)
class CategoryColumn:
    """One code per account; also yes/no (values ``no``, ``yes``)."""

    attribute: Attribute
    values: tuple[str, ...]
    codes: Ints
    """(n,) index into ``values``; -1 unknown."""


@dataclass(frozen=True)
class NumberColumn:
    """A number per account, known to lie in the closed ``[low, high]``; NaN in both is unknown."""

    attribute: Attribute
    low: Floats
    high: Floats
    """(n,); infinite for an open end."""
    edges: tuple[float, ...]
    """Unsupervised band edges, ascending: bands are ``[edges[i], edges[i+1])``; the first may be -inf, the last inf."""


@dataclass(frozen=True)
class TagsColumn:
    """Which of several codes an account has."""

    attribute: Attribute
    tags: tuple[str, ...]
    state: Tri
    """(n, tags) 1 has it, 0 has it not (its source lists others), -1 unknown."""


Column = CategoryColumn | NumberColumn | TagsColumn


@dataclass(frozen=True)
class Accounts:
    """One row per account, internal ones left out. All arrays are (n,) and aligned."""

    account_id: Texts
    name: Texts
    columns: dict[str, Column]
    """Attributes by name, as known when the account was won (or approached) where the history tells."""
    approached: Ints
    """Day (since 1970-01-01) of the first deal, dated lead or paid start; -1: not approached or no date."""
    is_approached: Bools
    """Has a deal, a lead or a subscription, dated or not."""
    outcome: Tri
    """1 won (ever paid or has a won new-business deal), 0 lost (closed, none won), -1 open or never approached."""
    customer: Bools
    """Has ever paid (or is listed as a customer where there is no billing)."""
    active: Bools
    """Pays at the as-of date."""
    started: Ints
    """Day of the first paid start; -1 unknown or never."""
    left: Ints
    """Day the last paying spell ended, beyond the grace; -1 still there, unknown or never."""
    mrr: Floats
    """MRR at the as-of date (last MRR for those who left) in the base currency; NaN unknown."""
    only_now: frozenset[str] = frozenset()
    """Attributes for which only today's value is known."""

    @property
    def n(self) -> int:
        """How many accounts."""
        return len(self.account_id)


@dataclass(frozen=True)
class Deals:
    """One row per new-business deal (renewals, expansions and doubles are left out and counted in findings)."""

    account: Ints
    """Index into ``Accounts``; -1 when the deal names no known account."""
    opened: Ints
    """Day; -1 unknown."""
    closed: Ints
    """Day; -1 open or unknown."""
    outcome: Tri
    """1 won, 0 lost, -1 open."""
    amount: Floats
    """Base currency; NaN unknown."""
    timed: Bools
    """Whether its cycle counts (not a migration's trace, closed not before opened)."""


@dataclass(frozen=True)
class Spells:
    """One row per paying spell: overlapping and touching subscriptions merged, gaps up to the grace bridged."""

    account: Ints
    started: Ints
    """Day."""
    ended: Ints
    """Day; -1 still paying at the as-of date (an end in the future counts as still paying)."""
    term: Ints
    """Contract length in months (1, 3, 12...); 0 unknown."""
    dated: bool = True
    """False when starts are reconstructed from a tenure: only the lengths are true, not the calendar days."""


@dataclass(frozen=True)
class Revenue:
    """Recurring revenue at the end of each month, one row per account and month with any."""

    account: Ints
    month: Ints
    """year * 12 + month - 1."""
    mrr: Floats


@dataclass(frozen=True)
class Costs:
    """Acquisition cost by account, spread over the accounts approached in each channel and month."""

    by_account: Floats
    """(n,) base currency; sums with ``unassigned`` to ``total``, to the cent."""
    by_account_won: Floats
    """(n,) the same total spread over the won instead: the sensitivity to the key."""
    unassigned: float
    total: float
    by_channel: dict[str, tuple[float, int, int]] = field(default_factory=dict)
    """channel: (spend, accounts approached, accounts won)."""
    by_account_pipeline: Floats | None = None
    """(n,) the same total spread over the approached by the amount of their deals; ``None`` where none is known."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known as of a date. A part is ``None`` when no source gives it."""

    as_of: date
    first_month: int
    """First month with any dated event (year * 12 + month - 1)."""
    last_month: int
    """Last full month at ``as_of``."""
    currency: str | None
    """Base currency; ``None`` when no money is known."""
    accounts: Accounts
    deals: Deals | None
    spells: Spells | None
    revenue: Revenue | None
    costs: Costs | None
    promoter_score: Floats | None
    """(n,) latest 0-10 answer; NaN unknown."""
    referrals: Ints | None
    """(n,) companies referred."""
    usage: Floats | None = None
    """(n,) mean monthly amount of key-feature use over the last three full months; NaN unknown."""
    leaked: tuple[tuple[str, str], ...] = ()
    """(attribute, reason code) of fields never offered as attributes: owner, score, lifecycle, health..."""
    leads: int | None = None
    """Leads up to the as-of date, each once, our own accounts left out."""
