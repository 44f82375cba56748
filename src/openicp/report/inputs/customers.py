"""The most valuable customers and why they are: values of that part.

Comes in: nothing; ``actions`` fills these. Goes out: frozen values with codes. Nothing here computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate


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
    mark: str | None = None
    """What a person said of it: ``struck``, ``added``, or nothing."""
    because: str = ""
    """Why, in that person's words; it changes no figure."""


@dataclass(frozen=True, slots=True)
class BestTrait:
    """A trait of the best customers beside the others and the lost: (k, known) each."""

    condition: Condition | None
    """What the companies are; ``None`` where it is something they did."""
    best: tuple[int, int]
    others: tuple[int, int] | None = None
    lost: tuple[int, int] | None = None
    yours: tuple[int, int] | None = None
    """The same of the list as a person would have it: without the struck, with the added."""
    did: Reason | None = None
    """``did.recommended``, ``did.closed_in`` (n days)."""
