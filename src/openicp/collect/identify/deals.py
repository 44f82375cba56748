"""Two CRMs over time: the same deal counts once, the system that was in use decides, traces of a move are set apart.

Comes in: ``with_deals`` in the engine, what a person says of systems. Goes out: ``with_deals`` with ``duplicate_of``,
openings that a move made up in doubt, and small tables of what was found. It never leaves a deal out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.model.finding import Finding
from openicp.sql import deals as sql

if TYPE_CHECKING:
    from openicp.config.project import SystemOfRecord
    from openicp.engine import Engine

MANY = 10
"""Deals opened on one day, at least this many, a twentieth of all and ten times a usual day, are a move."""
SHARE, TIMES = 0.05, 10
AT_ONCE = 0.1
"""Where more than this share of decided deals took no day though half of the others took a week, they were written
down afterwards."""
USUAL_DAYS = 7
OVERLAP_DAYS = 92
"""Two systems that were both fed for longer than this were in use side by side: none followed the other."""
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Period:
    """A system is right from one day until another; ``None`` is open."""

    system: str
    first_day: int | None
    last_day: int | None
    said: bool

    def holds(self, day: int) -> bool:
        """Whether the day lies in it."""
        return (self.first_day is None or day >= self.first_day) and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class _Deal:
    row: int
    system: str
    place: int
    deal_id: str | None
    outcome: str
    opened: int | None
    closed: int | None
    trace: bool


def settle(engine: Engine, tables: frozenset[str], records: Sequence[SystemOfRecord] = ()) -> None:
    """Complete ``with_deals``, and the companies that a move created; put ``collect_moved`` and ``collect_periods``."""
    if "deals" not in tables:
        return
    d = engine.dialect
    engine.create("with_deals", sql.numbered_deals_sql(d))
    days = engine.fetch(sql.days_of_deals_sql(d))
    moved = _moved(days)
    _put(engine, "collect_moved", moved, system="varchar", day="bigint", n="bigint")
    _put(engine, "collect_at_once", {"system": _at_once(engine)}, system="varchar")
    engine.create("collect_traces", sql.traces_sql(d))
    periods = _periods(days, moved, records)
    _put_periods(engine, periods)
    _twins(engine, periods)
    engine.create("with_deals", sql.settled_deals_sql(d))
    if "accounts" in tables:
        engine.create("with_accounts", sql.moved_accounts_sql(d))


def _put(engine: Engine, name: str, columns: Mapping[str, Sequence[Any]], **types: str) -> None:
    engine.put(name, columns, types=types)


def _moved(days: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Days on which a system was filled at once."""
    found: dict[str, list[Any]] = {"system": [], "day": [], "n": []}
    for system in sorted(set(days["system"])):
        mine = days["system"] == system
        counts, at = days["n"][mine], days["day"][mine]
        many = (counts >= MANY) & (counts > SHARE * counts.sum()) & (counts > TIMES * np.median(counts))
        for day, n in zip(at[many].tolist(), counts[many].tolist(), strict=True):
            for name, value in zip(found, (system, day, n), strict=True):
                found[name].append(value)
    return found


def _at_once(engine: Engine) -> list[str]:
    """Systems in which many deals are opened and closed on one day though they usually take a while."""
    cycles = engine.fetch(sql.cycles_of_deals_sql(engine.dialect))
    found = []
    for system in sorted(set(cycles["system"])):
        mine = cycles["system"] == system
        days, n = cycles["days"][mine], cycles["n"][mine]
        at_once, longer = int(n[days == 0].sum()), days > 0
        if at_once >= MANY and at_once > AT_ONCE * n.sum() and longer.any():
            usual = np.median(np.repeat(days[longer], n[longer].astype(int)))
            found += [system] if usual >= USUAL_DAYS else []
    return found


def _periods(
    days: Mapping[str, Any], moved: Mapping[str, Sequence[Any]], records: Sequence[SystemOfRecord]
) -> list[Period]:
    """Which system is right when: as a person says, else each until the next one took over."""
    if records:
        return [Period(each.system, _day(each.since), _day(each.until), said=True) for each in records]
    moves = dict(zip(moved["system"], moved["day"], strict=True))
    fed = {}
    for system in sorted(set(days["system"])):
        native = [x for x in days["day"][days["system"] == system].tolist() if (system, x) not in _pairs(moved)]
        if native:
            fed[system] = (min(native), max(native))
    ordered = sorted(fed, key=lambda system: (fed[system][1], system))
    found: list[Period] = []
    begins: int | None = None
    for before, after in pairwise(ordered):
        began = moves.get(after, fed[after][0])
        if fed[before][1] - began > OVERLAP_DAYS:
            continue
        found.append(Period(before, begins, began - 1, said=False))
        begins = began
    return [*found, Period(ordered[-1], begins, None, said=False)] if found else []


