"""Companies of two systems joined in memory, as an import does once both are loaded.

Comes in: the case, how many companies, a folder to write to. Goes out: ``joined.json``: how many accounts, and how many
records of one domain came apart.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[3] / "tests")]

import numpy as np

import joining_speed as speed
from bench.measure import timed
from collect.joins import engine_in


def main() -> None:
    """Join."""
    case, companies, out = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    with engine_in(out / "engine") as engine:
        speed.put(engine, speed.CASES[case](companies))
        with timed(out):
            found = speed.gather(engine, speed.loaded(engine, ["accounts"]), speed.SPACES, frozenset())
            joined = speed.join(found)
            numbered = speed.number(engine, joined, [], [])
            records = sum(1 for _ in speed.identities(engine, joined, numbered))
            alike, more = speed.near(engine, joined)
    entity, code = found.domain_pairs
    own = ~np.isin(code, joined.shared_domains)
    pairs = np.unique(np.column_stack([code[own], numbered.account[entity[own]]]), axis=0)
    apart = len(pairs) - len(np.unique(pairs[:, 0]))
    told = {"records": records, "accounts": len(numbered.ids), "apart": apart, "asked": len(alike) + more}
    (out / "joined.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
