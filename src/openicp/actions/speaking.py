"""Who speaks against the profile: accounts that the card would have got wrong, by name.

Comes in: an ``Analysis``. Goes out: ``Misses``. It scores with the card as it is and judges nothing.
"""

from __future__ import annotations

import numpy as np

from openicp.actions.analysis import Analysis
from openicp.model.facts import Accounts
from openicp.report.inputs import Miss, Misses, Reason

SHOWN = 8
DAYS_PER_MONTH = 365.25 / 12


def misses(found: Analysis) -> Misses:
    """Many points yet not valuable, few points yet valuable; empty without points or tiers."""
    from openicp import profile as room

    profile, labels = found.profile, found.labels
    if profile is None or labels is None or len(profile.tiers) < 2:
        return Misses()
    accounts = found.known.facts.accounts
    points, _, _ = room.score(profile, accounts)
    ordered = sorted(profile.tiers, key=lambda tier: -tier.low)
    labelled = labels.values >= 0
    high = labelled & (points >= ordered[0].low)
    low = labelled & (points < ordered[-2].low)
    wrong_high = np.flatnonzero(high & (labels.values == 0))
    wrong_low = np.flatnonzero(low & (labels.values == 1))
    worth = np.nan_to_num(found.values)
    return Misses(
        tuple(_miss(found, int(at), int(points[at])) for at in sorted(wrong_high, key=lambda a: -points[a])[:SHOWN]),
        (len(wrong_high), int(high.sum())),
        tuple(_worth(found, int(at), int(points[at])) for at in sorted(wrong_low, key=lambda a: -worth[a])[:SHOWN]),
        (len(wrong_low), int(low.sum())),
    )


def _miss(found: Analysis, at: int, points: int) -> Miss:
    accounts = found.known.facts.accounts
    return Miss(str(accounts.account_id[at]), points, (_what(found, accounts, at),))


def _what(found: Analysis, accounts: Accounts, at: int) -> Reason:
    if accounts.outcome[at] == 0:
        return Reason("miss.lost")
    if accounts.left[at] >= 0 and accounts.started[at] >= 0:
        return Reason("miss.left", {"n": round((accounts.left[at] - accounts.started[at]) / DAYS_PER_MONTH)})
    return Reason("miss.small", {"value": float(found.values[at])})


def _worth(found: Analysis, at: int, points: int) -> Miss:
    accounts = found.known.facts.accounts
    value = float(found.values[at])
    what = Reason("miss.worth", {"value": value}) if not np.isnan(value) else Reason("miss.won")
    return Miss(str(accounts.account_id[at]), points, (what,))
