"""How long it takes to look at every conjunction of up to three of 124 conditions, beside pysubgroup.

Comes in: how many accounts, on the command line. Goes out: seconds of work of both, their ratio, and whether the best
are the same. It looks at everything, where the product's search climbs: the sums are the product's.

    OPENICP_ORACLE=.venv-oracle/bin/python python benchmarks/search_speed.py 10000

`make truth` builds the environment of the other package.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from openicp.segments.parts import parts_of

OTHER = Path(__file__).parent / "truth" / "others" / "everything.py"
CONDITIONS, LEAST, BEST = 124, 30, 20
CLOSE = 1e-6
"""Relative difference of qualities up to which two conjunctions tie."""

Found = list[tuple[float, tuple[int, ...]]]


def main() -> None:
    """Time both and compare what they find."""
    accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    true, attributes, value = made(accounts)
    began = time.process_time()
    ours, looked = best(true, attributes, value)
    seconds = time.process_time() - began
    print(f"{looked:,} conjunctions of {len(true)} conditions, {accounts:,} accounts")
    print(f"{seconds:8.2f} s of work  openicp: accounts, value and its square summed for each")
    python = os.environ.get("OPENICP_ORACLE", "")
    if not Path(python).is_file():
        print("OPENICP_ORACLE names no Python: `make truth` builds it")
        return
    theirs = _theirs(python, true, value)
    same = alike(ours, [(quality, tuple(places)) for quality, places in theirs["best"]])
    print(f"{theirs['seconds']:8.2f} s of work  pysubgroup: depth first on bit sets")
    verdict = "the same" if same else "NOT the same"
    print(f"{theirs['seconds'] / seconds:8.0f} times as fast; the best {BEST} are {verdict}")
    sys.exit(not same)


def made(accounts: int) -> tuple[np.ndarray, list[str], np.ndarray]:
    """(m, n) who meets each condition, (m,) their attributes, (n,) money that two of them raise."""
    rng = np.random.default_rng(0)
    rows: list[np.ndarray] = []
    attributes: list[str] = []
    while len(rows) < CONDITIONS:
        count = min(int(rng.integers(3, 9)), CONDITIONS - len(rows))
        value = rng.choice(count, accounts, p=rng.dirichlet(np.full(count, 4.0)))
        attributes += [f"attribute {len(rows)}"] * count
        rows += [value == one for one in range(count)]
    true = np.array(rows, np.float32)
    return true, attributes, rng.lognormal(5, 1, accounts) * (1 + 0.3 * true[3] * true[20])


def best(true: np.ndarray, attributes: list[str], value: np.ndarray) -> tuple[Found, int]:
    """The conjunctions whose mean lies most of its own standard errors above that of all, and how many there are."""
    parts = parts_of(true, attributes)
    assert (parts.makes.sum(axis=1) == 1).all(), "each condition is one value of its attribute"
    above = value - value.mean()
    size, total, square = (parts.cube(weight) for weight in (np.ones(len(value), np.float32), above, above**2))
    once = _once(len(size))
    enough = once[size.ravel()[once] >= LEAST]
    n, mean = size.ravel()[enough], total.ravel()[enough] / size.ravel()[enough]
    quality = np.sqrt(n) * mean / np.sqrt(square.ravel()[enough] / n - mean**2)
    top = np.argpartition(-quality, BEST)[:BEST]
    condition = parts.makes.argmax(axis=0)
    places = condition[np.column_stack(np.unravel_index(enough[top], size.shape))]
    found = [
        (float(q), tuple(sorted({int(one) for one in some}))) for q, some in zip(quality[top], places, strict=True)
    ]
    return sorted(found, reverse=True), len(once)


def _once(count: int) -> np.ndarray:
    """Cells that say each conjunction once: (i, j, k), a pair (i, j, j), a single (i, i, i), in ascending order."""
    first, second, third = np.ogrid[:count, :count, :count]
    return np.flatnonzero((second <= third) & ((first < second) | ((first == second) & (second == third))))


def alike(ours: Found, theirs: Found) -> bool:
    """The same qualities in order, and the same conjunctions but for those that tie with the last."""
    a, b = (np.array([quality for quality, _ in found]) for found in (ours, theirs))
    if len(a) != len(b) or not np.allclose(a, b, rtol=CLOSE):
        return False
    sure = [{places for quality, places in found if quality > b[-1] * (1 + CLOSE)} for found in (ours, theirs)]
    return sure[0] == sure[1]


def _theirs(python: str, true: np.ndarray, value: np.ndarray) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "task.npz"
        np.savez(path, true=true > 0, value=value)
        command = [python, str(OTHER), str(path), str(LEAST), str(BEST)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    main()
