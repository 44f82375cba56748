"""What most companies said becomes a line of the profile: heard, counted, without points.

Comes in: the ledger's statements and a fitted profile. Goes out: the profile with at most one line more. It codes
nothing and never gives points: what people say describes whom to look for, no list of companies tells it.
"""

from __future__ import annotations

from dataclasses import replace

from openicp import stats, voice
from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.profile import Band, Evidence, Line, Profile
from openicp.workspace import Workspace

NEED = "need"
"""Attribute of a heard line; no column of any list has it."""
MOST_LINES = 7


def with_heard(ws: Workspace, profile: Profile) -> Profile:
    """The profile with the need that more than half of at least five companies named."""
    line = heard_line(ws)
    if line is None or len(profile.lines) >= MOST_LINES:
        return profile
    order = {"shown": 0, "leaning": 1, "heard": 2}
    lines = sorted([*profile.lines, line], key=lambda one: order.get(one.basis, 3))
    return replace(profile, lines=tuple(lines))


def heard_line(ws: Workspace) -> Line | None:
    """The strongest need, as a line; ``None`` where too few were asked or nothing unites them."""
    need = voice.needs(voice.of_ledger(ws))
    if need is None:
        return None
    nothing = Estimate.unknown("no_data")
    evidence = Evidence(stats.proportion(*need.said), nothing, nothing, None, None, "cant_tell", 0)
    note = {"kind": need.kind, "theme": need.theme}
    return Line(NEED, "heard", (Band(Condition(NEED, (need.theme,)), 0),), evidence, note=note)
