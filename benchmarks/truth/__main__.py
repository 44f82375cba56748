"""The table of truth: every figure that the statistics promise, measured, and written to ``docs/truth.md``.

Comes in: how much to simulate. Goes out: a page, and a table on standard output as the studies end.

    python benchmarks/truth                   # within an hour on two cores
    python benchmarks/truth --share 0.05      # within minutes
    python benchmarks/truth --only noise intervals
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(Path(__file__).parent)]

import page
from rows import Effort, table


def main() -> None:
    """Run the studies and write the page."""
    import exports
    import intervals
    import known
    import oracles
    import planted_study

    studies = {
        "noise": planted_study.noise,
        "planted": planted_study.truth,
        "intervals": intervals.intervals,
        "known": known.known,
        "oracles": oracles.oracles,
        "exports": exports.exports,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the full number of companies")
    parser.add_argument("--only", nargs="+", choices=list(studies), default=list(studies))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", type=Path, help="the page to write")
    options = parser.parse_args()
    effort = Effort(options.share, options.workers)
    for name in options.only:
        begun, rows = time.perf_counter(), []
        for row in studies[name](effort):
            rows.append(row)
            sign = {None: "", True: "yes", False: "NO"}[row.holds]
            print(f"{sign:4}{row.what}: {row.seen} (asked {row.asked or 'nothing'}; {row.of})", flush=True)
        if options.write:
            took = (time.perf_counter() - begun) / 60
            said = f"{100 * options.share:g} % of the full number, {took:.0f} minutes."
            page.put(options.write, name, f"{said}\n\n{table(rows)}")


if __name__ == "__main__":
    main()
