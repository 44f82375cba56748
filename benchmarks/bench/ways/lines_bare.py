"""The same sums by hand from the same CSV files: bare DuckDB told the type of every column.

Comes in: a folder of CSV files, a folder to write to, and ``once`` to read each file into a table first; else every
statement reads the file that it is about. Goes out: ``sums.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import duckdb

from bench.measure import timed
from bench.ways.facts_bare import SELECTS, summed
from openicp.collect.identify.publish import shape


def main() -> None:
    """Ask, fetch, sum up."""
    inputs, out = map(Path, sys.argv[1:3])
    kind = "table" if "once" in sys.argv[3:] else "view"
    with timed(out), duckdb.connect() as engine:
        for path in inputs.glob("*.csv"):
            typed = ", ".join(f"'{name}': '{type_}'" for name, type_ in shape(path.stem))
            rows = f"read_csv('{path}', header = true, columns = {{{typed}}})"
            engine.execute(f'create {kind} "{path.stem}" as select * from {rows}')
        found = {name: engine.execute(select).fetchnumpy() for name, select in SELECTS.items()}
    (out / "sums.json").write_text(json.dumps(summed(found)))


if __name__ == "__main__":
    main()
