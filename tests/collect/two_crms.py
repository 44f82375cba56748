"""A company that moved from Pipedrive to HubSpot, written as both would export it, with what is true of each deal."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from collect.folders import table

MOVED = date(2023, 4, 3)
FIRST, LAST = date(2021, 1, 4), date(2024, 12, 20)
SYLLABLES = ("bra", "va", "kor", "lin", "mi", "tes", "nor", "da", "pel", "zu", "gri", "fon", "sel", "ta", "rum", "wex")


@dataclass(frozen=True)
class Deal:
    """What is true."""

    number: int
    company: int
    opened: date
    closed: date | None
    outcome: str
    amount: float


@dataclass(frozen=True)
class TwoCrms:
    """Files, and what is true."""

    files: tuple[Path, ...]
    deals: tuple[Deal, ...]
    moved: frozenset[int]
    """Deals that stand in both systems."""

    @property
    def cycles(self) -> list[int]:
        """Days from opening to closing of each decided deal."""
        return [(each.closed - each.opened).days for each in self.deals if each.closed]


def two_crms(folder: Path, *, seed: int, companies: int = 60, deals: int = 300, move: bool = True) -> TwoCrms:
    """Write the exports of both systems.

    Deals until the move are in Pipedrive; all of them were copied to HubSpot on one day, closing days off by up to four
    days (time zones, hand-made), amounts rounded; those open then were decided in HubSpot and stay open in Pipedrive.
    """
    rng = random.Random(seed)
    names = [_name(rng, number) for number in range(companies)]
    made = tuple(_deal(rng, number, companies) for number in range(deals))
    before = [each for each in made if each.opened < MOVED]
    after = [each for each in made if each.opened >= MOVED]
    files = [
        _organizations(folder, names),
        _old(folder, names, before),
        _companies(folder, names, rng),
        _new(folder, before if move else [], after, rng),
    ]
    return TwoCrms(tuple(files), made, frozenset(each.number for each in before) if move else frozenset())


def _name(rng: random.Random, number: int) -> str:
    word = "".join(rng.choice(SYLLABLES) for _ in range(4)).title()
    return f"{word} {('Software', 'Logistik', 'Media', 'Studio')[number % 4]}"


def _deal(rng: random.Random, number: int, companies: int) -> Deal:
    opened = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))
    closed = opened + timedelta(days=rng.randrange(15, 120))
    outcome = "won" if rng.random() < 0.45 else "lost"
    amount = round(rng.uniform(800, 40000), 2)
    if closed > LAST:
        return Deal(number, rng.randrange(companies), opened, None, "open", amount)
    return Deal(number, rng.randrange(companies), opened, closed, outcome, amount)


def _organizations(folder: Path, names: list[str]) -> Path:
    rows = [(100 + n, f"{name} GmbH") for n, name in enumerate(names)]
    return table(folder / "pipedrive-organizations.csv", ("Organization - ID", "Organization - Name"), rows)


def _old(folder: Path, names: list[str], before: list[Deal]) -> Path:
    """Nobody looked after Pipedrive once the move was made: what was open then is open for ever."""
    header = ("Deal - ID", "Deal - Title", "Deal - Organization", "Deal - Status", "Deal - Value")
    header += ("Deal - Currency of Value", "Deal - Deal created", "Deal - Deal closed on")
    rows = []
    for each in before:
        decided = each.closed is not None and each.closed < MOVED
        status = each.outcome if decided else "open"
        row = (each.number, f"Deal {each.number}", f"{names[each.company]} GmbH", status, each.amount, "EUR")
        rows.append((*row, each.opened, each.closed if decided else ""))
    return table(folder / "pipedrive-deals.csv", header, rows)


def _companies(folder: Path, names: list[str], rng: random.Random) -> Path:
    rows = [(7000 + n, name if rng.random() < 0.5 else f"{name} GmbH", MOVED) for n, name in enumerate(names)]
    return table(folder / "hubspot-companies.csv", ("Record ID", "Company name", "Create Date"), rows)


def _new(folder: Path, before: list[Deal], after: list[Deal], rng: random.Random) -> Path:
    header = ("Record ID", "Deal Name", "Deal Stage", "Amount", "Currency", "Create Date", "Close Date")
    header += ("Associated Company IDs",)
    rows = []
    for each in [*before, *after]:
        stage = {"won": "Closed won", "lost": "Closed lost", "open": "Proposal"}[each.outcome]
        moved = each in before
        off = timedelta(days=rng.randrange(-4, 5)) if moved and each.closed and each.closed < MOVED else timedelta()
        amount = round(each.amount) if moved else each.amount
        opened = MOVED if moved else each.opened
        closed = each.closed + off if each.closed else ""
        row = (90000 + each.number, f"Deal {each.number}", stage, amount, "EUR", opened, closed, 7000 + each.company)
        rows.append(row)
    return table(folder / "hubspot-deals.csv", header, rows)
