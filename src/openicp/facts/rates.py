"""A table of exchange rates as people have it, to one price of each currency and month in the base currency.

Comes in: currency, base, month and rate as they were written, the currencies that amounts are in. Goes out: prices,
with the month they are of, and how the table was read. It never invents a rate: a currency without one stays without.

A rate may be written either way, EUR for one USD or USD for one EUR. What one euro has been worth since 2010
(``rough_rates.tsv``) tells them apart: clearly for a currency by itself, else by the whole table. Where even that
cannot tell, rates are read as the base currency for one unit, which is said. A table without its base currency is
read in the one that fits its rates best. A base other than the table's own is reached by way of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np

Way = Literal["per_currency", "per_base"]
"""``per_currency``: base for one unit of the currency (EUR for one USD); ``per_base``: the other way round."""

CLEAR = 0.02
"""Difference of logarithms from which one way fits better: 2 % outside of everything seen since 2010."""
ANY_MONTH = -1
"""Month of a rate without a date."""


@dataclass(frozen=True)
class Prices:
    """What one unit of each currency costs in the base, by month; months ascend."""

    base: str
    series: Mapping[str, tuple[Sequence[int], Sequence[float]]]
    turned: frozenset[str]
    """Currencies whose rates were written as so many for one unit of the table's base."""
    unsure: frozenset[str]
    """Currencies whose rates could be meant either way."""
    through: str | None = None
    """The table's own base, where the wanted one was reached by way of it."""

    def at(self, currency: str, month: int) -> tuple[float, int]:
        """Price and the month that it is of: this one, else the nearest earlier, else the first there is."""
        months, prices = self.series[currency]
        place = int(np.searchsorted(months, month, side="right")) - 1
        if month == ANY_MONTH:
            place = len(months) - 1
        return prices[max(place, 0)], months[max(place, 0)]


Rows = Mapping[str, np.ndarray]
Points = dict[str, dict[int, float]]


def read_rates(given: Rows, wanted: str, *, among: Iterable[str] = (), way: Way | None = None) -> Prices:
    """Prices in ``wanted`` from ``given`` (``currency, base, month, rate``); currencies without a rate are left out.

    Parameters
    ----------
    among
        Currencies of the amounts: what the base of a table may be that does not name it.
    way
        How the rates are written, where a person said it.
    """
    named = sorted({str(base) for base in given["base"] if base})
    tables = [_directed(_points(given, base), base, way) for base in named]
    unnamed = _points(given, None)
    if unnamed:
        base = _fitting_base(unnamed, [wanted, *named, *among], way)
        tables.append(_directed(unnamed, base, way))
    ordered = sorted(tables, key=lambda table: (table.base != wanted, -len(table.series)))
    reached = [found for table in ordered if (found := _to(table, wanted)) is not None]
    return _merged(reached, wanted)


def _points(given: Rows, base: str | None) -> Points:
    """Rates by currency and month of one base, or of none."""
    points: Points = {}
    for currency, of, month, rate in zip(given["currency"], given["base"], given["month"], given["rate"], strict=True):
        if (str(of) if of else None) == base and rate > 0:
            points.setdefault(str(currency), {})[int(month)] = float(rate)
    return points


