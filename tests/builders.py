"""Small companies with a known truth, as ``Facts``: what tests of pure functions start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from openicp.model.attribute import Attribute, Kind
from openicp.model.facts import (
    Accounts,
    CategoryColumn,
    Costs,
    Deals,
    Facts,
    NumberColumn,
    Revenue,
    Spells,
    TagsColumn,
)

AS_OF = date(2026, 10, 31)
TODAY = (AS_OF - date(1970, 1, 1)).days
LAST_MONTH = AS_OF.year * 12 + AS_OF.month - 1
MONTH_DAYS = 365.25 / 12
INDUSTRIES = ("agency", "ecommerce", "fintech", "healthcare", "nonprofit", "software")
COUNTRIES = ("DE", "FR", "GB", "NL", "US")
TECHNOLOGIES = ("asana", "jira", "slack")


@dataclass(frozen=True)
class Economics:
    """What ``metrics`` needs of a project; a stand-in for ``config.Project``."""

    gross_margin: float | None = 0.8
    clv_horizon_months: int = 60
    discount_monthly: float = 0.008
    currency: str | None = "EUR"


@dataclass(frozen=True)
class Truth:
    """What the members of a group are like."""

    win_rate: float = 0.5
    churn: float = 0.02
    """Chance to leave in each month."""
    mrr: float = 200.0
    cycle_days: float = 30.0


def month_of(days: np.ndarray) -> np.ndarray:
    """Month index (year * 12 + month - 1) of days since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def company(
    accounts: int = 200,
    *,
    seed: int = 0,
    months: int = 48,
    rest: Truth = Truth(),
    best: Truth | None = None,
    best_industry: str = "agency",
    term: int = 1,
    growth: float = 0.0,
    deals: bool = True,
    billing: bool = True,
    costs: bool = True,
    voices: bool = True,
    unknown: float = 0.0,
) -> Facts:
    """Make a company whose ``best_industry`` follows ``best`` and whose other accounts follow ``rest``.

    Everything else (country, employees, technologies) is noise. ``months`` of history end at ``AS_OF``; ``term``
    is the contract length, at whose end alone customers leave; ``growth`` is the monthly growth of a customer's MRR;
    ``unknown`` is the share of attribute values that are not known.
    """
    rng = np.random.default_rng(seed)
    industry = rng.integers(0, len(INDUSTRIES), accounts)
    is_best = (industry == INDUSTRIES.index(best_industry)) & (best is not None)
    truth = best or rest

    def of(name: str) -> np.ndarray:
        return np.where(is_best, getattr(truth, name), getattr(rest, name))

    approached = TODAY - rng.integers(0, int(months * MONTH_DAYS), accounts)
    closed = approached + 1 + rng.exponential(of("cycle_days")).astype(np.int64)
    is_open = closed > TODAY
    won = (rng.random(accounts) < of("win_rate")) & ~is_open
    life = term * rng.geometric(np.clip(1 - (1 - of("churn")) ** term, 1e-9, 1))
    ended = closed + np.ceil(np.minimum(life, 10_000) * MONTH_DAYS).astype(np.int64)
    left = won & (ended <= TODAY)
    first_mrr = np.round(of("mrr") * rng.lognormal(-0.08, 0.4, accounts), 2)
    age = np.where(won, month_of(np.where(left, ended, TODAY)) - month_of(closed), 0)
    spells = np.flatnonzero(won)
    part = _accounts(rng, industry, unknown, won=won, is_open=is_open, left=left, approached=approached)
    return Facts(
        as_of=AS_OF,
        first_month=LAST_MONTH - months + 1,
        last_month=LAST_MONTH,
        currency="EUR",
        accounts=Accounts(
            **part,
            started=np.where(won, closed, -1),
            left=np.where(left, ended, -1),
            mrr=np.where(won, first_mrr * (1 + growth) ** age, np.nan),
        ),
        deals=_deals(approached, closed, won, is_open, first_mrr) if deals else None,
        spells=Spells(
            spells, closed[spells], np.where(left, ended, -1)[spells], np.full(len(spells), term, dtype=np.int64)
        )
        if billing
        else None,
        revenue=_revenue(spells, closed, np.where(left, ended, TODAY), left, first_mrr, growth) if billing else None,
        costs=_costs(rng, won) if costs else None,
        promoter_score=np.where(won & (rng.random(accounts) < 0.4), rng.integers(0, 11, accounts), np.nan)
        if voices
        else None,
        referrals=np.where(won, rng.poisson(0.2, accounts), 0).astype(np.int64) if voices else None,
        usage=np.where(won & ~left, rng.gamma(2.0, 50.0, accounts), np.nan) if voices else None,
    )


def _accounts(rng, industry, unknown, *, won, is_open, left, approached) -> dict[str, object]:
    n = len(industry)

    def known(codes: np.ndarray) -> np.ndarray:
        return np.where(rng.random(n) < unknown, -1, codes).astype(np.int64)

    people = np.where(rng.random(n) < unknown, np.nan, np.round(rng.lognormal(4.5, 1.2, n)))
    state = np.where(rng.random((n, len(TECHNOLOGIES))) < unknown, -1, rng.integers(0, 2, (n, len(TECHNOLOGIES))))
    columns = {
        "industry": CategoryColumn(Attribute("industry", Kind.CATEGORY), INDUSTRIES, known(industry)),
        "country": CategoryColumn(
            Attribute("country", Kind.CATEGORY), COUNTRIES, known(rng.integers(0, len(COUNTRIES), n))
        ),
        "employees": NumberColumn(
            Attribute("employees", Kind.NUMBER, "people"), people, people, (-np.inf, 50.0, 200.0, 500.0, np.inf)
        ),
        "technologies": TagsColumn(
            Attribute("technologies", Kind.TAGS, group="technographics"), TECHNOLOGIES, state.astype(np.int8)
        ),
    }
    return {
        "account_id": np.array([f"a{i}" for i in range(n)], dtype=object),
        "name": np.array([f"Company {i}" for i in range(n)], dtype=object),
        "columns": columns,
        "approached": approached,
        "is_approached": np.ones(n, dtype=bool),
        "outcome": np.where(is_open, -1, won).astype(np.int8),
        "customer": won,
        "active": won & ~left,
    }


def _deals(approached, closed, won, is_open, mrr) -> Deals:
    n = len(approached)
    return Deals(
        account=np.arange(n),
        opened=approached,
        closed=np.where(is_open, -1, closed),
        outcome=np.where(is_open, -1, won).astype(np.int8),
        amount=mrr * 12,
        timed=np.ones(n, dtype=bool),
    )


def _revenue(spells, started, until, left, mrr, growth) -> Revenue:
    first, last = month_of(started)[spells], month_of(until)[spells] - left[spells]
    lengths = np.maximum(last - first + 1, 0)
    age = np.concatenate([np.arange(length) for length in lengths]) if len(spells) else np.zeros(0, dtype=np.int64)
    account = np.repeat(spells, lengths)
    return Revenue(account, np.repeat(first, lengths) + age, mrr[account] * (1 + growth) ** age)


def _costs(rng, won) -> Costs:
    spent = np.round(rng.gamma(4.0, 25.0, len(won)), 2)
    by_won = np.where(won, spent.sum() / max(won.sum(), 1), 0.0)
    return Costs(spent, by_won, 0.0, float(spent.sum()))
