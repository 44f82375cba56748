"""Every conjunction of up to three conditions on a numeric value by pysubgroup; runs in an environment of its own.

Comes in: the name of an archive with conditions and values, how many accounts at least, how many of the best. Goes
out: JSON, seconds of work and the best with their quality. It imports nothing of this project.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pandas as pd
import pysubgroup as ps

given = dict(np.load(sys.argv[1]))
data = pd.DataFrame({f"c{place}": row for place, row in enumerate(given["true"])})
data["value"] = given["value"]
task = ps.SubgroupDiscoveryTask(
    data,
    ps.NumericTarget("value"),
    [ps.EqualitySelector(f"c{place}", True) for place in range(len(given["true"]))],
    result_set_size=int(sys.argv[3]),
    depth=3,
    qf=ps.StandardQFNumericTscore(),
    min_quality=0.0,
    constraints=[ps.MinSupportConstraint(int(sys.argv[2]))],
)
began = time.process_time()
found = ps.DFS(ps.BitSetRepresentation).execute(task)
seconds = time.process_time() - began
rows = [
    [float(quality), sorted(int(s.attribute_name[1:]) for s in group.selectors)] for quality, group, _ in found.results
]
json.dump({"seconds": seconds, "best": rows}, sys.stdout)
