"""All metrics of a segment or of the whole.

Comes in: facts, members, what the project says about money. Goes out: estimates by name, raw, with the ones pulled
towards the whole beside them. It never reads SQL, files or the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from openicp import stats
from openicp.metrics import acquisition, ages, churn, lifetime, loyalty, revenue, sales
from openicp.metrics.population import USUAL, Economics, Population, counted, population
from openicp.model.estimate import Estimate
from openicp.model.facts import Facts

if TYPE_CHECKING:
    from openicp.model.facts import Bools


def _accounts(of: Population) -> Estimate:
    return counted(of.n, n=of.n)


def _account_share(of: Population) -> Estimate:
    n = of.facts.accounts.n
    return counted(of.n / n, n=of.n, unit="share") if n else Estimate.unknown("no_data", unit="share")


def _customers(of: Population) -> Estimate:
    return counted(int((of.mask & of.facts.accounts.active).sum()), n=of.n)


def _customers_ever(of: Population) -> Estimate:
    return counted(int(of.customers.sum()), n=of.n)


SIMPLE: dict[str, Callable[[Population], Estimate]] = {
    "accounts": _accounts,
    "account_share": _account_share,
    "customers": _customers,
    "customers_ever": _customers_ever,
    "left_12m": churn.left_12m,
    "annual_churn": churn.annual_churn,
    "monthly_churn": churn.monthly_churn,
    "quarterly_churn": churn.quarterly_churn,
    "revenue_churn": revenue.revenue_churn,
    "net_revenue_churn": revenue.net_revenue_churn,
    "grr": revenue.grr,
    "nrr": revenue.nrr,
    "mrr": revenue.mrr,
    "mrr_share": revenue.mrr_share,
    "arpa": revenue.arpa,
    "clv": lifetime.clv,
    "simple_clv": lifetime.simple_clv,
    "cost": acquisition.cost,
    "cac": acquisition.cac,
    "cac_by_won": acquisition.cac_by_won,
    "cac_by_pipeline": acquisition.cac_by_pipeline,
    "win_rate": sales.win_rate,
    "win_rate_opened": sales.win_rate_opened,
    "cycle_days": sales.cycle_days,
    "deal_amount": sales.deal_amount,
    "nps": loyalty.nps,
    "referrals": loyalty.referrals,
    "usage": loyalty.usage,
    "expansion": revenue.expansion,
}
"""Metrics that stand for themselves."""

AGAINST: dict[str, Callable[[Population, Population], Estimate]] = {
    "churn_ratio": ages.churn_ratio,
    "stay_gap": ages.stay_gap,
    "value_gap": ages.value_gap,
}
"""Metrics of a segment beside the other companies."""

METRICS: tuple[str, ...] = (*SIMPLE, *AGAINST, "ltv_cac", "payback_months")
"""Every metric, each with a docs page and a name in ``texts``."""

PULLED = ("left_12m", "quarterly_churn", "annual_churn", "revenue_churn", "grr", "win_rate", "referrals")
"""Shares of accounts that are pulled towards the whole."""
PULLED_POSITIVE = ("clv", "arpa", "cac", "deal_amount", "cycle_days")
"""Money and days that are."""


def measure(
    facts: Facts,
    members: Bools | None = None,
    *,
    project: Economics = USUAL,
    whole: Mapping[str, Estimate] | None = None,
    others: Bools | None = None,
    seed: int = 0,
) -> dict[str, Estimate]:
    """All metrics of the members (everybody without ``members``).

    Parameters
    ----------
    facts
        What is known as of a date.
    members
        (n,) who is in the segment; those for whom that is unknown are not.
    project
        Gross margin, horizon and discount.
    whole
        Metrics of everybody: with them, small shares get ``shrunk`` beside them.
    others
        (n,) with whom members are compared at equal age; all who are not members, where left out.
    seed
        Of the resamples.

    Examples
    --------
    ``measure(facts)["left_12m"]`` · ``measure(facts, members, project=project, whole=measure(facts, project=project))``
    """
    of = population(facts, members, project=project, seed=seed)
    found = {name: metric(of) for name, metric in SIMPLE.items()}
    rest = population(facts, ~of.mask if others is None else others, project=project, seed=seed)
    found |= {name: metric(of, rest) for name, metric in AGAINST.items()}
    found["ltv_cac"] = acquisition.ltv_cac(found["clv"], found["cac"])
    found["payback_months"] = acquisition.payback_months(of, found["cac"])
    return found if whole is None else pulled(found, whole)


def pulled(found: Mapping[str, Estimate], whole: Mapping[str, Estimate]) -> dict[str, Estimate]:
    """The same metrics, with the one pulled towards the whole beside those of a few accounts."""
    return {
        name: estimate.with_shrunk(_pulled(name, estimate, whole[name]))
        if name in (*PULLED, *PULLED_POSITIVE, "monthly_churn") and estimate.known and whole[name].known
        else estimate
        for name, estimate in found.items()
    }


def _pulled(name: str, estimate: Estimate, whole: Estimate) -> Estimate:
    if name in PULLED_POSITIVE:
        return stats.shrink_positive(estimate, whole)
    if name != "monthly_churn" or not whole.n:
        return stats.shrink_proportion(estimate, whole)
    # Its cases are months: twenty accounts are as many months as twenty accounts of the whole were at risk.
    return stats.shrink_proportion(estimate, whole, strength=stats.STRENGTH * stats.size_of(whole) / whole.n)
