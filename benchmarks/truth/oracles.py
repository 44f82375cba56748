"""What other packages make of the same numbers: lifelines, statsmodels, pysubgroup, in an environment of their own.

Comes in: the Python of that environment. Goes out: rows. Nothing of the project is imported there, nothing of theirs
here.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rows import Effort, Row, share

from openicp import stats
from openicp.segments import pool, scan
from openicp.segments.planned import Labelling, Plan, plan
from openicp.segments.sample import observed, sample
from openicp.segments.singles import singles_statistic
from openicp.segments.statistic import studentised
from story.planted import planted

OTHERS = Path(__file__).parent / "others"
CURVES, COMPANIES = 300, 6
BEST = 20
CLOSE = 1e-4
"""Relative difference up to which two segments tie: the search works in single precision."""

Segments = list[tuple[float, bytes]]
"""Quality, and who is inside."""


def oracles(effort: Effort) -> Iterator[Row]:
    """Everything that other packages compute too; a row that says so where they are not installed."""
    python = os.environ.get("OPENICP_ORACLE", "")
    if not python or not Path(python).exists():
        yield Row("other packages", "", "OPENICP_ORACLE names no Python: `make truth` builds it", None)
        return
    yield from _curves(python, effort.of(CURVES))
    yield from _segments(python, effort.of(COMPANIES))


def _run(python: str, script: str, *arguments: str, given: str = "") -> Any:
    command = [python, str(OTHERS / script), *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _curves(python: str, count: int) -> Iterator[Row]:
    rng = np.random.default_rng(11)
    cases = [_lives(rng) for _ in range(count)]
    shares = [[k, n] for n in (1, 5, 20, 70, 500) for k in range(0, n + 1, max(1, n // 7))]
    strata = [rng.integers(1, 30, (6, 2, 2)).tolist() for _ in range(50)]
    theirs = _run(python, "curves.py", given=json.dumps({"curves": cases, "shares": shares, "stratified": strata}))
    apart = np.array([_apart(case, other) for case, other in zip(cases, theirs["curves"], strict=True)]).max(axis=0)
    said = ("Kaplan-Meier against lifelines", "its band", "log-rank", "restricted mean")
    for what, gap in zip(said, apart, strict=True):
        bound = 1e-12 if what.startswith("Kaplan") else 1e-9
        yield Row(what, f"equal to {bound:g}", f"at most {gap:.1g} apart", bool(gap <= bound), f"{count} sets of lives")
    gaps = [abs(a - b) for (k, n), ends in zip(shares, theirs["shares"], strict=True)
            for a, b in zip(stats.wilson(k, n), ends, strict=True)]  # fmt: skip
    yield Row("Wilson against statsmodels", "equal to 1e-12", f"at most {max(gaps):.1g} apart", max(gaps) <= 1e-12,
              f"{len(shares)} shares")  # fmt: skip
    gaps = [abs(_pooled(tables) - other) for tables, other in zip(strata, theirs["stratified"], strict=True)]
    yield Row("Mantel-Haenszel against statsmodels", "equal to 1e-9", f"at most {max(gaps):.1g} apart",
              max(gaps) <= 1e-9, f"{len(strata)} sets of strata")  # fmt: skip


def _lives(rng: np.random.Generator) -> dict[str, Any]:
    """Durations, some of them tied, half of the sets in whole months; some still running."""
    n = int(rng.integers(8, 1500))
    days, seen = rng.exponential(20, n) + 0.01, rng.exponential(30, n) + 0.01
    if rng.random() < 0.5:
        days, seen = np.ceil(days), np.ceil(seen)
    time, lost = np.minimum(days, seen), days <= seen
    first = rng.random(n) < 0.4
    first[:2] = True, False
    return {
        "days": time.tolist(),
        "lost": lost.tolist(),
        "first": first.tolist(),
        "until": float(np.quantile(time, 0.8)),
    }


def _apart(case: dict[str, Any], other: dict[str, Any]) -> tuple[float, float, float, float]:
    """Largest differences: curve, band, log-rank statistic, restricted mean (relative)."""
    days, lost, first = np.array(case["days"]), np.array(case["lost"]), np.array(case["first"])
    curve = stats.kaplan_meier(days, lost)
    at = np.searchsorted(np.array(other["times"]), curve.times)
    theirs = np.array(other["survival"])[at]
    inside = (curve.survival > 0) & (curve.survival < 1)
    band = [np.abs(ours - np.array(other[name])[at])[inside].max(initial=0.0)
            for ours, name in ((curve.low, "low"), (curve.high, "high"))]  # fmt: skip
    statistic = stats.log_rank(days, lost, first).statistic
    mean = stats.restricted_mean(curve, case["until"]).value or 0.0
    return (
        float(np.abs(curve.survival - theirs).max()),
        float(max(band)),
        abs(statistic - other["log_rank"]) / max(1.0, other["log_rank"]),
        abs(mean - other["restricted"]) / other["restricted"],
    )


def _pooled(tables: list[list[list[int]]]) -> float:
    cells = np.array(tables)
    found = stats.mantel_haenszel(cells[:, 0, 0], cells[:, 0].sum(axis=1), cells[:, 1, 0], cells[:, 1].sum(axis=1))
    return found.value or 0.0


def _segments(python: str, count: int) -> Iterator[Row]:
    same = peaks = 0
    looked = 0
    for seed in range(count):
        task = _task(300 + 50 * seed, seed)
        theirs = _theirs(python, task)
        ours = _ours(task)
        looked += len(ours)
        same += _alike(_best(task[0], ours), theirs)
        peak = float(np.abs(scan.scan(task[0], observed(task[1])).value).max())
        peaks += peak >= theirs[0][0] * (1 - CLOSE)
    what = f"top {BEST} of all segments of up to three conditions, beside pysubgroup"
    yield Row(what, "the same, up to ties", share(same, count), same == count, f"{looked:,} segments")
    yield Row("the best of them is what the search comes up with", "", share(peaks, count), None, f"{count} companies")


def _task(accounts: int, seed: int) -> tuple[Plan, Any]:
    """Single values and ranges of a planted company: what another package can go through one by one."""
    company = planted(accounts, seed=seed, missing=0.05 * (seed % 2))
    part = sample(company.labels)
    every = pool.build(company.accounts, part.rows, least=10)
    keep = np.flatnonzero([len(c.values) <= 1 for c in every.conditions])
    single = pool.Pool(
        tuple(every.conditions[place] for place in keep),
        every.true[keep],
        every.known,
        every.known_of[keep],
        every.compatible[np.ix_(keep, keep)],
    )
    return plan(single, least=10), part


def _theirs(python: str, task: tuple[Plan, Any]) -> Segments:
    planned, part = task
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "task.npz"
        np.savez(path, **_arrays(planned), label=part.value, stratum=part.stratum)
        found = _run(python, "segments.py", str(path), "3", str(5 * BEST))
    return _best(planned, [(quality, tuple(places)) for quality, places in found])


def _arrays(planned: Plan) -> dict[str, Any]:
    every = planned.pool
    known = every.known[every.known_of] > 0
    return {"true": every.true > 0, "known": known, "compatible": every.compatible, "least": planned.least}


def _best(planned: Plan, found: list[tuple[float, tuple[int, ...]]]) -> Segments:
    """The best segments by the accounts inside: two ways to say the same are one."""
    kept: dict[bytes, float] = {}
    for quality, places in sorted(found, key=lambda one: -one[0]):
        kept.setdefault(np.packbits(planned.pool.true[list(places)].all(axis=0)).tobytes(), quality)
        if len(kept) == BEST:
            break
    return [(quality, inside) for inside, quality in kept.items()]


def _ours(task: tuple[Plan, Any]) -> list[tuple[float, tuple[int, ...]]]:
    """Every conjunction that the search may look at, one by one, with the search's statistic."""
    planned, part = task
    every, labels = planned.pool, observed(part)
    singles = np.abs(singles_statistic(every, labels)[0])
    found: list[tuple[float, tuple[int, ...]]] = [(float(z), (place,)) for place, z in enumerate(singles)]
    nothing = np.ones((1, part.n), np.float32)
    for i in range(len(every.conditions)):
        pairs = _extended(planned, labels, (i,), nothing)
        for j in np.flatnonzero(pairs[: i + 1]):
            found.append((float(pairs[j]), (i, int(j))))
            threes = _extended(planned, labels, (i, int(j)), nothing)
            found += [(float(threes[k]), (i, int(j), int(k))) for k in np.flatnonzero(threes[: j + 1])]
    return found


