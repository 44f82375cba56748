"""A company of any size, made by the engine alone: as published tables, as exports, as a workspace ready to run.

Comes in: how many accounts, lines of invoices, rows of usage, a seed. Goes out: Parquet files in the shape of
``docs/tables.md``, or the CSV files that its systems would export. It never looks at what the product finds: what is
true is written in ``drawn``. The same arguments write the same rows.

    python benchmarks/made.py tables OUT --accounts 1000000
    python benchmarks/made.py exports OUT --accounts 100000
    python benchmarks/made.py workspace OUT --accounts 1000000
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from drawn import (
    Size,
    accounts_sql,
    attributes_sql,
    companies_sql,
    deals_sql,
    invoices_sql,
    of,
    spend_sql,
    subscriptions_sql,
    tags_sql,
    usage_sql,
)
from drawn_exports import exports_sql
from openicp.collect.identify.publish import shape

TABLES = {
    "accounts": accounts_sql,
    "attributes": attributes_sql,
    "tags": tags_sql,
    "deals": deals_sql,
    "subscriptions": subscriptions_sql,
    "invoices": invoices_sql,
    "usage": usage_sql,
    "spend": spend_sql,
}
PRICED = {"subscriptions": "mrr", "invoices": "amount", "deals": "amount", "spend": "amount"}


def tables(folder: Path, size: Size, *, only: Sequence[str] = tuple(TABLES)) -> dict[str, Path]:
    """Write published tables into ``folder``; those that are there already are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.parquet" for name in only}
    missing = [name for name, path in paths.items() if not path.exists()]
    if missing:
        with _engine(folder, size) as engine:
            for name in missing:
                _write(engine, name, size, paths[name])
    return paths


@contextmanager
def _engine(folder: Path, size: Size) -> Iterator[duckdb.DuckDBPyConnection]:
    """With the companies drawn; what does not fit into 2 GB goes to the disk."""
    spill = folder / "spill"
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(spill)}) as engine:
        engine.execute(f"create temp table companies as {companies_sql(size)} order by i")
        yield engine
    if spill.exists():
        spill.rmdir()


def _write(engine: duckdb.DuckDBPyConnection, table: str, size: Size, path: Path) -> None:
    rows = TABLES[table](size)
    there = {column[0] for column in engine.execute(f"describe {rows}").fetchall()}
    currency = {f"{PRICED[table]}_currency": "'EUR'"} if table in PRICED else {}
    columns = ", ".join(
        f"cast({currency.get(name) or (_quoted(name) if name in there else 'null')} as {kind}) as {_quoted(name)}"
        for name, kind in shape(table)
    )
    keys = [name for name in ("account_id", "attribute", "value", "line") if name in dict(shape(table))]
    beside = path.with_suffix(".part")
    engine.execute(
        f"copy (select {columns} from ({rows}) order by {', '.join(f'{key} nulls last' for key in keys)})"
        f" to '{beside}' (format parquet, compression zstd)"
    )
    beside.rename(path)


def _quoted(name: str) -> str:
    return f'"{name}"'


def exports(folder: Path, size: Size) -> list[Path]:
    """Write the exports into ``folder``; those that are there already are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    selects = exports_sql(size)
    missing = {folder / name: select for name, select in selects.items() if not (folder / name).exists()}
    if missing:
        with _engine(folder, size) as engine:
            for path, select in missing.items():
                engine.execute(f"copy ({select}) to '{path.with_suffix('.part')}' (format csv, header)")
                path.with_suffix(".part").rename(path)
    return [folder / name for name in selects]


def workspace(folder: Path, size: Size) -> None:
    """A new workspace in which the tables are published; ``openicp -C FOLDER run`` can follow."""
    from openicp.workspace import Built, Publication, Workspace

    made = Workspace.create(folder)
    with made.scratch() as scratch:
        built = {name: Built(path, rows_of(path)) for name, path in tables(scratch, size).items()}
        made.publish(Publication(snapshots=built))
    made.close()


def rows_of(path: Path) -> int:
    """Rows of a Parquet file."""
    with duckdb.connect() as engine:
        return int(engine.execute(f"select count(*) from read_parquet('{path}')").fetchall()[0][0])


def main() -> None:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=["tables", "exports", "workspace"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--lines", type=int, help="of invoices; default 20 an account")
    parser.add_argument("--uses", type=int, help="rows of usage; default 10 an account")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    size = of(asked.accounts, lines=asked.lines, uses=asked.uses, seed=asked.seed)
    writers: dict[str, Callable[[Path, Size], object]]
    writers = {"tables": tables, "exports": exports, "workspace": workspace}
    writers[asked.what](asked.folder, size)
    found = sorted(path for path in asked.folder.rglob("*.*") if path.suffix in (".parquet", ".csv"))
    for path in found:
        rows = f"{rows_of(path):>12,} rows" if path.suffix == ".parquet" else ""
        print(f"{os.path.getsize(path) / 1e6:10.1f} MB {rows}  {path.relative_to(asked.folder)}")


if __name__ == "__main__":
    main()
