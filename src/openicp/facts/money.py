"""Which currency sums are in, what brings the others to it, and which sums are refused.

Comes in: rows by table, currency and month; the rate table; the project's own choice. Goes out: a ``Money``: a base
currency, one rate for each currency and month that occurs, the tables whose sums are refused. It never adds up two
currencies without a rate.

An amount is converted at the rate of the month it belongs to: of the contract's start or the change of its MRR, of
the invoice's period, of the day a deal was closed, of the month of spend. MRR therefore keeps the rate at which it
came about, and a currency that rises is no expansion. A month without a rate takes the nearest earlier one; what has
no date takes the latest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from openicp.facts.rates import ANY_MONTH, Prices, Way, read_rates
from openicp.model.finding import Finding

if TYPE_CHECKING:
    import numpy as np

BILLING = ("subscriptions", "mrr_events", "invoices")
"""Tables whose money is one sum: MRR."""


@dataclass(frozen=True)
class Conversion:
    """The price of one currency in one month."""

    currency: str
    month: int
    """Year x 12 + month - 1 of the amounts; -1 for those without a date."""
    rate: float
    of_month: int
    """Of which month the rate is; -1 when rates have no dates."""
    rows: int


@dataclass(frozen=True)
class Money:
    """How money is read in this run."""

    base: str | None
    """Base currency; ``None`` when no amount says its currency, or when all sums are refused."""
    conversions: tuple[Conversion, ...] = ()
    refused: frozenset[str] = frozenset()
    """Tables with an amount in a currency without a rate: no sum of these is made."""
    findings: tuple[Finding, ...] = ()
    latest: Mapping[str, float] = field(default_factory=dict)
    """The latest price of each currency."""
    amounts: tuple[Amounts, ...] = ()
    """What there is to add up, by table, currency and month."""

    @property
    def convert(self) -> bool:
        """Whether amounts must be converted by ``facts_rates``."""
        return bool(self.conversions)

    @property
    def rates(self) -> dict[str, Any]:
        """Columns of ``facts_rates``: one row per currency and month that occurs."""
        return {
            "currency": [one.currency for one in self.conversions],
            "month": [one.month for one in self.conversions],
            # Of a double that ends in 5 engines make different decimals of ten digits.
            "rate": [round(one.rate, 10) for one in self.conversions],
        }

    def at(self, rates: Mapping[str, float]) -> Money:
        """The same with one rate for each of some currencies, whatever the month."""
        changed = (replace(one, rate=rates.get(one.currency, one.rate)) for one in self.conversions)
        return replace(self, conversions=tuple(changed))

    def only(self, currency: str) -> Money:
        """Nothing but what is in one currency: every other is worth nothing, and nothing is refused."""
        others = sorted({(one.currency, one.month) for one in self.amounts if one.currency != currency})
        nothing = tuple(Conversion(other, month, 0.0, month, 0) for other, month in others)
        return Money(currency, nothing, amounts=self.amounts)


@dataclass(frozen=True)
class Amounts:
    """How many amounts of a table are in a currency and belong to a month."""

    part: str
    currency: str
    month: int
    n: int


def decide_money(
    found: Sequence[Amounts],
    given: Mapping[str, np.ndarray] | None,
    *,
    wanted: str | None,
    last_month: int,
    way: Way | None = None,
) -> Money:
    """Base currency of ``found``, with rates from ``given`` (``currency, base, month, rate``).

    Parameters
    ----------
    wanted
        The currency that a person chose; else the rates' own where amounts are in it, else the commonest.
    last_month
        What the template of a missing rate names.
    way
        In which direction rates are written, where a person said it.
    """
    counts = _counts(found)
    if not counts:
        return Money(wanted)
    base = wanted or _usual(counts, found, given)
    if set(counts) == {base}:
        return Money(base)
    prices = None if given is None else read_rates(given, base, among=counts, way=way)
    missing = sorted(set(counts) - {base} - set(prices.series if prices else ()))
    if missing and len(counts) == 1:
        only = missing[0]
        return Money(only, findings=(Finding("currency_differs", "warning", {"currency": only, "wanted": base}),))
    refused = frozenset(one.part for one in found if one.currency in missing)
    refused |= set(BILLING) & {one.part for one in found} if refused & set(BILLING) else frozenset()
    conversions = () if prices is None else _conversions(found, prices, base, refused)
    findings = [] if prices is None else _said(conversions, prices, base)
    if missing:
        findings.insert(0, _refusal(found, missing, base, last_month))
    latest = {} if prices is None else {currency: prices.at(currency, last_month)[0] for currency in prices.series}
    told = base if {one.part for one in found} - refused else None
    return Money(told, conversions, refused, tuple(findings), latest, tuple(found))


def _counts(found: Iterable[Amounts]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in found:
        counts[one.currency] = counts.get(one.currency, 0) + one.n
    return counts


def _usual(counts: Mapping[str, int], found: Sequence[Amounts], given: Mapping[str, np.ndarray] | None) -> str:
    """The rates' own base, where amounts are in it; else what most amounts of billing, else of anything, are in."""
    bases = {str(base) for base in given["base"] if base} if given is not None else set()
    if len(bases) == 1 and bases <= set(counts):
        return bases.pop()
    billed = _counts(one for one in found if one.part in BILLING) or counts
    return max(billed, key=lambda currency: (billed[currency], currency))


