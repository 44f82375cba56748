"""The same CSV files by hand: bare DuckDB told the type of every column, written as Parquet.

Comes in: a folder of CSV files, a folder to write to, and ``steps`` for the same in the steps of an import: the texts
are kept, those of each column counted, typed and written once more with a number for each company of that file. Goes
out: Parquet files and nothing else: no line is looked at, no company of two files matched, no cell set aside.
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


COMPANY = {
    "hubspot-companies": "Record ID",
    "hubspot-deals": "Associated Company IDs (Primary)",
    "stripe-subscriptions": "Customer ID",
    "stripe-invoices": "Customer ID",
    "feature-usage": "Company domain",
}
"""The column by which a row belongs to a company."""


def main() -> None:
    """Read each file and write it."""
    inputs, out = map(Path, sys.argv[1:3])
    by = in_steps if "steps" in sys.argv[3:] else at_once
    with timed(out), duckdb.connect() as engine:
        for name, types in TYPES.items():
            path = next(inputs.glob(f"{name}*.csv"))
            with path.open(encoding="utf-8") as file:
                header = file.readline().rstrip("\n").split(",")
            by(engine, path, dict(zip(header, types, strict=True)), out / name)


def at_once(engine: duckdb.DuckDBPyConnection, path: Path, columns: dict[str, str], out: Path) -> None:
    """One statement for a file."""
    typed = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
    _written(engine, f"select * from read_csv('{path}', header = true, columns = {{{typed}}})", out)


def in_steps(engine: duckdb.DuckDBPyConnection, path: Path, columns: dict[str, str], out: Path) -> None:
    """As an import does it, with nothing found out and nothing that could be wrong."""
    texts, typed = out.with_name(f"{out.name}-texts"), out.with_name(f"{out.name}-typed")
    _written(engine, f"select * from read_csv('{path}', header = true, all_varchar = true)", texts)
    for column in columns:
        engine.execute(f"select count(distinct \"{column}\") from '{texts}.parquet'").fetchall()
    casts = ", ".join(f'cast("{column}" as {kind}) as "{column}"' for column, kind in columns.items())
    _written(engine, f"select {casts} from '{texts}.parquet'", typed)
    _written(engine, _with_company(COMPANY.get(out.name), f"{typed}.parquet"), out)


def _with_company(column: str | None, typed: str) -> str:
    if column is None:
        return f"select * from '{typed}'"
    companies = f'select row_number() over (order by c) as account_id, c from (select distinct "{column}" as c from t)'
    joined = f'select account_id, t.* from t left join a on a.c = t."{column}"'
    return f"with t as (from '{typed}'), a as ({companies}) {joined}"


def _written(engine: duckdb.DuckDBPyConnection, select: str, to: Path) -> None:
    engine.execute(f"copy ({select}) to '{to}.parquet' (format parquet, compression zstd)")


if __name__ == "__main__":
    main()
