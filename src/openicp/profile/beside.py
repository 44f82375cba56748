"""What labels still tell beside the lines so far.

Comes in: the labelled accounts and the lines' attributes cut into parts. Goes out: residuals of the card that these
lines make, as observed and as they would be if the card were the whole truth. It never takes for news what the bands
of the lines, or the quarter of entry, explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from openicp.profile.bands import banded, drawn_bands
from openicp.profile.choice import Choice, cells_of_all
from openicp.profile.points import RIDGE, chances, designed
from openicp.segments.earn import Bench
from openicp.segments.scan import Labelling

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
    if lines not in bench.cards:
        bench.cards[lines] = _card(bench, chosen)
    design, chance = bench.cards[lines]
    spread = chance * (1 - chance)
    rng = np.random.default_rng([bench.seed, len(lines), 31])
    residual = np.empty((count + 1, part.n))
    residual[0] = part.value - chance
    residual[1:] = _refitted((rng.random((count, part.n)) < chance) - chance, design, spread)
    return Labelling(residual, spread[None])


def _card(bench: Bench, chosen: Sequence[Choice]) -> tuple[Floats, Floats]:
    """Design of the lines' bands and the quarters of entry, and the chance of each account on it."""
    part = bench.part
    cells = cells_of_all(chosen, bench.accounts, part.rows)
    drawn = drawn_bands(cells, part.value)
    places = [banded(one, band) for one, band in zip(cells, drawn, strict=True)]
    design = np.column_stack([designed(places, [int(band.max()) + 1 for band in drawn]), _quarters(part.stratum)])
    return design, chances(design, part.value)


def _quarters(stratum: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """(labelled, quarters - 1) a column for each quarter of entry but the first."""
    return np.asarray(stratum[:, None] == np.unique(stratum)[None, 1:], float)


def _refitted(residual: Floats, design: Floats, spread: Floats) -> Floats:
    """Residuals after one Newton step of the same penalised fit."""
    full = np.column_stack([np.ones(len(design)), design])
    penalty = np.diag([1e-9] + [RIDGE] * design.shape[1])
    weighted = full * spread[:, None]
    step = np.linalg.solve(weighted.T @ full + penalty, full.T @ residual.T)
    return np.asarray(residual - (weighted @ step).T)
