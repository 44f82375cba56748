"""The companies that speak against a profile, for its last line: who fits best and did not turn out well.

Comes in: an ``Analysis`` and the misses of the card. Goes out: account ids, the strongest first. It asks no engine.
"""

from __future__ import annotations

from collections import Counter

from openicp.actions.analysis import Analysis
from openicp.report.inputs import Misses

NAMED = 3


def objectors(found: Analysis, misses: Misses) -> tuple[str, ...]:
    """At most three: those of the best tier that the card got wrong, else whoever lines describe yet lost or left.

    Without points on any line, a company counts for each line that it is on, and only where more lines than not
    describe it: somebody who shares one trait says nothing against a profile of six.
    """
    if misses.many_points:
        return tuple(one.account_id for one in misses.many_points[:NAMED])
    if found.profile is None:
        return ()
    listed = [line.evidence.against for line in found.profile.lines if line.evidence is not None]
    lines = [against for against in listed if against]
    times = Counter(account for against in lines for account in against)
    bad = _lost_or_left(found)
    most = [(n, account) for account, n in times.items() if account in bad and 2 * n > len(lines)]
    return tuple(account for _, account in sorted(most, key=lambda entry: (-entry[0], entry[1]))[:NAMED])


def _lost_or_left(found: Analysis) -> set[str]:
    every = found.known.facts.accounts
    bad = (every.outcome == 0) | (every.customer & ~every.active)
    return {str(account) for account in every.account_id[bad]}
