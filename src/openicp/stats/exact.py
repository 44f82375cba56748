"""Two groups compared by one question that was written down beforehand: its exact chance, and how many it needs.

Comes in: counts of both groups, or the shares one expects. Goes out: a chance, a number of accounts. It corrects for
nothing: whoever looked at many groupings first must not ask it.
"""

from __future__ import annotations

import math

WRONG = 0.05
"""How often the answer is yes although the groups do not differ, at most."""
Z_WRONG, Z_FOUND = 1.6448536269514722, 0.8416212335729143
"""Normal quantiles of ``1 - WRONG``, and of 0.80: a difference as large as expected is found in four cases of five."""


def exact_chance(inside: tuple[int, int], others: tuple[int, int], *, more: bool = True) -> float:
    """How often chance alone would put so many of all successes inside, or more (one-sided).

    Fisher's exact test: given both sizes and all successes, those inside follow the hypergeometric distribution.
    Assumes that accounts are independent; it never says yes more often than `WRONG` when compared with it.

    Parameters
    ----------
    inside, others
        (successes, accounts) of both groups.
    more
        Whether more successes inside were expected; else fewer.

    References
    ----------
    Fisher (1935), The logic of inductive inference, JRSS 98, 39-82.

    Examples
    --------
    >>> round(exact_chance((3, 3), (0, 3)), 4)
    0.05
    >>> exact_chance((0, 0), (4, 9))
    1.0
    """
    if not more:
        inside, others = (inside[1] - inside[0], inside[1]), (others[1] - others[0], others[1])
    (k, n), size = inside, inside[1] + others[1]
    successes = inside[0] + others[0]
    ways = sum(math.comb(successes, x) * math.comb(size - successes, n - x) for x in range(k, min(n, successes) + 1))
    return ways / math.comb(size, n)


def accounts_needed(inside: float, others: float, *, share: float) -> int | None:
    """Accounts of both groups together with which the exact test finds the difference in four of five samples.

    With ``m`` accounts inside and ``r m`` others, ``r = (1 - share) / share``, and the mean share
    ``p = (p1 + r p2) / (r + 1)``::

        m' = (z_a sqrt((r + 1) p (1 - p)) + z_b sqrt(r p1 (1 - p1) + p2 (1 - p2)))² / (r (p1 - p2)²)
        m  = m' / 4 (1 + sqrt(1 + 2 (r + 1) / (m' r |p1 - p2|)))²

    one-sided at 5 % (``z_a = 1.645``), found in 80 % (``z_b = 0.842``); the second line is the continuity correction
    that makes it the size for the exact test.

    Parameters
    ----------
    inside, others
        Expected shares of successes.
    share
        Of all accounts, how many are inside.

    Returns
    -------
    int or None
        ``None`` where the shares do not differ, or one group is empty.

    References
    ----------
    Fleiss, Tytun and Ury (1980), Biometrics 36, 343-346.

    Examples
    --------
    >>> accounts_needed(0.95, 0.55, share=0.5)
    37
    """
    gap = abs(inside - others)
    if gap == 0 or not 0 < share < 1:
        return None
    r = (1 - share) / share
    mean = (inside + r * others) / (r + 1)
    spread = Z_WRONG * math.sqrt((r + 1) * mean * (1 - mean))
    spread += Z_FOUND * math.sqrt(r * inside * (1 - inside) + others * (1 - others))
    plain = spread**2 / (r * gap**2)
    corrected = plain / 4 * (1 + math.sqrt(1 + 2 * (r + 1) / (plain * r * gap))) ** 2
    return math.ceil(corrected * (1 + r))
