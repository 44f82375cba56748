"""How often the search and the profile are wrong where nothing is to be found, and right where something is.

Comes in: numbers of seeds and accounts on the command line. Goes out: a table on standard output. It never times:
only verdicts are counted.

    python benchmarks/noise.py --seeds 100 --accounts 300 1000
    python benchmarks/noise.py --planted --seeds 20 --accounts 1000
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from openicp import profile, segments
from openicp.model.profile import Profile
from openicp.model.segment import SearchResult
from story.planted import MEANINGLESS, PLANTED, planted


def main() -> None:
    """Count verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--accounts", type=int, nargs="+", default=[300])
    parser.add_argument("--missing", type=float, default=0.0)
    parser.add_argument("--planted", action="store_true")
    options = parser.parse_args()
    for accounts in options.accounts:
        counted: Counter[str] = Counter()
        for seed in range(options.first, options.first + options.seeds):
            company = planted(accounts, seed=seed, noise=not options.planted, missing=options.missing)
            found = segments.search(company.accounts, company.labels, seed=seed)
            fitted = profile.fit(company.accounts, company.labels, found, seed=seed)
            counted.update(_facts(found, fitted, company))
        print(accounts, "accounts,", options.seeds, "seeds:", flush=True)
        for name, count in sorted(counted.items()):
            print(f"  {name:45s} {count:4d}  {count / options.seeds:.3f}", flush=True)


def _facts(found: SearchResult, fitted: Profile, company: object) -> set[str]:
    """What is true of one company."""
    from openicp.segments.found import overlap

    facts = {f"search {found.code}", f"profile {fitted.code}"}
    accounts, truth = company.accounts, segments.membership(PLANTED, company.accounts)  # type: ignore[attr-defined]
    if found.found:
        first = found.found[0]
        if overlap(segments.membership(first.segment, accounts), truth) >= 0.8:
            facts.add("best segment covers the planted one")
    for one in found.found:
        if one.code == "reliable" and any(_meaningless(c.attribute, c.values) for c in one.segment.conditions):
            facts.add("reliable segment with a meaningless attribute")
    for line in fitted.lines:
        if line.scores and _meaningless(line.attribute, line.best.values if line.best else ()):
            facts.add("line with points on a meaningless attribute")
        if line.scores and line.attribute in ("industry", "employees", "technologies"):
            facts.add("names size, industry or Slack")
    return facts


def _meaningless(attribute: str, values: tuple[str, ...]) -> bool:
    return attribute in MEANINGLESS or (attribute == "technologies" and values != ("slack",))


if __name__ == "__main__":
    main()
