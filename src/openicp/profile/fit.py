"""The profile: lines, points, tiers, evidence and verdict, from labelled accounts and what the search found.

Comes in: coded accounts, labels, a ``SearchResult``. Goes out: a ``Profile``. It never calls a profile reliable that
the search over everything did not, and never gives points below *tentative*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.cells import Labels
from openicp.model.facts import Accounts
from openicp.model.profile import Line, Profile, Tier, reading_order
from openicp.model.progress import Progress, Silence
from openicp.model.segment import SearchResult, Segment
from openicp.profile import evidence as ev
from openicp.profile.card import card, fewest_points, out_of_fold
from openicp.profile.choice import Choice
from openicp.profile.choose import from_found, further
from openicp.profile.common import Sides, Trait, traits
from openicp.profile.leaks import leaks, missing_tells
from openicp.profile.proof import forward, stability
from openicp.profile.score import add_up
from openicp.profile.tiers import calibrated, cuts
from openicp.profile.together import together
from openicp.profile.verdict import Standing, settle, standing
from openicp.segments.earn import Bench
from openicp.segments.found import Bar
from openicp.segments.pool import attribute_rank, build, origin
from openicp.segments.sample import observed, sample
from openicp.segments.singles import singles_statistic

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Texts

FEWEST, SMALLEST_SHARE = 10, 0.03
FILLED_UP_TO = 6
LEANS_FROM_Z = 2.0
MOSTLY = 0.4
"""A line that fewer resamples choose again is leaning: the next company alike would not have it."""
FINEST = "city"
"""Told only where neither country nor region says where the valuable are."""
FEWEST_OTHERS = 0.05
"""A trait that nearly everybody has describes nothing: of the labelled, so many must be known to lack it."""


def fit(
    accounts: Accounts,
    labels: Labels,
    search: SearchResult,
    *,
    name: str = "main",
    version: int = 1,
    outcome: str | None = None,
    as_of: str = "",
    run: str = "",
    seed: int = 0,
    max_lines: int = 7,
    exclude: frozenset[str] = frozenset(),
    keep: frozenset[str] = frozenset(),
    chosen: Sequence[Line] = (),
    left_out: Sequence[tuple[str, str]] = (),
    values: Floats | None = None,
    progress: Progress | None = None,
) -> Profile:
    """Fit a profile.

    Parameters
    ----------
    accounts, labels
        Coded accounts and which of them became valuable.
    search
        What `segments.search` found on the same accounts and labels, with the leaking attributes excluded.
    exclude, keep
        Attributes that are not used; and that are, although they look like leaks.
    chosen, left_out
        Lines that a person decided, kept without points; what was left out before (by name), to be reported.
    values
        (n,) worth of each account: gives each tier its expected value.
    """
    out = [one for one in leaks(accounts, labels) if one[0] not in keep]
    bench = _bench(accounts, labels, exclude | {attribute for attribute, _ in out} | _taken(chosen), seed)
    with (progress or Silence()).step("profile", total=None):
        fitted, unseen = _fitted(bench, search, chosen, room=max_lines - len(chosen))
    where = standing(search, fitted, bench.part, described=bool(accounts.columns))
    lines = _ordered(_filled(bench, search, fitted, chosen, max_lines))
    return Profile(
        name=name,
        version=version,
        outcome=outcome or labels.outcome,
        code=where.code,
        reason=where.reason,
        reason_fields=_with_missing(where, accounts, labels),
        lines=lines,
        tiers=_tiers(lines, unseen, bench, where, values),
        as_of=as_of,
        run=run,
        labelled=search.labelled,
        successes=search.successes,
        looked_at=search.looked_at,
        segment=_inside(lines),
        among_customers=labels.among_customers,
        left_out=(*left_out, *out),
        settle=settle(search, lines, bench.part),
    )


def _fitted(
    bench: Bench, search: SearchResult, chosen: Sequence[Line], *, room: int
) -> tuple[tuple[Line, ...], Texts | None]:
    """Lines with evidence and points, of attributes that no person has decided."""
    taken = _taken(chosen)
    used = {condition.attribute for condition in bench.pool.conditions} | taken
    found = tuple(one for one in search.found if {c.attribute for c in one.segment.conditions} <= used)
    choices = [one for one in from_found(found, bench.accounts) if one.condition.attribute not in taken][:room]
    if choices and choices[0].basis == "shown":
        choices = further(bench, together(bench, choices, most=room), most=room)
    bar = Bar(np.array(search.null), np.array(search.scale or (1.0, 0.0, 0.0)))
    return _lines(bench, choices, bar, room)


def _filled(
    bench: Bench, search: SearchResult, fitted: tuple[Line, ...], chosen: Sequence[Line], most: int
) -> tuple[Line, ...]:
    """Those lines, or leaning ones where too little is known, with what was chosen and what is shared."""
    lines = (*(fitted or _leaning(bench, search, most - len(chosen))), *chosen)
    return (*lines, *_shared(bench, lines, most))


def _bench(accounts: Accounts, labels: Labels, exclude: frozenset[str] | set[str], seed: int) -> Bench:
    part = sample(labels)
    least = max(FEWEST, math.ceil(SMALLEST_SHARE * part.n))
    return Bench(accounts, part, build(accounts, part.rows, least=least, exclude=frozenset(exclude)), seed)


def _taken(chosen: Sequence[Line]) -> set[str]:
    return {line.attribute for line in chosen}


def _lines(bench: Bench, choices: list[Choice], bar: Bar, most: int) -> tuple[tuple[Line, ...], Texts | None]:
    """Lines with points and evidence, and each labelled account's tier on a card made without it.

    A line that accounts approached later contradict, or that most resamples do without, is leaning.
    """
    if not choices:
        return (), None
    lines = card(choices, bench.accounts, bench.part)
    total = add_up(lines, bench.accounts)[0]
    stable = stability(bench, choices, bar, most=most)
    onward = forward(bench, choices, bar, most=most)
    full = []
    for line, choice, steady, later in zip(lines, choices, stable, onward, strict=True):
        found = ev.evidence(
            choice.conditions if choice.also else line.best or choice.condition,
            bench.accounts,
            bench.part,
            points=total,
            p_adjusted=choice.chance,
            chosen=steady.chosen,
            optimism=steady.optimism,
            forward=later,
        )
        doubted = later == "fails" or steady.chosen < MOSTLY
        full.append(replace(line, basis="leaning" if doubted else line.basis, evidence=found))
    return _alike(full, choices), out_of_fold(bench, bar, choices, lines, most=most)


def _alike(lines: list[Line], choices: list[Choice]) -> tuple[Line, ...]:
    """What counts only together stands or falls with the line that asks it together."""
    joint = next((line.basis for line in lines if line.is_together), None)
    return tuple(
        replace(line, basis=joint) if joint and choice.silent else line
        for line, choice in zip(lines, choices, strict=True)
    )


def _leaning(bench: Bench, search: SearchResult, room: int) -> tuple[Line, ...]:
    """Where too little is known: the one or two attributes that point furthest, without points."""
    if search.code != "too_little" or not bench.pool.conditions or bench.part.n < 2 * FEWEST:
        return ()
    z = singles_statistic(bench.pool, observed(bench.part))[0]
    order = [int(place) for place in np.argsort(-z, kind="stable") if z[place] >= LEANS_FROM_Z]
    best: dict[str, int] = {}
    for place in order:
        best.setdefault(origin(bench.pool.conditions[place].attribute, bench.accounts.columns), place)
    bar = Bar(np.array(search.null), np.ones(1))
    picked = [Choice(bench.pool.conditions[place], bar.chance(float(z[place])), "leaning") for place in best.values()]
    lines = card(picked[: min(2, room)], bench.accounts, bench.part, points=False)
    return tuple(
        replace(line, evidence=ev.evidence(one.condition, bench.accounts, bench.part, p_adjusted=one.chance))
        for line, one in zip(lines, picked, strict=False)
    )


def _shared(bench: Bench, lines: Sequence[Line], room: int) -> tuple[Line, ...]:
    """What at least 60 % of the valuable have, and others too; said once where several attributes say it."""
    free = min(room, FILLED_UP_TO) - len(lines)
    good, others = np.zeros(bench.accounts.n, bool), np.zeros(bench.accounts.n, bool)
    good[bench.part.rows[bench.part.value == 1]] = True
    others[bench.part.rows[bench.part.value == 0]] = True
    columns = bench.accounts.columns
    said = {origin(line.attribute, columns) for line in lines}
    names = {c.attribute for c in bench.pool.conditions if origin(c.attribute, columns) not in said}
    found = traits(Sides(bench.accounts, good, others), attributes=sorted(names))
    found.sort(key=lambda one: one.condition.attribute == FINEST)
    mainly: dict[str, Condition] = {}
    for one in found:
        if one.word == "mainly" and not _nearly_everybody(one):
            mainly.setdefault(origin(one.condition.attribute, columns), one.condition)
    told = sorted(mainly.values(), key=lambda condition: attribute_rank(condition.attribute))[: max(free, 0)]
    picked = [Choice(condition, 1.0, "shared") for condition in told]
    described = card(picked, bench.accounts, bench.part, points=False)
    return tuple(
        replace(line, evidence=ev.evidence(one.condition, bench.accounts, bench.part))
        for line, one in zip(described, picked, strict=True)
    )


def _nearly_everybody(one: Trait) -> bool:
    known = one.customers.n + one.lost.n
    return known - (one.customers.k or 0) - (one.lost.k or 0) < FEWEST_OTHERS * known


def _ordered(lines: Sequence[Line]) -> tuple[Line, ...]:
    order = ("shown", "leaning", "heard", "shared", "chosen")
    strongest = sorted(lines, key=lambda line: order.index(line.basis))
    return tuple(strongest[place] for place in reading_order(strongest))


def _tiers(
    lines: Sequence[Line], unseen: Texts | None, bench: Bench, where: Standing, values: Floats | None
) -> tuple[Tier, ...]:
    if unseen is None or not any(line.scores for line in lines):
        return ()
    points = add_up(lines, bench.accounts)[0][bench.part.rows]
    at = cuts(points, lowest=fewest_points(lines))
    if where.code not in ("reliable", "tentative"):
        return at
    worth = None if values is None else values[bench.part.rows]
    return calibrated(at, unseen, bench.part.value, values=worth)


def _inside(lines: Sequence[Line]) -> Segment | None:
    for basis in ("shown", "leaning"):
        best = tuple(line.best for line in lines if line.basis == basis and line.best and not line.is_together)
        if best:
            return Segment(best)
    return None


def _with_missing(where: Standing, accounts: Accounts, labels: Labels) -> dict[str, object]:
    tells = missing_tells(accounts, labels)
    return where.fields | ({"missing_tells": list(tells)} if tells else {})
