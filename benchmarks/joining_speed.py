"""How long joining takes, step by step, and how much memory: two systems of so many companies each.

Comes in: the number of companies on the command line. Goes out: seconds and megabytes on standard output.

    python benchmarks/joining_speed.py 100000
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
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
SYLLABLES = [a + b for a in FIRST for b in (*"aeiou", "ar", "en")]


def main() -> None:
    """Time every step."""
    companies = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder, engine_in(Path(folder)) as engine:
        timed("write both systems", lambda: _put(engine, companies))
        spaces = {"crm": "hubspot", "billing": "stripe"}
        found = timed("gather, clean names", lambda: gather(engine, loaded(engine, ["accounts"]), spaces, frozenset()))
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


def _put(engine: Engine, companies: int) -> None:
    rng = random.Random(1)
    columns: dict[str, list[str | None]] = {
        name: [] for name in ("source", "system", "account_ref", "account_name", "account_domain", "country")
    }
    ways = list(WRITERS)
    for place in range(companies):
        word = "".join(rng.choice(SYLLABLES) for _ in range(3)).title()
        country = rng.choice(list(FORMS))
        company = Company(
            place, f"{word} {rng.choice(SECOND)}", rng.choice(FORMS[country]), country, f"{word}{place}.eu"
        )
        domain = company.domain.lower() if rng.random() < 0.6 else None
        billed = WRITERS[rng.choice(ways)](rng, company)
        rows = [("crm", "hubspot", f"h{place}", company.name, domain, country)]
        rows += [("billing", "stripe", f"s{place}", billed, domain if billed else company.domain.lower(), None)]
        for row in rows:
            for name, value in zip(columns, row, strict=True):
                columns[name].append(value)
    engine.put("all_accounts", columns, types=dict.fromkeys(columns, "varchar"))


if __name__ == "__main__":
    main()
