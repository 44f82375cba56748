"""``backtest``: the profile made on what was known at an earlier date, judged on who was approached after it.

Comes in: a workspace. Goes out: lift and area under the curve per cut, beside simple rules. Everything that a run
decides (labels, leaks, bands, lines, points) is decided anew at each cut.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.actions.analysis import analyse
from openicp.actions.known import Known, engine_of, gather
from openicp.errors import OutcomeNotPossible
from openicp.model.facts import NumberColumn
from openicp.model.progress import Progress, Silence
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.actions.analysis import Analysis
    from openicp.engine import Engine
    from openicp.model.cells import Labels
    from openicp.model.facts import Accounts, Bools, Floats

CUTS = (0.5, 0.65, 0.8)
"""Shares of the labelled accounts that were approached before each cut."""
DAY = date(1970, 1, 1)


def backtest(ws: Workspace, *, outcome: str | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Judge at several cut dates.

    Raises
    ------
    NothingImported, OutcomeNotPossible
    """
    from openicp import metrics

    told = progress or Silence()
    with engine_of(ws) as engine:
        now = gather(ws, engine)
        labels = metrics.label(now.facts, outcome or ws.project.outcome, project=ws.project)
        days = cut_days(now.facts.accounts, labels)
        with told.step("backtest", total=len(days)) as step:
            cuts = []
            for day in days:
                cuts.append(_cut(ws, engine, now, labels, day))
                step.advance()
    return {"outcome": labels.outcome, "as_of": now.as_of.isoformat() if now.as_of else None, "cuts": cuts}


def cut_days(accounts: Accounts, labels: Labels) -> list[date]:
    """First days of months before which so many of the labelled accounts were approached."""
    approached = np.sort(accounts.approached[(labels.values >= 0) & (accounts.approached >= 0)])
    if not len(approached):
        return []
    days = [DAY + timedelta(days=int(approached[int(share * (len(approached) - 1))])) for share in CUTS]
    return sorted({day.replace(day=1) for day in days})


def _cut(ws: Workspace, engine: Engine, now: Known, labels: Labels, day: date) -> dict[str, Any]:
    accounts = now.facts.accounts
    after = accounts.approached >= (day - DAY).days
    judged = after & (labels.values >= 0)
    plain: dict[str, Any] = {
        "as_of": day.isoformat(),
        "accounts": int(judged.sum()),
        "successes": int((labels.values[judged] == 1).sum()),
    }
    try:
        then = analyse(ws, engine, name="backtest", run="backtest", as_of=day, outcome=labels.outcome)
    except OutcomeNotPossible:
        then = None
    return plain | _figures(now, labels, judged, then)


def _figures(now: Known, labels: Labels, judged: Bools, then: Analysis | None) -> dict[str, Any]:
    from openicp import profile as room
    from openicp.profile import forward

    accounts = now.facts.accounts
    label = labels.values[judged]
    points = np.zeros(accounts.n)
    if then is not None and then.profile is not None:
        points = room.score(then.profile, accounts)[0].astype(float)
    own = forward.plain(forward.judge(points[judged], label))
    rules = {"all": np.zeros(accounts.n), **_size_rules(accounts, then)}
    baselines = {name: forward.plain(forward.judge(order[judged], label)) for name, order in rules.items()}
    code = then.profile.code if then is not None and then.profile is not None else "too_little"
    return {**own, "baselines": baselines, "verdict": code}


def _size_rules(accounts: Accounts, then: Analysis | None) -> dict[str, Floats]:
    """*Biggest first*, and *size only*: the rate of each size band as it was known at the cut."""
    from openicp.profile import forward

    column = accounts.columns.get("employees")
    if not isinstance(column, NumberColumn):
        return {}
    rules = {"biggest_first": column.low}
    if then is not None and then.labels is not None:
        before = dict(zip(then.known.facts.accounts.account_id, then.labels.values, strict=True))
        known = np.array([before.get(one, -1) for one in accounts.account_id], dtype=np.int8)
        bands = np.where(np.isnan(column.low), np.nan, np.searchsorted(column.edges, column.low, side="right"))
        rules["size_only"] = forward.rates_by_band(bands, known, known >= 0)
    return rules
