"""Companies with a known truth, as coded accounts: who is worth having is planted, everything else means nothing.

Companies of 50 to 200 people, in software or e-commerce, that use Slack (about 7 % of accounts) win 65 % of their
deals against 30 %, close in half the time and leave at 1 % a month against 5 %. Ten industries, eight countries,
eight technologies, founding year, role and channel mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from openicp import metrics
from openicp.model.attribute import Attribute, Condition, Kind
from openicp.model.cells import Labels
from openicp.model.facts import Accounts, CategoryColumn, Column, Deals, Facts, NumberColumn, TagsColumn
from openicp.model.segment import SearchResult, Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

INDUSTRIES = (
    "software",
    "e_commerce",
    "agency",
    "finance",
    "health",
    "education",
    "legal",
    "media",
    "energy",
    "logistics",
)
COUNTRIES = ("US", "DE", "FR", "NL", "GB", "RO", "ES", "IT")
TECHNOLOGIES = ("slack", "jira", "asana", "notion", "hubspot", "github", "zendesk", "figma")
ROLES = ("founder", "project_manager", "operations", "it", "marketing", "sales")
CHANNELS = ("search", "referral", "partner", "outbound", "event")
EMPLOYEE_EDGES = (1.0, 10.0, 50.0, 201.0, 501.0, 1001.0, np.inf)
EMPLOYEE_SHARES = (0.15, 0.25, 0.40, 0.12, 0.05, 0.03)
MEANINGLESS = frozenset({"country", "founded_year", "role", "channel"})
"""Attributes that mean nothing whatever their values (technologies other than Slack mean nothing either)."""

PLANTED = Segment(
    (
        Condition("industry", ("e_commerce", "software")),
        Condition("employees", (), 50.0, 201.0),
        Condition("technologies", ("slack",)),
    )
)


@dataclass(frozen=True)
class Planted:
    """A company and its truth."""

    accounts: Accounts
    labels: Labels
    inside: NDArray[np.bool_]
    """(n,) who is in the planted segment."""
    chance: NDArray[np.float64]
    """(n,) true probability of winning."""


def planted(accounts: int, *, seed: int, noise: bool = False, missing: float = 0.0) -> Planted:
    """A company of so many accounts; ``noise`` shuffles the outcomes among them.

    Parameters
    ----------
    accounts
        How many.
    seed
        Of the generator.
    noise
        Outcomes belong to nobody in particular.
    missing
        Share of values that are unknown, of every attribute, whatever the outcome.
    """
    rng = np.random.default_rng([seed, accounts, 7])
    columns = _columns(rng, accounts)
    inside = _inside(columns)
    won, started, months, value = _outcomes(rng, inside)
    label = (won & (value >= np.median(value[won]))).astype(np.int8)
    approached = rng.integers(19_000, 20_000, accounts)
    if noise:
        order = rng.permutation(accounts)
        label, won, months, started = label[order], won[order], months[order], started[order]
    columns = {name: _hide(rng, column, missing) for name, column in columns.items()}
    table = _accounts(columns, approached, won, started, months)
    strata = (approached - 19_000) // 91
    chance = np.where(inside, 0.65, 0.30)
    labels = Labels(label, strata.astype(np.int64), "profitable", among_customers=False)
    return Planted(table, labels, inside, chance)


@cache
def searched() -> tuple[Planted, SearchResult]:
    """A thousand accounts and what the search finds among them; worked out once in a process."""
    from openicp.segments import search

    company = planted(1000, seed=5)
    return company, search(company.accounts, company.labels, permutations=200)


def crowded(accounts: int, deals: int, *, seed: int) -> Planted:
    """Few accounts of many deals each, labelled by who is fast to win; deals follow their account, which is noise."""
    from datetime import date, timedelta

    company = planted(accounts, seed=seed, noise=True)
    rng = np.random.default_rng([seed, accounts, deals])
    owner = np.repeat(np.arange(accounts), deals)
    pace, skill = rng.gamma(4, 8, accounts), rng.beta(6, 4, accounts)
    opened = rng.integers(19_000, 20_200, len(owner))
    won = rng.random(len(owner)) < skill[owner]
    closed = opened + 1 + rng.exponential(pace[owner]).astype(np.int64)
    every = replace(
        company.accounts,
        outcome=np.ones(accounts, np.int8),
        customer=np.ones(accounts, bool),
        is_approached=np.ones(accounts, bool),
    )
    facts = Facts(
        as_of=date(1970, 1, 1) + timedelta(days=20_400),
        first_month=2022 * 12,
        last_month=2025 * 12 + 9,
        currency=None,
        accounts=every,
        deals=Deals(owner, opened, closed, won.astype(np.int8), np.full(len(owner), np.nan), np.ones(len(owner), bool)),
        spells=None,
        revenue=None,
        costs=None,
        promoter_score=None,
        referrals=None,
    )
    return replace(company, accounts=every, labels=metrics.label(facts, "fast"))


def _columns(rng: np.random.Generator, n: int) -> dict[str, Column]:
    size = rng.choice(len(EMPLOYEE_SHARES), n, p=EMPLOYEE_SHARES)
    low = np.array(EMPLOYEE_EDGES[:-1])[size]
    high = np.array([10, 50, 201, 501, 1001, 5000])[size]
    people = np.floor(low + (high - low) * rng.random(n))
    founded = rng.integers(1990, 2024, n).astype(float)
    return {
        "industry": _category(rng, n, "industry", INDUSTRIES, (0.2, 0.15, *[0.65 / 8] * 8)),
        "country": _category(rng, n, "country", COUNTRIES, None),
        "role": _category(rng, n, "role", ROLES, None),
        "channel": _category(rng, n, "channel", CHANNELS, None),
        "employees": _number("employees", people, EMPLOYEE_EDGES),
        "founded_year": _number("founded_year", founded, (1990.0, 2000.0, 2008.0, 2015.0, 2020.0, np.inf)),
        "technologies": TagsColumn(
            Attribute("technologies", Kind.TAGS, group="technographics"),
            TECHNOLOGIES,
            (rng.random((n, len(TECHNOLOGIES))) < np.array([0.5, *[0.3] * 7])).astype(np.int8),
        ),
    }


def _category(
    rng: np.random.Generator, n: int, name: str, values: tuple[str, ...], shares: tuple[float, ...] | None
) -> CategoryColumn:
    return CategoryColumn(Attribute(name, Kind.CATEGORY), values, rng.choice(len(values), n, p=shares).astype(np.int64))


def _number(name: str, values: NDArray[np.float64], edges: tuple[float, ...]) -> NumberColumn:
    return NumberColumn(Attribute(name, Kind.NUMBER), values, values, edges)


def _inside(columns: dict[str, Column]) -> NDArray[np.bool_]:
    industry, people, tags = columns["industry"], columns["employees"], columns["technologies"]
    assert isinstance(industry, CategoryColumn)
    assert isinstance(people, NumberColumn)
    assert isinstance(tags, TagsColumn)
    return (industry.codes < 2) & (people.low >= 50) & (people.low < 201) & (tags.state[:, 0] == 1)


def _outcomes(
    rng: np.random.Generator, inside: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    n = len(inside)
    won = rng.random(n) < np.where(inside, 0.65, 0.30)
    cycle = rng.gamma(4, np.where(inside, 5, 10))
    months = rng.geometric(np.where(inside, 0.01, 0.05)).astype(float)
    value = rng.lognormal(4.5, 0.4, n) * np.minimum(months, 60) - 200
    return won, cycle.astype(np.int64), months, value


def _hide(rng: np.random.Generator, column: Column, share: float) -> Column:
    if not share:
        return column
    if isinstance(column, CategoryColumn):
        gone = rng.random(len(column.codes)) < share
        return CategoryColumn(column.attribute, column.values, np.where(gone, -1, column.codes))
    if isinstance(column, NumberColumn):
        gone = rng.random(len(column.low)) < share
        known = np.where(gone, np.nan, column.low)
        return NumberColumn(column.attribute, known, known, column.edges)
    gone = rng.random(len(column.state)) < share
    state = np.where(gone[:, None], -1, column.state).astype(np.int8)
    return TagsColumn(column.attribute, column.tags, state)


def _accounts(
    columns: dict[str, Column],
    approached: NDArray[np.int64],
    won: NDArray[np.bool_],
    cycle: NDArray[np.int64],
    months: NDArray[np.float64],
) -> Accounts:
    n, as_of = len(won), 20_400
    started = np.where(won, approached + cycle, -1).astype(np.int64)
    ended = (started + months * 30.4).astype(np.int64)
    left = np.where(won & (ended <= as_of), ended, -1).astype(np.int64)
    return Accounts(
        account_id=np.array([f"a{place:05d}" for place in range(n)], dtype=object),
        name=np.array([f"Company {place}" for place in range(n)], dtype=object),
        columns=columns,
        approached=approached.astype(np.int64),
        is_approached=np.ones(n, bool),
        outcome=won.astype(np.int8),
        customer=won.copy(),
        active=won & (left < 0),
        started=started,
        left=left,
        mrr=np.where(won, 100.0, np.nan),
    )
