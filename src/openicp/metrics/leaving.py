"""Who left since a day some full months ago, and who paid then: the accounts behind k of n.

Comes in: facts. Goes out: two masks of accounts. It estimates nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from openicp.metrics.calendar import day_of, first_day

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Facts, Ints


def leaving(facts: Facts, months: int) -> tuple[Bools, Bools] | None:
    """Who of those paying that many full months ago has left since, and who paid then; ``None`` without dates.

    On its last paid day an account still pays, then as now: both ends are counted alike.
    """
    spells = facts.spells
    if spells is None or not spells.dated:
        return None
    then, now = first_day(facts.last_month - months + 1) - 1, first_day(facts.last_month + 1) - 1
    there = (spells.started <= then) & ((spells.ended < 0) | (spells.ended >= then))
    left = there & (spells.ended >= 0) & (spells.ended < now) & (spells.ended <= day_of(facts.as_of))
    return _accounts(spells.account[left], facts.accounts.n), _accounts(spells.account[there], facts.accounts.n)


def _accounts(places: Ints, n: int) -> Bools:
    named = np.zeros(n, dtype=bool)
    named[places] = True
    return named
