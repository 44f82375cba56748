"""Which missing field would help the profile most, and for whom.

Comes in: what is known of the accounts, what makes them valuable. Goes out: a ``Helpful`` for each field worth asking
for, the best first. It is an order to ask in, never a figure of the report.

The expected gain of a field is the share of accounts for which it is unknown times how much it tells. How much it
tells is Cramer's V between the field and the outcome where both are known, with what chance gives taken off (Bergsma
2013); with fewer than fifty such accounts, what the field tells companies in general weighs as much as these fifty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from openicp.model.facts import CategoryColumn, NumberColumn
from openicp.report.doubts import Helpful

if TYPE_CHECKING:
    from openicp.model.cells import Labels
    from openicp.model.facts import Accounts, Bools, Column, Ints, Tri

IN_GENERAL = {
    "industry": 0.30,
    "employees": 0.30,
    "technologies": 0.25,
    "roles": 0.25,
    "business_model": 0.22,
    "growth_stage": 0.20,
    "revenue": 0.20,
    "themes": 0.20,
    "funding": 0.15,
    "country": 0.15,
    "region": 0.15,
}
"""What a field tells where nothing is known yet; others tell little."""
LITTLE = 0.08
WEIGHT = 50
"""Accounts that what is known in general counts for."""
MOST, NAMED = 5, 8
WORTH = 0.02
"""Gain below which asking is not worth it."""
ALWAYS = ("industry", "employees", "technologies", "roles")
"""Fields worth collecting even where no source has them."""


def helpful(accounts: Accounts, labels: Labels | None, *, without: frozenset[str] = frozenset()) -> tuple[Helpful, ...]:
    """Fields by expected gain; ``without`` those that give the outcome away."""
    matter = accounts.is_approached | accounts.customer
    if not matter.any():
        return ()
    found = [_of_column(name, column, accounts, matter, labels) for name, column in accounts.columns.items()]
    found = [one for one in found if one.attribute not in without]
    absent = [name for name in ALWAYS if name not in accounts.columns and name not in without]
    found += [_absent(name, accounts, matter) for name in absent]
    worth = [one for one in found if one.gain >= WORTH]
    return tuple(sorted(worth, key=lambda one: (-round(one.gain, 6), one.attribute))[:MOST])


def _of_column(name: str, column: Column, accounts: Accounts, matter: Bools, labels: Labels | None) -> Helpful:
    codes, known = _coded(column)
    unknown = matter & ~known
    tells, own = _tells(name, codes, known & matter, labels)
    gain = float(unknown.sum() / matter.sum()) * tells
    return Helpful(name, int(unknown.sum()), int(matter.sum()), gain, tells, own, _names(accounts, unknown))


def _absent(name: str, accounts: Accounts, matter: Bools) -> Helpful:
    n = int(matter.sum())
    return Helpful(name, n, n, IN_GENERAL[name], IN_GENERAL[name], 0, _names(accounts, matter))


def _coded(column: Column) -> tuple[Ints, Bools]:
    """One code per account: category, band, or which of the tags comes first."""
    if isinstance(column, CategoryColumn):
        return column.codes, column.codes >= 0
    if isinstance(column, NumberColumn):
        band = np.searchsorted(np.array(column.edges), column.low, side="right").astype(np.int64)
        return band, ~np.isnan(column.low)
    there: Bools = np.any(column.state >= 0, axis=1)
    return np.argmax(column.state == 1, axis=1).astype(np.int64), there


def _tells(name: str, codes: Ints, known: Bools, labels: Labels | None) -> tuple[float, int]:
    general = IN_GENERAL.get(name, LITTLE)
    both = known if labels is None else known & (labels.values >= 0)
    n = 0 if labels is None else int(both.sum())
    if labels is None or n < 2:
        return general, 0
    seen = association(codes[both], labels.values[both])
    return (n * seen + WEIGHT * general) / (n + WEIGHT), n


def association(codes: Ints, values: Ints | Tri) -> float:
    """Cramer's V of two codes, with what chance alone would give taken off."""
    _, row = np.unique(codes, return_inverse=True)
    _, column = np.unique(values, return_inverse=True)
    r, k, n = int(row.max()) + 1, int(column.max()) + 1, len(row)
    if r < 2 or k < 2 or n < 2:
        return 0.0
    table = np.zeros((r, k))
    np.add.at(table, (row, column), 1.0)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    phi = float(((table - expected) ** 2 / expected).sum()) / n - (r - 1) * (k - 1) / (n - 1)
    rows, columns = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    least = min(rows, columns) - 1
    return float(np.sqrt(max(0.0, phi) / least)) if least > 0 else 0.0


def _names(accounts: Accounts, unknown: Bools) -> tuple[str, ...]:
    """Those who pay most first: they teach most about whom to look for."""
    worth = np.where(accounts.customer, 1.0, 0.0) + np.nan_to_num(accounts.mrr)
    places = np.flatnonzero(unknown)
    ranked = places[np.argsort(-worth[places], kind="stable")][:NAMED]
    return tuple(str(accounts.name[place]) for place in ranked)
