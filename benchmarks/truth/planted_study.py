"""Companies with a known truth: how often the search and the profile are wrong, and how often they are right.

Comes in: how many companies. Goes out: rows. It never times: only verdicts are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from rows import Effort, Row, share

from openicp import profile, segments
from openicp.model.profile import Profile
from openicp.model.segment import SearchResult
from openicp.segments.found import overlap
from story.planted import MEANINGLESS, PLANTED, Planted, crowded, planted

NOISE = {200: 70, 500: 60, 1000: 50, 5000: 20}
"""Accounts: companies, of the 200 whose outcomes mean nothing."""

TRUE = ("industry", "employees", "technologies")
"""Attributes that mean something."""


@dataclass(frozen=True)
class Seen:
    """What came of one company."""

    search: str
    profile: str
    covers: bool = False
    """The best segment covers the planted one (Jaccard at least 0.8)."""
    meaningless: bool = False
    """A reliable segment or a line with points carries a meaningless attribute."""
    names: bool = False
    """A line that is shown or leaning names size, industry or Slack."""
    effect: tuple[float, float, float, float] | None = None
    """Re-estimated difference of the best segment, its interval, and the truth."""
    tiers: tuple[tuple[bool, int], ...] = field(default=())
    """For each tier with a chance: whether its interval covers the true chance of new companies in it."""


@dataclass(frozen=True)
class Task:
    """One company to make and look at."""

    accounts: int
    seed: int
    noise: bool = False
    deals: int = 0


def look(task: Task) -> Seen:
    """Search and fit one company."""
    if task.deals:
        company = crowded(task.accounts, task.deals, seed=task.seed)
    else:
        company = planted(task.accounts, seed=task.seed, noise=task.noise)
    found = segments.search(company.accounts, company.labels, seed=task.seed)
    fitted = profile.fit(company.accounts, company.labels, found, seed=task.seed)
    if task.noise or task.deals:
        return Seen(found.code, fitted.code)
    return _judged(company, found, fitted, task)


def _judged(company: Planted, found: SearchResult, fitted: Profile, task: Task) -> Seen:
    truth = segments.membership(PLANTED, company.accounts)
    first = found.found[0] if found.found else None
    fresh = planted(20_000, seed=task.seed + 100_000)
    carried = [c for one in found.found if one.code == "reliable" for c in one.segment.conditions]
    carried += [line.best for line in fitted.lines if line.scores and line.best is not None]
    return Seen(
        found.code,
        fitted.code,
        covers=first is not None and overlap(segments.membership(first.segment, company.accounts), truth) >= 0.8,
        meaningless=any(_means_nothing(one.attribute, one.values) for one in carried),
        names=any(line.basis in ("shown", "leaning") and line.attribute in TRUE for line in fitted.lines),
        effect=_effect(first, fresh) if first is not None and found.code == "reliable" else None,
        tiers=tuple(_tiers(fitted, fresh)),
    )


def _means_nothing(attribute: str, values: tuple[str, ...]) -> bool:
    return attribute in MEANINGLESS or (attribute == "technologies" and values != ("slack",))


def _effect(first: object, fresh: Planted) -> tuple[float, float, float, float] | None:
    gap = first.difference  # type: ignore[attr-defined]
    if gap.value is None:
        return None
    inside = segments.membership(first.segment, fresh.accounts) == 1  # type: ignore[attr-defined]
    label = fresh.labels.values
    return gap.value, gap.low, gap.high, float(label[inside].mean() - label[~inside].mean())


def _tiers(fitted: Profile, fresh: Planted) -> Iterator[tuple[bool, int]]:
    """The truth is the share of the label among 20,000 new companies of the same kind."""
    if not fitted.tiers:
        return
    tier = profile.tiers_of(fitted, fresh.accounts)
    for one in fitted.tiers:
        inside = tier == one.name
        if one.chance is not None and one.chance.low is not None and inside.sum() >= 200:
            true = float(fresh.labels.values[inside].mean())
            yield one.chance.low <= true <= (one.chance.high or 1.0), int(inside.sum())


def _all(tasks: list[Task], effort: Effort) -> list[Seen]:
    with ProcessPoolExecutor(effort.workers) as pool:
        return list(pool.map(look, tasks, chunksize=1))


def noise(effort: Effort) -> Iterator[Row]:
    """Outcomes that mean nothing."""
    tasks = [Task(n, seed, noise=True) for n, full in NOISE.items() for seed in range(effort.of(full))]
    yield from _false_alarms("outcomes that mean nothing, 200 to 5,000 accounts", _all(tasks, effort))
    tasks = [Task(85, seed, deals=79) for seed in range(effort.of(200))]
    yield from _false_alarms("noise with 85 accounts of about 79 deals each", _all(tasks, effort))


def _false_alarms(what: str, seen: list[Seen]) -> Iterator[Row]:
    n = len(seen)
    wrong = sum("reliable" in (one.search, one.profile) for one in seen)
    loud = sum(bool({one.search, one.profile} & {"reliable", "tentative"}) for one in seen)
    yield _at_most(f"{what}: `reliable` profile or segment", 0.05, wrong, n)
    yield _at_most(f"{what}: `tentative` or better", 0.2, loud, n)


def truth(effort: Effort) -> Iterator[Row]:
    """Planted companies."""
    seen = _all([Task(1000, seed) for seed in range(effort.of(100))], effort)
    n = len(seen)
    covers, reliable = sum(one.covers for one in seen), sum(one.profile == "reliable" for one in seen)
    yield _at_least("planted, 1,000 accounts: best segment covers it (Jaccard at least 0.8)", 0.9, covers, n)
    yield _at_least("planted, 1,000 accounts: `reliable`", 0.6, reliable, n)
    carried = sum(one.meaningless for one in seen)
    what = "planted, 1,000 accounts: a reliable segment or line with points carries a meaningless attribute"
    yield _at_most(what, 0.05, carried, n)
    yield from _effects([one.effect for one in seen if one.effect is not None])
    tiers = [covered for one in seen for covered, _ in one.tiers]
    what = "calibrated chance: the tier's interval covers the true chance"
    yield _at_least(what, 0.9, sum(tiers), len(tiers), of=f"{len(tiers)} tiers")
    large = _all([Task(5000, seed) for seed in range(effort.of(100))], effort)
    found = sum(one.profile == "reliable" for one in large)
    yield _at_least("planted, 5,000 accounts: `reliable`", 0.95, found, len(large))
    yield from _small(_all([Task(300, seed) for seed in range(effort.of(100))], effort))


def _at_least(what: str, asked: float, k: int, n: int, *, of: str = "") -> Row:
    return Row(what, f"at least {100 * asked:g} %", share(k, n), k >= asked * n, of or f"{n}")


def _at_most(what: str, asked: float, k: int, n: int) -> Row:
    return Row(what, f"at most {100 * asked:g} %", share(k, n), k <= asked * n, f"{n}")


def _effects(effects: list[tuple[float, float, float, float]]) -> Iterator[Row]:
    if not effects:
        return
    value, low, high, true = np.array(effects).T
    bias = float((value - true).mean() / true.mean())
    inside, n = int(((low <= true) & (true <= high)).sum()), len(effects)
    what = "planted: re-estimated effect of the best segment: bias"
    yield Row(what, "below 10 % of the truth", f"{100 * bias:+.1f} %", abs(bias) < 0.1, f"{n}")
    yield _at_least("planted: its interval covers the truth", 0.93, inside, n)


def _small(seen: list[Seen]) -> Iterator[Row]:
    n = len(seen)
    wrong = sum(one.profile == "reliable" and (one.meaningless or not one.names) for one in seen)
    useful = sum(one.profile in ("tentative", "reliable") and one.names for one in seen)
    codes = Counter(one.profile for one in seen)
    yield _at_most("planted, 300 accounts: wrong `reliable`", 0.05, wrong, n)
    yield _at_least("planted, 300 accounts: `tentative` or better, names size, industry or Slack", 0.5, useful, n)
    said = ", ".join(f"{code} {k}" for code, k in codes.most_common())
    yield Row("planted, 300 accounts: verdicts", "", said, None, f"{n}")
