"""Segments with their metrics and verdicts: the rows of every table of segments.

Comes in: what is known and segments. Goes out: ``SegmentRow`` values, best first. It decides which segments are
shown where nobody chose, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp.actions.known import SEED, Known
from openicp.model.estimate import Estimate
from openicp.model.facts import Accounts, CategoryColumn
from openicp.model.profile import Profile
from openicp.model.segment import FoundSegment, SearchResult, Segment
from openicp.report.inputs import SegmentRow
from openicp.segments.verdict import FEWEST_ACCOUNTS

if TYPE_CHECKING:
    from openicp.model.facts import Bools

USUAL = ("industry", "employees", "country", "region", "revenue", "size_class", "growth_stage")
"""What people cut by first, where the profile gives no better idea."""
MOST_ROWS, MOST_SMALL = 10, 3
"""Rows of a cut that nobody asked for, and how many of them may be small."""
MOST_COMBINATIONS = 60
MOST_FOUND = 3
SAME = 0.7
"""From this share of accounts in common on, two found segments are one finding."""
WELL_FILLED = 0.5


def measured(
    known: Known, segments: Sequence[Segment], *, basis: str = "chosen", alone: bool = False
) -> list[SegmentRow]:
    """A row for each segment: metrics, verdict, and the target of churn that applies.

    One that stands ``alone``, overlapping others, is never called the largest group.
    """
    from openicp import metrics
    from openicp import segments as room

    accounts = known.facts.accounts
    state = [room.membership(segment, accounts) for segment in segments]
    inside = [one == 1 for one in state]
    most = 0 if alone else max((int((members & accounts.customer).sum()) for members in inside), default=0)
    rows = []
    for segment, members, one in zip(segments, inside, state, strict=True):
        found = metrics.measure(
            known.facts, members, project=known.project, whole=known.whole, others=one == 0, seed=SEED
        )
        rows.append(_row(known, segment, found, members, most=most, basis=basis))
    return rows


def unknown_row(known: Known, attributes: Sequence[str]) -> SegmentRow | None:
    """The row of accounts that the cut cannot place; ``None`` when all are placed."""
    from openicp import metrics
    from openicp import segments as room

    members = room.unplaced(known.facts.accounts, attributes)
    if not members.any():
        return None
    found = metrics.measure(known.facts, members, project=known.project, whole=known.whole, seed=SEED)
    return SegmentRow(Segment(), found, None, unknown=True)


def _row(
    known: Known, segment: Segment, found: Mapping[str, Estimate], members: Bools, *, most: int, basis: str
) -> SegmentRow:
    from openicp import metrics
    from openicp import segments as room

    accounts = known.facts.accounts
    counts_as = size_of(known, members)
    base = _base(accounts)
    held = int((members & base).sum())
    said = room.verdict(
        found,
        known.whole,
        known.project.targets,
        counts_as=counts_as,
        share=held / max(1, int(base.sum())),
        largest=held == most and held > 0,
    )
    target = yearly(known.project.targets.churn(counts_as))
    terms = metrics.by_term(known.facts, members)
    return SegmentRow(segment, found, said, basis, churn_target=target, by_term=terms if len(terms) > 1 else {})


def yearly(monthly: float) -> float:
    """The yearly share that a monthly one amounts to."""
    return 1 - (1 - monthly) ** 12


def size_of(known: Known, members: Bools) -> str | None:
    """What the members' size class counts as, where all that are known share one."""
    column = known.facts.accounts.columns.get("size_class")
    if not isinstance(column, CategoryColumn):
        return None
    codes = {column.values[code] for code in np.unique(column.codes[members]) if code >= 0}
    classes = {one.counts_as for one in known.project.sizes.classes if one.name in codes}
    return next(iter(classes)) if len(classes) == 1 else None


def usual_cut(accounts: Accounts, profile: Profile | None) -> tuple[str, ...]:
    """Two attributes to cut by when nobody chose: those of the profile, else what people cut by first."""
    lines = profile.lines if profile is not None else ()
    led = [line.attribute for line in lines if line.basis in ("shown", "leaning")]
    usual = [name for name in USUAL if name in accounts.columns and _filled(accounts, name) >= WELL_FILLED]
    wanted = [name for name in dict.fromkeys([*led, *usual]) if name in accounts.columns]
    single = [name for name in wanted if not hasattr(accounts.columns[name], "state")]
    return tuple((single or wanted)[:2])


def _filled(accounts: Accounts, name: str) -> float:
    column = accounts.columns[name]
    if isinstance(column, CategoryColumn):
        return float((column.codes >= 0).mean())
    values = getattr(column, "low", None)
    return float((~np.isnan(values)).mean()) if values is not None else 1.0


