"""The movements of MRR by other rules: dashboards that know fewer of them put one into another.

Comes in: ``Facts`` and the billing tables in the engine. Goes out: a ``Counted`` for each movement of the last month
and of twelve. It never moves an account twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from openicp.engine import Engine
from openicp.facts.counted import Counted
from openicp.facts.explaining import Change, Part
from openicp.facts.movements import Moved, movements
from openicp.facts.periods import month_begin, month_end
from openicp.model.facts import Facts
from openicp.sql import totals as sql

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints

YEAR = 12
INTO: Mapping[str, Mapping[str, str]] = {
    "new": {"with_reactivation": "reactivation", "with_expansion": "expansion"},
    "expansion": {"with_reactivation": "reactivation", "with_new": "new"},
    "contraction": {"with_churn": "churn"},
    "churn": {"with_contraction": "contraction"},
}
"""Movement: by rule, which others a dashboard may count in it."""
FREE: Mapping[str, tuple[str, str, float]] = {
    "new": ("from_free_out", "new", -1.0),
    "expansion": ("from_free_in", "new", 1.0),
    "churn": ("to_free_out", "churn", -1.0),
    "contraction": ("to_free_in", "churn", 1.0),
}
"""Movement: the rule, and the movement whose companies with a free plan it adds or leaves out."""


def counted_movements(engine: Engine, facts: Facts) -> dict[str, Counted]:
    """The five movements of the last month and of the last twelve."""
    free = _free_times(engine)
    found: dict[str, Counted] = {}
    for ending, months in (("", 1), ("_12m", YEAR)):
        moved = movements(facts, months)
        for name in moved:
            changes = _changes(name, moved, facts, free)
            found[f"mrr_{name}{ending}"] = Counted(moved[name].total, changes)
    return found


FreeTimes = dict[int, list[tuple[int, int]]]


def _free_times(engine: Engine) -> FreeTimes:
    times: FreeTimes = {}
    for ix, begins, ends in engine.rows(sql.free_times_sql(engine.dialect)):
        times.setdefault(int(ix), []).append((int(begins), int(ends)))
    return times


def _changes(name: str, moved: Mapping[str, Moved], facts: Facts, free: FreeTimes) -> tuple[Change, ...]:
    def parts(movement: str, sign: float, chosen: Bools | None = None) -> tuple[Part, ...]:
        one = moved[movement]
        account, amount = (one.account, one.amount) if chosen is None else (one.account[chosen], one.amount[chosen])
        pairs = zip(account.tolist(), amount.tolist(), strict=True)
        return tuple(Part(str(facts.accounts.name[ix]), sign * value) for ix, value in pairs)

    changes = [Change(rule, parts(other, 1.0)) for rule, other in INTO.get(name, {}).items()]
    if name in FREE and free:
        rule, movement, sign = FREE[name]
        holds = _was_free if movement == "new" else _is_free
        changes.append(Change(rule, parts(movement, sign, _chosen(moved[movement], free, holds))))
    return (*changes, Change("single_companies", parts(name, -1.0)))


def _chosen(moved: Moved, free: FreeTimes, holds: Callable[[int, list[tuple[int, int]]], bool]) -> Bools:
    months: Ints = moved.month
    pairs = zip(moved.account.tolist(), months.tolist(), strict=True)
    return np.array([holds(month, free.get(ix, [])) for ix, month in pairs], dtype=bool)


def _was_free(month: int, times: list[tuple[int, int]]) -> bool:
    """On a free plan before the month in which it began to pay ended."""
    return any(begins <= month_end(month) for begins, _ in times)


def _is_free(month: int, times: list[tuple[int, int]]) -> bool:
    """On a free plan after it stopped paying in the month."""
    return any(begins >= month_begin(month) and begins <= month_end(month) for begins, _ in times)