def _conversions(
    found: Sequence[Amounts], prices: Prices, base: str, refused: frozenset[str]
) -> tuple[Conversion, ...]:
    rows: dict[tuple[str, int], int] = {}
    for one in found:
        if one.currency != base and one.currency in prices.series and one.part not in refused:
            rows[one.currency, one.month] = rows.get((one.currency, one.month), 0) + one.n
    return tuple(
        Conversion(currency, month, *prices.at(currency, month), rows=n)
        for (currency, month), n in sorted(rows.items())
    )


def _said(conversions: Sequence[Conversion], prices: Prices, base: str) -> list[Finding]:
    """How the table was read, by an example of each kind; and which months took another month's rate."""
    used = sorted({one.currency for one in conversions})
    if not used:
        return []
    shown = _example(conversions, used[0], base)
    rows = sum(one.rows for one in conversions)
    code = "converted" if shown["of"] else "converted_undated"
    findings = [Finding(code, "note", {"n": rows, "currencies": used, "base": base} | shown)]
    for currency in used:
        if currency in prices.unsure:
            fields = _example(conversions, currency, base)
            findings.append(Finding("rate_direction_unsure", "warning", {"currency": currency, "base": base} | fields))
    turned = [currency for currency in used if currency in prices.turned]
    if turned:
        findings.append(Finding("rates_turned", "note", {"currencies": turned, "base": prices.through or base} | shown))
    return [*findings, *_borrowed(conversions)]


def _example(conversions: Sequence[Conversion], currency: str, base: str) -> dict[str, object]:
    last = [one for one in conversions if one.currency == currency][-1]
    return {"currency": currency, "base": base, "rate": significant(last.rate), "of": month_text(last.of_month)}


def significant(rate: float) -> str:
    """A rate with five figures that count, never as a power of ten."""
    digits = max(0, 4 - math.floor(math.log10(rate)))
    return f"{rate:.{digits}f}"


def month_text(month: int) -> str:
    """``2026-06``; empty for a rate without a date."""
    return "" if month < 0 else f"{month // 12}-{month % 12 + 1:02d}"


def _borrowed(conversions: Sequence[Conversion]) -> list[Finding]:
    """Months without a rate, by currency."""
    findings = []
    for currency in sorted({one.currency for one in conversions}):
        lent = [one for one in conversions if one.currency == currency and ANY_MONTH not in (one.month, one.of_month)]
        for code, months in (
            ("rate_months_missing", [one for one in lent if one.of_month < one.month]),
            ("rates_begin_later", [one for one in lent if one.of_month > one.month]),
        ):
            if months:
                fields: dict[str, object] = {"currency": currency, "n": len({one.month for one in months})}
                fields |= {"rows": sum(one.rows for one in months)}
                fields |= {"first": month_text(months[0].month), "last": month_text(months[-1].month)}
                fields |= {"used": month_text(months[-1].of_month)}
                findings.append(Finding(code, "warning", fields))
    return findings


def _refusal(found: Sequence[Amounts], missing: Sequence[str], base: str, last_month: int) -> Finding:
    """Which currencies, in how many rows, and the lines that a person has to write."""
    rows = sum(one.n for one in found if one.currency in missing)
    header = f"month,currency,{base.lower()}_rate"
    fields: dict[str, object] = {"missing": list(missing), "currencies": sorted(_counts(found)), "base": base}
    fields |= {"n": rows, "header": header, "line": f"{month_text(last_month)}-01,{missing[0]},0.00"}
    fields |= {"tables": sorted({one.part for one in found if one.currency in missing})}
    return Finding("mixed_currencies", "problem", fields)
