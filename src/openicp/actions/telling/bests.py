"""The best customers by value, with what a person said of them, and what sets them apart from the rest and the lost.

Comes in: what is known, values, the ledger's marks. Goes out: ``BestCustomer`` and ``BestTrait`` values. A mark changes
no figure: what the list would say without the struck and with the added stands beside ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.actions.telling.listing import DESCRIBES
from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.facts import Accounts, CategoryColumn, Facts, NumberColumn
from openicp.model.profile import Profile
from openicp.model.segment import Segment
from openicp.report.inputs import BestCustomer, BestTrait, Reason

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Tri
    from openicp.workspace import Workspace

TRAITS = 5
BEST_SHARE = 0.25
WHY = {"stayed": ("why.stayed", "months"), "closed_in": ("why.closed_fast", "days")}
WHY |= {"recommended": ("why.recommended", "count"), "grew": ("why.grew", "times")}
"""Reason of ``profile.best``: its key in ``texts`` and the field that holds the number."""

Marks = Mapping[str, Mapping[str, Any]]
"""Account: the row of the ledger."""


@dataclass(frozen=True)
class Best:
    """The list of the best, in full."""

    customers: tuple[BestCustomer, ...]
    traits: tuple[BestTrait, ...]


def marks_of(ws: Workspace) -> Marks:
    """What a person said of companies, by account."""
    return {row["account_id"]: row for row in ws.ledger.rows("marks")}


def best_of(
    facts: Facts, values: Floats, profile: Profile | None, *, common: Sequence[Condition] = (), marks: Marks
) -> Best:
    """The best ten, then those that a person added.

    Parameters
    ----------
    values
        (n,) value of each account.
    common
        What most customers have: compared too, where the profile's lines leave room.
    """
    from openicp import profile as room

    accounts = facts.accounts
    places = {str(one): place for place, one in enumerate(accounts.account_id)}
    added = [places[one] for one, row in marks.items() if row["mark"] == "added" and one in places]
    found = room.best(values, accounts, facts, also=added)
    inside = insiders(profile, accounts)
    told = profile is not None and profile.segment is not None
    customers = tuple(_customer(one, accounts, marks, inside if told else None) for one in found)
    return Best(customers, tuple(_traits(facts, customers, profile, common)))


def bar_of(accounts: Accounts, values: Floats) -> float:
    """The value from which a customer who is still there is one of the best quarter; infinite where none is known."""
    valued = values[accounts.customer & (accounts.left < 0) & ~np.isnan(values)]
    return float(np.quantile(valued, 1 - BEST_SHARE)) if len(valued) else np.inf


def insiders(profile: Profile | None, accounts: Accounts) -> Tri:
    """Who is inside the profile's segment: yes, no or unknown."""
    from openicp import segments

    if profile is None or profile.segment is None:
        return np.full(accounts.n, -1, np.int8)
    return segments.membership(profile.segment, accounts)


def _customer(one: Any, accounts: Accounts, marks: Marks, inside: Tri | None) -> BestCustomer:
    row = marks.get(one.account_id, {})
    known = not np.isnan(one.value)
    value = Estimate(one.value, None, None, 1, "account_value", unit="money") if known else Estimate.unknown("no_data")
    return BestCustomer(
        one.account_id,
        value,
        tuple(Reason(WHY[code][0], {"n": fields[WHY[code][1]]}) for code, fields in one.why)
        or _pays(accounts, one.account),
        described(accounts, one.account),
        None if inside is None else {1: True, 0: False}.get(int(inside[one.account])),
        row.get("mark"),
        str(row.get("because") or ""),
    )


def _pays(accounts: Accounts, place: int) -> tuple[Reason, ...]:
    """What a customer pays: the reason of a value that nothing else stands out for."""
    mrr = float(accounts.mrr[place])
    return () if np.isnan(mrr) or mrr <= 0 else (Reason("why.pays", {"x": mrr}),)


def described(accounts: Accounts, place: int) -> tuple[tuple[str, object], ...]:
    """At most three known things that describe an account."""
    said: list[tuple[str, object]] = []
    for name in DESCRIBES:
        column = accounts.columns.get(name)
        if isinstance(column, CategoryColumn) and column.codes[place] >= 0:
            said.append((name, column.values[column.codes[place]]))
        elif isinstance(column, NumberColumn) and not np.isnan(column.low[place]):
            said.append((name, (float(column.low[place]), float(column.high[place]))))
    return tuple(said)


def _traits(
    facts: Facts, customers: Sequence[BestCustomer], profile: Profile | None, common: Sequence[Condition]
) -> Iterator[BestTrait]:
    """The profile's lines, else what is most common, and what companies did: best, the others, the lost."""
    from openicp import profile as room
    from openicp import segments

    accounts, groups = facts.accounts, _groups(facts.accounts, customers)
    for condition in _compared(accounts, profile, common):
        found = _trait(groups, segments.membership(Segment((condition,)), accounts), condition=condition)
        yield from [found] if found.best[1] else []
    for code, (state, figure) in room.did(accounts, facts).items():
        found = _trait(groups, state, did=Reason(f"did.{code}", {"n": figure}))
        yield from [found] if found.best[1] else []


def _compared(accounts: Accounts, profile: Profile | None, common: Sequence[Condition]) -> list[Condition]:
    lines = [line.best for line in profile.lines if line.best is not None] if profile else []
    wanted = [condition for condition in lines if condition.attribute in accounts.columns]
    told = {condition.attribute for condition in wanted}
    wanted += [condition for condition in common if condition.attribute not in told]
    return list(dict.fromkeys(wanted))[:TRAITS]


@dataclass(frozen=True)
class _Groups:
    best: Bools
    others: Bools
    lost: Bools
    yours: Bools | None


def _groups(accounts: Accounts, customers: Sequence[BestCustomer]) -> _Groups:
    """Ours: the highest values. Yours: without the struck, with the added."""
    ours = _places(accounts, (one for one in customers if one.mark != "added"))
    yours = _places(accounts, (one for one in customers if one.mark != "struck"))
    marked = any(one.mark for one in customers)
    return _Groups(ours, accounts.customer & ~ours, accounts.outcome == 0, yours if marked else None)


def _places(accounts: Accounts, chosen: Iterable[BestCustomer]) -> Bools:
    return np.isin(accounts.account_id, [one.account_id for one in chosen])


def _trait(groups: _Groups, state: Tri, *, condition: Condition | None = None, did: Reason | None = None) -> BestTrait:
    others, lost = (_pair(state, group) for group in (groups.others, groups.lost))
    return BestTrait(
        condition,
        _pair(state, groups.best),
        others if others[1] else None,
        lost if lost[1] else None,
        None if groups.yours is None else _pair(state, groups.yours),
        did,
    )


def _pair(state: Tri, group: Bools) -> tuple[int, int]:
    return int(((state == 1) & group).sum()), int(((state >= 0) & group).sum())
