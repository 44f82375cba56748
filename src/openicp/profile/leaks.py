"""Fields that give the outcome away, found by what they tell.

Comes in: coded accounts and labels. Goes out: (attribute, reason code). It never decides by name: fields that leak
by their meaning (owner, health, stage) are left out before they get here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from openicp.model.cells import Labels
from openicp.model.facts import Accounts, CategoryColumn, Column, NumberColumn

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints

FEWEST = 20
"""Labelled accounts below which nothing is called a leak: chance alone makes such tables."""
NEARLY = 0.95
"""A field that sorts this share of valuable before not valuable restates the outcome."""
WINNERS_MORE, LOSERS_AT_MOST = 0.5, 0.2
"""Known this much more often for valuable accounts, and hardly ever for the others: entered after the fact."""
TELLS = 0.2
SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


def leaks(accounts: Accounts, labels: Labels) -> tuple[tuple[str, str], ...]:
    """Attributes that nearly determine the label, or are known almost only for the valuable.

    Returns
    -------
    tuple of (attribute, reason)
        Reason ``restates`` or ``known_for_winners``.
    """
    rows = np.flatnonzero(labels.values >= 0)
    label = labels.values[rows].astype(float)
    if min(label.sum(), (1 - label).sum()) < FEWEST / 2:
        return ()
    found = ((name, _reason(column, rows, label)) for name, column in accounts.columns.items())
    return tuple((name, reason) for name, reason in found if reason)


def missing_tells(accounts: Accounts, labels: Labels) -> tuple[str, ...]:
    """Attributes that are unknown clearly more often on one side: that they are missing tells something itself."""
    rows = np.flatnonzero(labels.values >= 0)
    label = labels.values[rows].astype(bool)
    if min(label.sum(), (~label).sum()) < FEWEST / 2:
        return ()
    return tuple(name for name, column in accounts.columns.items() if _missing_gap(column, rows, label))


def _missing_gap(column: Column, rows: Ints, label: Bools) -> bool:
    unknown = ~_known(column)[rows]
    shares = unknown[label].mean(), unknown[~label].mean()
    common = unknown.mean()
    error = np.sqrt(max(common * (1 - common), 1e-9) * (1 / label.sum() + 1 / (~label).sum()))
    return bool(abs(shares[0] - shares[1]) > max(TELLS, 4 * error))


def _reason(column: Column, rows: Ints, label: Floats) -> str:
    known = _known(column)[rows]
    shares = known[label == 1].mean(), known[label == 0].mean()
    if shares[0] - shares[1] >= WINNERS_MORE and shares[1] <= LOSERS_AT_MOST:
        return "known_for_winners"
    if known.sum() < FEWEST:
        return ""
    rows, label = rows[known], label[known]
    plain = (_area(score, label) for score in _orders(column, rows))
    by_others = (_area(score, label) for score in _by_others(column, rows, label))
    either_way = any(max(area, 1 - area) >= NEARLY for area in plain)
    return "restates" if either_way or any(area >= NEARLY for area in by_others) else ""


def _known(column: Column) -> Bools:
    if isinstance(column, CategoryColumn):
        return np.asarray(column.codes >= 0)
    if isinstance(column, NumberColumn):
        return ~(np.isnan(column.low) & np.isnan(column.high))
    return np.asarray((column.state >= 0).any(axis=1))


def _orders(column: Column, rows: Ints) -> list[Floats]:
    """Scores by which the field itself sorts accounts; it may do so either way round."""
    if isinstance(column, CategoryColumn):
        return []
    if isinstance(column, NumberColumn):
        return [_middle(column)[rows]]
    return [column.state[rows, place].astype(float) for place in range(len(column.tags))]


def _by_others(column: Column, rows: Ints, label: Floats) -> list[Floats]:
    """Scores by what became of the others with the same value.

    Only the right way round counts: where a value tells nothing, each valuable account has one valuable companion less
    than the others with its value, and stands behind all of them.
    """
    if isinstance(column, CategoryColumn):
        return [_left_out(column.codes[rows], label)]
    if isinstance(column, NumberColumn):
        edges = np.array([edge for edge in column.edges if np.isfinite(edge)])
        return [_left_out(np.digitize(_middle(column)[rows], edges), label)]
    return []


def _middle(column: NumberColumn) -> Floats:
    return np.where(np.isfinite(column.low), column.low, column.high)


def _left_out(codes: Ints, label: Floats) -> Floats:
    """Share of the others with the same code that are valuable, pulled towards the whole."""
    count = np.bincount(codes, minlength=1)[codes] - 1
    hits = np.bincount(codes, label)[codes] - label
    return np.asarray((hits + label.mean()) / (count + 1))


def _area(score: Floats, label: Floats) -> float:
    """Area under the curve; a half where too few are known on one side."""
    wins, losses = score[label == 1], score[label == 0]
    if min(len(wins), len(losses)) < FEWEST / 4:
        return 0.5
    # Every pair of a hundred thousand accounts would be gigabytes: sorted, the places count them, to the same figure.
    wins, losses, pairs = wins[~np.isnan(wins)], np.sort(losses[~np.isnan(losses)]), len(wins) * len(losses)
    below, upto = (int(np.searchsorted(losses, wins, side=side).sum()) for side in SIDES)
    return below / pairs + 0.5 * ((upto - below) / pairs)
