"""Starts a standalone cluster on this machine, runs the parity tests and the main job on it, and stops it.

Comes in: which parts. Goes out: a table beside DuckDB on standard output, exit code 1 where anything differs. It never
leaves a process behind, also when it is interrupted.

    python benchmarks/cluster                    # killed workers, parity, the main job: some minutes
    python benchmarks/cluster --only job
    python benchmarks/cluster --only job --accounts 1000000 --memory 3g
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "benchmarks")]

from cluster.mainjob import Answer, differences, fingerprints, generated_job, main_job, published
from cluster.standalone import standalone

PARTS = ("parity", "workers", "job")
Part = Callable[[str, Path], bool]
"""What is done on a master, in a folder; whether it agrees with DuckDB."""


def main() -> int:
    """Run the parts on one cluster; 0 when all of them agree with DuckDB."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--small", action="store_true", help="the small example company")
    parser.add_argument("--memory", default="1500m", help="of each worker")
    parser.add_argument("--accounts", type=lambda text: int(float(text)), help="the job on a generated company instead")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _ended)
    agreed = [workers(small=options.small)] if "workers" in options.only else []
    parts = {"parity": partial(parity, small=options.small), "job": partial(job, small=options.small)}
    if options.accounts:
        parts["job"] = partial(generated, accounts=options.accounts, memory=options.memory)
    asked = [each for name, each in parts.items() if name in options.only]
    if asked:
        agreed += _on_a_cluster(asked, options.memory)
    return 0 if all(agreed) else 1


def _on_a_cluster(parts: Sequence[Part], memory: str) -> list[bool]:
    with tempfile.TemporaryDirectory(dir=os.environ.get("OPENICP_SCRATCH")) as folder:
        place = Path(folder, "cluster")
        place.mkdir()
        begun = time.perf_counter()
        with standalone(place, memory=memory) as cluster:
            print(f"{cluster.master} with {len(cluster.workers)} workers after {_seconds(begun)}", flush=True)
            agreed = [part(cluster.master, Path(folder)) for part in parts]
        print(f"stopped after {_seconds(begun)}")
    return agreed


def _ended(*_: int | FrameType | None) -> None:
    """As on Ctrl-C: every block is left, and stops what it started."""
    raise KeyboardInterrupt


def _seconds(begun: float) -> str:
    return f"{time.perf_counter() - begun:.0f} s"


def parity(master: str, _: Path, *, small: bool) -> bool:
    """The parity tests, on this master; ``small`` leaves out the large companies."""
    begun = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "pytest",
        str(ROOT / "tests" / "parity"),
        "-p",
        "no:cacheprovider",
        *(["-x"] if small else []),
    ]
    asked = {"OPENICP_SPARK": master, **({} if small else {"OPENICP_PARITY": "all"})}
    code = subprocess.run(command, env={**os.environ, **asked}, cwd=ROOT, check=False).returncode
    print(f"parity tests: {'as DuckDB' if code == 0 else 'they differ'}, {_seconds(begun)}", flush=True)
    return code == 0


def job(master: str, folder: Path, *, small: bool) -> bool:
    """The main job, on this master and on DuckDB: answers, published tables and the list that was written."""
    here, there = _places(folder)
    jobs = {"duckdb": main_job("duckdb", here, small=small), master: main_job(master, there, small=small)}
    ours, theirs = (list(_shown(engine, answers)) for engine, answers in jobs.items())
    found = list(_differing(ours, theirs))
    for name in ("own",) if small else ("moved", "own", "demo"):
        found += differences(published(here / name), published(there / name), name)
        found += differences(_content(here / f"{name}.csv"), _content(there / f"{name}.csv"), f"{name}.csv")
    return _agreed(ours, theirs, found)


def generated(master: str, folder: Path, *, accounts: int, memory: str) -> bool:
    """The main job of a generated company, on this master and on DuckDB."""
    here, there = _places(folder)
    ours, theirs = (
        list(_shown(engine, generated_job(engine, place, folder / "exports", accounts=accounts, memory=memory)))
        for engine, place in (("duckdb", here), (master, there))
    )
    found = [*_differing(ours, theirs), *differences(fingerprints(here), fingerprints(there))]
    return _agreed(ours, theirs, found)


def _places(folder: Path) -> tuple[Path, Path]:
    """For what DuckDB makes, and what the cluster does."""
    here, there = folder / "here", folder / "there"
    for place in (here, there):
        place.mkdir()
    return here, there


def _agreed(ours: Sequence[Answer], theirs: Sequence[Answer], found: Sequence[str]) -> bool:
    print(_table(ours, theirs))
    print(f"the main job: {'as DuckDB' if not found else 'it differs'}", *found[:20], sep="\n  ", flush=True)
    return not found


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _shown(engine: str, answers: Iterator[Answer]) -> Iterator[Answer]:
    for answer in answers:
        print(f"{engine} {answer.command}: {answer.seconds:.1f} s, CPU {answer.cpu:.1f} s", flush=True)
        yield answer


def _differing(ours: Sequence[Answer], theirs: Sequence[Answer]) -> Sequence[str]:
    pairs = zip(ours, theirs, strict=True)
    return [each for one, two in pairs for each in differences(one.view, two.view, one.command)]


def _table(ours: Sequence[Answer], theirs: Sequence[Answer]) -> str:
    rows = [
        f"| {one.command} | {one.seconds:.1f} | {two.seconds:.1f} | {one.cpu:.1f} | {two.cpu:.1f} |"
        for one, two in zip(ours, theirs, strict=True)
    ]
    head = "| command | DuckDB, s | cluster, s | DuckDB, CPU s | cluster, CPU s |"
    return "\n".join(["", head, "|---" * 5 + "|", *rows, ""])


def workers(*, small: bool) -> bool:
    """Workers that are killed while they work, on a cluster of their own."""
    command = [sys.executable, "-m", "pytest", str(ROOT / "tests" / "engine" / "test_spark_cluster.py"), "-s"]
    asked = {**os.environ, "OPENICP_CLUSTER": "1", **({"OPENICP_ACCOUNTS": "100"} if small else {})}
    return subprocess.run(command, env=asked, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
