"""Estimators and intervals: arrays in, an ``Estimate`` or a curve out.

Comes in: NumPy arrays of counts, values, durations, and a seeded generator where resampling is needed. Goes out:
``Estimate``, ``Survival`` and other frozen values. It never reads a file, a clock, an engine or global random state,
and never knows what a customer is.
"""

from openicp.stats.ages import LogRank, log_rank, mantel_haenszel
from openicp.stats.combine import difference, quotient, scaled
from openicp.stats.exact import accounts_needed, exact_chance
from openicp.stats.geometric import ShiftedBetaGeometric, fit_renewals, fit_shifted_beta_geometric
from openicp.stats.proportion import effective_size, net_promoter, proportion, share, wilson
from openicp.stats.racing import share_until
from openicp.stats.resample import FEWEST, mean, ratio, resamples
from openicp.stats.shrink import (
    STRENGTH,
    between_variance,
    prior_strength,
    shrink_mean,
    shrink_positive,
    shrink_proportion,
    size_of,
)
from openicp.stats.survival import (
    kaplan_meier,
    median_until,
    restricted_mean,
    survival_at,
    survival_median,
    survival_of,
)
from openicp.stats.terms import monthly_rate, term_rate

__all__ = [
    "FEWEST",
    "STRENGTH",
    "LogRank",
    "ShiftedBetaGeometric",
    "accounts_needed",
    "between_variance",
    "difference",
    "effective_size",
    "exact_chance",
    "fit_renewals",
    "fit_shifted_beta_geometric",
    "kaplan_meier",
    "log_rank",
    "mantel_haenszel",
    "mean",
    "median_until",
    "monthly_rate",
    "net_promoter",
    "prior_strength",
    "proportion",
    "quotient",
    "ratio",
    "resamples",
    "restricted_mean",
    "scaled",
    "share",
    "share_until",
    "shrink_mean",
    "shrink_positive",
    "shrink_proportion",
    "size_of",
    "survival_at",
    "survival_median",
    "survival_of",
    "term_rate",
    "wilson",
]
