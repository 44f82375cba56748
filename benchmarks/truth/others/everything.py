"""Every conjunction of up to three conditions on a numeric value by pysubgroup; runs in an environment of its own.

Comes in: the name of an archive with conditions and values, how many accounts at least, how many of the best, the
question and the way. Goes out: JSON, seconds of work, and the best with their quality. It imports nothing of this
project.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
import pysubgroup as ps

QUALITIES = {"spread": ps.StandardQFNumericTscore, "size": lambda: ps.StandardQFNumeric(0.5)}


def by_level() -> ps.Apriori:
    """Apriori; this quality is not written for whole levels at once."""
    algorithm = ps.Apriori(use_numba=False)
    algorithm.use_vectorization = sys.argv[4] != "spread"
    return algorithm


WAYS = {
    "depth first, bit sets": lambda: ps.DFS(ps.BitSetRepresentation),
    "depth first, row numbers": lambda: ps.DFS(ps.NumpySetRepresentation),
    "depth first, plain": ps.SimpleDFS,
    "depth first, sorted by value": ps.DFSNumeric,
    "level by level": by_level,
}

MEMORY = 4 << 30
"""Bytes it may use. Level by level keeps every bit set of a level: of 100,000 accounts more than 23 GB."""

resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
warnings.filterwarnings("ignore")
given = dict(np.load(sys.argv[1]))
data = pd.DataFrame({f"c{place}": row for place, row in enumerate(given["true"])})
data["value"] = given["value"]
task = ps.SubgroupDiscoveryTask(
    data,
    ps.NumericTarget("value"),
    [ps.EqualitySelector(f"c{place}", True) for place in range(len(given["true"]))],
    result_set_size=int(sys.argv[3]),
    depth=3,
    qf=QUALITIES[sys.argv[4]](),
    min_quality=0.0,
    constraints=[ps.MinSupportConstraint(int(sys.argv[2]))],
)
algorithm = WAYS[sys.argv[5]]()
began, clock = time.process_time(), time.perf_counter()
with contextlib.redirect_stdout(sys.stderr):
    found = algorithm.execute(task)
seconds, wall = time.process_time() - began, time.perf_counter() - clock
rows = [
    [float(quality), sorted(int(s.attribute_name[1:]) for s in group.selectors)] for quality, group, _ in found.results
]
json.dump({"seconds": seconds, "wall": wall, "version": version("pysubgroup"), "best": rows}, sys.stdout)
