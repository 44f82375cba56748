"""The periods that dashboards count by: months, quarters, years that end on a day.

Comes in: a day. Goes out: first and last days. It never looks at data.
"""

from __future__ import annotations

import numpy as np

from openicp.facts.asof import to_date


def month_end(month: int) -> int:
    """Last day of a month (year x 12 + month - 1)."""
    after = np.datetime64(month + 1 - 1970 * 12, "M").astype("datetime64[D]")
    return int(after.astype(np.int64)) - 1


def month_begin(month: int) -> int:
    """First day of a month."""
    return month_end(month - 1) + 1


def periods(day: int) -> list[tuple[int, int]]:
    """The last month, quarter, year and twelve months before ``day``, and those that it lies in; first and last day."""
    found = to_date(day + 1)
    next_month = found.year * 12 + found.month - 1
    full, own = next_month - 1, to_date(day).year * 12 + to_date(day).month - 1
    quarter, year = own - own % 3, own - own % 12
    lasting = [
        (month_begin(full), month_end(full)),
        (month_begin(full - 2), month_end(full)),
        (month_begin(full - 11), month_end(full)),
        (month_begin(own), day),
        (month_begin(quarter), day),
        (month_begin(quarter - 3), month_end(quarter - 1)),
        (month_begin(year), day),
        (month_begin(year - 12), month_end(year - 1)),
    ]
    return list(dict.fromkeys(lasting))
