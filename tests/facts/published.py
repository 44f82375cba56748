"""Published snapshots from a few rows: every column of the canonical tables, null where a test says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from openicp.config.project import Project
from openicp.engine import duck
from openicp.facts import gather
from openicp.model.facts import Facts
from openicp.model.finding import Finding
from openicp.model.tables import TABLES

SQL_TYPES = {
    "id": [("", "varchar")],
    "label": [("", "varchar")],
    "code": [("", "varchar"), ("_original", "varchar")],
    "range": [("_low", "double"), ("_high", "double"), ("_original", "varchar")],
    "money": [("", "decimal(18,4)"), ("_currency", "varchar")],
    "moneyrange": [("_low", "double"), ("_high", "double"), ("_currency", "varchar"), ("_original", "varchar")],
    "number": [("", "double")],
    "share": [("", "double"), ("_period", "varchar")],
    "date": [("", "date")],
    "yesno": [("", "boolean")],
}
LAST = {"source": "varchar", "system": "varchar", "line": "bigint", "doubt": "varchar"}
REFERENCES = ("account_ref", "account_name", "account_domain")
SPECIAL: dict[str, dict[str, str]] = {
    "attributes": {
        "account_id": "varchar",
        "attribute": "varchar",
        "value": "varchar",
        "low": "double",
        "high": "double",
        "currency": "varchar",
        "original": "varchar",
        "known_on": "date",
        "source": "varchar",
        "estimated": "boolean",
    },
    "own_attributes": {"attribute": "varchar", "kind": "varchar", "label": "varchar", "source": "varchar"},
    "tags": {
        "account_id": "varchar",
        "attribute": "varchar",
        "value": "varchar",
        "value_original": "varchar",
        "relation": "varchar",
        "known_on": "date",
        "ended_on": "date",
        **LAST,
    },
    "prospect_tags": {
        "prospect_id": "varchar",
        "attribute": "varchar",
        "value": "varchar",
        "value_original": "varchar",
        **LAST,
    },
}
OWN_KEYS = {
    "accounts": {"account_id": "varchar", "name": "varchar", "domain": "varchar", "listed": "boolean"},
    "prospects": {"prospect_id": "varchar", "account_id": "varchar"},
    "deals": {"account_id": "varchar", "duplicate_of": "varchar"},
    "spend": {},
    "rates": {},
    "segment_figures": {},
}


def columns_of(table: str) -> dict[str, str]:
    """Columns and SQL types of a published table."""
    if table in SPECIAL:
        return SPECIAL[table]
    found = dict(OWN_KEYS.get(table, {"account_id": "varchar"}))
    for spec in TABLES[table].columns:
        if spec.name in REFERENCES and table != "prospects":
            continue
        found |= {spec.name + ending: kind for ending, kind in SQL_TYPES.get(spec.kind, [])}
    return found | LAST


def write(folder: Path, **tables: Sequence[Mapping[str, Any]]) -> dict[str, Path]:
    """Write each table's rows as a Parquet snapshot; ``source`` is the table's name unless a row says."""
    connection = duckdb.connect()
    paths = {}
    for table, rows in tables.items():
        columns = columns_of(table)
        extra = {key for row in rows for key in row} - set(columns)
        assert not extra, f"{table} has no columns {sorted(extra)}"
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f'create table "{table}" ({listed})')
        for line, row in enumerate(rows, start=2):
            filled = {"source": table, "line": line} | dict(row)
            values = [filled.get(name) for name in columns]
            connection.execute(f'insert into "{table}" values ({", ".join("?" * len(columns))})', values)
        paths[table] = folder / f"{table}.parquet"
        connection.execute(f"copy \"{table}\" to '{paths[table]}' (format parquet)")
    return paths


@contextmanager
def engine_over(folder: Path):
    """An engine that may read ``folder``."""
    with duck(folder) as engine:
        yield engine


def facts_of(
    folder: Path, *, as_of: date | None = None, project: Project | None = None, **tables: Sequence[Mapping[str, Any]]
) -> tuple[Facts, list[Finding]]:
    """Facts of a few rows; accounts are made from the ids that the rows name unless given."""
    ids = sorted({str(row["account_id"]) for rows in tables.values() for row in rows if row.get("account_id")})
    tables = {"accounts": [{"account_id": name, "name": name} for name in ids]} | tables
    paths = write(folder, **tables)
    with duck(folder) as engine:
        return gather(engine, paths, project or Project(), as_of=as_of)


def codes(findings: list[Finding]) -> set[str]:
    """Codes of what was found."""
    return {finding.code for finding in findings}


def index(facts: Facts, account: str) -> int:
    """Place of an account in the arrays."""
    return list(facts.accounts.account_id).index(account)
