"""How far a profile can be trusted, why, and what would settle it.

Comes in: the search and the fitted lines. Goes out: codes and fields. It never promotes: the search over everything
that was looked at sets the highest verdict that is possible.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from openicp.model.profile import Line
from openicp.model.segment import SearchResult
from openicp.segments.sample import Sample

FEWEST = 10
Z_SEEN = 1.96 + 0.84
"""One question asked beforehand, seen in four of five samples."""


@dataclass(frozen=True)
class Standing:
    """A verdict with its reason."""

    code: str
    """``reliable, tentative, too_little, none``."""
    reason: str
    fields: dict[str, object] = field(default_factory=dict)


def standing(search: SearchResult, lines: Sequence[Line], part: Sample, *, described: bool = True) -> Standing:
    """The profile's verdict.

    Too few accounts are the reason where fields describe them (``described``), else that no field does.

    ``reliable`` needs a reliable search, a line that is shown, and no shown line that later accounts contradict.
    """
    fields: dict[str, object] = {"looked_at": search.looked_at, "n": search.labelled, "k": search.successes}
    if search.smallest_gap is not None:
        fields["gap"] = search.smallest_gap
    if described and min(part.successes, part.n - part.successes) < FEWEST:
        return Standing("too_little", "few_labels", fields | {"needed": FEWEST})
    if search.looked_at == 0:
        return Standing("too_little", "nothing_to_compare", fields)
    if search.code == "too_little":
        return Standing("too_little", "gap_not_visible" if "gap" in fields else "nothing_visible", fields)
    if search.code == "none":
        return Standing("none", "found_none", fields)
    fails = [line.attribute for line in lines if line.evidence is not None and line.evidence.forward == "fails"]
    shown = [line for line in lines if line.basis == "shown"]
    if search.code == "reliable" and shown and not fails:
        holds = sum(line.evidence is not None and line.evidence.forward == "holds" for line in shown)
        return Standing(
            "reliable", "holds_forward" if holds else "holds", fields | {"shown": len(shown), "forward": holds}
        )
    if fails:
        return Standing("tentative", "not_forward", fields | {"attribute": fails[0]})
    if not lines:
        return Standing("tentative", "only_against", fields)
    return Standing("tentative", "could_be_chance", fields)


def settle(search: SearchResult, lines: Sequence[Line], part: Sample) -> dict[str, object] | None:
    """What would settle it: so many more labelled accounts, if the leaning line's gap is as large as it was seen.

    ``n = (1.96 + 0.84)² p (1 - p) / (gap² s (1 - s))`` with ``s`` the share of accounts on the line: one question
    asked beforehand, so nothing is corrected. Without a leaning line: the gap that could not have been seen.
    """
    leaning = next((line for line in lines if line.basis == "leaning" and line.evidence is not None), None)
    if leaning is None or leaning.evidence is None:
        return {"gap": search.smallest_gap} if search.smallest_gap and search.code != "reliable" else None
    found = leaning.evidence
    gap, sides = found.difference.value, (found.with_it.n, found.others.n)
    if not gap or gap <= 0 or not min(sides):
        return None
    base, share = part.value.mean(), sides[0] / sum(sides)
    more = Z_SEEN**2 * base * (1 - base) / (gap**2 * share * (1 - share))
    return {"more": math.ceil(more), "attribute": leaning.attribute}
