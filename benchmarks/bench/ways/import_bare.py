"""The same CSV files by hand: bare DuckDB told the type of every column, written as Parquet.

Comes in: a folder of CSV files, a folder to write to. Goes out: Parquet files and nothing else: no line is looked at,
no company joined, no cell set aside.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import duckdb

from bench.measure import timed

DATE, MONEY, NUMBER, TEXT = "DATE", "DECIMAL(18,4)", "DOUBLE", "VARCHAR"
TYPES = {
    "hubspot-companies": (*[TEXT] * 4, NUMBER, NUMBER, TEXT, NUMBER, TEXT, TEXT, DATE),
    "hubspot-deals": (*[TEXT] * 4, MONEY, DATE, DATE, TEXT, TEXT),
    "stripe-subscriptions": (*[TEXT] * 5, NUMBER, TEXT, TEXT, MONEY, TEXT, DATE, DATE, DATE),
    "stripe-invoices": (*[TEXT] * 5, DATE, DATE, DATE, MONEY, MONEY, TEXT, TEXT),
    "feature-usage": (TEXT, DATE, TEXT, NUMBER),
    "marketing-spend": (TEXT, TEXT, NUMBER),
}
"""By the beginning of a file's name the types of its columns, in order."""


def main() -> None:
    """Read each file and write it."""
    inputs, out = map(Path, sys.argv[1:3])
    with timed(out), duckdb.connect() as engine:
        for name, types in TYPES.items():
            path = next(inputs.glob(f"{name}*.csv"))
            with path.open(encoding="utf-8") as file:
                header = file.readline().rstrip("\n").split(",")
            columns = ", ".join(f"'{column}': '{kind}'" for column, kind in zip(header, types, strict=True))
            select = f"select * from read_csv('{path}', header = true, columns = {{{columns}}})"
            engine.execute(f"copy ({select}) to '{out / name}.parquet' (format parquet, compression zstd)")


if __name__ == "__main__":
    main()
