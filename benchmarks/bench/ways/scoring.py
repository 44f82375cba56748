"""A list scored from Parquet to Parquet: by the product, or by SQL that a person wrote.

Comes in: ``ours`` or ``hand``, a folder with the list, a folder to write to. Goes out: the scored list.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import scoring_speed
from bench.measure import timed

WAYS = {"ours": scoring_speed.ours, "hand": scoring_speed.hand}


def main() -> None:
    """Score."""
    inputs, out = Path(sys.argv[2]), Path(sys.argv[3])
    with timed(out):
        WAYS[sys.argv[1]](inputs, out)


if __name__ == "__main__":
    main()
