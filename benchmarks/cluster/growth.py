"""How facts, metrics and search grow with a company, on one engine: a process for each measurement.

Comes in: an engine, tables of ``made``. Goes out: seconds, memory, what travelled, and facts, metrics and segments
found, so that two engines can be held against each other. It imports nothing: the tables are read where they lie.

    python benchmarks/cluster/growth.py duckdb 'local[2]' standalone --sizes 100000 1000000 --folder /data/made
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1])]

import numpy as np

from cluster.mainjob import CLOSE
from cluster.processes import cpu_seconds
from cluster.standalone import standalone

STANDALONE = "standalone"
STEPS = ("facts", "metrics", "search")


def main() -> None:
    """Measure, print a table; what every engine answers is held against the answers of the first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("engines", nargs="+", help="duckdb, local[2], standalone, or the address of a master")
    parser.add_argument("--sizes", nargs="+", type=lambda text: int(float(text)), default=[100_000])
    parser.add_argument("--folder", type=Path, required=True, help="where generated tables are kept")
    parser.add_argument("--memory", default="1500m", help="of each worker, and of Spark in this process")
    parser.add_argument("--without-search", action="store_true", help="facts and metrics alone")
    parser.add_argument("--one", type=Path, help="measure here and write what came of it to this file")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_asked(options)))
        return
    found = {size: list(_of_size(size, options)) for size in options.sizes}
    print(table(found))


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    search = not options.without_search
    return measured(options.engines[0], options.folder, options.one, memory=options.memory, search=search)


