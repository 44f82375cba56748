"""How long it takes to look at every conjunction of up to three of 124 conditions, beside pysubgroup.

Comes in: how many accounts, on the command line. Goes out: seconds of work of both, their ratio, and whether the best
are the same. It looks at everything, where the product's search climbs.

    OPENICP_ORACLE=.venv-oracle/bin/python python benchmarks/search_speed.py 1000 10000 100000

`make truth` builds the environment of the other package.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

import numpy as np

from openicp.segments.everything import every
from openicp.segments.highest import BY_SIZE, BY_SPREAD, Found
from openicp.segments.highest import best as search

OTHER = Path(__file__).parent / "truth" / "others" / "everything.py"
CONDITIONS, LEAST, BEST = 124, 30, 20
CLOSE = 1e-6
"""Relative difference of qualities up to which two conjunctions tie."""
REPEATED = 7
"""Ours is measured so often; the median is said."""


@dataclass(frozen=True)
class Data:
    """Companies to search."""

    true: np.ndarray
    """(m, n) who meets each condition."""
    attributes: list[str]
    """(m,) of which attribute each is."""
    value: np.ndarray
    """(n,) money in cents, which two of the conditions raise."""

    @property
    def accounts(self) -> int:
        """How many."""
        return len(self.value)


@dataclass(frozen=True)
class Timed:
    """What one way took."""

    name: str
    accounts: int
    seconds: float
    """Of work (process time); NaN where it broke off."""
    best: Found
    """Quality and conditions of the best."""
    same: bool | None = None
    """Whether the best are ours, up to ties."""


def made(accounts: int) -> Data:
    """Companies made up, the same each time."""
    rng = np.random.default_rng(0)
    rows: list[np.ndarray] = []
    attributes: list[str] = []
    while len(rows) < CONDITIONS:
        count = min(int(rng.integers(3, 9)), CONDITIONS - len(rows))
        value = rng.choice(count, accounts, p=rng.dirichlet(np.full(count, 4.0)))
        attributes += [f"attribute {len(rows)}"] * count
        rows += [value == one for one in range(count)]
    true = np.array(rows)
    return Data(true, attributes, np.round(100 * rng.lognormal(5, 1, accounts) * (1 + 0.3 * true[3] * true[20])))


QUALITIES = {"spread": BY_SPREAD, "size": BY_SIZE}
WAYS = (
    ("spread", "depth first, bit sets"),
    ("spread", "depth first, row numbers"),
    ("spread", "depth first, plain"),
    ("spread", "level by level"),
    ("size", "depth first, sorted by value"),
    ("size", "depth first, bit sets"),
    ("size", "level by level"),
)
"""pysubgroup's own ways (DFS with BitSetRepresentation and NumpySetRepresentation, SimpleDFS, Apriori, DFSNumeric), by
the question they are asked. Its GpGrowth knows no numeric target. By size it leaves out what a bound rules out."""


def ours(data: Data, quality: str = "spread") -> Timed:
    """The best, after every conjunction was summed: accounts, value, and its square where the question needs it."""
    seconds, found = _timed(lambda: best(data, quality))
    return Timed("openicp", data.accounts, seconds, found)


def five_sums(data: Data) -> Timed:
    """Accounts, trials, successes, value and its square of every conjunction."""
    rng = np.random.default_rng(1)
    trials = rng.integers(0, 5, data.accounts).astype(np.float32)
    successes = np.floor(trials * rng.random(data.accounts)).astype(np.float32)
    asked = [(None, None), (None, trials), (None, successes), (None, data.value), (data.value, data.value)]
    seconds, _ = _timed(lambda: [None for _ in every(parted(data), asked)])
    return Timed("openicp, five sums", data.accounts, seconds, [])


def _timed(job: Callable[[], Any]) -> tuple[float, Any]:
    took = []
    for _ in range(REPEATED):
        began = time.process_time()
        answer = job()
        took.append(time.process_time() - began)
    return statistics.median(took), answer


def parted(data: Data) -> list[tuple[np.ndarray, np.ndarray]]:
    """Per attribute the numbers of its conditions and who meets them."""
    answer, start = [], 0
    for _, same in groupby(data.attributes):
        end = start + len(list(same))
        answer.append((np.arange(start, end), data.true[start:end]))
        start = end
    return answer


def best(data: Data, quality: str = "spread") -> Found:
    """The conjunctions that stand highest, of those with enough accounts."""
    return search(parted(data), data.value, quality=QUALITIES[quality], least=LEAST, most=BEST)


def looked_at(data: Data) -> int:
    """How many conjunctions of conditions on different attributes there are."""
    counts = [len(numbers) for numbers, _ in parted(data)]
    return sum(math.prod(some) for size in (1, 2, 3) for some in combinations(counts, size))


def theirs(data: Data, python: str, quality: str, way: str) -> Timed:
    """One of pysubgroup's ways, in its own environment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "task.npz"
        np.savez(path, true=data.true, value=data.value)
        command = [python, str(OTHER), str(path), str(LEAST), str(BEST), quality, way]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return Timed(f"pysubgroup, {way}: {done.stderr.strip().splitlines()[-1]}", data.accounts, math.nan, [])
    told = json.loads(done.stdout)
    found = [(quality, tuple(places)) for quality, places in told["best"]]
    return Timed(f"pysubgroup {told['version']}, {way}", data.accounts, told["seconds"], found)


