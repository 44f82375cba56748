"""A segment against the other companies at equal age.

Comes in: a population and who the others are. Goes out: estimates. It never sets old customers beside new ones as they
stand: a group that grew this year would look loyal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.metrics.churn import life_table
from openicp.metrics.lifetime import clv
from openicp.metrics.population import Population
from openicp.model.cells import LifeTable
from openicp.model.estimate import Estimate

if TYPE_CHECKING:
    from openicp.model.facts import Ints

AT_RISK = 10
"""Customers of either group that the last month of age compared still has."""


def churn_ratio(of: Population, others: Population) -> Estimate:
    """How many times as often members leave as the others in the same month of age (Mantel-Haenszel)."""
    tables = _tables(of, others)
    if isinstance(tables, str):
        return Estimate.unknown(tables, unit="ratio", method="mantel_haenszel")
    (lost_a, risk_a), (lost_b, risk_b) = (_by_month(table) for table in _padded(*tables))
    return stats.mantel_haenszel(lost_a, risk_a, lost_b, risk_b)


def stay_gap(of: Population, others: Population) -> Estimate:
    """Months that members stay more than the others, up to the last age at which both have ten at risk."""
    tables = _tables(of, others)
    if isinstance(tables, str):
        return Estimate.unknown(tables, unit="months", method="restricted_mean")
    until = _until(*tables)
    if until < 1:
        return Estimate.unknown("too_few", n=of.n, unit="months", method="restricted_mean")
    means = [stats.restricted_mean(stats.survival_of(table), until) for table in tables]
    return replace(stats.difference(*means), unit="months", method="restricted_mean")


def value_gap(of: Population, others: Population) -> Estimate:
    """What a member brings more than another company, up to the last age at which both have ten at risk."""
    tables = _tables(of, others)
    if isinstance(tables, str):
        return Estimate.unknown(tables, unit="money", method="restricted_value")
    until = min(_until(*tables), of.project.clv_horizon_months)
    if until < 1:
        return Estimate.unknown("too_few", n=of.n, unit="money", method="restricted_value")
    values = [clv(part.within(until)) for part in (of, others)]
    return replace(stats.difference(*values), unit="money", method="restricted_value")


def _tables(of: Population, others: Population) -> tuple[LifeTable, LifeTable] | str:
    if of.everybody or not others.mask.any():
        return "no_others"
    first, second = life_table(of), life_table(others)
    if first is None or second is None:
        return "no_dates"
    return (first, second) if first.at_risk[0] and second.at_risk[0] else "no_customers"


def _padded(first: LifeTable, second: LifeTable) -> tuple[LifeTable, LifeTable]:
    nobody = np.zeros(max(len(first.lost), len(second.lost)), dtype=np.int64)
    return first + LifeTable(nobody, nobody), second + LifeTable(nobody, nobody)


def _by_month(table: LifeTable) -> tuple[Ints, Ints]:
    return table.lost[1:], table.at_risk[1:]


def _until(first: LifeTable, second: LifeTable) -> int:
    """The last month of age at which both have enough at risk."""
    size = min(len(first.lost), len(second.lost))
    enough = (first.at_risk[1:size] >= AT_RISK) & (second.at_risk[1:size] >= AT_RISK)
    return int(np.flatnonzero(~enough)[0]) if not enough.all() else size - 1