def _pairs(moved: Mapping[str, Sequence[Any]]) -> set[tuple[str, int]]:
    return set(zip(moved["system"], moved["day"], strict=True))


def _day(day: date | None) -> int | None:
    return None if day is None else day.toordinal() - EPOCH


def _put_periods(engine: Engine, periods: Sequence[Period]) -> None:
    columns: dict[str, list[Any]] = {
        "system": [each.system for each in periods],
        "first_day": [_date(each.first_day) for each in periods],
        "last_day": [_date(each.last_day) for each in periods],
        "said": [each.said for each in periods],
    }
    _put(engine, "collect_periods", columns, system="varchar", first_day="date", last_day="date", said="boolean")


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day + EPOCH)


def _twins(engine: Engine, periods: Sequence[Period]) -> None:
    """Put ``collect_twins``: which deal repeats which, and the day of opening that the standing one takes over."""
    d = engine.dialect
    engine.create("collect_pairs", sql.pairs_of_deals_sql(d))
    deals = {int(row[0]): _Deal(*row) for row in engine.rows(sql.facts_of_deals_sql(d))}
    pairs = engine.fetch(sql.chosen_pairs_sql(d))
    twins: dict[str, list[Any]] = {"deal_row": [], "duplicate_of": [], "opened_day": []}
    for group in _groups(deals, zip(pairs["first"].tolist(), pairs["second"].tolist(), strict=True)):
        stands, *others = _in_order(group, periods)
        opened = next((each.opened for each in others if stands.trace and not each.trace), None)
        rows = [(each.row, stands.deal_id or "unnamed", None) for each in others]
        for row in (*rows, (stands.row, None, opened)):
            for name, value in zip(twins, row, strict=True):
                twins[name].append(value)
    _put(engine, "collect_twins", twins, deal_row="bigint", duplicate_of="varchar", opened_day="bigint")


def _groups(deals: Mapping[int, _Deal], pairs: Iterable[tuple[int, int]]) -> list[list[_Deal]]:
    """Deals that are one, by the likeliest pairs first; never two deals of one system."""
    group_of = {row: [deal] for row, deal in deals.items()}
    for first, second in pairs:
        one, other = group_of[first], group_of[second]
        if one is not other and not _side_by_side([*one, *other]):
            one += other
            group_of |= dict.fromkeys((each.row for each in other), one)
    several = {id(group): group for group in group_of.values() if len(group) > 1}
    return list(several.values())


def _side_by_side(group: Sequence[_Deal]) -> bool:
    """Whether one system tells two of these apart; several exports of it hold the same id again."""
    ids: dict[str, set[str | int]] = {}
    for each in group:
        ids.setdefault(each.system, set()).add(each.row if each.deal_id is None else each.deal_id)
    return any(len(found) > 1 for found in ids.values())


def _in_order(group: Sequence[_Deal], periods: Sequence[Period]) -> list[_Deal]:
    """The one that stands first: of the system in use when it was decided, else a decided one, else the first's."""
    days = [each.closed for each in group if each.outcome in ("won", "lost") and each.closed is not None]
    day = min(days, default=max((each.opened for each in group if each.opened is not None), default=0))
    right = next((each.system for each in periods if each.holds(day)), None)
    return sorted(group, key=lambda e: (e.system != right, e.outcome == "open", e.place, e.row))


def findings(engine: Engine) -> list[Finding]:
    """What there is to say of moves and of systems that follow each other."""
    d = engine.dialect
    found = []
    for system, day, n in engine.rows(sql.moves_sql(d)):
        found.append(Finding("deals_moved", "note", {"system": system, "date": day, "n": int(n)}))
    for system, first, last, _ in engine.rows(sql.periods_sql(d)):
        code = "system_of_record" + ("_since" if first and not last else "_until" if last and not first else "")
        found.append(Finding(code, "note", {"system": system, "since": first, "until": last}))
    left = int(engine.rows(sql.left_open_sql(d))[0][0])
    if left:
        found.append(Finding("open_in_left_system", "warning", {"n": left}))
    return found
