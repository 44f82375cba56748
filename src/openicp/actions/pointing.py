"""Where too little is known to tell who becomes valuable: what points a way among those who left, as a leaning line.

Comes in: a fitted profile and what is known. Goes out: the profile with at most one line more, without points. It adds
nothing to a profile that found something, and its counts say what they are of: customers that left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.actions.wondering import left_of, pointing
from openicp.model.profile import Band, Evidence, Line, Profile
from openicp.model.segment import Segment

if TYPE_CHECKING:
    from openicp.actions.analysis import Known
    from openicp.model.attribute import Condition

ABOUT = "left"
"""``note["about"]`` of such a line: its counts are of customers that left, not of those worth having."""
STAYS = "loyal"
MOST_LINES, MOST_AGAINST = 7, 20


def with_pointing(profile: Profile, known: Known) -> Profile:
    """The profile with the grouping of customers that left least, where it points a way."""
    if profile.code != "too_little" or any(line.basis in ("shown", "leaning") for line in profile.lines):
        return profile
    found = next((one for one in pointing(known) if one.points and one.more and one.outcome == STAYS), None)
    if found is None:
        return profile
    condition = found.segment.conditions[0]
    rest = tuple(line for line in profile.lines if line.attribute != condition.attribute)[: MOST_LINES - 1]
    line = _line(condition, known, looked_at=found.looked_at)
    return replace(profile, lines=(line, *rest), segment=Segment((condition,)))


def _line(condition: Condition, known: Known, *, looked_at: int) -> Line:
    from openicp import profile as room
    from openicp import segments

    accounts = known.facts.accounts
    left, state = left_of(accounts), segments.state(condition, accounts.columns[condition.attribute])
    inside, others = room.counted(Segment((condition,)), accounts, left)
    shares = stats.proportion(*inside), stats.proportion(*others)
    lost = (accounts.outcome == 0) & ~accounts.customer
    evidence = Evidence(
        *shares,
        stats.difference(*shares),
        None,
        None,
        "cant_tell",
        int((accounts.customer & (state == -1)).sum()),
        tuple(str(one) for one in accounts.account_id[np.flatnonzero((state == 1) & (left == 1))[:MOST_AGAINST]]),
        (int((accounts.customer & (state == 1)).sum()), int((accounts.customer & (state >= 0)).sum())),
        (int((lost & (state == 1)).sum()), int((lost & (state >= 0)).sum())),
    )
    band = Band(condition, 0, inside[1], inside[1] - inside[0])
    return Line(condition.attribute, "leaning", (band,), evidence, note={"about": ABOUT, "looked_at": str(looked_at)})