@lru_cache(maxsize=1)
def _rough() -> dict[str, tuple[float, float]]:
    lines = files("openicp.facts").joinpath("rough_rates.tsv").read_text("utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {currency: (float(low), float(high)) for currency, low, high in cells}


def _misfit(rates: Iterable[float], of: str, per: str) -> float | None:
    """How far rates lie outside of what one ``per`` has cost in ``of``, as a mean logarithm; ``None``: not known."""
    rough, values = _rough(), list(rates)
    if of not in rough or per not in rough or not values:
        return None
    low, high = rough[of][0] / rough[per][1], rough[of][1] / rough[per][0]
    outside = [max(math.log(low / rate), math.log(rate / high), 0.0) for rate in values]
    return sum(outside) / len(outside)


def _leaning(rates: Iterable[float], currency: str, base: str) -> tuple[float, float]:
    """Misfit of both ways: base for one unit, units for one of the base; equal where nothing tells."""
    values = list(rates)
    direct, turned = _misfit(values, base, currency), _misfit(values, currency, base)
    return (0.0, 0.0) if direct is None or turned is None else (direct, turned)


def _fitting_base(points: Points, candidates: Iterable[str], way: Way | None) -> str:
    """The base in which the rates make most sense; one whose own rate is not always 1 is none."""
    allowed = [
        base
        for base in dict.fromkeys([*candidates, "EUR", "USD"])
        if all(abs(rate - 1) < CLEAR for rate in points.get(base, {}).values())
    ]

    def fit(base: str) -> float:
        pairs = [_leaning(rates.values(), currency, base) for currency, rates in points.items() if currency != base]
        direct, turned = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        return direct if way == "per_currency" else turned if way == "per_base" else min(direct, turned)

    # A currency that stands at 1 throughout is the base that everything else is told in.
    ones = [base for base in points if len(points[base]) and all(abs(r - 1) < 1e-9 for r in points[base].values())]
    return min([*ones, *allowed], key=lambda base: round(fit(base), 6))


def _directed(points: Points, base: str, way: Way | None) -> Prices:
    """Rates of one base, all as base for one unit of the currency."""
    others = {currency: rates for currency, rates in points.items() if currency != base}
    leaning = {currency: _leaning(rates.values(), currency, base) for currency, rates in others.items()}
    gaps = {currency: direct - turned for currency, (direct, turned) in leaning.items()}
    whole = sum(gaps.values())
    turned, unsure = set(), set()
    for currency, gap in gaps.items():
        telling = gap if abs(gap) > CLEAR else whole
        if way == "per_base" or (way is None and telling > CLEAR):
            turned.add(currency)
        elif way is None and abs(telling) <= CLEAR:
            unsure.add(currency)
    series = {c: _series({m: 1 / r if c in turned else r for m, r in rates.items()}) for c, rates in others.items()}
    return Prices(base, series, frozenset(turned), frozenset(unsure))


def _series(rates: Mapping[int, float]) -> tuple[list[int], list[float]]:
    months = sorted(rates)
    return months, [rates[month] for month in months]


def _to(table: Prices, wanted: str) -> Prices | None:
    """The same prices in another currency; ``None`` when the table has no rate for it."""
    if table.base == wanted:
        return table
    if wanted not in table.series:
        return None
    series: dict[str, tuple[Sequence[int], Sequence[float]]] = {}
    own: tuple[Sequence[int], Sequence[float]] = ([ANY_MONTH], [1.0])
    for currency, (months, _) in {**table.series, table.base: own}.items():
        if currency == wanted:
            continue
        steps = sorted({*months, *table.series[wanted][0]} - {ANY_MONTH}) or [ANY_MONTH]
        known = [month for month in steps if month >= months[0]] or steps
        crossed = [_price(table, currency, month) / table.at(wanted, month)[0] for month in known]
        series[currency] = (known, crossed)
    return Prices(wanted, series, table.turned, table.unsure, through=table.base)


def _price(table: Prices, currency: str, month: int) -> float:
    return 1.0 if currency == table.base else table.at(currency, month)[0]


def _merged(tables: Sequence[Prices], wanted: str) -> Prices:
    """The first table that has a currency gives its price."""
    series: dict[str, tuple[Sequence[int], Sequence[float]]] = {}
    turned: set[str] = set()
    unsure: set[str] = set()
    for table in tables:
        new = set(table.series) - set(series)
        series |= {currency: table.series[currency] for currency in new}
        turned |= table.turned & new
        unsure |= table.unsure & new
    through = next((table.through for table in tables if table.through), None)
    return Prices(wanted, series, frozenset(turned), frozenset(unsure), through)
