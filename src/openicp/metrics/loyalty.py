"""Whether customers recommend and use what they bought.

Comes in: a population with answers, referrals, usage. Goes out: estimates. It never takes a
missing answer for a bad one.
"""

from __future__ import annotations

import numpy as np

from openicp import stats
from openicp.metrics.population import Population
from openicp.model.estimate import Estimate


def nps(of: Population) -> Estimate:
    """Net promoter score of the latest answers, -100 to 100."""
    scores = of.facts.promoter_score
    if scores is None:
        return Estimate.unknown("no_answers", unit="score", method="adjusted_wald")
    return stats.net_promoter(scores[of.mask])


def referrals(of: Population) -> Estimate:
    """Share of customers that have recommended us to at least one company."""
    if of.facts.referrals is None:
        return Estimate.unknown("no_referrals", unit="share", method="wilson")
    referred = of.facts.referrals[of.customers]
    return stats.proportion(int((referred > 0).sum()), len(referred))


def usage(of: Population) -> Estimate:
    """Mean monthly use of the key features by paying customers over the last three full months."""
    if of.facts.usage is None:
        return Estimate.unknown("no_usage", unit="number", method="bootstrap_t")
    return of.mean(np.where(of.mask & of.facts.accounts.active, of.facts.usage, np.nan))
