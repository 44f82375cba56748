"""Tables that stay where they lie: the setting ``tables`` as locations.

Comes in: a workspace. Goes out: a ``Location`` for each table. It copies nothing and keeps nothing of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from openicp.errors import TableElsewhere
from openicp.model.tables import NEEDED
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine, Location
    from openicp.sql.dialect import Dialect


def locations(ws: Workspace) -> tuple[Location, ...]:
    """Where the tables lie that ``openicp.yaml`` names."""
    return tuple(_location(ws, table, at) for table, at in sorted(ws.project.tables.items()))


def tables(ws: Workspace) -> dict[str, Location]:
    """Tables by name; the values of companies follow from the table of companies, unless they lie elsewhere too."""
    found = {each.table: each for each in locations(ws)}
    if "accounts" in found and "attributes" not in found:
        found["attributes"] = _values(found["accounts"])
    return found


def _location(ws: Workspace, table: str, at: str) -> Location:
    from openicp.collect.identify.publish import shape
    from openicp.engine import Location, is_path

    here = is_path(at) and "://" not in at and not at.startswith("file:")
    return Location(table, str(ws.path / at) if here else at, tuple(shape(table)), NEEDED[table])


def _values(accounts: Location) -> Location:
    from openicp.collect.identify.publish import canonical
    from openicp.engine import Location
    from openicp.sql import elsewhere as sql

    def made(d: Dialect, table: str) -> str:
        return sql.values_sql(d, table, list(canonical(d)))

    return Location(accounts.table, accounts.at, accounts.columns, accounts.needed, made)


def check(engine: Engine, found: Mapping[str, Path | Location]) -> None:
    """Without companies there is nothing to count; one that stands twice would be counted twice, and rows of companies
    that nobody knows not at all.

    Raises
    ------
    TableElsewhere
    """
    from openicp.engine import Location
    from openicp.sql import elsewhere as sql

    accounts = found["accounts"]
    if isinstance(accounts, Path):
        return
    engine.load("accounts", accounts)
    [(companies, _)] = engine.rows(sql.kept_sql(engine.dialect, "accounts", "account_id", "accounts"))
    if not companies:
        raise TableElsewhere(table="accounts", at=accounts.at, reason="no_companies")
    for value, n in engine.rows(sql.repeated_sql(engine.dialect, "accounts", "account_id")):
        raise TableElsewhere(table="accounts", at=accounts.at, reason="repeated", value=str(value), n=int(n))
    for table, at in found.items():
        if table != "accounts" and isinstance(at, Location) and at.made is None and "account_id" in at.needed:
            engine.load(table, at)
            [(rows, kept)] = engine.rows(sql.kept_sql(engine.dialect, table, "account_id", "accounts"))
            if rows and not kept:
                raise TableElsewhere(table=table, at=at.at, reason="strangers", accounts=accounts.at)
