"""Klarplan: 40 customers, 15 lost deals, 8 interviews, in Germany, France and their neighbours.

Comes in: a seed. Goes out: a ``World`` whose counts are set, not drawn: 1 of 14 agencies of 50 to 200 people
left and 10 of the 26 others, 36 of 40 won and 13 of 15 lost are in Germany or France, 6 of 8 people interviewed
had lost the overview. Names, days and amounts are drawn.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from openicp.example.nouns import CITIES, LAST_DAY, Company, Deal, Subscription, World, day_after, draw, names

OTHERS = {"Tech startup": 0.30, "E-commerce": 0.26, "Nonprofit": 0.14, "Health care": 0.15, "Education": 0.15}
TOOLS = {"Slack": 0.6, "Jira": 0.45, "Asana": 0.3, "G Suite": 0.5, "Trello": 0.3}
ROLES = {"Project Manager": 0.6, "Managing Director": 0.25, "Head of Operations": 0.15}
MRR_TOTAL = 8_990
"""EUR a month of the 29 customers that still pay."""
QUOTES = {
    "pain": (
        ("en", "Lost the overview", "We lost the overview across clients."),
        ("de", "Lost the overview", "Wir hatten den Überblick über die Projekte verloren."),
        ("fr", "Lost the overview", "On avait perdu la vue d'ensemble sur nos clients."),
    ),
    "trigger": (
        ("de", "A project overran", "Ein Projekt lief aus dem Ruder, und niemand sah es kommen."),
        ("en", "A project overran", "We overran one launch by 200 hours."),
    ),
    "outcome": (
        ("en", "Know on Monday what is late", "I want to know on Monday what is late."),
        ("fr", "Know on Monday what is late", "Savoir chaque lundi où on en est."),
    ),
    "benefit": (
        ("de", "Short status meetings", "Die Statusrunde dauert jetzt zehn Minuten."),
        ("en", "Nobody asks for a status", "Nobody asks me for a status any more."),
    ),
    "why_us": (
        ("en", "Running in one morning", "It was running with our tools in one morning."),
        ("fr", "No consultant needed", "Pas besoin de consultant."),
    ),
    "doubt": (
        ("de", "One more tool that nobody keeps up", "Noch ein Werkzeug, das keiner pflegt?"),
        ("en", "Writing everything twice", "I feared my team would not write things twice."),
    ),
}
"""Kind: language, theme, words."""
SILENT = {"pain": (5, 7), "trigger": (1, 6, 7), "outcome": (3,), "benefit": (6, 7), "why_us": (4, 6, 7)}
"""Who of the eight said nothing of a kind: the two who were lost have no benefit to tell."""


def make(seed: int) -> World:
    """The whole world of Klarplan."""
    rng = random.Random(seed)
    taken: set[str] = set()
    won = _won(rng, taken)
    lost = _made(rng, taken, start=41, home=13, abroad=2, agencies=4)
    rest = _made(rng, taken, start=56, home=110, abroad=47, agencies=40)
    lives = _lives(rng)
    deals = _deals(rng, won, lost, lives)
    subscriptions = _subscriptions(rng, won, lives, lost)
    prospects = _prospects(rng, taken, won)
    return World(
        product="Klarplan",
        currency="EUR",
        companies=won + lost + rest,
        deals=deals + _renewals(won, lives),
        subscriptions=subscriptions,
        spend=[],
        usage=[],
        ratings=[],
        referrals=[],
        prospects=prospects,
        events={c.number: ("New funding", date(2026, 10, 9)) for c in prospects if rng.random() < 0.05},
        voices=_voices(rng, won, lost),
        technologies_known=frozenset(c.number for c in won[:29] + lost + rest[:90]),
        bands=True,
    )


def _one(rng: random.Random, taken: set[str], number: int, *, industry: str, people: int, country: str) -> Company:
    name, domain = names(rng, taken, industry, country)
    tools = tuple(tool for tool, share in TOOLS.items() if rng.random() < share)
    founded = rng.randrange(1995, 2022)
    channel = rng.choice(("Referral", "Organic search", "Events"))
    city = rng.choice(CITIES[country])
    return Company(
        number,
        name,
        domain,
        industry,
        people,
        people * 110_000,
        country,
        city,
        founded,
        tools,
        draw(rng, ROLES),
        channel,
    )


def _won(rng: random.Random, taken: set[str]) -> list[Company]:
    """40 that have paid: 14 agencies of 50 to 200 people first; 36 of the 40 in Germany or France."""
    found = []
    for number in range(1, 41):
        agency = number <= 14
        industry = "Digital agency" if agency else draw(rng, OTHERS)
        people = rng.randrange(55, 196) if agency else rng.choice((12, 18, 25, 34, 42, 70, 110, 240, 320))
        country = "NL" if number in (5, 20, 28, 36) else rng.choice(("DE", "DE", "FR"))
        found.append(_one(rng, taken, number, industry=industry, people=people, country=country))
    named = {
        14: ("Nordwind GmbH", "nordwind.example"),
        3: ("Brava GmbH", "brava.example"),
        9: ("Kite SARL", "kite.example"),
    }
    return [replace(c, name=named[c.number][0], domain=named[c.number][1]) if c.number in named else c for c in found]


def _made(rng: random.Random, taken: set[str], *, start: int, home: int, abroad: int, agencies: int) -> list[Company]:
    found = []
    for index in range(home + abroad):
        country = rng.choice(("DE", "FR")) if index < home else rng.choice(("NL", "GB", "PL", "RO"))
        industry = "Digital agency" if index < agencies else draw(rng, OTHERS)
        people = rng.choice((9, 15, 22, 38, 60, 90, 140, 260, 600))
        found.append(_one(rng, taken, start + index, industry=industry, people=people, country=country))
    return found


def _lives(rng: random.Random) -> dict[int, tuple[date, date | None]]:
    """Start and end by company number: 1 of the first 14 left, 10 of the other 26."""
    left = {14, *range(31, 41)}
    lives: dict[int, tuple[date, date | None]] = {}
    for number in range(1, 41):
        if number in left:
            started = date(2023, 11, 6) + timedelta(days=rng.randrange(600))
            lives[number] = (started, min(day_after(started, rng.uniform(150, 400)), date(2026, 9, 20)))
        else:
            lives[number] = (LAST_DAY - timedelta(days=round(rng.uniform(120, 1100))), None)
    return lives


def _deals(
    rng: random.Random, won: list[Company], lost: list[Company], lives: dict[int, tuple[date, date | None]]
) -> list[Deal]:
    found = []
    for company in won:
        closed = lives[company.number][0] - timedelta(days=rng.randrange(1, 6))
        found.append(
            Deal(company.number, company, closed - timedelta(days=rng.randrange(9, 70)), closed, won=True, amount=3600)
        )
    for company in lost:
        closed = date(2025, 1, 10) + timedelta(days=rng.randrange(640))
        reason = rng.choice(("Price", "No decision", "Went with a competitor"))
        found.append(
            Deal(
                company.number,
                company,
                closed - timedelta(days=rng.randrange(20, 110)),
                closed,
                won=False,
                amount=3600,
                loss_reason=reason,
            )
        )
    return found


def _renewals(won: list[Company], lives: dict[int, tuple[date, date | None]]) -> list[Deal]:
    """16 renewals that must not count as wins."""
    due = [(c, day_after(lives[c.number][0], 365)) for c in won]
    aged = [(c, day) for c, day in due if day <= LAST_DAY and (lives[c.number][1] or LAST_DAY) >= day][:16]
    return [
        Deal(500 + c.number, c, day - timedelta(days=30), day, won=True, amount=3600, pipeline="Renewals")
        for c, day in aged
    ]


def _subscriptions(
    rng: random.Random, won: list[Company], lives: dict[int, tuple[date, date | None]], others: list[Company]
) -> list[Subscription]:
    """40 paying lives, 8 of them with a change of plan, 3 on the free plan, 1 test account: 52 rows."""
    paying = [c for c in won if lives[c.number][1] is None]
    weights = [rng.uniform(0.6, 1.6) for _ in paying]
    amounts = {c.number: round(MRR_TOTAL * w / sum(weights)) for c, w in zip(paying, weights, strict=True)}
    amounts[paying[0].number] += MRR_TOTAL - sum(amounts.values())
    changed = {c.number for c in paying if (LAST_DAY - lives[c.number][0]).days > 200}
    changed = set(sorted(changed)[:8])
    found: list[Subscription] = []
    for company in won:
        started, ended = lives[company.number]
        mrr = amounts.get(company.number, rng.randrange(120, 380))
        billing = "Brava Digital" if company.name == "Brava GmbH" else company.name
        if company.number in changed:
            day = started + timedelta(days=120)
            found.append(
                Subscription(len(found) + 1, company, billing, "Starter", 3, round(mrr * 0.7), started, day, "canceled")
            )
            started = day
        status = "canceled" if ended else "active"
        found.append(Subscription(len(found) + 1, company, billing, "Team", 8, mrr, started, ended, status))
    for company in others[:3]:
        found.append(
            Subscription(len(found) + 1, company, company.name, "Free", 2, 0, date(2025, 6, 2), None, "active")
        )
    tester = replace(others[0], number=9999, name="Klarplan Test", domain="klarplan.example")
    found.append(Subscription(len(found) + 1, tester, tester.name, "Team", 1, 0, date(2024, 1, 8), None, "active"))
    return found


def _prospects(rng: random.Random, taken: set[str], won: list[Company]) -> list[Company]:
    """180 companies: 9 of them already customers, 2 of them twice."""
    fresh = _made(rng, taken, start=20_001, home=130, abroad=39, agencies=55)
    prospects = [*fresh, *won[:9], *fresh[:2]]
    rng.shuffle(prospects)
    return prospects


def _voices(
    rng: random.Random, won: list[Company], lost: list[Company]
) -> list[tuple[Company, str, str, str, str, str, date]]:
    """8 people: 4 customers, 1 who left, 1 other customer, 2 lost; 61 statements, 6 people with the pain."""
    people = [*won[:4], won[13], won[20], *lost[:2]]
    found: list[tuple[Company, str, str, str, str, str, date]] = []
    for index, company in enumerate(people):
        day = date(2026, 5, 4) + timedelta(days=9 * index)
        for kind in (kind for kind in QUOTES if index not in SILENT.get(kind, ())):
            language, theme, quote = rng.choice(QUOTES[kind])
            found.append((company, company.role, kind, theme, quote, language, day))
    while len(found) < 61:
        index = len(found) % 6
        kind = rng.choice([kind for kind in QUOTES if kind != "pain" and index not in SILENT.get(kind, ())])
        language, theme, quote = rng.choice(QUOTES[kind])
        company = people[index]
        found.append((company, company.role, kind, theme, quote, language, date(2026, 7, 20)))
    return found
