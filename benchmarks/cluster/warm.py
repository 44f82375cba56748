"""What a gathering of facts costs a standalone cluster that is warm: by parts of a shuffle, by lines of invoices.

Comes in: accounts, lines for each of them, parts. Goes out: for each pair seconds, CPU seconds of all processes, tasks
and what travelled, as medians of rounds that alternate. It reports nothing when two gatherings of a table differ.

    python benchmarks/cluster/warm.py --accounts 300 --lines 20 200 --parts 4 200 --folder /data/made
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1])]

from cluster.growth import arrays_of, same
from cluster.processes import cpu_seconds
from cluster.standalone import standalone
from drawn import of
from made import tables
from openicp import facts
from openicp.actions.known import engine_of, tables_of
from openicp.engine.spark.session import SPLIT
from openicp.workspace import Workspace


@dataclass(frozen=True)
class Cost:
    """Of one gathering."""

    seconds: float
    cpu: float
    tasks: int
    reported: int
    """Bytes that tasks sent to the driver, as Spark counts them."""
    content: int
    """Bytes of the answers in them, as Arrow tables."""


def main() -> None:
    """Measure each pair of lines and parts in turn, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--lines", type=int, nargs="+", default=[20], help="of invoices, for each account")
    parser.add_argument("--parts", type=int, nargs="+", default=[4])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, required=True, help="where generated tables are kept")
    options = parser.parse_args()
    pairs = list(itertools.product(options.lines, options.parts))
    places = {each: _made(options.folder, options.accounts, each) for each in options.lines}
    found: dict[tuple[int, int], list[Cost]] = {pair: [] for pair in pairs}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder, standalone(Path(folder)) as cluster:
        print(f"to warm up: {_gathered(cluster.master, places[pairs[0][0]], pairs[0][1])[0]}", flush=True)
        first: dict[int, Any] = {}
        for pair in pairs * options.rounds:
            cost, arrays = _gathered(cluster.master, places[pair[0]], pair[1])
            expected = first.setdefault(pair[0], arrays)
            if any(not same(expected[name], array) for name, array in arrays.items()):
                sys.exit(f"the facts differ: {pair}")
            found[pair].append(cost)
            print(pair, cost, flush=True)
    print("\n".join(_table(found)))


def _made(folder: Path, accounts: int, lines: int) -> dict[str, str]:
    paths = tables(folder / f"tables-{accounts}-{lines}", of(accounts, lines=accounts * lines, seed=1))
    return {name: str(path.resolve()) for name, path in paths.items()}


def _gathered(master: str, places: dict[str, str], parts: int) -> tuple[Cost, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, _counted() as content:
        ws = Workspace.create(Path(folder, "ws"))
        ws.configure(engine=master, tables=places)
        with engine_of(ws) as engine:
            session: Any = engine._session  # type: ignore[attr-defined]
            session.conf.set(SPLIT, str(parts))
            before, cpu, begun = _stages(session), cpu_seconds(os.getpid()), time.perf_counter()
            found = dict(arrays_of(facts.gather(engine, tables_of(ws), ws.project)[0]))
            took, spent = time.perf_counter() - begun, cpu_seconds(os.getpid()) - cpu
            new = [each for stage, each in _stages(session).items() if stage not in before]
        ws.close()
    tasks, reported = (sum(counts) for counts in zip(*new, strict=True))
    return Cost(took, spent, tasks, reported, sum(content)), found


def _stages(session: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Of each stage that ran: its tasks and the bytes that they sent."""
    jvm, none = session._jvm, session.sparkContext._gateway.new_array(session._jvm.double, 0)
    listed = session.sparkContext._jsc.sc().statusStore().stageList(None, False, False, none, jvm.java.util.ArrayList())
    stages = [listed.apply(at) for at in range(listed.size())]
    return {
        (each.stageId(), each.attemptId()): (int(each.numCompleteTasks()), int(each.resultSize())) for each in stages
    }


@contextmanager
def _counted() -> Iterator[list[int]]:
    """Bytes of every answer that came as an Arrow table inside the block."""
    from pyspark.sql.classic.dataframe import DataFrame

    asked, sizes = DataFrame.toArrow, list[int]()

    def counting(self: DataFrame) -> Any:
        table = asked(self)
        sizes.append(table.nbytes)
        return table

    DataFrame.toArrow = counting  # type: ignore[method-assign]
    try:
        yield sizes
    finally:
        DataFrame.toArrow = asked  # type: ignore[method-assign]


def _table(found: dict[tuple[int, int], list[Cost]]) -> Iterator[str]:
    yield "| lines | parts | s | CPU s | tasks | travelled, MB | of it answers, MB |"
    yield "|---" * 7 + "|"
    for (lines, parts), costs in found.items():
        took, cpu = (statistics.median(getattr(each, name) for each in costs) for name in ("seconds", "cpu"))
        one = costs[-1]
        sent = f"{one.reported / 1e6:.2f} | {one.content / 1e6:.2f}"
        yield f"| {lines} | {parts} | {took:.1f} | {cpu:.1f} | {one.tasks} | {sent} |"


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