def _extended(planned: Plan, labels: Labelling, places: tuple[int, ...], mask: np.ndarray) -> np.ndarray:
    """(m,) statistic of some conditions with each further one; 0 where that may not be."""
    every, least = planned.pool, planned.least
    known = every.known[every.known_of]
    inside, told = mask, mask
    for place in places:
        inside, told = inside * every.true[place], told * known[place]
    weights = (labels.residual, labels.variance, mask)
    r, v, one = (((weight * inside) @ every.true.T)[0] for weight in weights)
    known_r, known_v, all_told = (((weight * told) @ known.T)[0] for weight in weights)
    allowed = every.compatible[list(places)].all(axis=0) & (one >= least) & (all_told - one >= least)
    return np.where(allowed, np.abs(studentised(r, v, known_r, known_v)), 0.0)


def _alike(ours: Segments, theirs: Segments) -> bool:
    """The same qualities in order, and the same accounts but for segments that tie with the last."""
    a, b = (np.array([quality for quality, _ in part]) for part in (ours, theirs))
    if len(a) != len(b) or not np.allclose(a, b, rtol=CLOSE):
        return False
    sure = [{inside for quality, inside in part if quality > b[-1] * (1 + CLOSE)} for part in (ours, theirs)]
    return sure[0] == sure[1]
