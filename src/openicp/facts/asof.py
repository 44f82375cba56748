"""To which day the data run: never the clock, always the data's own latest events.

Comes in: how many rows of each table bear which day. Goes out: the as-of day and how it was decided. It never lets
a table with rare events hold a run back, nor an announced or mistyped date carry it forward.

The rule. The last event of a table is its latest day, but for a handful of days behind a silence of more than a
year (a typing error), and but for announced ends: these count up to anything that is known to have happened, or to
one usual silence after it, and where few rows have an end, as long as they follow at their own pace. A silence is
usual when 95 % of the last 40 are no longer. Where no status tells, an end after days that are no term's, while most
that run have no end, is a leaving too: of a company that has stopped selling, ends are all that still happens. A table
whose last event is at most two usual silences, its longest recent one, or a week before the latest event of all core
tables is up to date: nothing happened since. Otherwise it
is stale, and the earliest stale table decides. Missing days to the end of the month are added when the data have been
silent for as long before, at most a week. Where contracts always name an end and nearly all that run end on one
day, that day is the end of the data and not one on which everybody left.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.finding import Finding

if TYPE_CHECKING:
    from openicp.model.facts import Ints

EPOCH = date(1970, 1, 1)
CORE: Mapping[str, str] = {"subscriptions": "billing", "mrr_events": "billing", "invoices": "billing", "deals": "deals"}
"""Core tables by the part they belong to; other tables decide only where there are none of these."""


RECENT = 40
"""Silences that tell a table's rhythm."""
FEW = 20


@dataclass(frozen=True)
class DataThrough:
    """How far one part of the data goes."""

    part: str
    last: int
    """Day of the last event."""
    silence: int
    """Days that 19 of 20 silences do not exceed."""
    longest: int
    """The longest of the last silences."""

    @property
    def patience(self) -> int:
        """Days without an event that say nothing: two usual silences, or as many as there were before."""
        return max(7, 2 * self.silence, self.longest)


@dataclass(frozen=True)
class AsOf:
    """The day of a run, the parts that decided it, and what there is to say."""

    day: int
    natural: int
    """The day that the data themselves give; differs from ``day`` when a person chose another."""
    first: int
    parts: tuple[DataThrough, ...]
    findings: tuple[Finding, ...]


def to_date(day: int) -> date:
    """Date of a number of days since 1970-01-01."""
    return EPOCH + timedelta(days=int(day))


def decide(events: Mapping[str, np.ndarray], chosen: date | None = None) -> AsOf | None:
    """The as-of day of ``events`` (columns ``part, role, name, day, n``); ``None`` when nothing is dated."""
    parts = _parts(events)
    if not parts:
        return None if chosen is None else _chosen(chosen, (), (chosen - EPOCH).days)
    core = [part for part in parts if part.part in CORE.values()] or parts
    latest = max(part.last for part in core)
    ours = any(part.part in CORE.values() for part in core)
    stale = [part for part in core if ours and latest - part.last > part.patience]
    reached = min((part.last for part in stale), default=latest)
    natural = _month_end(reached, min(part.longest for part in core if part.last >= reached))
    cliff = data_end(events)
    ended_together = cliff is not None and cliff < natural
    natural = cliff if cliff is not None and ended_together else natural
    first = _first_day(events, natural)
    if chosen is not None:
        return _chosen(chosen, tuple(parts), natural, first=first)
    findings = _findings(natural, core, stale, events)
    if ended_together:
        findings.append(Finding("contracts_end_together", "note", {"date": to_date(natural)}))
    return AsOf(natural, natural, first, tuple(parts), tuple(findings))


def _chosen(chosen: date, parts: tuple[DataThrough, ...], natural: int, *, first: int | None = None) -> AsOf:
    day = (chosen - EPOCH).days
    finding = Finding("as_of_chosen", "note", {"date": chosen, "data": to_date(natural)})
    return AsOf(day, natural, day if first is None else first, parts, (finding,))


def _parts(events: Mapping[str, np.ndarray]) -> list[DataThrough]:
    names = np.array([CORE.get(part, part) for part in events["part"]], dtype=object)
    reached = _latest_fact(events, names)
    alone = len(set(names) & set(CORE.values())) == 1
    found = []
    for name in sorted(set(names)):
        chosen = names == name
        days = _believed(events["role"][chosen], events["day"][chosen], events["n"][chosen], reached, alone=alone)
        days = _with_broken_off({key: values[chosen] for key, values in events.items()}, days)
        if len(days):
            found.append(DataThrough(name, int(days[-1]), *_rhythm(days)))
    return found


def _latest_fact(events: Mapping[str, np.ndarray], names: np.ndarray) -> int:
    """The latest day on which anything happened, in whatever table."""
    latest = -1
    for name in set(names):
        chosen = (names == name) & (events["role"] == "fact")
        days = _without_stray(events["day"][chosen], events["n"][chosen])
        latest = max(latest, int(days[-1]) if len(days) else -1)
    return latest


