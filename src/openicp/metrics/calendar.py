"""Days, months and ages in months, as integers; sums by account.

Comes in: days since 1970-01-01, or months as year * 12 + month - 1. Goes out: the same, converted or
summed. It never asks the clock.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints

MONTH = 365.25 / 12
"""Days in a mean month."""
SLACK_LOST = 0.1
"""Three days: a term that ends on its last day, or after a short or a long month, ended with that month."""
SLACK_STAYED = 0.034
"""One day: a year of 365 days is twelve full months."""
EPOCH = date(1970, 1, 1).toordinal()


def day_of(when: date) -> int:
    """Days since 1970-01-01."""
    return when.toordinal() - EPOCH


def first_day(month: int) -> int:
    """First day of a month.

    Examples
    --------
    >>> first_day(1970 * 12 + 1)
    31
    """
    return int(np.datetime64(month - 1970 * 12, "M").astype("datetime64[D]").astype(np.int64))


def month_of(days: Ints) -> Ints:
    """Month of each day; -1 stays -1."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return np.where(days < 0, -1, months)


def quarter_of(days: Ints) -> Ints:
    """Quarter (year * 4 + quarter - 1) of each day; -1 stays -1."""
    return np.where(days < 0, -1, month_of(days) // 3)


def month_lost(days: Floats | Ints) -> Ints:
    """In which month of its age a spell of so many days ended: 1 for the first month.

    Examples
    --------
    >>> import numpy as np
    >>> month_lost(np.array([10, 28, 31, 45, 364, 366])).tolist()
    [1, 1, 1, 2, 12, 12]
    """
    return np.maximum(1, np.ceil(days / MONTH - SLACK_LOST)).astype(np.int64)


def full_months(days: Floats | Ints) -> Ints:
    """Full months in so many days.

    Examples
    --------
    >>> import numpy as np
    >>> full_months(np.array([10, 31, 45, 365])).tolist()
    [0, 1, 1, 12]
    """
    return np.maximum(0, np.floor(days / MONTH + SLACK_STAYED)).astype(np.int64)


def summed(account: Ints, amounts: Floats | Ints | Bools | None, n: int) -> Floats:
    """(n,) sum of amounts by account, or how many rows each has."""
    return np.bincount(account, weights=amounts, minlength=n).astype(np.float64, copy=False)