def shown_rows(known: Known, found: SearchResult | None, profile: Profile | None) -> list[SegmentRow]:
    """The segments of a report: what the search found, then the largest of the usual cut."""
    from openicp import segments as room

    accounts = known.facts.accounts
    rows: list[SegmentRow] = []
    for one in _distinct(found, accounts):
        rows += measured(known, [one.segment], basis=one.code, alone=True)
    cut = _telling(accounts, usual_cut(accounts, profile))
    if cut:
        by_choice = room.by_choice(accounts, cut)
        taken = {row.segment.id for row in rows}
        rows += _largest(known, [segment for segment in by_choice if segment.id not in taken])
        rest = unknown_row(known, cut)
        rows += [rest] if rest is not None else []
    return bracketed(sorted(rows, key=lambda row: row.unknown or held(row) < FEWEST_ACCOUNTS))


def _telling(accounts: Accounts, cut: tuple[str, ...]) -> tuple[str, ...]:
    """Both attributes, or the first alone where together they leave fewer groups that are large enough."""
    from openicp import segments as room

    if len(cut) < 2:
        return cut
    base = _base(accounts)
    counts = []
    for names in (cut, cut[:1]):
        made = room.by_choice(accounts, names)
        sizes = [int(((room.membership(segment, accounts) == 1) & base).sum()) for segment in made]
        counts.append((len(made), sum(size >= FEWEST_ACCOUNTS for size in sizes)))
    (combinations, both), (_, alone) = counts
    return cut if combinations <= MOST_COMBINATIONS and both >= alone else cut[:1]


def _base(accounts: Accounts) -> Bools:
    """Whom segments are sized by: customers, or everybody where nobody is known to be one."""
    return accounts.customer if accounts.customer.any() else np.ones(accounts.n, bool)


def _distinct(found: SearchResult | None, accounts: Accounts) -> list[FoundSegment]:
    """What the search found, the best first, without those that are nearly the same companies."""
    from openicp import segments as room

    kept: list[FoundSegment] = []
    taken: list[Bools] = []
    for one in found.found if found is not None else ():
        members = room.membership(one.segment, accounts) == 1
        same = any(float((members & other).sum()) > SAME * float((members | other).sum()) for other in taken)
        if one.code in ("reliable", "tentative") and not same and len(kept) < MOST_FOUND:
            kept.append(one)
            taken.append(members)
    return kept


def _largest(known: Known, segments: Sequence[Segment]) -> list[SegmentRow]:
    from openicp import segments as room

    accounts = known.facts.accounts
    base = _base(accounts)
    sizes = {s.id: int(((room.membership(s, accounts) == 1) & base).sum()) for s in segments}
    kept = sorted(segments, key=lambda s: -sizes[s.id])[:MOST_ROWS]
    large = [s for s in kept if sizes[s.id] >= FEWEST_ACCOUNTS]
    small = [s for s in kept if 0 < sizes[s.id] < FEWEST_ACCOUNTS][:MOST_SMALL]
    return by_value(measured(known, [*large, *small]))


def by_value(rows: Sequence[SegmentRow]) -> list[SegmentRow]:
    """Best first: large enough to say something, then by CLV, else by churn, else by win rate."""

    def key(row: SegmentRow) -> tuple[bool, float, float]:
        small = held(row) < FEWEST_ACCOUNTS
        value = _of(row, "clv") or _of(row, "mrr") or 0.0
        return (small, -value, _of(row, "monthly_churn") or 0.0)

    return sorted(rows, key=key)


def held(row: SegmentRow) -> float:
    """Customers of a segment, or its accounts where nobody is known to be a customer."""
    customers = row.metrics.get("customers")
    found = customers if customers is not None and customers.known else row.metrics["accounts"]
    return found.value or 0.0


def _of(row: SegmentRow, name: str) -> float | None:
    found = row.metrics.get(name)
    return found.value if found is not None else None


def bracketed(rows: Sequence[SegmentRow]) -> list[SegmentRow]:
    """Each row with the neighbours whose churn can't be told apart from its own."""
    from openicp import stats

    counts = [_count(row) for row in rows]
    marked = []
    for index, row in enumerate(rows):
        same = []
        for other, count in enumerate(counts):
            mine = counts[index]
            if other == index or mine is None or count is None:
                continue
            gap = stats.difference(stats.proportion(*mine), stats.proportion(*count))
            if gap.low is not None and gap.high is not None and gap.low <= 0 <= gap.high:
                same.append(other)
        marked.append(replace(row, same_as=tuple(same)))
    return marked


def _count(row: SegmentRow) -> tuple[int, int] | None:
    left = row.metrics.get("left_12m")
    return None if left is None or left.k is None or not left.n or row.unknown else (left.k, left.n)
