"""Where systems disagree about a company, and values that can hardly be true.

Comes in: the engine that ``gather`` has just used, the published tables, ``Facts``. Goes out: ``Quality``: conflicts
with what each system says and which one decides, and doubtful values with the companies behind them. It mends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine, Location
from openicp.facts.asof import EPOCH, to_date
from openicp.facts.gathering import load_tables
from openicp.model.facts import Facts
from openicp.sql import quality as sql

if TYPE_CHECKING:
    from openicp.model.facts import Floats

BILLING = ("subscriptions", "mrr_events", "invoices")
"""In the order in which they decide who has left; the list of companies decides only where there is none of them."""
LISTED = "accounts"
DAYS_APART = 45
"""Two days of leaving that lie further apart than this, more than a billing month, disagree."""
A_HEAD = 3_000_000
"""Yearly revenue a head that hardly any business has: Apple makes two and a half million."""
LARGE_UNITS = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD")
CENTS, JUMP, TOP = 100.0, 4.0, 0.05
"""A few amounts, at most one in twenty, four times above all others, that divided by 100 would be usual: cents?"""
ENOUGH = 8
DOUBTS = {
    "churned_before_start": "doubt_churned_before_start",
    "future_date": "doubt_future_date",
    "closed_before_opened": "doubt_closed_before_opened",
}
"""Doubt of a row: what is said of it; of others that the row contradicts itself."""
NEGATIVE = (("subscriptions", "mrr"), ("mrr_events", "mrr_after"), ("accounts", "mrr"))
STARTS = (
    *(("subscriptions", "started_on"), ("mrr_events", "on"), ("invoices", "issued_on")),
    *(("accounts", "customer_since"), ("deals", "opened_on")),
)
NO_DAYS = tuple((day - EPOCH).days for day in (EPOCH, date(1900, 1, 1), date(1899, 12, 31), date(1899, 12, 30)))
"""What systems and spreadsheets write where there is no day: their own day 0 or 1."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the systems say of one company: a code each, by table."""

    name: str
    says: Mapping[str, str]
    """Table: ``pays``, ``left``, or ``left:2026-03-31``; for MRR the amount as text."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One way in which systems disagree."""

    code: str
    """``has_left``, ``left_on``, ``mrr``, or ``attribute``."""
    decides: str
    """The table that decides."""
    cases: tuple[Said, ...]
    about: str = ""
    """The attribute."""


@dataclass(frozen=True, slots=True)
class Suspicious:
    """Values that can hardly be true."""

    code: str
    """``suspicious.<code>``."""
    n: int
    cases: tuple[tuple[str, Mapping[str, object]], ...]
    """(company, what is odd about it)."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What is doubtful in the data."""

    conflicts: tuple[Conflict, ...] = ()
    suspicious: tuple[Suspicious, ...] = ()


@dataclass(slots=True)
class _States:
    """What each table says of an account."""

    pays: dict[str, dict[int, bool]] = field(default_factory=dict)
    left: dict[str, dict[int, int]] = field(default_factory=dict)
    mrr: dict[str, dict[int, float]] = field(default_factory=dict)


def quality(engine: Engine, snapshots: Mapping[str, Path | Location], facts: Facts, *, grace: int) -> Quality:
    """Conflicts and suspicious values, on the engine that ``gather`` has just used."""
    tables = load_tables(engine, snapshots, [*BILLING, LISTED, "attributes", "deals"])
    if LISTED not in tables:
        return Quality()
    return Quality(tuple(_conflicts(engine, tables, facts, grace)), tuple(_suspicious(engine, tables, facts)))


def _conflicts(engine: Engine, tables: frozenset[str], facts: Facts, grace: int) -> Iterable[Conflict]:
    names = facts.accounts.name
    if tables & set(BILLING):
        states = _states(engine, facts, grace)
        yield from _who_left(states, facts)
        yield from _when_left(states, facts)
        if facts.revenue is not None:
            yield from _how_much(states, facts)
    if "attributes" in tables and engine.rows(sql.sources_sql(engine.dialect))[0][0] > 1:
        rows = engine.rows(sql.differing_attributes_sql(engine.dialect))
        for attribute in dict.fromkeys(str(row[0]) for row in rows):
            cases = tuple(Said(str(names[ix]), {}) for name, ix, _ in rows if name == attribute)
            yield Conflict("attribute", "attributes", cases, attribute)


def _states(engine: Engine, facts: Facts, grace: int) -> _States:
    as_of = (np.datetime64(facts.as_of) - np.datetime64("1970-01-01")).astype(int)
    states = _States()
    select = sql.states_sql(engine.dialect, as_of=int(as_of), grace=grace, apart=DAYS_APART)
    for kind, ix, pays, last in engine.rows(select):
        states.pays.setdefault(kind, {})[ix] = bool(pays)
        if last >= 0:
            states.left.setdefault(kind, {})[ix] = int(last)
    for kind, ix, mrr in engine.rows(sql.earnings_sql(engine.dialect, as_of=int(as_of))):
        states.mrr.setdefault(kind, {})[ix] = float(mrr)
    return states


def _known(by_table: Mapping[str, Mapping[int, Any]], ix: int) -> dict[str, Any]:
    return {kind: by_table[kind][ix] for kind in (*BILLING, LISTED) if ix in by_table.get(kind, {})}


def _accounts(states: _States) -> list[int]:
    """Accounts of which some tables disagree."""
    return sorted({ix for said in states.pays.values() for ix in said})


