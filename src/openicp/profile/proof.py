"""Does a line hold when accounts are drawn again, and on accounts that came later?

Comes in: the bench and the lines' conditions. Goes out: how often each attribute is chosen again, the winner's bias
of its gap, and ``holds``, ``fails`` or ``cant_tell``. It never says *holds* of a line that the earlier accounts alone
would not have given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.model.attribute import Condition
from openicp.model.facts import Accounts
from openicp.model.segment import Segment
from openicp.profile.choice import Choice
from openicp.profile.choose import choices_of_draws
from openicp.profile.evidence import gap_in
from openicp.segments.earn import Bench
from openicp.segments.found import Bar
from openicp.segments.membership import membership
from openicp.segments.sample import Sample, weights

if TYPE_CHECKING:
    from openicp.model.facts import Bools

RESAMPLES = 60
FEWEST = 10
LATER_SHARE = 0.30
FEWEST_LATER = 5
FAILS_BELOW = 0.5
"""Later accounts contradict a line when even the upper end of their gap is below half of the gap as seen."""

Conditions = tuple[Condition, ...]


@dataclass(frozen=True)
class Stability:
    """What resamples say of one line."""

    chosen: float
    """Share of resamples in which its attribute is chosen."""
    optimism: float
    """Mean excess of its gap in its own resample over the gap of the same condition in the data."""


def stability(bench: Bench, choices: list[Choice], bar: Bar, *, most: int) -> list[Stability]:
    """How often each attribute is chosen again in resamples of whole accounts, search and trimming redone."""
    drawn = weights(bench.part, RESAMPLES, np.random.default_rng([bench.seed, 53]))
    excess: dict[str, list[float]] = {choice.attribute: [] for choice in choices}
    for taken, chosen in choices_of_draws(bench, bar, drawn, most=most):
        for attribute, one in {one.attribute: one for one in reversed(chosen)}.items():
            if attribute in excess:
                excess[attribute].append(_excess(one.conditions, taken, bench))
    return [_stable(excess[choice.attribute]) for choice in choices]


def _stable(excess: list[float]) -> Stability:
    known = [value for value in excess if not math.isnan(value)]
    return Stability(len(excess) / RESAMPLES, max(0.0, float(np.mean(known))) if known else 0.0)


def _excess(asked: Conditions, taken: Sample, bench: Bench) -> float:
    here = gap_in(asked, bench.accounts, taken.rows, taken.value)
    return here - gap_in(asked, bench.accounts, bench.part.rows, bench.part.value)


def forward(bench: Bench, choices: list[Choice], bar: Bar, *, most: int) -> list[str]:
    """For each line whether it holds on the 30 % of accounts first approached last.

    The earlier accounts choose by themselves; what they choose is tested on the later ones. Conditions of a found
    segment are tested together. A line that the earlier accounts do not choose can fail but not hold.
    """
    later_on = later(bench.accounts, bench.part)
    if not later_on.any():
        return ["cant_tell"] * len(choices)
    _, early = choices_of_draws(bench, bar, (~later_on)[None].astype(float), most=most)[0]
    return [_forward_of(bench, choice, choices, early, later_on) for choice in choices]


def _forward_of(bench: Bench, choice: Choice, choices: list[Choice], early: list[Choice], later_on: Bools) -> str:
    then = next((one for one in early if one.attribute == choice.attribute), None)
    tested = _judged(then, early) if then is not None else _judged(choice, choices)
    answer = seen_later(tested, bench.accounts, bench.part, later_on)
    return "cant_tell" if then is None and answer == "holds" else answer


def _judged(choice: Choice, among: list[Choice]) -> Conditions:
    if not choice.together:
        return choice.conditions
    return tuple(one.condition for one in among if one.together)


def later(accounts: Accounts, part: Sample) -> Bools:
    """(labelled,) whether an account is among the last 30 % to be approached; nobody without dates."""
    day = accounts.approached[part.rows]
    dated = day >= 0
    if dated.sum() < FEWEST:
        return np.zeros(part.n, bool)
    return np.asarray(dated & (day > np.quantile(day[dated], 1 - LATER_SHARE)))


def seen_later(conditions: Conditions, accounts: Accounts, part: Sample, later_on: Bools) -> str:
    """``holds``, ``fails`` or ``cant_tell``: the gap among the later accounts beside that among the earlier."""
    inside = membership(Segment(conditions), accounts, part.rows)
    now = [part.value[later_on & (inside == side)] for side in (1, 0)]
    before = [part.value[~later_on & (inside == side)] for side in (1, 0)]
    if min(len(side) for side in (*now, *before)) < FEWEST_LATER:
        return "cant_tell"
    gap = stats.difference(*(stats.proportion(int(side.sum()), len(side)) for side in now))
    seen = float(before[0].mean() - before[1].mean())
    if gap.low is not None and gap.low > 0:
        return "holds"
    return "fails" if gap.high is not None and gap.high < FAILS_BELOW * seen else "cant_tell"
