"""Segments typed in as a table, when there are no raw data.

Comes in: one row per segment with accounts, churn, CLV and CAC. Goes out: the same metrics as from raw data, as far as
the figures carry. It never makes up an interval that a figure does not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openicp import stats
from openicp.metrics.churn import over_months
from openicp.metrics.population import counted
from openicp.model.estimate import Estimate

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class FigureRow:
    """What somebody knows of a segment; ``None`` where they do not."""

    segment: str
    accounts: float | None = None
    churn: float | None = None
    """Share, 0.1 for 10 %."""
    churn_period: str | None = None
    """``month``, ``quarter`` or ``year``."""
    clv_low: float | None = None
    clv_high: float | None = None
    """Equal to ``clv_low`` for a figure; infinite (or ``None``) for ``$10,000+``."""
    cac: float | None = None
    size: str | None = None


@dataclass(frozen=True)
class SegmentFigures:
    """Metrics of one typed segment."""

    segment: str
    size: str | None
    metrics: dict[str, Estimate]


def from_figures(
    rows: Sequence[FigureRow], *, clv_is: str = "lifetime"
) -> tuple[list[SegmentFigures], dict[str, Estimate]]:
    """Metrics of each typed segment, and of all together.

    Churn is a share of the accounts that are there now, in the period given, with its Wilson interval; CLV and CAC are
    taken as they are, without a range; their quotient keeps a bound (at least, at most).

    Parameters
    ----------
    rows
        One per segment.
    clv_is
        ``lifetime``, or ``year`` when the figure is what a customer is worth in a year: only then payback follows.

    Examples
    --------
    >>> table = [FigureRow("C", 50, 0.02, "month", 10000, float("inf"), 1500)]
    >>> segments, whole = from_figures(table, clv_is="year")
    >>> found = segments[0].metrics["payback_months"]
    >>> round(found.value, 2), found.bound
    (1.8, 'at_most')
    """
    total = sum(row.accounts or 0 for row in rows)
    found = [SegmentFigures(row.segment, row.size, _metrics(row, total, clv_is)) for row in rows]
    return found, _whole(rows, total)


def _metrics(row: FigureRow, total: float, clv_is: str) -> dict[str, Estimate]:
    n = round(row.accounts or 0)
    clv, cac = _clv(row, n), _given(row.cac, n, unit="money")
    metrics = {
        "accounts": _counted(row.accounts, n),
        "account_share": counted(n / total, n=n, unit="share")
        if total and n
        else Estimate.unknown("no_data", unit="share"),
        **_churn(row),
        "clv": clv,
        "cac": cac,
        "ltv_cac": stats.quotient(clv, _exact(cac)),
    }
    metrics["payback_months"] = _payback(clv, cac, clv_is)
    return metrics


def _counted(accounts: float | None, n: int) -> Estimate:
    return _given(None, n, unit="number") if accounts is None else counted(accounts, n=n)


def _given(value: float | None, n: int, *, unit: str) -> Estimate:
    if value is None:
        return Estimate.unknown("not_given", n=n, unit=unit, method="given")
    return Estimate(value, None, None, n, "given", unit=unit)


def _exact(given: Estimate) -> Estimate:
    # As a part of a quotient a figure stands for itself: only the other part brings a range.
    return given if given.value is None else replace(given, low=given.value, high=given.value)


def _clv(row: FigureRow, n: int) -> Estimate:
    low, high = row.clv_low, row.clv_high
    if low is None and high is None:
        return Estimate.unknown("not_given", n=n, unit="money", method="given")
    if low is None:
        return Estimate(high, None, None, n, "given", unit="money", bound="at_most")
    if high is None or high == float("inf"):
        return Estimate(low, None, None, n, "given", unit="money", bound="at_least")
    if low == high:
        return Estimate(low, None, None, n, "given", unit="money")
    return Estimate((low + high) / 2, low, high, n, "given", unit="money")


def _churn(row: FigureRow) -> dict[str, Estimate]:
    unknown = Estimate.unknown("not_given", n=round(row.accounts or 0), unit="share", method="given")
    if row.churn is None or not row.accounts:
        return {"monthly_churn": unknown, "annual_churn": unknown}
    if row.churn_period not in MONTHS:
        asked = Estimate.unknown("period_unknown", n=round(row.accounts), unit="share", method="given")
        return {"monthly_churn": asked, "annual_churn": asked}
    seen = stats.proportion(row.churn * row.accounts, row.accounts)
    months = MONTHS[row.churn_period]
    monthly = seen if months == 1 else over_months(seen, 1 / months)
    annual = seen if months == 12 else over_months(seen, 12 / months)
    return {"monthly_churn": monthly, "annual_churn": annual}


def _payback(clv: Estimate, cac: Estimate, clv_is: str) -> Estimate:
    if clv_is != "year":
        return Estimate.unknown("clv_is_lifetime", n=clv.n, unit="months", method="given")
    return stats.quotient(_exact(cac), stats.scaled(clv, 1 / 12), unit="months")


def _whole(rows: Sequence[FigureRow], total: float) -> dict[str, Estimate]:
    """All segments together, each weighted by its accounts; unknown where one of them is."""
    n = round(total)
    lost = [_monthly_losses(row) for row in rows]
    monthly = (
        Estimate.unknown("not_given", n=n, unit="share", method="given")
        if None in lost or not total
        else stats.proportion(sum(part or 0.0 for part in lost), total)
    )
    cac = _given(_blended([(row.cac, row.accounts) for row in rows]), n, unit="money")
    clv = _whole_clv(rows, n)
    return {
        "accounts": counted(total, n=n),
        "monthly_churn": monthly,
        "annual_churn": over_months(monthly, 12),
        "clv": clv,
        "cac": cac,
        "ltv_cac": stats.quotient(clv, cac),
    }


def _whole_clv(rows: Sequence[FigureRow], n: int) -> Estimate:
    parts = [_clv(row, round(row.accounts or 0)) for row in rows]
    mean = _blended([(part.value, row.accounts) for part, row in zip(parts, rows, strict=True)])
    bounds = {part.bound for part in parts} - {None}
    if mean is None or len(bounds) > 1:
        return Estimate.unknown("not_given", n=n, unit="money", method="given")
    bound = bounds.pop() if bounds else None
    return Estimate(mean, None, None, n, "given", unit="money", bound=bound)


def _monthly_losses(row: FigureRow) -> float | None:
    monthly = _churn(row)["monthly_churn"].value
    return None if monthly is None or not row.accounts else monthly * row.accounts


def _blended(pairs: Sequence[tuple[float | None, float | None]]) -> float | None:
    known = [(value, weight) for value, weight in pairs if value is not None and weight]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if known and len(known) == len(pairs) else None
