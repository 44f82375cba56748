"""Whether lines survive another choice of who is valuable.

Comes in: a profile and labels under the other outcomes that the data can tell. Goes out: the profile with, for each
line that tells companies apart, its gap under each of them. It never searches: a line is one question, asked as it
stands, and what it tells under the outcome it was chosen by is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from openicp import stats
from openicp.model.cells import Labels
from openicp.model.facts import Accounts
from openicp.model.profile import TELLS_APART, Elsewhere, Line, Profile
from openicp.model.segment import Segment
from openicp.segments.membership import membership

if TYPE_CHECKING:
    from openicp.model.estimate import Estimate
    from openicp.model.facts import Bools, Tri

FEWEST = 5
"""Labelled accounts on each side, or the question has no answer."""


def elsewhere(profile: Profile, accounts: Accounts, outcomes: Mapping[str, Labels]) -> Profile:
    """The profile with ``Evidence.elsewhere`` filled.

    Parameters
    ----------
    profile
        As it was fitted.
    accounts
        Coded accounts.
    outcomes
        Labels by outcome, without the profile's own.

    Notes
    -----
    ``holds`` where the whole 95 % range of the gap (Newcombe 1998, method 10) lies above zero, ``turns`` where it lies
    below, else ``cant_tell``. Outcomes have accounts in common, so that a line which holds under several is not that
    many findings.
    """
    return replace(profile, lines=tuple(_asked(line, accounts, outcomes) for line in profile.lines))


def _asked(line: Line, accounts: Accounts, outcomes: Mapping[str, Labels]) -> Line:
    conditions = line.bands[0].conditions if line.is_together else (line.best,) if line.best else ()
    if line.basis not in TELLS_APART or line.evidence is None or not conditions:
        return line
    inside = membership(Segment(conditions), accounts)
    found = tuple(_under(name, inside, labels) for name, labels in sorted(outcomes.items()))
    return replace(line, evidence=replace(line.evidence, elsewhere=found))


def _under(outcome: str, inside: Tri, labels: Labels) -> Elsewhere:
    known = labels.values >= 0
    with_it, others = (_share(known & (inside == side), labels) for side in (1, 0))
    gap = stats.difference(with_it, others)
    if min(with_it.n, others.n) < FEWEST or gap.low is None or gap.high is None:
        return Elsewhere(outcome, "cant_tell", with_it, others)
    return Elsewhere(outcome, "holds" if gap.low > 0 else "turns" if gap.high < 0 else "cant_tell", with_it, others)


def _share(rows: Bools, labels: Labels) -> Estimate:
    return stats.proportion(int((labels.values[rows] == 1).sum()), int(rows.sum()))
