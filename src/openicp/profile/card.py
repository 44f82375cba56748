"""From chosen conditions to lines with bands, counts and points; and back: points of accounts left out of the fit.

Comes in: choices on a set of labelled accounts. Goes out: lines. It never gives points to a line that is not shown
or, in a tentative profile, leaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.model.facts import Accounts
from openicp.model.profile import TOGETHER, Band, Line
from openicp.profile.bands import Bands, grown
from openicp.profile.choice import Choice, cells_of_all
from openicp.profile.choose import choices_of_draws
from openicp.profile.points import points_of
from openicp.profile.score import add_up, possible_bands
from openicp.profile.tiers import cuts, tier_of
from openicp.segments.earn import Bench
from openicp.segments.found import FOLDS, NEARLY, Bar, folds_of, overlap
from openicp.segments.sample import Sample

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints, Texts


def card(choices: list[Choice], accounts: Accounts, part: Sample, *, points: bool = True) -> tuple[Line, ...]:
    """Lines with their bands; points from one fit over all of them.

    Parameters
    ----------
    choices
        In the order in which they were chosen.
    accounts
        Coded accounts.
    part
        The labelled accounts to fit on (places may repeat).
    points
        ``False``: bands with counts only.
    """
    lines = _lines(choices, accounts, part) if points else [_line(one, (one.condition, None)) for one in choices]
    places = [_places(line, accounts)[part.rows] for line in lines]
    speak = [points and not choice.silent for choice in choices]
    told = [place for place, loud in zip(places, speak, strict=True) if loud]
    counts = [len(line.bands) for line, loud in zip(lines, speak, strict=True) if loud]
    given = iter(points_of(told, counts, part.value))
    return tuple(
        _filled(line, place, part.value, next(given) if loud else [0] * len(line.bands))
        for line, place, loud in zip(lines, places, speak, strict=True)
    )


def _lines(choices: list[Choice], accounts: Accounts, part: Sample) -> list[Line]:
    """Lines without points; those that are silent keep the two bands they began with."""
    bands = iter(grown(cells_of_all(choices, accounts, part.rows), part.value))
    return [_line(one, (one.condition, None) if one.silent else next(bands)) for one in choices]


def _line(choice: Choice, bands: Bands) -> Line:
    if choice.also:
        return Line(TOGETHER, choice.basis, (Band(choice.condition, 0, also=choice.also), Band(None, 0)))
    divided = not choice.condition.values and choice.condition not in bands
    named = choice.condition if divided else None
    made = tuple(Band(condition, 0) for condition in bands)
    return Line(choice.condition.attribute, choice.basis, made, named=named)


def _places(line: Line, accounts: Accounts) -> Ints:
    """Which band each account is in; -1 unknown."""
    possible = possible_bands(line, accounts)[:, : len(line.bands)]
    return np.asarray(np.where(possible.sum(axis=1) == 1, possible.argmax(axis=1), -1))


def counted(line: Line, accounts: Accounts, part: Sample) -> Line:
    """A line with its bands counted among the labelled accounts, points as they are."""
    return _filled(line, _places(line, accounts)[part.rows], part.value, [band.points for band in line.bands])


def _filled(line: Line, place: Ints, label: Floats, points: list[int]) -> Line:
    known = place >= 0
    counts = np.bincount(place[known], minlength=len(line.bands))
    hits = np.bincount(place[known], label[known], minlength=len(line.bands))
    bands = [
        replace(band, points=points[index], accounts=int(counts[index]), successes=int(hits[index]))
        for index, band in enumerate(line.bands)
    ]
    total = int(counts.sum())
    reference = sum(b.points * b.accounts for b in bands) / total if total else 0.0
    return replace(line, bands=tuple(bands), reference=float(reference))


def out_of_fold(bench: Bench, bar: Bar, choices: list[Choice], lines: Sequence[Line], *, most: int) -> Texts:
    """(labelled,) name of each account's tier on a card that was chosen without it.

    Where at least half of the folds choose (nearly) the same companies, the accounts of those folds stand in the
    tiers of this card, whose choice had no need of them, and the others do not count (``None``). Else each fold's
    accounts stand in the tiers of a card that was chosen, banded, fitted and cut without them: the answer is then
    about whatever such a fit comes up with.
    """
    part = bench.part
    fold = folds_of(part, np.random.default_rng([bench.seed, 41]))
    without = np.array([fold != one for one in range(FOLDS)], float)
    drawn = choices_of_draws(bench, bar, without, most=most)
    inside = bench.inside(_conditions(choices))
    same = np.array([overlap(bench.inside(_conditions(chosen)), inside) >= NEARLY for _, chosen in drawn])
    if same.mean() >= 0.5:
        tier = _tiers_on(lines, bench, part)
        tier[~same[fold]] = None
        return tier
    tier = np.full(part.n, None, dtype=object)
    for one, (taken, chosen) in enumerate(drawn):
        tier[fold == one] = _tiers_on(card(chosen, bench.accounts, taken), bench, taken)[fold == one]
    return tier


def _tiers_on(lines: Sequence[Line], bench: Bench, fitted_on: Sample) -> Texts:
    """(labelled,) tiers on a card that is cut by the accounts it was fitted on."""
    points = add_up(lines, bench.accounts)[0]
    return tier_of(points[bench.part.rows], cuts(points[fitted_on.rows], lowest=fewest_points(lines)))


def _conditions(choices: list[Choice]) -> tuple[Condition, ...]:
    return tuple(condition for choice in choices for condition in choice.conditions)


def fewest_points(lines: Sequence[Line]) -> int:
    """The fewest points a company can have."""
    return sum(min((band.points for band in line.bands), default=0) for line in lines)
