"""The totals that a person can compare with a dashboard.

Comes in: ``Facts``. Goes out: plain counts and sums. It never rounds a difference away: money is to the cent, counts
are exact, what is not known is ``None``.
"""

from __future__ import annotations

import numpy as np

from openicp.model.facts import Facts


def totals(facts: Facts) -> dict[str, float | int | None]:
    """Accounts, customers, MRR, deals, spend at the as-of day.

    Keys: ``accounts, paying_customers, ever_customers, left, mrr, won_deals, lost_deals, open_deals, won_accounts,
    lost_accounts, spend, approached``.
    """
    accounts, deals = facts.accounts, facts.deals
    paying = accounts.active & ~np.isnan(accounts.mrr)
    outcome = None if deals is None else deals.outcome
    # A won deal makes a customer, but says nothing of who still pays.
    told = facts.spells is not None or bool((accounts.customer & ~accounts.active).any())
    return {
        "accounts": accounts.n,
        "paying_customers": int(accounts.active.sum()) if told else None,
        "ever_customers": int(accounts.customer.sum()) if accounts.customer.any() else None,
        "left": int((accounts.left >= 0).sum()) if facts.spells is not None else None,
        "mrr": round(float(accounts.mrr[paying].sum()), 2) if paying.any() else None,
        "won_deals": None if outcome is None else int((outcome == 1).sum()),
        "lost_deals": None if outcome is None else int((outcome == 0).sum()),
        "open_deals": None if outcome is None else int((outcome == -1).sum()),
        "won_accounts": int((accounts.outcome == 1).sum()),
        "lost_accounts": int((accounts.outcome == 0).sum()),
        "spend": None if facts.costs is None else round(facts.costs.total, 2),
        "approached": int(accounts.is_approached.sum()),
        "leads": facts.leads,
    }
