"""Measures how fast the product is and writes ``docs/performance.md``.

Comes in: sections and sizes. Goes out: what was measured, kept beside this file, the page, and lines on standard output
as it goes.

    python benchmarks/bench                              # half an hour on two idle cores
    python benchmarks/bench --only scoring search
    python benchmarks/bench --sizes 1000 10000           # minutes
    python benchmarks/bench --only scoring --huge        # with the sizes that take long
    python benchmarks/bench --render                     # the page again, from what is kept
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from bench import machine, runner
from bench.job import Job, Study
from bench.page import page

KEPT = Path(__file__).parent / "measured.json"
PAGE = ROOT / "docs" / "performance.md"


def main() -> None:
    """Run the studies, keep what was measured, write the page."""
    from bench.studies import STUDIES

    options = _options([study.name for study in STUDIES])
    kept = json.loads(options.kept.read_text(encoding="utf-8")) if options.kept.exists() else {}
    for study in STUDIES if not options.render else ():
        if study.name in options.only:
            kept[study.name] = measured(study, options.sizes, huge=options.huge, rounds=options.rounds)
            options.kept.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            options.page.write_text(page(STUDIES, kept), encoding="utf-8")
    options.page.write_text(page(STUDIES, kept), encoding="utf-8")
    jobs = (job for study in kept.values() for job in study["jobs"].values())
    sys.exit("\n".join(said for job in jobs for said in runner.failures(job)) or 0)


def _options(names: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--sizes", nargs="+", type=lambda text: int(float(text)), help="instead of those of each job")
    parser.add_argument("--rounds", type=int, help="at most so many of each")
    parser.add_argument("--huge", action="store_true", help="the sizes too that take long")
    parser.add_argument("--render", action="store_true", help="measure nothing, write the page")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where measurements are kept")
    parser.add_argument("--page", type=Path, default=PAGE)
    return parser.parse_args()


def measured(study: Study, sizes: Sequence[int] | None, *, huge: bool, rounds: int | None = None) -> dict[str, Any]:
    """Every job of a study, with the day and the machine."""
    jobs, quick, where = {}, False, machine.described()
    for whole in study.jobs:
        job = replace(whole, rounds=min(whole.rounds, rounds or whole.rounds))
        asked = sizes_of(job, sizes, huge=huge)
        quick |= not set(job.sizes) <= set(asked)
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory(dir=os.environ.get("OPENICP_SCRATCH")) as folder:
            jobs[job.name] = runner.run(job, asked, Path(folder))
        told(job, jobs[job.name], time.perf_counter() - begun)
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    return {"date": day, "machine": where, "quick": quick, "jobs": jobs}


def sizes_of(job: Job, sizes: Sequence[int] | None, *, huge: bool) -> tuple[int, ...]:
    """The sizes asked for; a job that has only one keeps it."""
    own = job.sizes + (job.extra if huge else ())
    return own if sizes is None or len(job.sizes) == 1 else tuple(sizes)


def told(job: Job, found: dict[str, Any], took: float) -> None:
    """A line for each size and way, as it was measured."""
    for size, entry in found.items():
        if "skipped" in entry:
            print(f"{job.name} {size}: skipped, {entry['skipped']}", flush=True)
            continue
        for name, runs in entry["ways"].items():
            cells = (f"{what} {sorted(runs[what])[len(runs[what]) // 2]:g}" for what in ("wall", "cpu", "peak"))
            print(f"{job.name} {size} {name}: {', '.join(cells)} ({len(runs['wall'])} rounds)", flush=True)
        for name, why in entry["not_run"].items():
            print(f"{job.name} {size} {name}: not run, {why}", flush=True)
    print(f"{job.name}: {took:.0f} s in all", flush=True)


if __name__ == "__main__":
    main()
