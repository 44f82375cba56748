"""The labelled accounts, and labellings of them: observed, permuted within strata, resampled.

Comes in: labels with their strata. Goes out: residuals and variances that `scan` reads. It always moves whole
accounts: an account's label travels as one piece.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.cells import Labels
from openicp.segments.planned import Labelling

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints, Texts

MOST = 50_000
"""Accounts that are searched. With four times as many, a run of a million companies took twice as long and 3.5 GB
instead of 1.7, and found the same."""
SMALLEST_STRATUM = 10
"""Neighbouring quarters with fewer labelled accounts are taken together."""


@dataclass(frozen=True)
class Sample:
    """Accounts that have a label."""

    rows: Ints
    """Places in the accounts."""
    value: Floats
    """0 or 1."""
    stratum: Ints
    """Entry quarters, small neighbours taken together, 0..s-1."""

    @property
    def n(self) -> int:
        """How many."""
        return len(self.rows)

    @property
    def successes(self) -> int:
        """How many carry the label."""
        return int(self.value.sum())


def at_most(labels: Labels, account_id: Texts, most: int = MOST) -> Labels:
    """The labels of ``most`` accounts, others taken away: drawn by a hash of their ids, so the same in every run.

    Parameters
    ----------
    account_id
        (n,) of all accounts. One that is new moves at most one other out.
    """
    places = np.flatnonzero(np.asarray(labels.values) >= 0)
    if len(places) <= most:
        return labels
    drawn = np.array([zlib.crc32(str(one).encode()) for one in account_id[places]])
    left_out = places[np.lexsort((account_id[places].astype(str), drawn))[most:]]
    values = np.array(labels.values)
    values[left_out] = -1
    return replace(labels, values=values)


def sample(labels: Labels) -> Sample:
    """The accounts with a label."""
    rows = np.flatnonzero(np.asarray(labels.values) >= 0)
    strata = np.asarray(labels.strata)[rows]
    return Sample(rows, np.asarray(labels.values)[rows].astype(float), merged(strata))


def merged(strata: Ints) -> Ints:
    """Strata in their order, neighbours taken together until each has ``SMALLEST_STRATUM`` accounts."""
    kinds, place, counts = np.unique(strata, return_inverse=True, return_counts=True)
    group = np.zeros(len(kinds), np.int64)
    current, filled = 0, 0
    for index, count in enumerate(counts):
        if filled >= SMALLEST_STRATUM:
            current, filled = current + 1, 0
        group[index] = current
        filled += int(count)
    if current and filled < SMALLEST_STRATUM:
        group[group == current] = current - 1
    return np.asarray(group[place.reshape(-1)])


def observed(part: Sample) -> Labelling:
    """The labels as they are."""
    expected, variance = _expected(part.value, part.stratum, np.ones(part.n))
    return Labelling(part.value[None].astype(np.float32), variance[None], expected[None])


def permuted(part: Sample, count: int, rng: np.random.Generator) -> Labelling:
    """``count`` labellings in which labels changed places within strata."""
    as_is = observed(part)
    base = np.argsort(part.stratum, kind="stable")
    label = np.empty((count, part.n), np.float32)
    for one in label:
        one[base] = as_is.label[0][np.argsort(part.stratum + rng.random(part.n))]
    return replace(as_is, label=label)


def weights(part: Sample, count: int, rng: np.random.Generator) -> Floats:
    """(count, n) how often each account is drawn when accounts are drawn with replacement."""
    return rng.multinomial(part.n, np.full(part.n, 1 / part.n), size=count).astype(float)


def drawn_places(drawn: Floats) -> Ints:
    """Places of one resample: each account as often as it was drawn."""
    return np.repeat(np.arange(len(drawn)), drawn.astype(np.int64))


def resampled(part: Sample, drawn: Floats) -> Labelling:
    """Labellings of accounts drawn with replacement."""
    pairs = [_expected(part.value, part.stratum, one) for one in drawn]
    return Labelling(
        np.array([one * (part.value - e) for one, (e, _) in zip(drawn, pairs, strict=True)]),
        np.array([one * v for one, (_, v) in zip(drawn, pairs, strict=True)]),
    )


def _expected(value: Floats, stratum: Ints, weight: Floats) -> tuple[Floats, Floats]:
    """The stratum's mean, and its variance (with Bessel's correction), for each account."""
    count = np.bincount(stratum, weight)
    share = np.bincount(stratum, weight * value) / np.maximum(count, 1)
    variance = share * (1 - share) * count / np.maximum(count - 1, 1)
    return share[stratum], variance[stratum]