def data_end(events: Mapping[str, np.ndarray]) -> int | None:
    """The last paid day, where contracts always name an end and nearly all of them end at once."""
    contracts = events["part"] == "subscriptions"
    started = contracts & (events["name"] == "started_on")
    ended = contracts & (events["name"] == "ended_on")
    if not ended.any() or events["n"][ended].sum() < events["n"][started].sum():
        return None
    order = np.argsort(events["day"][ended])
    days, counts = events["day"][ended][order], events["n"][ended][order]
    starts, sizes = events["day"][started], events["n"][started]
    before = np.array([sizes[starts < day].sum() for day in days]) - (np.cumsum(counts) - counts)
    cliffs = days[(counts >= 0.8 * before) & (before >= 10)]
    return int(cliffs[-1]) - 1 if len(cliffs) else None


def _believed(roles: np.ndarray, days: Ints, counts: Ints, reached: int, *, alone: bool) -> Ints:
    """Distinct days in order, without mistyped ones and announcements."""
    if (roles == "month").all():
        return np.unique([_end_of_month(int(day)) for day in days]).astype(np.int64)
    began = np.isin(roles, ("fact", "month"))
    facts = _without_stray(days[began], counts[began])
    if not len(facts):
        return _without_stray(days, counts)
    silence, _ = _rhythm(facts)
    said = (roles == "left") | ((roles == "decided") & alone)
    paced = _at_its_pace(days[said], int(facts[-1]))
    near = ~began & (days <= max(reached, facts[-1] + silence, paced, _last_leaving(roles, days, counts, facts)))
    # Of a handful of deals no rhythm can be told: what is decided has happened.
    few = (roles == "decided") & (len(facts) < FEW)
    return np.union1d(facts, _without_stray(days[near | few], counts[near | few]))


def _with_broken_off(rows: Mapping[str, np.ndarray], days: Ints) -> Ints:
    """The days, carried on by ends that are no term's, where most contracts that run by then have no end at all."""
    broken = rows["day"][rows["role"] == "broke_off"]
    if not len(days) or not len(broken):
        return days
    last, counts = int(days[-1]), rows["n"]
    ends = rows["role"] == "announced"
    run = counts[rows["name"] == "started_on"].sum() - counts[ends & (rows["day"] <= last)].sum()
    if counts[ends & (rows["day"] > last)].sum() > 0.5 * run:
        return days
    return np.union1d(days, broken[broken <= _at_its_pace(broken, last, slack=2)])


def _last_leaving(roles: np.ndarray, days: Ints, counts: Ints, facts: Ints) -> int:
    """The last end that follows at the pace of the ends before, where ends are rare: there somebody left.

    Where most rows name an end (contracts with a term), later ends are announcements and nothing is added.
    """
    ends = roles == "announced"
    if counts[ends].sum() > 0.5 * counts[roles == "fact"].sum():
        return int(facts[-1])
    return _at_its_pace(days[ends], int(facts[-1]))


def _at_its_pace(days: Ints, last: int, *, slack: int = 1) -> int:
    """The last of the days after ``last`` that follow one another as those before did, or ``slack`` times as slowly."""
    before = np.unique(days[days <= last])
    silence, longest = _rhythm(before) if len(before) > 2 else (31, 31)
    for day in np.unique(days[days > last]):
        if day - last > slack * max(7, 2 * silence, longest):
            break
        last = int(day)
    return last


def _without_stray(days: Ints, counts: Ints) -> Ints:
    """Distinct days but for the few last ones that lie behind a silence of more than a year."""
    order = np.argsort(days, kind="stable")
    days, counts = days[order], counts[order]
    gaps = np.flatnonzero(np.diff(days) > 366)
    for gap in gaps:
        if counts[gap + 1 :].sum() <= max(2, 0.01 * counts.sum()) and gap >= 1:
            return np.unique(days[: gap + 1])
    return np.unique(days)


def _rhythm(days: Ints) -> tuple[int, int]:
    """Usual and longest of the last silences of ``days``: a growing company was more silent before."""
    silences = np.diff(days[-RECENT - 1 :])
    if not len(silences):
        return 31, 31
    return int(np.ceil(np.quantile(silences, 0.95))), int(silences.max())


def _month_end(day: int, longest: int) -> int:
    end = _end_of_month(day)
    return end if end - day <= min(7, longest) else day


def _end_of_month(day: int) -> int:
    date_ = to_date(day)
    last = calendar.monthrange(date_.year, date_.month)[1]
    return day + last - date_.day


def _first_day(events: Mapping[str, np.ndarray], natural: int) -> int:
    """The first believable day: none before 50 years ago, nor of the list of companies alone."""
    days = events["day"]
    inside = days[(days <= natural) & (days >= natural - 50 * 366)]
    return int(inside.min()) if len(inside) else natural


def _findings(
    natural: int, core: list[DataThrough], stale: list[DataThrough], events: Mapping[str, np.ndarray]
) -> list[Finding]:
    through = {part.part: to_date(part.last) for part in core}
    findings = [Finding("as_of", "note", {"date": to_date(natural), "through": through})]
    findings += [
        Finding(
            f"stale_{part.part}",
            "warning",
            {"part": part.part, "last": to_date(part.last)},
        )
        for part in stale
    ]
    late = (events["role"] == "fact") & (events["day"] > natural)
    if late.any():
        fields = {"n": int(events["n"][late].sum()), "date": to_date(natural)}
        findings.append(Finding("dates_after_as_of", "warning", fields))
    return findings
