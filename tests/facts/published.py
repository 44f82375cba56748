"""Published snapshots from a few rows: every column of the canonical tables, null where a test says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openicp.config.project import Project
from openicp.engine import Location, duck
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
    "prospects": {"prospect_id": "varchar"},
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
    paths = {table: folder / f"{table}.parquet" for table in tables}
    with duck(folder) as engine:
        for table, rows in tables.items():
            types = columns_of(table)
            extra = {key for row in rows for key in row} - set(types)
            assert not extra, f"{table} has no columns {sorted(extra)}"
            filled = [{"source": table, "line": line} | dict(row) for line, row in enumerate(rows, start=2)]
            columns = {name: [row.get(name) for row in filled] for name in types}
            engine.put(table, columns, types=types)
            engine.export(f"select * from {engine.dialect.ident(table)}", paths[table])
    return paths


def facts_of(
    folder: Path,
    *,
    as_of: date | None = None,
    project: Project | None = None,
    in_place: bool = False,
    **tables: Sequence[Mapping[str, Any]],
) -> tuple[Facts, list[Finding]]:
    """Facts of a few rows; accounts are made from the ids that the rows name unless given."""
    ids = sorted({str(row["account_id"]) for rows in tables.values() for row in rows if row.get("account_id")})
    tables = {"accounts": [{"account_id": name, "name": name} for name in ids]} | tables
    paths = write(folder, **tables)
    with duck(folder) as engine:
        there = {name: Location(name, str(path), ()) for name, path in paths.items()} if in_place else paths
        return gather(engine, there, project or Project(), as_of=as_of)


def codes(findings: list[Finding]) -> set[str]:
    """Codes of what was found."""
    return {finding.code for finding in findings}


def index(facts: Facts, account: str) -> int:
    """Place of an account in the arrays."""
    return list(facts.accounts.account_id).index(account)
