"""Where too little is known to tell who becomes valuable: the grouping of customers that left least, as a leaning line.

Comes in: a fitted profile, the accounts, a question that points a way. Goes out: the profile with one line more,
without points. It adds nothing to a profile that found something, and its counts say what they are of: customers that
left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.model.profile import TELLS_APART, Band, Evidence, Line, Profile
from openicp.model.segment import Segment
from openicp.profile.hypotheses import Question, counted
from openicp.segments.membership import membership

if TYPE_CHECKING:
    from openicp.model.facts import Accounts, Tri

ABOUT = "left"
"""``note["about"]`` of such a line: its counts are of customers that left, not of those worth having."""
MOST_LINES, MOST_AGAINST = 7, 20


def asks_who_left(profile: Profile) -> bool:
    """Whether the profile found so little that who left may say more."""
    return profile.code == "too_little" and not any(line.basis in TELLS_APART for line in profile.lines)


def left_of(accounts: Accounts) -> Tri:
    """(n,) 1 for customers that left, at whatever age, 0 for those still there; -1 for everybody else."""
    found: Tri = np.where(accounts.customer, ~accounts.active, -1).astype(np.int8)
    return found


def with_least_left(profile: Profile, accounts: Accounts, found: Question) -> Profile:
    """The profile led by the question's grouping, counted among customers that left."""
    segment = Segment(found.segment.conditions[:1])
    (condition,) = segment.conditions
    left, inside = left_of(accounts), membership(segment, accounts)
    (with_it, others) = (stats.proportion(*pair) for pair in counted(segment, accounts, left))
    lost = (accounts.outcome == 0) & ~accounts.customer
    customers, among_lost = (
        (int((group & (inside == 1)).sum()), int((group & (inside >= 0)).sum())) for group in (accounts.customer, lost)
    )
    unknown = int((accounts.customer & (inside == -1)).sum())
    against = accounts.account_id[np.flatnonzero((inside == 1) & (left == 1))[:MOST_AGAINST]]
    gap = stats.difference(with_it, others)
    evidence = Evidence(
        with_it, others, gap, None, None, "cant_tell", unknown, tuple(map(str, against)), customers, among_lost
    )
    band = Band(condition, 0, with_it.n, with_it.n - (with_it.k or 0))
    note = {"about": ABOUT, "looked_at": str(found.looked_at)}
    line = Line(condition.attribute, "leaning", (band,), evidence, note=note)
    rest = tuple(one for one in profile.lines if one.attribute != condition.attribute)[: MOST_LINES - 1]
    return replace(profile, lines=(line, *rest), segment=segment)
