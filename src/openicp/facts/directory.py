"""Names and descriptions for account ids: what reports and lists say of a company.

Comes in: an engine, snapshots, ids. Goes out: one ``Entry`` each. It never reads who is a customer or why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from openicp.engine import Engine, Location
from openicp.facts.gathering import load_tables
from openicp.model.tables import ATTRIBUTES
from openicp.sql import known


@dataclass(frozen=True, slots=True)
class Entry:
    """What people call an account."""

    name: str | None
    domain: str | None
    external_ids: dict[str, str] = field(default_factory=dict)
    """Id by system, where the caller knows them."""
    fields: dict[str, object] = field(default_factory=dict)
    """Attributes as last known: codes, ``(low, high)`` for ranges, lists of codes for tags."""


def directory(
    engine: Engine,
    snapshots: Mapping[str, Path | Location],
    ids: Iterable[str],
    *,
    external_ids: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Entry]:
    """An entry for each known id of ``ids``.

    Parameters
    ----------
    external_ids
        Id by system for each account, as the ledger's identities have them.
    """
    wanted = sorted(set(ids))
    tables = load_tables(engine, snapshots, ["accounts", "tags"])
    if "accounts" not in tables or not wanted:
        return {}
    engine.put("facts_wanted", {"account_id": wanted})
    columns = engine.fetch(known.directory_sql(engine.dialect) + " limit 0")
    rows = engine.rows(known.directory_sql(engine.dialect))
    tags = _tags(engine) if "tags" in tables else {}
    found = (dict(zip(columns, row, strict=True)) for row in rows)
    return {
        str(row["account_id"]): _entry(row, tags, dict((external_ids or {}).get(str(row["account_id"]), {})))
        for row in found
    }


def countries(engine: Engine, snapshots: Mapping[str, Path | Location]) -> dict[str, str]:
    """The country of each account as last known, by its id; also where profiles and segments make nothing of it."""
    if "accounts" not in load_tables(engine, snapshots, ["accounts"]):
        return {}
    rows = engine.rows(known.countries_of_accounts_sql(engine.dialect))
    return {str(account): str(country) for account, country in rows}


def _tags(engine: Engine) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for account, attribute, value in engine.rows(known.tag_lists_sql(engine.dialect)):
        listed = found.setdefault(account, {}).setdefault(attribute, [])
        assert isinstance(listed, list)
        listed.append(value)
    return found


def _entry(row: dict[str, Any], tags: dict[str, dict[str, object]], external: dict[str, str]) -> Entry:
    fields: dict[str, object] = {}
    for spec in ATTRIBUTES:
        value = _range(row, spec.name) if spec.kind in ("range", "moneyrange") else row.get(spec.name)
        if value is not None:
            fields[spec.name] = value.isoformat() if isinstance(value, date) else value
    return Entry(row.get("name"), row.get("domain"), external, fields | tags.get(str(row["account_id"]), {}))


def _range(row: dict[str, Any], name: str) -> tuple[float | None, float | None] | None:
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    return None if low is None and high is None else (low, high)
