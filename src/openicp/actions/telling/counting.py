"""Which companies a count is of: the same groups for the report and for ``accounts --who``.

Comes in: what is known, labels. Goes out: masks by code, and ``Behind`` values for a report. It measures nothing that
another room measures: its groups are theirs, and tests hold the counts against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from openicp.actions.analysis import Analysis
from openicp.actions.known import Known
from openicp.model.segment import WHOLE, Segment
from openicp.report.inputs import Behind, Counted, ReportInput
from openicp.report.inputs.behind import channel_segment, role_segment

if TYPE_CHECKING:
    from openicp.model.cells import Labels
    from openicp.model.facts import Bools, Tri

MOST_NAMED = 25
"""Groups up to this size are listed by name; of larger ones a command lists all."""
OF = {
    "left_12m": "paid_12m_ago",
    "won": "closed",
    "lost": "lost",
    "valuable": "labelled",
    "customers": "customers",
    "active": "active",
    "left": "customers",
}
"""What each group is counted among."""
WHO = (
    *("accounts", "customers", "active", "left", "left_12m", "paid_12m_ago"),
    *("won", "closed", "lost", "valuable", "labelled"),
)
"""Every group by its code, in the order in which they are told."""
BOTH_SIDES = ("valuable", "left_12m", "won", "customers")
"""What is counted of a line and of all others too."""


def groups(known: Known, labels: Labels | None) -> dict[str, Bools]:
    """Masks of accounts by code; a code is missing where no source tells it."""
    from openicp import metrics

    accounts, deals = known.facts.accounts, known.facts.deals
    found = {
        "accounts": np.ones(accounts.n, bool),
        "customers": accounts.customer,
        "active": accounts.customer & accounts.active,
        "left": accounts.customer & ~accounts.active,
        "lost": (accounts.outcome == 0) & ~accounts.customer,
    }
    if deals is None or not len(deals.account):
        found |= {"won": accounts.outcome == 1, "closed": accounts.outcome >= 0}
    else:
        found |= {"won": _with(known, deals.outcome == 1), "closed": _with(known, deals.outcome >= 0)}
    since = metrics.leaving(known.facts, 12)
    if since is not None:
        found |= {"left_12m": since[0], "paid_12m_ago": since[1]}
    if labels is not None:
        found |= {"valuable": labels.values == 1, "labelled": labels.values >= 0}
    return found


def _with(known: Known, chosen: Bools) -> Bools:
    """Accounts with such a deal."""
    deals = known.facts.deals
    assert deals is not None
    named = np.zeros(known.facts.accounts.n, bool)
    named[deals.account[chosen & (deals.account >= 0)]] = True
    return named


def traced(found: Analysis, inp: ReportInput) -> tuple[Behind, ...]:
    """The groups that a report counts, each once."""
    made = groups(found.known, found.labels)
    wanted: dict[str, tuple[Segment, set[tuple[str, str]]]] = {}
    for segment, counts in _wanted(found, inp):
        wanted.setdefault(segment.id, (segment, set()))[1].update(counts)
    rows = (_behind(segment, counts, made, found) for segment, counts in wanted.values())
    return tuple(row for row in rows if row.counts)


def groups_plain(inp: ReportInput) -> dict[str, list[dict[str, object]]]:
    """The conditions of every group by its id, so that ``accounts`` knows it by that."""
    groups = [one.segment for one in inp.behind if one.segment.conditions]
    return {segment.id: [dict(one.to_json()) for one in segment.conditions] for segment in groups}


def _wanted(found: Analysis, inp: ReportInput) -> Iterator[tuple[Segment, Iterable[tuple[str, str]]]]:
    """Every group that is counted somewhere, and what is counted of it."""
    inside = [(who, "inside") for who in ("active", "customers", "left_12m", "won")]
    pair = [("customers", "inside"), ("lost", "inside")]
    yield WHOLE, [(who, "inside") for who in ("customers", "active", "left", "won", "lost", "left_12m", "valuable")]
    profile = found.profile
    if profile is not None and profile.segment is not None:
        yield profile.segment, [(who, side) for who in BOTH_SIDES for side in ("inside", "others")]
    for line in profile.lines if profile is not None else ():
        if line.asked:
            told = "left" if (line.note or {}).get("about") == "left" else "valuable"
            yield Segment(line.asked), [(told, "inside"), (told, "others"), *pair]
    for row in inp.segments:
        if row.segment.conditions:
            yield row.segment, inside
    traits = [one.condition for one in inp.traits]
    for condition in [*traits, *(one.condition for one in inp.best_traits)]:
        if condition is not None:
            yield Segment((condition,)), pair
    for role in inp.roles:
        yield role_segment(role.role), [("customers", "inside")]
    for channel, _, _ in inp.channels:
        yield channel_segment(channel, profile.segment if profile is not None else None), [("customers", "inside")]


def _behind(segment: Segment, counts: Iterable[tuple[str, str]], made: Mapping[str, Bools], found: Analysis) -> Behind:
    from openicp import segments

    answer = segments.membership(segment, found.known.facts.accounts)
    order = {who: place for place, who in enumerate(WHO)}
    asked = sorted(counts, key=lambda one: (one[1] != "inside", order[one[0]]))
    rows = [_counted(who, side, answer, made, found) for who, side in asked if who in made]
    return Behind(segment, tuple(row for row in rows if row.n))


def _counted(who: str, side: str, answer: Tri, made: Mapping[str, Bools], found: Analysis) -> Counted:
    """k of n: of a whole group all members for whom it is known are the n."""
    mine = answer == (1 if side == "inside" else 0)
    of = OF[who]
    chosen = made[who] & mine
    among = made[of] & (mine if of != who else answer >= 0)
    names = _names(chosen, found) if int(chosen.sum()) <= MOST_NAMED else ()
    return Counted(who, of, side, int(chosen.sum()), int(among.sum()), names)


def _names(chosen: Bools, found: Analysis) -> tuple[str, ...]:
    accounts, values = found.known.facts.accounts, np.nan_to_num(found.values, nan=-np.inf)
    places = sorted(np.flatnonzero(chosen), key=lambda at: (-values[at], str(accounts.name[at])))
    return tuple(str(accounts.name[at]) for at in places)
