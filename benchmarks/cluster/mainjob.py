"""The main job by the commands that people type, on any engine, and what came out of it.

Comes in: an engine as ``--engine`` takes it, a folder. Goes out: one ``Answer`` for each command and the rows of every
published table. It never asks an engine itself: the command line does.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from cluster.processes import cpu_seconds
from openicp import example

CLOSE = 1e-9
"""How far sums of doubles may be apart that were added in another order."""
SCORED = "own.parquet"
ITS_OWN = frozenset({"run", "report", "out", "workspace", "path"})
"""What names a folder, or the fingerprints of files: two engines write the same rows in other bytes."""


class Failed(Exception):
    """A command ended with an exit code."""


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    command: str
    seconds: float
    cpu: float
    """Seconds of the processor, of this program and all that it started: a busy machine changes them less."""
    view: Any


def main_job(engine: str, folder: Path, *, small: bool = False) -> Iterator[Answer]:
    """Every part of the job on an engine: in a workspace that DuckDB filled, in one of its own, and as the demo.

    ``small`` does it once, in a workspace of its own: there the engine does all of it.
    """
    written = (example.write_small if small else example.write_large)(folder / "exports")
    files = sorted(map(str, written))
    companies = str(folder / "exports" / "list.csv")
    for name, importing in (*((("moved", "duckdb"),) if not small else ()), ("own", engine)):
        inside = ("-C", str(folder / name))
        asked("duckdb", "init", str(folder / name))
        yield asked(importing, "import", "--yes", *files, *inside)
        yield asked(engine, "run", *inside)
        yield asked(engine, "segments", "--by", "industry", *inside)
        yield asked(engine, "score", companies, "-o", str(folder / f"{name}.csv"), *inside)
    if not small:
        yield asked(engine, "demo", str(folder / "demo"))


def generated_job(engine: str, folder: Path, exports: Path, *, accounts: int, memory: str) -> Iterator[Answer]:
    """The same commands on the exports of a generated company, and a list of as many companies in Parquet.

    Parameters
    ----------
    exports
        Where both are; they are made when they are not there.
    memory
        Of the driver and of each worker.
    """
    from drawn import of
    from made import exports as made
    from openicp.workspace import Workspace
    from scoring_speed import LIST, make

    files = sorted(map(str, made(exports, of(accounts))))
    if not (exports / LIST).exists():
        make(accounts, exports)
    inside = ("-C", str(folder / "own"))
    workspace = Workspace.create(folder / "own")
    names = ("spark.driver.memory", "spark.driver.maxResultSize", "spark.executor.memory")
    workspace.configure(spark={"settings": dict.fromkeys(names, memory)})
    workspace.close()
    yield asked(engine, "import", "--yes", *files, *inside)
    yield asked(engine, "run", *inside)
    yield asked(engine, "segments", "--by", "industry", *inside)
    yield asked(engine, "score", str(exports / LIST), "-o", str(folder / SCORED), *inside)


def asked(engine: str, *command: str) -> Answer:
    """Run a command of ``openicp`` in this process: a session of Spark starts once, not for each of them.

    Raises
    ------
    Failed
        When it fails, or is interrupted: the command line answers that with an exit code too.
    """
    from openicp.faces.cli.app import run

    said, cpu, begun = io.StringIO(), cpu_seconds(os.getpid()), time.perf_counter()
    with contextlib.redirect_stdout(said):
        code = run(["--engine", engine, *command, "--json"])
    if code:
        raise Failed(f"{' '.join(command)}: {code}: {said.getvalue()[:2000]}")
    took, spent = time.perf_counter() - begun, cpu_seconds(os.getpid()) - cpu
    return Answer(command[0], took, spent, plain(json.loads(said.getvalue())))


def plain(view: Any) -> Any:
    """A view without what differs from folder to folder."""
    if isinstance(view, Mapping):
        return {name: plain(value) for name, value in view.items() if name not in ITS_OWN}
    return [plain(each) for each in view] if isinstance(view, list) else view


def published(workspace: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of each published table, in order."""
    with duckdb.connect() as reader:
        return {
            name: reader.execute("from read_parquet(?) order by all", [path]).fetchall()
            for name, path in _paths(workspace).items()
        }


def fingerprints(folder: Path) -> dict[str, tuple[Any, ...]]:
    """How many rows each published table of a generated company has, and the list that was scored, and what they add
    up to: the same where the rows are the same, in whatever order."""
    scored = folder / SCORED
    paths = _paths(folder / "own") | {scored.name: str(scored / "*.parquet" if scored.is_dir() else scored)}
    summed = "select count(*), bit_xor(hash(t)), sum(hash(t)) from read_parquet(?) t"
    with duckdb.connect() as reader:
        return {name: reader.execute(summed, [path]).fetchall()[0] for name, path in paths.items()}


def _paths(workspace: Path) -> dict[str, str]:
    from openicp.workspace import Workspace

    found = Workspace.find(workspace)
    try:
        return {name: str(each.path) for name, each in found.snapshots().items()}
    finally:
        found.close()


def differences(one: Any, two: Any, place: str = "") -> Iterator[str]:
    """Where two answers differ by more than the last digits of a sum."""
    if isinstance(one, Mapping) and isinstance(two, Mapping):
        for name in {**one, **two}:
            yield from differences(one.get(name), two.get(name), f"{place}.{name}")
    elif isinstance(one, list | tuple) and isinstance(two, list | tuple):
        if len(one) != len(two):
            yield f"{place}: {len(one)} and {len(two)}"
        for at, (left, right) in enumerate(zip(one, two, strict=False)):
            yield from differences(left, right, f"{place}[{at}]")
    elif not _alike(one, two):
        yield f"{place}: {one!r:.80} and {two!r:.80}"


def _alike(one: Any, two: Any) -> bool:
    numbers = isinstance(one, float) and isinstance(two, float | int)
    return math.isclose(one, two, rel_tol=CLOSE) if numbers else bool(one == two)