def _who_left(states: _States, facts: Facts) -> Iterable[Conflict]:
    cases = []
    for ix in _accounts(states):
        says = _known(states.pays, ix)
        if len(set(says.values())) > 1:
            shown = {kind: _state(pays, states.left.get(kind, {}).get(ix)) for kind, pays in says.items()}
            cases.append(Said(str(facts.accounts.name[ix]), shown))
    if cases:
        yield Conflict("has_left", _decider(states), tuple(cases))


def _decider(states: _States) -> str:
    return next(kind for kind in (*BILLING, LISTED) if kind in states.pays)


def _state(pays: bool, last: int | None) -> str:  # noqa: FBT001 - a value, not a switch
    if pays:
        return "pays"
    return "left" if last is None else f"left:{to_date(last).isoformat()}"


def _when_left(states: _States, facts: Facts) -> Iterable[Conflict]:
    cases = []
    for ix in _accounts(states):
        days = _known(states.left, ix)
        agree = not any(_known(states.pays, ix).values())
        # The end of the period of an invoice is no day on which anybody decided to leave.
        firm = {kind: day for kind, day in days.items() if kind != "invoices"}
        if agree and len(firm) > 1 and max(firm.values()) - min(firm.values()) > DAYS_APART:
            cases.append(Said(str(facts.accounts.name[ix]), {kind: _state(False, day) for kind, day in firm.items()}))  # noqa: FBT003
    if cases:
        yield Conflict("left_on", _decider(states), tuple(cases))


def _how_much(states: _States, facts: Facts) -> Iterable[Conflict]:
    """MRR of the paying in contracts and ledger."""
    cases = []
    for ix in sorted({ix for said in states.mrr.values() for ix in said if facts.accounts.active[ix]}):
        amounts = _known(states.mrr, ix)
        if len(amounts) > 1 and max(amounts.values()) - min(amounts.values()) > 0.011:
            shown = {kind: f"{amount:.2f}" for kind, amount in amounts.items()}
            gap = max(amounts.values()) - min(amounts.values())
            cases.append((gap, Said(str(facts.accounts.name[ix]), shown)))
    if cases:
        ranked = sorted(cases, key=lambda case: (-case[0], case[1].name))
        yield Conflict("mrr", "ledger", tuple(said for _, said in ranked))


def _suspicious(engine: Engine, tables: frozenset[str], facts: Facts) -> Iterable[Suspicious]:
    for table in sorted(tables & {*BILLING, LISTED, "deals"}):
        rows = engine.rows(sql.doubtful_sql(engine.dialect, table))
        for doubt in dict.fromkeys(str(row[0]) for row in rows):
            found = [(str(name), {"n": n}) for code, name, n in rows if code == doubt]
            yield _odd(DOUBTS.get(doubt, "doubt"), found, sum(int(fields["n"]) for _, fields in found))
    rows = engine.rows(sql.big_for_its_people_sql(engine.dialect, per_person=A_HEAD, currencies=LARGE_UNITS))
    yield _odd("revenue_a_head", [(str(n), {"people": high, "revenue": revenue}) for n, high, revenue in rows])
    rows = engine.rows(sql.odd_founded_sql(engine.dialect, year=facts.as_of.year))
    yield _odd("founded", [(str(name), {"year": int(year)}) for name, year in rows])
    for table, column in NEGATIVE:
        if table in tables:
            rows = engine.rows(sql.negative_mrr_sql(engine.dialect, table, column))
            yield _odd("negative_mrr", [(str(name), {"amount": mrr}) for name, mrr in rows])
    starts = [(table, column) for table, column in STARTS if table in tables]
    yield _odd(
        "no_start_day", [(str(name), {}) for (name,) in engine.rows(sql.starting_sql(engine.dialect, starts, NO_DAYS))]
    )
    yield _odd("cents_mrr", _like_cents(facts.accounts.mrr, facts))
    if facts.deals is not None:
        owners = np.where(facts.deals.account >= 0, facts.deals.account, -1)
        yield _odd("cents_deal", _like_cents(facts.deals.amount, facts, owners=owners))


def _odd(code: str, cases: Iterable[tuple[str, Mapping[str, object]]], n: int | None = None) -> Suspicious:
    found = tuple(cases)
    return Suspicious(code, len(found) if n is None else n, found)


def _like_cents(amounts: Floats, facts: Facts, *, owners: Any = None) -> list[tuple[str, Mapping[str, object]]]:
    """Amounts far above all others that would be usual if they were cents."""
    there = np.flatnonzero(np.nan_to_num(amounts) > 0)
    if len(there) < ENOUGH:
        return []
    values = amounts[there]
    ordered = np.sort(values)
    first = len(ordered) - max(1, int(TOP * len(ordered)))
    jumps = ordered[first:] / ordered[first - 1 : -1]
    if jumps.max() < JUMP:
        return []
    usual = ordered[: first + int(jumps.argmax())]
    low, high = np.quantile(usual, [0.05, 0.95], method="lower")
    odd = (values > usual[-1]) & (values / CENTS >= low) & (values / CENTS <= high)
    whose = there[odd] if owners is None else owners[there[odd]]
    return [
        (str(facts.accounts.name[ix]) if ix >= 0 else "", {"amount": float(amount)})
        for ix, amount in zip(whose.tolist(), values[odd], strict=True)
    ]
