"""How long joining takes, step by step, and how much memory: two systems of so many companies each.

Comes in: the number of companies on the command line, and which case. Goes out: seconds and megabytes on standard
output.

    python benchmarks/joining_speed.py 100000
    python benchmarks/joining_speed.py 100000 parents
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from collect.joins import engine_in
from collect.misspelt import FORMS, SECOND, WRITERS, Company
from openicp.collect.identify.accounts import identities, number
from openicp.collect.identify.companies import gather, loaded
from openicp.collect.identify.joining import join
from openicp.collect.identify.near import near
from openicp.engine import Engine

FIRST = (*"bcdfghjklmnprstvwz", "br", "gr", "st", "tr", "kl")
SPACES = {"crm": "hubspot", "billing": "stripe"}
COLUMNS = ("source", "system", "account_ref", "account_name", "account_domain", "country", "parent_ref", "parent_name")
Row = tuple[str, str, str | None, str | None, str | None, str | None, str | None, str | None]
SYLLABLES = [a + b for a in FIRST for b in (*"aeiou", "ar", "en")]


def main() -> None:
    """Time every step."""
    companies = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    case = CASES[sys.argv[2] if len(sys.argv) > 2 else "lists"]
    with tempfile.TemporaryDirectory() as folder, engine_in(Path(folder)) as engine:
        timed("write both systems", lambda: put(engine, case(companies)))
        found = timed("gather, clean names", lambda: gather(engine, loaded(engine, ["accounts"]), SPACES, frozenset()))
        joined = timed("join", lambda: join(found))
        numbered = timed("number accounts", lambda: number(engine, joined, [], []))
        rows = timed("identities", lambda: sum(1 for _ in identities(engine, joined, numbered)))
        alike, more = timed("near names", lambda: near(engine, joined))
    print(f"{rows} records, {len(numbered.ids)} accounts, {len(alike) + more} questions")


def timed(name: str, step: Callable[[], Any]) -> Any:
    """The result of a step, its seconds printed."""
    began, used = time.perf_counter(), time.process_time()
    found = step()
    print(
        f"{time.perf_counter() - began:8.2f} s, {time.process_time() - used:.2f} of work, "
        f"{_megabytes():.0f} MB at most  {name}",
        flush=True,
    )
    return found


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def two_systems(companies: int) -> Iterator[Row]:
    """A CRM, and a billing system that writes the names as people do; of two in five the domain is in one of them."""
    rng = random.Random(1)
    ways = list(WRITERS)
    for place in range(companies):
        word = _word(rng)
        country = rng.choice(list(FORMS))
        company = Company(
            place, f"{word} {rng.choice(SECOND)}", rng.choice(FORMS[country]), country, f"{word}{place}.eu"
        )
        domain = company.domain.lower() if rng.random() < 0.6 else None
        billed = WRITERS[rng.choice(ways)](rng, company)
        yield "crm", "hubspot", f"h{place}", company.name, domain, country, None, None
        domain = domain if billed else company.domain.lower()
        yield "billing", "stripe", f"s{place}", billed, domain, None, None, None


def parents(companies: int) -> Iterator[Row]:
    """A CRM that knows the parent of nearly every company, and a billing system with namesakes of a third of them."""
    rng = random.Random(1)
    for place in range(companies):
        word = _word(rng)
        parent = f"h{place // 10}" if place % 10 else None
        yield "crm", "hubspot", f"h{place}", word, f"{word.lower()}{place}.eu", None, parent, None
        if place % 3 == 0:
            yield "billing", "stripe", f"s{place}", word, f"{word.lower()}{place}.com", None, None, None


def pages(companies: int) -> Iterator[Row]:
    """Half of the companies of two systems have their page on one host, and no id there."""
    rng = random.Random(1)
    for place in range(companies):
        word = f"{_word(rng)} {rng.choice(('GmbH', 'Inc', 'SRL', 'BV'))}"
        domain = "pages.example" if place % 2 else f"{word.split()[0].lower()}{place}.eu"
        yield "crm", "hubspot", None if place % 2 else f"h{place}", word, domain, None, None, None


CASES = {"lists": two_systems, "parents": parents, "pages": pages}


def put(engine: Engine, rows: Iterable[Row]) -> None:
    """The rows as the loaded lists of companies."""
    columns: dict[str, list[str | None]] = {name: [] for name in COLUMNS}
    for row in rows:
        for name, value in zip(COLUMNS, row, strict=True):
            columns[name].append(value)
    engine.put("all_accounts", columns, types=dict.fromkeys(COLUMNS, "varchar"))


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(3)).title()


if __name__ == "__main__":
    main()
