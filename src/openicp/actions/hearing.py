"""What most people said becomes a line of the profile: heard, counted, without points.

Comes in: the ledger's statements and a fitted profile. Goes out: the profile with at most one line more. It codes
nothing and never gives points: what people say describes whom to look for, no list of companies tells it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from openicp import stats
from openicp.actions.telling.voices import person
from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.profile import Band, Evidence, Line, Profile
from openicp.workspace import Workspace

NEED = "need"
"""Attribute of a heard line; no column of any list has it."""
NEEDS = ("pain", "trigger", "outcome")
"""Kinds that say why someone looks for a product, the first that most people share is taken."""
FEWEST_PEOPLE = 5
MOST_LINES = 7


def with_heard(ws: Workspace, profile: Profile) -> Profile:
    """The profile with the need that more than half of at least five people named."""
    line = heard_line(ws)
    if line is None or len(profile.lines) >= MOST_LINES:
        return profile
    order = {"shown": 0, "leaning": 1, "heard": 2}
    lines = sorted([*profile.lines, line], key=lambda one: order.get(one.basis, 3))
    return replace(profile, lines=tuple(lines))


def heard_line(ws: Workspace) -> Line | None:
    """The strongest need, as a line; ``None`` where too few were asked or nothing unites them."""
    statements = ws.ledger.rows("statements")
    asked = {person(row) for row in statements}
    said: dict[tuple[str, str], set[object]] = defaultdict(set)
    for row in statements:
        if row["theme"] and row["kind"] in NEEDS:
            said[(str(row["kind"]), str(row["theme"]))].add(person(row))
    usual = [pair for pair in said if len(asked) >= FEWEST_PEOPLE and 2 * len(said[pair]) > len(asked)]
    if not usual:
        return None
    kind, theme = min(usual, key=lambda pair: (NEEDS.index(pair[0]), -len(said[pair]), pair[1]))
    nothing = Estimate.unknown("no_data")
    share = stats.proportion(len(said[(kind, theme)]), len(asked))
    evidence = Evidence(share, nothing, nothing, None, None, "cant_tell", 0)
    return Line(NEED, "heard", (Band(Condition(NEED, (theme,)), 0),), evidence, note={"kind": kind, "theme": theme})
