"""Customer lifetime value: of a newly won customer, and of each account there is.

Comes in: a population with spells and MRR. Goes out: estimates and (n,) values. It never lets an account's attributes
into its own value: one curve, pooled over the company, serves all accounts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from openicp import stats
from openicp.metrics import churn, curve
from openicp.metrics.aged import Aged, aged
from openicp.metrics.calendar import MONTH, summed
from openicp.metrics.population import USUAL, Economics, Population, population
from openicp.metrics.revenue import arpa
from openicp.metrics.tail import Terms, terms_of, way_of
from openicp.model.estimate import Estimate
from openicp.model.facts import Facts

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Ints


@dataclass(frozen=True)
class Tables:
    """Per unit of resampling, by month of age."""

    lost: Floats
    """(units, months + 1)"""
    risk: Floats
    """(units, months + 1)"""
    ended: Terms
    """Contract terms that came to their end."""
    paid: curve.Paid
    """(units, ages) MRR."""

    def drawn(self, weights: Floats) -> Tables:
        """The sums over units, each as often as drawn: weights are (..., units)."""
        paid = self.paid
        parts = [self.lost, self.risk, self.ended.lost, self.ended.terms]
        parts += [paid.first, paid.now, paid.now_seen, paid.then, paid.then_seen]
        # One product: seven small ones spend more time on waking threads than on adding.
        ends = np.cumsum([part.shape[1] for part in parts])[:-1]
        lost, risk, gone, terms, *rest = np.split(weights @ np.concatenate(parts, axis=1), ends, axis=-1)
        return Tables(lost, risk, replace(self.ended, lost=gone, terms=terms), curve.Paid(*rest))


def margin_of(project: Economics) -> tuple[float, str]:
    """Share of revenue that counts, and what the result is called."""
    return (1.0, "revenue") if project.gross_margin is None else (project.gross_margin, "margin")


def horizon_of(facts: Facts, project: Economics, today: int) -> tuple[int, bool]:
    """Months that a value covers: the project's, cut to three times the oldest age observed; and whether cut."""
    assert facts.spells is not None
    _, months = churn.ages(facts.spells, today)
    most = 3 * max(int(months.max(initial=0)), 1)
    return min(project.clv_horizon_months, most), most < project.clv_horizon_months


def clv(of: Population) -> Estimate:
    """Lifetime value of a newly won customer: margin per month of age on the curve of retention, discounted.

    The life table as far as ten are at risk, a flat rate after it; the interval by resampling whole accounts, widened
    by the range of the rate where fewer than five have left.
    """
    margin, called = margin_of(of.project)
    reason = _why_no_clv(of)
    if reason is not None:
        return Estimate.unknown(reason, n=int(of.customers.sum()), unit="money", method=f"clv_{called}")
    months, cut = horizon_of(of.facts, of.project, of.today)
    value, low, high = _clv_ends(of, tables(of, months), months=months)
    method = f"clv_{called}_cut" if cut else f"clv_{called}"
    return Estimate(value * margin, low * margin, high * margin, _ever_paid(of), method, unit="money")


def _ever_paid(of: Population) -> int:
    spells = of.facts.spells
    return 0 if spells is None else of.distinct(spells.account[of.mask[spells.account]])


def _why_no_clv(of: Population) -> str | None:
    facts = of.facts
    if facts.spells is None:
        return "no_dates"
    customers = _ever_paid(of)
    if customers < stats.FEWEST:
        return "too_few" if customers else "no_customers"
    known = facts.accounts.mrr[of.customers]
    return None if of.has_revenue or not np.isnan(known).all() else "no_amounts"


def _clv_ends(of: Population, found: Tables, *, months: int) -> tuple[float, float, float]:
    whole, discount = found.drawn(np.ones(of.units)), of.project.discount_monthly
    shape = curve.shape_of(whole.lost, whole.risk, whole.paid.then_seen, months=months)
    continued = way_of(whole.ended)

    def worth(drawn: Tables) -> Floats:
        tail = continued(drawn, shape)
        rates = curve.hazards(drawn.lost, drawn.risk, tail, shape=shape)
        return curve.present_value(rates, curve.prices(drawn.paid, shape=shape), discount=discount)

    value = float(worth(whole))
    low, high = (float(end) for end in np.quantile(worth(found.drawn(of.counts)), [0.025, 0.975]))
    if whole.lost.sum() < curve.TAIL_LOSSES:
        churned = stats.term_rate(*whole.ended.by_length(), n=of.n)
        mrr = curve.prices(whole.paid, shape=shape)
        for rate in (churned.low, churned.high):
            flat = np.full(months, 1.0 if rate is None else rate)
            end = float(curve.present_value(flat, mrr, discount=discount))
            low, high = min(low, end), max(high, end)
    return value, min(low, value), max(high, value)


def tables(of: Population, months: int) -> Tables:
    """Sum losses, risk and MRR by unit and month of age."""
    spells = of.facts.spells
    assert spells is not None
    chosen = of.mask[spells.account]
    unit = of.unit[spells.account[chosen]]
    gone, age = (part[chosen] for part in churn.ages(spells, of.today))
    size = max(int(age.max(initial=0)), 1) + 1
    place = unit * size + age

    def table(rows: Ints) -> Floats:
        return summed(rows, None, of.units * size).reshape(of.units, size)

    lost, all_of = table(place[gone]), table(place)
    risk = all_of[:, ::-1].cumsum(axis=1)[:, ::-1]
    return Tables(lost, risk, terms_of(churn.trials(spells, of.today), chosen, unit, of.units), _paid(of, months))


