"""A profile as a person would have it: lines taken out, bands and points changed.

Comes in: a profile, what to change, labelled accounts. Goes out: the changed profile, its bands counted and its tiers
cut anew. It never fits anything: what a person decides stays as decided, and no chance is claimed for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from openicp.errors import AttributeNotFound, InvalidChoice
from openicp.model.attribute import Condition
from openicp.model.cells import Labels
from openicp.model.facts import Accounts
from openicp.model.profile import HIGHEST, LOWEST, TOGETHER, Band, Line, Profile, joined
from openicp.model.segment import Segment
from openicp.profile.card import counted, fewest_points
from openicp.profile.score import add_up
from openicp.profile.tiers import cuts
from openicp.segments.choice import not_found
from openicp.segments.sample import sample


@dataclass(frozen=True)
class Changes:
    """What a person tries."""

    drop: Sequence[str] = ()
    """Attributes whose line goes; where several count together, the others go on counting together."""
    points: Mapping[str, int] = field(default_factory=dict)
    """Attribute: points of its best band."""
    bands: Mapping[str, Condition] = field(default_factory=dict)
    """Attribute: what its best band is from now on; all else is the rest."""


def edited(profile: Profile, changes: Changes, accounts: Accounts, labels: Labels) -> Profile:
    """The profile with the changes.

    Raises
    ------
    AttributeNotFound
        When a change names an attribute that no line is about.
    InvalidChoice
        When points leave -5 to 10.
    """
    _check(profile, changes)
    part = sample(labels)
    changed = [_changed(line, changes) for line in profile.lines if line.attribute not in changes.drop]
    lines = tuple(counted(line, accounts, part) for line in changed if line is not None)
    points = add_up(lines, accounts)[0][part.rows]
    scoring = any(line.scores for line in lines) and len(points) > 0
    tiers = cuts(points, lowest=fewest_points(lines)) if scoring else ()
    return replace(profile, lines=lines, tiers=tiers, segment=_inside(lines), run="edited")


def _changed(line: Line, changes: Changes) -> Line | None:
    if line.is_together:
        asked = _still_asked(line, changes)
        if len(asked) < 2:
            return None
        line = replace(line, bands=(replace(line.bands[0], condition=asked[0], also=asked[1:]), *line.bands[1:]))
    elif line.attribute in changes.bands:
        best, rest = line.bands[0].points, next((band.points for band in line.bands if band.condition is None), 0)
        line = replace(line, bands=(Band(changes.bands[line.attribute], best), Band(None, rest)), named=None)
    if line.attribute in changes.points:
        first = replace(line.bands[0], points=changes.points[line.attribute])
        line = replace(line, bands=(first, *line.bands[1:]))
    return line


def _still_asked(line: Line, changes: Changes) -> tuple[Condition, ...]:
    """What the line of several conditions asks once the lines that it joins are changed."""
    kept = [one for one in line.asked if one.attribute not in changes.drop]
    return tuple(dict.fromkeys(changes.bands.get(one.attribute, one) for one in kept))


def _inside(lines: Sequence[Line]) -> Segment | None:
    joint = next((line for line in lines if line.is_together and line.scores), None)
    counts = [line for line in lines if line.scores or joined(line, joint)]
    best = tuple(line.best for line in counts if line.best)
    return Segment(best) if best else None


def _check(profile: Profile, changes: Changes) -> None:
    known = [line.attribute for line in profile.lines]
    for attribute in (*changes.drop, *changes.points, *changes.bands):
        if attribute not in known:
            raise AttributeNotFound(**not_found(attribute, known))
    if TOGETHER in changes.bands:
        raise InvalidChoice(
            option=f"band {TOGETHER}", value=TOGETHER, choices=[one for one in known if one != TOGETHER]
        )
    for attribute, points in changes.points.items():
        if not LOWEST <= points <= HIGHEST:
            raise InvalidChoice(option=f"points {attribute}", value=str(points), choices=[f"{LOWEST}..{HIGHEST}"])


def tiers_of(profile: Profile, accounts: Accounts) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """(n,) tier of each account; without tiers ``""``."""
    from openicp.profile.tiers import tier_of

    if not profile.tiers:
        return np.full(accounts.n, "", dtype=object)
    return tier_of(add_up(profile.lines, accounts)[0], profile.tiers)
