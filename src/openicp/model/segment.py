"""A segment: companies for which all of one to three conditions hold, and what was found about it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Segment:
    """All conditions hold; membership is yes, no or unknown. No conditions: the whole."""

    conditions: tuple[Condition, ...] = ()
    name: str | None = None
    """Given by a person; otherwise ``texts`` makes a label from the conditions."""

    @property
    def id(self) -> str:
        """Stable short id: the same conditions have the same id, in whatever order and in every run."""
        plain = sorted(json.dumps(c.to_json(), sort_keys=True) for c in self.conditions)
        return "s" + hashlib.sha256("\n".join(plain).encode()).hexdigest()[:10]


WHOLE = Segment()


@dataclass(frozen=True, slots=True)
class FoundSegment:
    """A segment that the search came up with."""

    segment: Segment
    accounts: int
    """Labelled accounts for which membership is known to hold."""
    successes: int
    """Of these, how many carry the label."""
    p_adjusted: float
    """Share of label permutations whose best statistic over *everything looked at* is as large."""
    code: str
    """``reliable``, ``tentative`` or ``none``."""
    inside: Estimate
    """Share with the label inside, re-estimated without the winner's bias."""
    outside: Estimate
    """Share with the label among those known to be outside."""
    difference: Estimate
    """``inside - outside``, less what resamples show to be the winner's bias."""
    chosen: float
    """Share of resamples in which this segment, or one covering nearly the same accounts, is found again."""
    direction: int = 1
    """1: more valuable than the rest; -1: less."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, and what it would have had to find."""

    found: tuple[FoundSegment, ...]
    """Best first; near-doubles folded into the simplest."""
    looked_at: int
    """Conjunctions examined; what the correction is for."""
    labelled: int
    """Accounts with a label."""
    successes: int
    """Of these, with the label."""
    permutations: int
    critical: float
    """The studentised statistic that only 3 % of permutations reach."""
    code: str
    """``reliable``, ``tentative``, ``too_little`` (could not have seen it) or ``none`` (looked, found none)."""
    smallest_gap: float | None
    """The smallest difference of shares, at a tenth of the accounts, that would have been seen."""
    null: tuple[float, ...] = ()
    """What the best of each permutation reached over everything looked at, as the statistic of one condition."""
    scale: tuple[float, ...] = ()
    """Per depth, what brings a statistic to that of one condition."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a segment and why: a code and the fields of its sentence (words are in ``texts``)."""

    code: str
    """``too_little, dont_chase, retain, cut_cost, expand, invest, keep``."""
    reason: str
    """Code of the reason: the rule that applied."""
    fields: dict[str, object]
    targets: tuple[tuple[str, str], ...] = ()
    """Per target, whether it is ``shown_met, shown_missed, met, missed, unknown`` (by estimate or by interval)."""
