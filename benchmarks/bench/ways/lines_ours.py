"""What is known of every account, and the metrics of all, from tables of CSV that stay where they lie.

Comes in: a folder of CSV files, a folder to write to with a workspace that names them. Goes out: ``sums.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.measure import timed
from bench.ways.facts_ours import summed
from openicp.actions.known import engine_of, gather
from openicp.workspace import Workspace


def main() -> None:
    """Gather, measure, sum up."""
    out = Path(sys.argv[2])
    workspace = Workspace.find(out / "workspace")
    with timed(out), engine_of(workspace) as engine:
        known = gather(workspace, engine)
    workspace.close()
    told = {"customers": known.whole["customers"].value, "mrr": known.whole["mrr"].value}
    sums = summed(known.facts) | {f"metric {name}": value for name, value in told.items()}
    (out / "sums.json").write_text(json.dumps(sums))


if __name__ == "__main__":
    main()
