"""Tideboard: about 600 accounts with the pattern of the reference example planted in them.

Comes in: a seed. Goes out: a ``World``. What is true is what the constants below say, and ``docs/example.md``
repeats it in words; nothing here is fitted to what the product finds.
"""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

from openicp.example.nouns import CITIES, LAST_DAY, Company, Deal, Subscription, World, day_after, draw, names

INDUSTRIES = {
    "Tech startup": 0.37,
    "E-commerce": 0.27,
    "Digital agency": 0.12,
    "Nonprofit": 0.09,
    "Manufacturing": 0.05,
    "Financial services": 0.04,
    "Health care": 0.03,
    "Education": 0.03,
}
COUNTRIES = {
    "US": 0.40,
    "CA": 0.09,
    "GB": 0.12,
    "DE": 0.11,
    "FR": 0.08,
    "NL": 0.06,
    "SE": 0.03,
    "AU": 0.04,
    "IN": 0.04,
    "BR": 0.03,
}
TOOLS = {
    "Slack": 0.70,
    "G Suite": 0.62,
    "Jira": 0.46,
    "Asana": 0.42,
    "Dropbox": 0.40,
    "Google Drive": 0.45,
    "Salesforce": 0.25,
    "Zendesk": 0.18,
    "Microsoft Teams": 0.22,
}
ROLES = {
    "Project Manager": 0.66,
    "Head of Operations": 0.12,
    "Head of Marketing": 0.08,
    "COO": 0.06,
    "Team Assistant": 0.08,
}
CHANNELS = {"Organic search": 0.30, "Paid search": 0.24, "Referral": 0.18, "Events": 0.12, "Outbound": 0.16}
SPEND = {"Organic search": 5200, "Paid search": 9800, "Referral": 1800, "Events": 6100, "Outbound": 7400}

CORE_INDUSTRIES = ("Tech startup", "E-commerce")
"""They win more and leave less."""
CORE_PEOPLE = (50, 200)
"""Half-open: the size that wins more and leaves less."""
CORE_TOOLS = ("Jira", "Asana")
"""Either of them: wins more."""
WIN_LOGIT = {"base": -2.2, "industry": 1.2, "people": 1.4, "tools": 0.9, "large": -1.0}
"""Chance to win: 10 % with none of the three, 79 % with all; large companies (200 people or more) win less."""
LEAVE_PER_MONTH = {"core": 0.009, "half": 0.028, "rest": 0.05}
"""Core: industry and size both; half: one of them."""
PRICE = 620
"""Median of what a customer of 100 people pays a month; it hardly grows with size."""
MISSING_TOOLS = 0.10
"""Share of companies whose technologies nobody wrote down."""


def make(seed: int) -> World:
    """The whole world of Tideboard."""
    rng = random.Random(seed)
    taken: set[str] = set()
    companies = [_company(rng, taken, number) for number in range(1, 641)]
    deals = [deal for company in companies[:612] if (deal := _deal(rng, company, len(companies)))]
    subscriptions = _subscriptions(rng, deals)
    prospects = [_prospect(rng, taken, number) for number in range(10_001, 12_961)]
    customers = list({s.company.number: s.company for s in subscriptions}.values())
    prospects += customers[:38] + prospects[100:102]
    rng.shuffle(prospects)
    return World(
        product="Tideboard",
        currency="USD",
        companies=companies,
        deals=deals + _renewals(rng, subscriptions),
        subscriptions=subscriptions,
        spend=_spend(rng),
        usage=_usage(rng, subscriptions),
        ratings=_ratings(rng, subscriptions),
        referrals=_referrals(rng, subscriptions),
        prospects=prospects,
        events=_events(rng, prospects),
        technologies_known=frozenset(c.number for c in companies if rng.random() >= MISSING_TOOLS),
    )


def is_core(company: Company) -> tuple[bool, bool, bool]:
    """Industry, size, tools: which of the three truths hold."""
    return (
        company.industry in CORE_INDUSTRIES,
        CORE_PEOPLE[0] <= company.people < CORE_PEOPLE[1],
        any(tool in company.tools for tool in CORE_TOOLS),
    )


