"""Companies that a worksheet names by our own id: they are that account, whatever their row is called.

Comes in: an engine with the loaded tables, identities of the ledger. Goes out: pairs of entities as a person would
have accepted them, and the order in which prefilled sheets speak. It joins nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openicp.collect.recognise.systems import OURS
from openicp.engine import Engine
from openicp.normalise.names import clean_company_name
from openicp.sql.worksheet import our_ids_sql

Row = Mapping[str, Any]
BATCH = re.compile(rf"{OURS}-\w+-(\d+)-[0-9a-f]+$")
LAST = 10**9


def named_by_us(engine: Engine, tables: set[str], identities: Sequence[Row], aliases: Sequence[Row]) -> list[Row]:
    """Accepted links from our ids in worksheets to what else is known of the account."""
    if "accounts" not in tables:
        return []
    asked = {str(ref) for (ref,) in engine.rows(our_ids_sql(engine.dialect, "all_accounts", OURS))}
    if not asked:
        return []
    merged = {str(row["alias"]): str(row["account_id"]) for row in aliases}
    wanted = {merged.get(ref, ref): ref for ref in sorted(asked)}
    rows = [row for row in identities if str(row["account_id"]) in wanted and row["system"] != OURS]
    return [_accepted(wanted[str(row["account_id"])], key) for row in rows for key in _keys(row)]


def _accepted(ref: str, key: Sequence[str]) -> Row:
    subject = {"a": {"key": ["id", OURS, ref]}, "b": {"key": list(key)}}
    return {"kind": "link", "decided": "accepted", "subject": subject}


def _keys(row: Row) -> Iterator[Sequence[str]]:
    """What an identity may be known by among the entities of this import."""
    system = str(row["system"] or "")
    if row["external_id"]:
        yield "id", system, str(row["external_id"])
        return
    name = clean_company_name(str(row["name"] or ""))
    if row["domain"] and name:
        yield "nd", system, f"{name}@{row['domain']}"
    if row["domain"]:
        yield "dm", str(row["domain"])
    if name:
        yield "nm", system, name


def in_order(source: str) -> str:
    """What orders sources of one rank: of prefilled sheets the later one speaks first.

    >>> in_order("worksheet-todo-2-ab") < in_order("worksheet-todo-1-cd")
    True
    """
    number = batch_number(source)
    return source if number is None else f"{OURS}-{LAST - number:010d}"


def batch_number(source: str) -> int | None:
    """Which prefilled sheet a source is, counted from 1; ``None`` for any other source."""
    found = BATCH.match(source)
    return int(found[1]) if found else None
