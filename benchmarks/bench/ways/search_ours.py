"""The best conjunctions of up to three conditions, after every one was summed, by the product.

Comes in: a folder with the companies, a folder to write to, ``best`` or ``five`` (five sums of each, none compared).
Goes out: ``best.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

import search_speed
from bench.measure import timed


def main() -> None:
    """Search."""
    inputs, out, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    held = np.load(inputs / "task.npz")
    data = search_speed.Data(held["true"], [str(name) for name in held["attributes"]], held["value"])
    with timed(out):
        found = search_speed.best(data) if what == "best" else _five(data)
    (out / "best.json").write_text(json.dumps({"best": found}), encoding="utf-8")


def _five(data: search_speed.Data) -> search_speed.Found:
    rng = np.random.default_rng(1)
    trials = rng.integers(0, 5, data.accounts).astype(np.float32)
    successes = np.floor(trials * rng.random(data.accounts)).astype(np.float32)
    asked = [(None, None), (None, trials), (None, successes), (None, data.value), (data.value, data.value)]
    for _ in search_speed.every(search_speed.parted(data), asked):
        pass
    return []


if __name__ == "__main__":
    main()