def _paid(of: Population, months: int) -> curve.Paid:
    revenue, accounts = aged(of.facts), of.facts.accounts
    nothing = np.zeros((of.units, 0))
    if revenue is None or not of.has_revenue:
        return curve.Paid(_level(of, of.customers, accounts.mrr), nothing, nothing, nothing, nothing)
    rows = revenue.of(of.mask, months)
    first = np.full(accounts.n, np.nan)
    begun = rows.age == 0
    first[rows.account[begun]] = rows.mrr[begun]
    if begun.sum() < stats.FEWEST:
        paid, seen = (summed(rows.account, amounts, accounts.n) for amounts in (rows.mrr, None))
        level = np.stack([of.by_unit(paid), of.by_unit(seen)], axis=1)
        return curve.Paid(level, nothing, nothing, nothing, nothing)
    return curve.Paid(_level(of, ~np.isnan(first), first), *_month_over_month(of, rows))


def _level(of: Population, chosen: Bools, mrr: Floats) -> Floats:
    known = chosen & ~np.isnan(mrr)
    paid = of.by_unit(np.where(known, mrr, 0.0))
    return np.stack([paid, of.by_unit(known.astype(np.float64))], axis=1)


def _month_over_month(of: Population, rows: Aged) -> tuple[Floats, Floats, Floats, Floats]:
    """MRR of accounts at each age, and a month later, of all that are observed so long."""
    size = int(rows.age.max(initial=0)) + 1
    stays = rows.observed & (rows.after > 0)
    place = of.unit[rows.account] * size + rows.age

    def table(amounts: Floats | Bools) -> Floats:
        return summed(place, amounts, of.units * size).reshape(of.units, size)

    return table(rows.mrr * rows.observed), table(rows.observed), table(rows.after * stays), table(stays)


def simple_clv(of: Population) -> Estimate:
    """``ARPA / monthly churn`` as billing tools show it; unknown while nobody has left, never infinite."""
    margin, called = margin_of(of.project)
    churned = churn.monthly_churn(of)
    if churned.value == 0:
        return Estimate.unknown("no_losses", n=churned.n, unit="money", method=f"simple_{called}")
    return stats.scaled(
        stats.quotient(arpa(of), churned, unit="money", method=f"simple_{called}"), margin, unit="money"
    )


def values(facts: Facts, *, project: Economics = USUAL) -> Floats:
    """(n,) value of each account: margin realised, plus what is still expected, minus its allocated cost.

    Expected is its last MRR over the months until the horizon on one curve pooled over the company, given its age.
    Lost deals have their cost alone; NaN for open ones and where MRR is not known.
    """
    accounts = facts.accounts
    margin, _ = margin_of(project)
    cost = np.zeros(accounts.n) if facts.costs is None else facts.costs.by_account
    earned = (_realised(facts) + _expected(facts, project)) * margin
    worth = np.where(accounts.customer, earned, np.where(accounts.outcome == 0, 0.0, np.nan))
    return np.asarray(worth - np.nan_to_num(cost))


def _realised(facts: Facts) -> Floats:
    """(n,) revenue so far: the sum of monthly MRR, else last MRR times months paid; NaN unknown."""
    accounts, revenue, spells = facts.accounts, facts.revenue, facts.spells
    if revenue is not None and len(revenue.month):
        total = summed(revenue.account, revenue.mrr, accounts.n)
        billed = summed(revenue.account, None, accounts.n) > 0
        return np.where(billed | ~np.isnan(accounts.mrr), total, np.nan)
    if spells is None:
        return np.full(accounts.n, np.nan)
    today = population(facts).today
    days = np.where(spells.ended >= 0, spells.ended, today) - spells.started
    months = summed(spells.account, days / MONTH, accounts.n)
    return np.asarray(months * accounts.mrr)


def _expected(facts: Facts, project: Economics) -> Floats:
    """(n,) revenue still to come, discounted; 0 for those who left."""
    accounts, spells = facts.accounts, facts.spells
    if spells is None:
        return np.where(accounts.active, np.nan, 0.0)
    of = population(facts, project=project)
    rates = pooled_rates(of)
    gone, months = churn.ages(spells, of.today)
    age = np.full(accounts.n, -1, dtype=np.int64)
    age[spells.account[~gone]] = months[~gone]
    ahead = curve.remaining(rates, np.maximum(age, 0), discount=project.discount_monthly)
    return np.where(age >= 0, ahead * accounts.mrr, 0.0)


def pooled_rates(of: Population) -> Floats:
    """(horizon,) chance to leave in each month of age, over all members."""
    table = churn.life_table(of)
    assert table is not None
    assert of.facts.spells is not None
    months, _ = horizon_of(of.facts, of.project, of.today)
    lost, risk = table.lost.astype(np.float64), table.at_risk.astype(np.float64)
    shape = curve.shape_of(lost, risk, np.zeros(0), months=months)
    chosen, spells = of.mask[of.facts.spells.account], of.facts.spells
    ended = terms_of(churn.trials(spells, of.today), chosen, np.zeros(int(chosen.sum()), dtype=np.int64), 1)
    none = np.zeros((1, 0))
    whole = Tables(lost[None], risk[None], ended, curve.Paid(none, none, none, none, none))
    return np.asarray(curve.hazards(whole.lost, whole.risk, way_of(ended)(whole, shape), shape=shape)[0])
