"""A profile judged on accounts that were first approached after it was made, beside simple rules.

Comes in: points and labels of the later accounts, and what simple rules would have said. Goes out: lift and area under
the curve as ``Estimate`` values. It fits nothing: who calls it has fitted at the cut, on what was known then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.estimate import Estimate

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Tri

FEWEST_POSITIVES = 10
RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Judged:
    """How well an order of accounts puts the valuable ones first."""

    lift_top_10: Estimate
    """Share of valuable among the first tenth, as a multiple of the share among all."""
    lift_top_20: Estimate
    auc: Estimate
    """Chance that a valuable account stands before another one; ties count half."""


def judge(order: Floats, label: Tri, *, seed: int = 0) -> Judged:
    """Judge an order of accounts, highest first.

    Parameters
    ----------
    order
        (n,) what the accounts are ordered by; NaN stands in the middle of all.
    label
        (n,) 1 valuable, 0 not.
    seed
        Of the bootstrap, which draws whole accounts.

    Notes
    -----
    Within ties every account counts its share of the places, as if ties were broken by chance. Lift: Provost and
    Fawcett 2013, ch. 8. The interval is the percentile bootstrap.

    Examples
    --------
    >>> label = np.array([1] * 20 + [0] * 80, dtype=np.int8)
    >>> round(judge(np.arange(100, 0, -1.0), label).lift_top_10.value, 2)
    5.0
    """
    n, positives = len(label), int(label.sum())
    if min(positives, n - positives) < FEWEST_POSITIVES:
        none = Estimate.unknown("few_positives", n=n, unit="ratio")
        return Judged(none, none, Estimate.unknown("few_positives", n=n, unit="share"))
    filled = np.where(np.isnan(order), np.nanmedian(order) if np.any(~np.isnan(order)) else 0.0, order)
    rng = np.random.default_rng([seed, 17])
    draws = np.array([_figures(filled[at], label[at]) for at in rng.integers(0, n, (RESAMPLES, n))])
    seen = _figures(filled, label)
    units = ("ratio", "ratio", "share")
    found = [_estimate(seen[i], draws[:, i], n=n, k=positives, unit=unit) for i, unit in enumerate(units)]
    return Judged(*found)


def _estimate(value: float, draws: Floats, *, n: int, k: int, unit: str) -> Estimate:
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return Estimate(value, float(low), float(high), n, "bootstrap", k=k, unit=unit)


def _figures(order: Floats, label: Tri) -> tuple[float, float, float]:
    return _lift(order, label, 0.1), _lift(order, label, 0.2), _auc(order, label)


def _lift(order: Floats, label: Tri, share: float) -> float:
    base = label.mean()
    if base == 0:
        return float("nan")
    places = max(1.0, share * len(label))
    bar = np.sort(order)[::-1][int(np.ceil(places)) - 1]
    above, tied = order > bar, order == bar
    rest = places - above.sum()
    hits = label[above].sum() + rest * label[tied].mean()
    return float(hits / places / base)


def _auc(order: Floats, label: Tri) -> float:
    from scipy.stats import rankdata

    positives = int(label.sum())
    others = len(label) - positives
    if not positives or not others:
        return float("nan")
    ranks = rankdata(order)
    return float((ranks[label == 1].sum() - positives * (positives + 1) / 2) / (positives * others))


def rates_by_band(bands: Floats, label: Tri, trained: Bools) -> Floats:
    """(n,) share of valuable in each account's band, counted on the trained accounts: the rule *size only*.

    ``bands`` holds the place of each account's band; NaN unknown. Small bands are pulled towards the whole.
    """
    usable = trained & (label >= 0)
    whole = float(label[usable].mean()) if usable.any() else 0.0
    found = np.full(len(bands), np.nan)
    for band in np.unique(bands[~np.isnan(bands)]):
        inside = bands == band
        own = label[inside & usable]
        found[inside] = (own.sum() + 5 * whole) / (len(own) + 5)
    return found


def plain(judged: Judged) -> Mapping[str, object]:
    """The figures as plain data."""
    return {name: getattr(judged, name).to_json() for name in ("lift_top_10", "lift_top_20", "auc")}
