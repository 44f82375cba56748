"""The best conjunctions of up to three conditions by pysubgroup; runs in an environment of its own.

Comes in: the name of an archive with conditions, labels, what may stand together. Goes out: JSON, the best with their
quality. It imports nothing of this project: the quality is written down here anew, in float64, from its formula.
"""

from __future__ import annotations

import json
import sys
from collections import namedtuple

import numpy as np
import pandas as pd
import pysubgroup as ps

Statistics = namedtuple("Statistics", ["size_sg", "quality"])
OFFSET = 3.0


class Studentised(ps.AbstractInterestingnessMeasure):
    """Difference between inside and the rest of the known, studentised within strata."""

    def __init__(self, given: dict) -> None:
        self.given = given
        label, stratum = given["label"].astype(float), given["stratum"]
        mean = np.array([label[stratum == one].mean() for one in stratum])
        size = np.array([(stratum == one).sum() for one in stratum])
        self.residual, self.variance = label - mean, mean * (1 - mean) * size / (size - 1)
        self.dataset_statistics = None

    def calculate_constant_statistics(self, data, target) -> None:
        self.dataset_statistics = Statistics(len(data), 0.0)

    def calculate_statistics(self, subgroup, target, data, statistics=None) -> Statistics:
        inside = subgroup.covers(data)
        places = [int(one.attribute_name[1:]) for one in subgroup.selectors]
        return Statistics(int(inside.sum()), self._quality(places, inside))

    def evaluate(self, subgroup, target, data, statistics=None) -> float:
        return statistics.quality

    def _quality(self, places: list[int], inside: np.ndarray) -> float:
        true, least = self.given["true"], int(self.given["least"])
        if not all(self.given["compatible"][i, j] for i in places for j in places if i != j):
            return -1.0
        known = self.given["known"][places].all(axis=0)
        if not self._is_looked_at(places, inside, known, true, least):
            return -1.0
        share = self.variance[inside].sum() / self.variance[known].sum()
        spread = self.variance[inside].sum() * (1 - share)
        return abs(self.residual[inside].sum() - share * self.residual[known].sum()) / np.sqrt(spread + OFFSET)

    def _is_looked_at(self, places, inside, known, true, least) -> bool:
        n = inside.sum()
        if len(places) == 1:
            return True
        return bool(n >= least and known.sum() - n >= least and _each_needed(places, n, true))


def _each_needed(places, n, true) -> bool:
    return all(n < true[[p for p in places if p != one]].all(axis=0).sum() for one in places)


given = dict(np.load(sys.argv[1]))
data = pd.DataFrame({f"c{place}": row for place, row in enumerate(given["true"])})
data["label"] = given["label"]
task = ps.SubgroupDiscoveryTask(
    data,
    ps.BinaryTarget("label", 1),
    [ps.EqualitySelector(f"c{place}", True) for place in range(len(given["true"]))],
    result_set_size=int(sys.argv[3]),
    depth=int(sys.argv[2]),
    qf=Studentised(given),
    min_quality=0.0,
)
found = ps.SimpleSearch(show_progress=False).execute(task)
rows = [
    [float(quality), sorted(int(s.attribute_name[1:]) for s in group.selectors)] for quality, group, _ in found.results
]
json.dump(rows, sys.stdout)