def chance_to_win(company: Company) -> float:
    """The true chance that a deal with this company is won."""
    industry, people, tools = is_core(company)
    large = company.people >= CORE_PEOPLE[1]
    logit = large * WIN_LOGIT["large"] + (
        WIN_LOGIT["base"] + industry * WIN_LOGIT["industry"] + people * WIN_LOGIT["people"] + tools * WIN_LOGIT["tools"]
    )
    return 1 / (1 + math.exp(-logit))


def chance_to_leave(company: Company) -> float:
    """The true chance that a customer leaves in a month."""
    industry, people, _ = is_core(company)
    return LEAVE_PER_MONTH["core" if industry and people else "half" if industry or people else "rest"]


def _people(rng: random.Random) -> int:
    band = draw(rng, {"5-49": 0.25, "50-199": 0.55, "200-499": 0.13, "500-1900": 0.07})
    low, high = (int(end) for end in band.split("-"))
    return round(math.exp(rng.uniform(math.log(low), math.log(high + 0.49))))


def _company(rng: random.Random, taken: set[str], number: int) -> Company:
    industry, country = draw(rng, INDUSTRIES), draw(rng, COUNTRIES)
    name, domain = names(rng, taken, industry, country)
    people = _people(rng)
    return Company(
        number,
        name,
        domain,
        industry,
        people,
        revenue=max(1_200_000, int(people * rng.lognormvariate(math.log(210_000), 0.28) / 1e5) * 100_000),
        country=country,
        city=rng.choice(CITIES[country]),
        founded=2023 - min(60, int(rng.expovariate(1 / 9))),
        tools=tuple(tool for tool, share in TOOLS.items() if rng.random() < share),
        role=draw(rng, ROLES),
        channel=draw(rng, CHANNELS),
        price=max(59, round(rng.lognormvariate(math.log(PRICE), 0.45) * math.pow(people / 100, 0.15))),
    )


def _prospect(rng: random.Random, taken: set[str], number: int) -> Company:
    wide = INDUSTRIES | {
        "Tech startup": 0.14,
        "E-commerce": 0.11,
        "Manufacturing": 0.16,
        "Construction": 0.12,
        "Logistics": 0.10,
    }
    company = _company(rng, taken, number)
    industry = draw(rng, wide)
    name, domain = names(rng, taken, industry, company.country)
    people = max(3, round(rng.lognormvariate(math.log(85), 1.1)))
    return Company(
        number,
        name,
        domain,
        industry,
        people,
        people * 190_000,
        company.country,
        company.city,
        company.founded,
        company.tools,
        company.role,
        company.channel,
    )


def _deal(rng: random.Random, company: Company, _: int) -> Deal | None:
    opened = date(2023, 1, 2) + timedelta(days=int(1390 * rng.random() ** 0.8))
    won = rng.random() < chance_to_win(company)
    days = rng.lognormvariate(math.log(34 if sum(is_core(company)) >= 2 else 58), 0.5)
    closed = day_after(opened, days)
    amount = 12 * company.price
    if closed > LAST_DAY:
        return Deal(company.number, company, opened, None, None, amount)
    why = "" if won else rng.choice(("Price", "No decision", "Went with a competitor", "Missing feature"))
    return Deal(company.number, company, opened, closed, won, amount, loss_reason=why)


def _subscriptions(rng: random.Random, deals: list[Deal]) -> list[Subscription]:
    found: list[Subscription] = []
    for deal in deals:
        if not deal.won or deal.closed is None:
            continue
        started = day_after(deal.closed, rng.uniform(0, 9))
        if started > LAST_DAY:
            continue
        found += _life(rng, deal.company, started, number=len(found) + 1)
    testers = [deal.company for deal in deals if deal.won is False][:5]
    for company in testers:
        found.append(
            Subscription(len(found) + 1, company, company.name, "Free", 3, 0, date(2025, 3, 3), None, "active")
        )
    return found


