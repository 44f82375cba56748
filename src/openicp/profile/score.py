"""Adding up a card for many accounts at once: known points, and the range that unknown values leave open.

Comes in: a profile and coded accounts. Goes out: points with their lowest and highest. It never counts an unknown
value as none: it counts the line's reference mean and widens the range.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from openicp.model.facts import Accounts
from openicp.model.profile import Line, Profile
from openicp.model.segment import Segment
from openicp.segments.membership import membership

if TYPE_CHECKING:
    from openicp.model.facts import Ints


def score(profile: Profile, accounts: Accounts) -> tuple[Ints, Ints, Ints]:
    """Points, fewest points and most points of each account, (n,) each.

    An unknown line counts its reference mean, rounded, but never less or more than what the bands that remain
    possible allow.

    Examples
    --------
    A line with bands 6 and 0 and a reference of 2.4 gives an unknown account ``2 (0 to 6)``.
    """
    return add_up(profile.lines, accounts)


def add_up(lines: Sequence[Line], accounts: Accounts) -> tuple[Ints, Ints, Ints]:
    """As `score`, for lines that are not yet a profile."""
    points, low, high = (np.zeros(accounts.n, np.int64) for _ in range(3))
    for line in lines:
        if line.scores:
            one = line_points(line, accounts)
            points, low, high = points + one[0], low + one[1], high + one[2]
    return points, low, high


def line_points(line: Line, accounts: Accounts) -> tuple[Ints, Ints, Ints]:
    """Points, fewest and most of one line, (n,) each."""
    possible = possible_bands(line, accounts)
    points = np.array([band.points for band in line.bands] + [0], np.int64)
    low = np.where(possible, points, np.iinfo(np.int64).max).min(axis=1)
    high = np.where(possible, points, np.iinfo(np.int64).min).max(axis=1)
    expected = np.clip(rounded(line.reference), low, high)
    return np.where(low == high, low, expected), low, high


def possible_bands(line: Line, accounts: Accounts) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """(n, bands + 1) which bands an account may be in; the last column is *in none of them*, worth 0.

    The first band that is known to hold is the account's; before it, only bands that may hold are possible. A band of
    several conditions holds when all hold, and may hold while none is known not to.
    """
    possible = np.zeros((accounts.n, len(line.bands) + 1), bool)
    open_still = np.ones(accounts.n, bool)
    rest = next((place for place, band in enumerate(line.bands) if band.condition is None), len(line.bands))
    for place, band in enumerate(line.bands):
        if band.condition is None:
            continue
        answer = membership(Segment(band.conditions), accounts)
        possible[:, place] = open_still & (answer != 0)
        open_still &= answer != 1
    possible[:, rest] = open_still
    return possible


def rounded(value: float) -> int:
    """Half up: 2.5 is 3 and -0.5 is 0, on every engine."""
    return math.floor(value + 0.5)
