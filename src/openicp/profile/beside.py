"""What labels still tell beside the lines so far.

Comes in: the labelled accounts and the lines' attributes cut into parts. Goes out: residuals of the card that these
lines make, as observed and as they would be if the card were the whole truth. It never takes for news what the bands
of the lines, or the quarter of entry, explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.attribute import Condition
from openicp.profile.bands import banded, drawn_bands
from openicp.profile.cells import Cells, cells_of
from openicp.profile.choice import Choice
from openicp.profile.points import RIDGE, Fit, fitted
from openicp.segments.earn import Bench
from openicp.segments.planned import Labelling

if TYPE_CHECKING:
    from openicp.model.facts import Floats


def beside(bench: Bench, chosen: Sequence[Choice], *, count: int) -> Labelling:
    """Labels less their chances on the bands of the lines that speak: as observed, then ``count`` times drawn.

    Each labelling drawn from these chances is fitted again by one Newton step, as the observed one was: what it shows
    beside the lines is chance alone (a parametric bootstrap of the score statistic; Davison and Hinkley 1997, section
    4.2).
    """
    part = bench.part
    lines = tuple(one.conditions for one in chosen if not one.silent)
    key = "card", lines
    if key not in bench.made:
        bench.made[key] = _card(bench, lines)
    card, chance = bench.made[key]
    spread = chance * (1 - chance)
    residual = np.empty((count + 1, part.n))
    residual[0] = part.value - chance
    if count:
        rng = np.random.default_rng([bench.seed, len(lines), 31])
        residual[1:] = _refitted((rng.random((count, part.n)) < chance) - chance, card.design[card.row], spread)
    return Labelling(residual, spread[None])


def _card(bench: Bench, lines: Sequence[tuple[Condition, ...]]) -> tuple[Fit, Floats]:
    """The fit on the lines' bands and the quarters of entry, and the chance of each account on it."""
    part = bench.part
    cells = [_cells(bench, conditions) for conditions in lines]
    drawn = drawn_bands(cells, part.value)
    places = [banded(one, band) for one, band in zip(cells, drawn, strict=True)]
    card = fitted(places, [int(band.max()) + 1 for band in drawn], part.value, stratum=part.stratum)
    return card, card.chance


def _cells(bench: Bench, conditions: tuple[Condition, ...]) -> Cells:
    key = "cells", conditions
    if key not in bench.made:
        bench.made[key] = cells_of(conditions, bench.accounts, bench.part.rows)
    found: Cells = bench.made[key]
    return found


def _refitted(residual: Floats, design: Floats, spread: Floats) -> Floats:
    """Residuals after one Newton step of the same penalised fit."""
    full = np.column_stack([np.ones(len(design)), design])
    penalty = np.diag([1e-9] + [RIDGE] * design.shape[1])
    weighted = full * spread[:, None]
    step = np.linalg.solve(weighted.T @ full + penalty, full.T @ residual.T)
    return np.asarray(residual - (weighted @ step).T)