def _life(rng: random.Random, company: Company, started: date, *, number: int) -> list[Subscription]:
    """One contract, or two when the plan changes; yearly ones end only at the end of a term."""
    yearly = rng.random() < 0.3
    hazard = chance_to_leave(company)
    months = 1
    while rng.random() >= hazard:
        months += 1
    if yearly:
        months = -(-months // 12) * 12
    ended: date | None = day_after(started, months * 30.44)
    if ended is not None and ended > LAST_DAY:
        ended = None
    plan, mrr = ("Team", company.price) if company.price < 700 else ("Business", company.price)
    seats = max(3, round(mrr / 9))
    one = Subscription(number, company, company.name, plan, seats, mrr, started, ended, _status(ended), yearly)
    growing = rng.random() < (0.45 if sum(is_core(company)) == 3 else 0.15)
    change = day_after(started, rng.uniform(200, 420))
    if not growing or change >= (ended or LAST_DAY) or yearly:
        return [one]
    before = Subscription(number, company, company.name, plan, seats, mrr, started, change, "canceled")
    grown = round(mrr * rng.uniform(1.2, 1.9))
    after = Subscription(
        number + 1, company, company.name, "Business", round(grown / 9), grown, change, ended, _status(ended)
    )
    return [before, after]


def _status(ended: date | None) -> str:
    return "active" if ended is None else "canceled"


def _renewals(rng: random.Random, subscriptions: list[Subscription]) -> list[Deal]:
    yearly = [s for s in subscriptions if s.yearly]
    found = []
    for number, s in enumerate(yearly, start=5_001):
        due = day_after(s.started, 365)
        if due > LAST_DAY or (s.ended and s.ended < due):
            continue
        found.append(_renewal(number, s, due, days=rng.uniform(20, 40)))
    return found


def _renewal(number: int, s: Subscription, due: date, *, days: float) -> Deal:
    opened = due - timedelta(days=round(days))
    return Deal(number, s.company, opened, due, won=True, amount=12 * s.mrr, pipeline="Renewals")


def _months() -> list[date]:
    return [
        date(year, month, 1) for year in range(2023, 2027) for month in range(1, 13) if date(year, month, 1) <= LAST_DAY
    ]


def _spend(rng: random.Random) -> list[tuple[date, str, int]]:
    return [
        (month, channel, round(amount * rng.uniform(0.8, 1.2)))
        for month in _months()
        for channel, amount in SPEND.items()
    ]


def _usage(rng: random.Random, subscriptions: list[Subscription]) -> list[tuple[Company, date, int]]:
    found = []
    for s in subscriptions:
        if s.mrr == 0:
            continue
        level = s.seats * rng.lognormvariate(math.log(14), 0.4)
        for month in _months()[-6:]:
            if s.started <= month and (s.ended is None or s.ended > month):
                found.append((s.company, month, round(level * rng.uniform(0.8, 1.2))))
    return found


def _ratings(rng: random.Random, subscriptions: list[Subscription]) -> list[tuple[Company, date, int]]:
    found = []
    for company in {s.company.number: s.company for s in subscriptions if s.mrr}.values():
        if rng.random() < 0.45:
            mean = 8.6 if sum(is_core(company)[:2]) == 2 else 7.0
            found.append(
                (
                    company,
                    date(2026, 6, 1) + timedelta(days=rng.randrange(28)),
                    min(10, max(0, round(rng.gauss(mean, 1.4)))),
                )
            )
    return found


def _referrals(rng: random.Random, subscriptions: list[Subscription]) -> list[tuple[Company, Company, date]]:
    happy = [s.company for s in subscriptions if sum(is_core(s.company)) == 3 and s.mrr]
    referred = [s for s in subscriptions if s.company.channel == "Referral" and s.mrr]
    return [(rng.choice(happy), s.company, s.started) for s in referred]


def _events(rng: random.Random, prospects: list[Company]) -> dict[int, tuple[str, date]]:
    kinds = ("New funding", "Hiring project managers", "New COO", "Bad reviews of delivery", "New office")
    return {
        company.number: (rng.choice(kinds), date(2026, 10, 31) - timedelta(days=rng.randrange(160)))
        for company in prospects
        if rng.random() < 0.09
    }