def compared(data: Data, python: str, ways: Sequence[tuple[str, str]] = WAYS) -> list[Timed]:
    """Ours for each question, then each of the other's ways with whether it found the same."""
    answer = []
    for asked, some in groupby(ways, key=lambda one: one[0]):
        own = ours(data, asked)
        answer.append(replace(own, name=f"{own.name}, by {asked}"))
        others = [theirs(data, python, *one) for one in some]
        answer += [replace(one, same=not one.best or alike(own.best, one.best)) for one in others]
    return answer


def alike(ours: Found, theirs: Found) -> bool:
    """The same qualities in order, and the same conjunctions but for those that tie with the last."""
    a, b = (np.array([quality for quality, _ in found]) for found in (ours, theirs))
    if len(a) != len(b) or not np.allclose(a, b, rtol=CLOSE):
        return False
    sure = [{places for quality, places in found if quality > b[-1] * (1 + CLOSE)} for found in (ours, theirs)]
    return sure[0] == sure[1]


def exponent(rows: Sequence[Timed]) -> float:
    """How the time grows with the accounts: its power, by least squares of the logarithms."""
    return float(np.polyfit(np.log([row.accounts for row in rows]), np.log([row.seconds for row in rows]), 1)[0])


def main() -> None:
    """Time all ways and compare what they find."""
    python = os.environ.get("OPENICP_ORACLE", "")
    own: list[Timed] = []
    differ = False
    for accounts in [int(one) for one in sys.argv[1:]] or [10_000]:
        data = made(accounts)
        print(f"{looked_at(data):,} conjunctions of {len(data.true)} conditions, {accounts:,} accounts")
        rows = compared(data, python) if Path(python).is_file() else [ours(data)]
        own.append(rows[0])
        base = 0.0
        for row in rows:
            base = row.seconds if row.same is None else base
            said = (
                ""
                if row.same is None
                else f"  {row.seconds / base:5.0f} times ours, "
                + (f"the same best {BEST}" if row.same else "NOT the same")
            )
            print(f"{row.seconds:9.3f} s of work  {row.name}{said}")
            differ |= row.same is False
        more = five_sums(data)
        print(f"{more.seconds:9.3f} s of work  {more.name}")
    if len(own) > 1:
        print(f"grows with the accounts to the power of {exponent(own):.2f}")
    if not Path(python).is_file():
        print("OPENICP_ORACLE names no Python: `make truth` builds it")
    sys.exit(differ)


if __name__ == "__main__":
    main()
