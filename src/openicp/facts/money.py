"""Which currency sums are in, and the rates that bring the others to it.

Comes in: the currencies of the sums, the rate table, the project's own choice. Goes out: a base currency, or none
with the reason. It never adds up two currencies without a rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from openicp.model.finding import Finding


@dataclass(frozen=True)
class Money:
    """How money is read in this run."""

    base: str | None
    """Base currency; ``None`` when no amount says its currency, or when sums are refused."""
    convert: bool
    """Whether amounts must be converted by ``facts_rates``."""
    refused: bool
    """Several currencies and no rate for one of them: no sum is made."""
    rates: dict[str, Any]
    """Columns ``currency, month, rate``: one row per currency and month from the first rate on."""
    findings: tuple[Finding, ...] = ()


NO_RATES: dict[str, Any] = {"currency": [], "month": [], "rate": []}


def decide_money(
    found: Mapping[str, int], given: Mapping[str, np.ndarray] | None, *, wanted: str | None, last_month: int
) -> Money:
    """Base currency of ``found`` (rows by currency), with rates from ``given`` (``currency, base, month, rate``)."""
    if not found:
        return Money(wanted, convert=False, refused=False, rates=NO_RATES)
    base = wanted or _rate_base(given) or max(found, key=lambda currency: (found[currency], currency))
    if set(found) == {base}:
        return Money(base, convert=False, refused=False, rates=NO_RATES)
    table = {} if given is None else _by_currency(given, base)
    missing = sorted(set(found) - {base} - set(table))
    if not missing:
        return Money(base, convert=True, refused=False, rates=_dense(table, last_month))
    return _without_rates(found, missing, base)


def _without_rates(found: Mapping[str, int], missing: list[str], base: str) -> Money:
    if len(found) == 1:
        only = next(iter(found))
        finding = Finding("currency_differs", "warning", {"currency": only, "wanted": base})
        return Money(only, convert=False, refused=False, rates=NO_RATES, findings=(finding,))
    fields: dict[str, object] = {"currencies": sorted(found), "missing": missing, "base": base}
    finding = Finding("mixed_currencies", "problem", fields)
    return Money(None, convert=False, refused=True, rates=NO_RATES, findings=(finding,))


def _rate_base(given: Mapping[str, np.ndarray] | None) -> str | None:
    if given is None:
        return None
    bases = sorted({base for base in given["base"] if base})
    return bases[0] if len(bases) == 1 else None


def _by_currency(given: Mapping[str, np.ndarray], base: str) -> dict[str, list[tuple[int, float]]]:
    table: dict[str, list[tuple[int, float]]] = {}
    for currency, of, month, rate in zip(given["currency"], given["base"], given["month"], given["rate"], strict=True):
        if of is None or of == base:
            table.setdefault(currency, []).append((int(month), float(rate)))
    return {currency: sorted(points) for currency, points in table.items()}


def _dense(table: Mapping[str, list[tuple[int, float]]], last_month: int) -> dict[str, Any]:
    """The rate on or before each month; months before the first rate take the first one."""
    columns: dict[str, list[Any]] = {"currency": [], "month": [], "rate": []}
    first = min((m for points in table.values() for m, _ in points if m >= 0), default=last_month) - 120
    months = np.arange(first, last_month + 13)
    for currency, points in table.items():
        known, rates = np.array([m for m, _ in points]), np.array([r for _, r in points])
        place = np.clip(np.searchsorted(known, months, side="right") - 1, 0, None)
        columns["currency"] += [currency] * len(months)
        columns["month"] += months.tolist()
        columns["rate"] += rates[place].tolist()
    return columns
