"""The nouns of an invented company's world, and names for them: plain values, no files, no statistics."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files

LAST_DAY = date(2026, 10, 31)
"""All exports run to this day; nothing depends on the clock."""


@dataclass(frozen=True)
class Company:
    """A company as it is in truth; exports know only part of it."""

    number: int
    name: str
    domain: str
    industry: str
    people: int
    revenue: int
    country: str
    city: str
    founded: int
    tools: tuple[str, ...]
    role: str
    channel: str
    price: int = 0
    """What it pays a month once it is a customer."""


@dataclass(frozen=True)
class Deal:
    """An opportunity."""

    number: int
    company: Company
    opened: date
    closed: date | None
    won: bool | None
    amount: int
    pipeline: str = "New business"
    loss_reason: str = ""


@dataclass(frozen=True)
class Subscription:
    """A contract in the billing system."""

    number: int
    company: Company
    billing_name: str
    plan: str
    seats: int
    mrr: int
    started: date
    ended: date | None
    status: str
    yearly: bool = False


@dataclass(frozen=True)
class World:
    """Everything that the exports are written from."""

    product: str
    currency: str
    companies: list[Company]
    """Those in the CRM: approached or not."""
    deals: list[Deal]
    subscriptions: list[Subscription]
    spend: list[tuple[date, str, int]]
    usage: list[tuple[Company, date, int]]
    ratings: list[tuple[Company, date, int]]
    referrals: list[tuple[Company, Company, date]]
    prospects: list[Company]
    events: dict[int, tuple[str, date]]
    """Trigger events known of prospects, by company number."""
    voices: list[tuple[Company, str, str, str, str, str, date]] = field(default_factory=list)
    """(company, role, kind, quote, language, day)."""
    technologies_known: frozenset[int] = frozenset()
    """Numbers of the companies whose technologies the CRM lists."""
    bands: bool = False
    """Whether the CRM keeps employees as bands (``51-200``) instead of numbers."""


_WORDS = tomllib.loads(files("openicp.example").joinpath("names.toml").read_text(encoding="utf-8"))
FIRST: list[str] = _WORDS["first"].split()
LAST: dict[str, list[str]] = {industry: words.split() for industry, words in _WORDS["last"].items()}
LEGAL = {
    "DE": ("GmbH", "AG", "UG (haftungsbeschränkt)"),
    "FR": ("SARL", "SAS"),
    "NL": ("B.V.",),
    "GB": ("Ltd",),
}
LEGAL |= {
    "US": ("Inc.", "LLC", "Inc"),
    "CA": ("Inc.",),
    "AU": ("Pty Ltd",),
    "IN": ("Pvt. Ltd.",),
    "RO": ("S.R.L.",),
}
CITIES = {
    "US": ("Austin", "Boston", "Chicago", "Denver", "Seattle", "New York"),
    "CA": ("Toronto", "Vancouver"),
    "GB": ("London", "Manchester"),
    "DE": ("Berlin", "Hamburg", "Köln"),
    "FR": ("Paris", "Lyon"),
    "NL": ("Amsterdam", "Utrecht"),
    "SE": ("Stockholm",),
    "AU": ("Sydney", "Melbourne"),
    "IN": ("Bengaluru", "Pune"),
    "BR": ("São Paulo",),
    "PL": ("Warszawa",),
    "RO": ("București", "Cluj-Napoca"),
}


def names(rng: random.Random, taken: set[str], industry: str, country: str) -> tuple[str, str]:
    """A new company name and its domain under the reserved ``.example``."""
    while True:
        base = f"{rng.choice(FIRST)} {rng.choice(LAST[industry])}"
        if rng.random() < 0.35:
            base = f"{rng.choice(FIRST)} & {base}"
        if base not in taken:
            break
    taken.add(base)
    domain = base.lower().replace(" & ", "-").replace(" ", "") + ".example"
    legal = LEGAL.get(country)
    return (f"{base} {rng.choice(legal)}" if legal and rng.random() < 0.4 else base), domain


def draw(rng: random.Random, shares: dict[str, float]) -> str:
    """One key, with the given weights."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def day_after(day: date, days: float) -> date:
    """The day a number of days later."""
    return day + timedelta(days=max(0, round(days)))
