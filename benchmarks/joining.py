"""How right joining is: precision and recall on generated spelling errors, and on the names of a public CRM export.

Comes in: seeds, and the folder of example data where it is there. Goes out: ``docs/methods/joining.md``. It was tuned
on seeds 1 to 9, which it never reports.

    python benchmarks/joining.py --seeds 101 102 103 104 105 --companies 2000
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from rapidfuzz import fuzz, process

from collect.joins import Reference, engine_in
from collect.misspelt import WRITERS, Company, Entry, Measured, by_openicp, entries, measure
from openicp.engine import Engine
from openicp.normalise import clean_company_name

PAGE = ROOT / "docs" / "methods" / "joining.md"
OURS, CLEANED, FUZZY = "OpenICP", "cleaned names equal", "token_sort_ratio of at least 90"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103, 104, 105])
    parser.add_argument("--companies", type=int, default=2000)
    parser.add_argument("--show", action="store_true", help="print instead of writing the page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, engine_in(Path(folder)) as engine:
        generated = [entries(seed, options.companies) for seed in options.seeds]
        results = {name: _sum([way(engine, each) for each in generated]) for name, way in WAYS.items()}
        crm = os.environ.get("OPENICP_DATA")
        real = _maven(Path(crm) / "maven-crm", options.seeds) if crm else []
        maven = {name: _sum([way(engine, each) for each in real]) for name, way in WAYS.items()} if real else {}
    text = page(results, maven, options.seeds, options.companies)
    print(text) if options.show else PAGE.write_text(text, encoding="utf-8")


def ours(engine: Engine, found: Sequence[Entry]) -> Measured:
    """OpenICP."""
    return by_openicp(engine, found)[0]


def cleaned(_: Engine, found: Sequence[Entry]) -> Measured:
    """Two records are one when their cleaned names are equal."""
    groups: dict[str, list[int]] = {}
    for place, entry in enumerate(found):
        if entry.reference.name:
            groups.setdefault(clean_company_name(entry.reference.name), []).append(place)
    pairs = {frozenset((a, b)) for each in groups.values() for a in each for b in each if a < b}
    return measure(found, pairs, set())


def fuzzy(_: Engine, found: Sequence[Entry]) -> Measured:
    """Each record is the one of the other system whose name is most alike, from 90 on."""
    sides = [
        [n for n, e in enumerate(found) if e.reference.source == s and e.reference.name] for s in ("crm", "billing")
    ]
    names = [[str(found[n].reference.name).casefold() for n in side] for side in sides]
    scores = process.cdist(names[1], names[0], scorer=fuzz.token_sort_ratio, score_cutoff=90)
    best = zip(sides[1], scores.argmax(axis=1).tolist(), scores.max(axis=1).tolist(), strict=True)
    return measure(found, {frozenset((b, sides[0][a])) for b, a, score in best if score >= 90}, set())


WAYS = {OURS: ours, CLEANED: cleaned, FUZZY: fuzzy}


def _maven(folder: Path, seeds: Sequence[int]) -> list[list[Entry]]:
    """The companies of the export in one system, three misspelt mentions of each in another."""
    path = folder / "accounts.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as stream:
        names = [row["account"] for row in csv.DictReader(stream)]
    ways = [
        how for how in WRITERS if how not in ("only a domain", "another spelling of the form", "last word left out")
    ]
    return [_mentions(names, ways, random.Random(seed)) for seed in seeds]


def _mentions(names: Sequence[str], ways: Sequence[str], rng: random.Random) -> list[Entry]:
    found = [Entry(Reference("crm", "hubspot", "accounts", f"h{n}", x), n, "as it is") for n, x in enumerate(names)]
    for number, name in enumerate(names):
        how = rng.choice(ways)
        written = WRITERS[how](rng, Company(number, name, "", "US", "")) or name
        reference = Reference("billing", "stripe", "accounts", f"s{number}", written.strip())
        found.append(Entry(reference, number, how))
    return found


def _sum(found: Sequence[Measured]) -> Measured:
    ways: dict[str, tuple[int, int, int]] = {}
    for each in found:
        for how, counts in each.by_way.items():
            before = ways.get(how, (0, 0, 0))
            ways[how] = (before[0] + counts[0], before[1] + counts[1], before[2] + counts[2])
    names = ("merged", "right", "true", "asked", "asked_right")
    return Measured(*(sum(getattr(each, name) for each in found) for name in names), by_way=ways)


def page(results: dict[str, Measured], maven: dict[str, Measured], seeds: Sequence[int], companies: int) -> str:
    """The page of the docs."""
    ways = results[OURS].by_way
    lines = [
        HEAD,
        f"{len(seeds)} times {companies:,} companies (seeds {seeds[0]} to {seeds[-1]}):",
        "",
        *_table(results),
    ]
    lines += [
        "",
        "By what was done to the name, OpenICP:",
        "",
        "| name in billing | pairs | joined | joined or asked |",
    ]
    lines += ["|---|--:|--:|--:|"]
    lines += [f"| {how} | {t} | {m / t:.1%} | {a / t:.1%} |" for how, (t, m, a) in ways.items()]
    if maven:
        lines += ["", MAVEN, "", *_table(maven)]
    return "\n".join([*lines, ""])


def _table(results: dict[str, Measured]) -> list[str]:
    head = ["| way | joined | of these right | found of all that are one | with answers | questions | of these yes |"]
    rows = [
        f"| {name} | {m.merged} | {m.precision:.2%} | {m.recall:.1%} | {m.recall_asked:.1%} | {m.asked} | "
        f"{f'{m.asked_right / m.asked:.0%}' if m.asked else ''} |"
        for name, m in results.items()
    ]
    return [*head, "|---|--:|--:|--:|--:|--:|--:|", *rows]


HEAD = """\
# How right joining is

Made by `make joining`; do not edit. [Which companies are one](../joining.md) says how it works.

A generated CRM and billing system with known truth: seven of ten companies are in both, half of them without a domain
in common; names in billing are changed in fourteen ways; one in eight companies has a near namesake that is *another*
company (`Nord Data` and `Nord Datec`, the same name in another country, a subsidiary at the same domain). *Joined* is
what happens without a question. Tuned on other seeds than these.
"""
MAVEN = "The 85 companies of a public CRM export, each mentioned once more with one of eleven changes, without domains:"


if __name__ == "__main__":
    main()
