"""The search of a planted company with all its exchanges of labels, by the product.

Comes in: how many accounts, a folder to write to. Goes out: ``found.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[3] / "tests")]

from bench.measure import timed
from openicp.segments import pool, search
from openicp.segments.sample import sample
from story.planted import planted


def main() -> None:
    """Search."""
    size, out = int(sys.argv[1]), Path(sys.argv[2])
    company = planted(size, seed=1)
    part = sample(company.labels)
    conditions = len(pool.build(company.accounts, part.rows, least=10).conditions)
    with timed(out):
        found = search(company.accounts, company.labels, seed=0, permutations=500)
    names = [sorted(each.attribute for each in one.segment.conditions) for one in found.found]
    (out / "found.json").write_text(json.dumps({"conditions": conditions, "found": names}), encoding="utf-8")


if __name__ == "__main__":
    main()