def _of_size(size: int, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from drawn import of
    from made import tables

    place = options.folder / f"tables-{size}"
    tables(place, of(size, seed=1))
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        first: Path | None = None
        for engine in options.engines:
            facts = Path(scratch, f"{len(engine)}-{engine[:4]}.npz")
            one = _one(engine, place, facts, memory=options.memory, search=not options.without_search)
            first = first or facts
            one["differences"] = [] if first == facts else list(differing(first, facts))[:5]
            print(json.dumps({"size": size, **one}), flush=True)
            yield one


def _one(engine: str, place: Path, facts: Path, *, memory: str, search: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        opened = standalone(Path(folder), memory=memory) if engine == STANDALONE else nullcontext()
        with opened as cluster:
            address = engine if cluster is None else cluster.master
            command = [sys.executable, __file__, address, "--folder", str(place), "--one", str(facts)]
            done = subprocess.run(
                [*command, "--memory", memory, *([] if search else ["--without-search"])],
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            )
    return {"engine": engine, **json.loads(done.stdout.splitlines()[-1])}


def measured(engine: str, place: Path, out: Path, *, memory: str, search: bool = True) -> dict[str, Any]:
    """Facts, metrics and search on tables in ``place``; what came of them is written to ``out``."""
    from openicp import facts as room
    from openicp import metrics
    from openicp.actions.known import engine_of, tables_of
    from openicp.workspace import Workspace

    with tempfile.TemporaryDirectory() as folder:
        ws = Workspace.create(Path(folder, "ws"))
        named = {path.stem: str(path.resolve()) for path in sorted(place.glob("*.parquet"))}
        ws.configure(engine=engine, tables=named, spark={"settings": settings(engine, memory)})
        begun = time.perf_counter()
        with engine_of(ws) as opened:
            took = {"start": time.perf_counter() - begun}
            begun, cpu = time.perf_counter(), cpu_seconds(os.getppid())
            found, _ = room.gather(opened, tables_of(ws), ws.project)
            took["facts"] = time.perf_counter() - begun
            spent = {"facts": cpu_seconds(os.getppid()) - cpu}
            travelled = brought(opened)
        arrays = dict(arrays_of(found))
        held = sum(array.nbytes for array in arrays.values())
        for name, step in (
            ("metrics", lambda: metrics.measure(found, project=ws.project)),
            ("search", lambda: _searched(found, ws.project)),
        ):
            begun, cpu = time.perf_counter(), cpu_seconds(os.getppid())
            if search or name != "search":
                arrays |= dict(arrays_of(step(), name))
                took[name] = time.perf_counter() - begun
                spent[name] = cpu_seconds(os.getppid()) - cpu
        ws.close()
    np.savez(out, allow_pickle=True, **arrays)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "seconds": took,
        "cpu": spent,
        "peak": peak,
        "travelled": travelled,
        "held": held,
        "accounts": found.accounts.n,
    }


def _searched(found: Any, project: Any) -> Any:
    from openicp import metrics, segments

    labels = segments.at_most(metrics.label(found, project=project), found.accounts.account_id)
    return labels, segments.search(found.accounts, labels)


def settings(engine: str, memory: str) -> dict[str, str]:
    """What a Spark of this machine is given; the driver holds what travels."""
    if engine == "duckdb":
        return {}
    within = {"spark.driver.memory": memory} if engine.startswith("local") else {"spark.driver.memory": "2g"}
    return {**within, "spark.driver.maxResultSize": "4g" if engine.startswith("local") else "1g"}


def brought(engine: Any) -> int | None:
    """Bytes of results that tasks sent to the driver, as Spark counts them."""
    opened = getattr(engine, "_session", None)
    if opened is None:
        return None
    jvm, none = opened._jvm, opened.sparkContext._gateway.new_array(opened._jvm.double, 0)
    store = opened.sparkContext._jsc.sc().statusStore()
    stages = store.stageList(None, False, False, none, jvm.java.util.ArrayList())
    return sum(int(stages.apply(at).resultSize()) for at in range(stages.size()))


def arrays_of(value: Any, place: str = "facts") -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Every array and number of a value, by its place in it."""
    if isinstance(value, np.ndarray):
        yield place, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from arrays_of(getattr(value, each.name), f"{place}.{each.name}")
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from arrays_of(each, f"{place}.{name}")
    elif isinstance(value, list | tuple | set | frozenset):
        value = sorted(value) if isinstance(value, set | frozenset) else value
        for at, each in enumerate(value):
            yield from arrays_of(each, f"{place}.{at}")
    elif value is not None and not callable(value):
        yield place, np.array(value if isinstance(value, int | float) else str(value))


def differing(one: Path, two: Path) -> Iterator[str]:
    """Where two files of answers differ: whole numbers and texts at all, doubles by more than 1e-9."""
    with np.load(one, allow_pickle=True) as ours, np.load(two, allow_pickle=True) as theirs:
        for name in {**ours, **theirs}:
            if name not in ours or name not in theirs:
                yield f"{name}: only one has it"
            elif not same(ours[name], theirs[name]):
                yield f"{name}: differs"


def same(one: np.ndarray[Any, Any], two: np.ndarray[Any, Any]) -> bool:
    """Whether two arrays hold the same."""
    if one.shape != two.shape or (one.dtype.kind == "f") != (two.dtype.kind == "f"):
        return False
    if one.dtype.kind == "f":
        return bool(np.isclose(one, two, rtol=CLOSE, atol=0, equal_nan=True).all())
    return bool((one == two).all())


def table(found: Mapping[int, Sequence[Mapping[str, Any]]]) -> str:
    """What was measured, for the page."""
    head = (
        "accounts",
        "engine",
        "facts, s",
        "facts, CPU s",
        "metrics, s",
        "search, s",
        "search, CPU s",
        "peak, MB",
        "travelled, MB",
        "same",
    )
    rows = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for size, each in found.items():
        for one in each:
            took, metrics, search = (_told(one["seconds"], step) for step in STEPS)
            sent = "" if one["travelled"] is None else f"{one['travelled'] / 1e6:.1f}"
            equal = "no: " + one["differences"][0] if one["differences"] else "yes"
            told = [
                f"{size:,}",
                one["engine"],
                took,
                _told(one["cpu"], "facts"),
                metrics,
                search,
                _told(one["cpu"], "search"),
                f"{one['peak'] / 1e6:.0f}",
                sent,
                equal,
            ]
            rows.append(f"| {' | '.join(told)} |")
    return "\n".join([*rows, "", *exponents(found)])


def _told(steps: Mapping[str, float], step: str) -> str:
    return f"{steps[step]:.1f}" if step in steps else ""


def exponents(found: Mapping[int, Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    """For each engine the power of the size with which the processor's seconds for facts grow, by least squares."""
    by_engine: dict[str, list[tuple[float, float]]] = {}
    for size, each in found.items():
        for one in each:
            by_engine.setdefault(one["engine"], []).append((math.log(size), math.log(one["cpu"]["facts"])))
    for engine, points in by_engine.items():
        if len(points) > 1:
            slope = np.polyfit(*zip(*points, strict=True), 1)[0]
            yield f"{engine}: CPU seconds of facts grow with accounts to the power of {slope:.2f}"


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
