"""Tables that stay where they lie: the setting ``tables`` as locations.

Comes in: a workspace. Goes out: a ``Location`` for each table. It copies nothing and keeps nothing of them.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from openicp.errors import TableElsewhere
from openicp.model.finding import Finding
from openicp.model.tables import NEEDED
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine, Location
    from openicp.sql.dialect import Dialect

OTHERWISE = {"account_domain": "domain"}
"""What a column of companies is called in files, and in published tables."""
UNASKED = {"invoices": ("invoice_id",)}
"""Columns that no figure is made of: the ids of lines took a quarter of the time that their CSV takes."""
BOUNDED = ("range", "moneyrange")
"""Kinds of attributes that are kept as their two bounds."""


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
    from openicp.collect.loading.standing import texts_of
    from openicp.engine import Location, is_path

    here = is_path(at) and "://" not in at and not at.startswith("file:")
    columns = tuple(each for each in shape(table) if each[0] not in UNASKED.get(table, ()))
    texts = texts_of(table, own_words=ws.layout.vocab)
    # Of companies it is told which columns nothing is read from, see ``unread``.
    place, further = str(ws.path / at) if here else at, table == "accounts"
    return Location(table, place, columns, NEEDED[table], texts=texts, further=further)


def _values(accounts: Location) -> Location:
    from openicp.collect.identify.publish import canonical
    from openicp.sql import elsewhere as sql

    def made(d: Dialect, table: str, words: str | None) -> str:
        return sql.values_sql(d, table, list(canonical(d)), words)

    return replace(accounts, made=made)


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


def unread(engine: Engine, found: Mapping[str, Path | Location]) -> list[Finding]:
    """What the table of companies says of them in columns that nothing is read from; ``check`` comes before.

    A size is read from its two bounds. Where ``attributes`` is a table of its own, all is read from there: what it
    says nothing of at all is told.
    """
    from openicp.engine.elsewhere import raw
    from openicp.sql.joining import no_rows_sql

    accounts, attributes, d = found["accounts"], found.get("attributes"), engine.dialect
    if isinstance(accounts, Path) or attributes is None:
        return []
    there = {name.casefold(): name for name in engine.fetch(no_rows_sql(d, raw("accounts")))}
    return [*_otherwise(engine, there), *_of_values(engine, attributes, there)]


def _otherwise(engine: Engine, there: Mapping[str, str]) -> list[Finding]:
    """Columns that are called as in files that are imported, where the table has none of the name that is read."""
    from openicp.engine.elsewhere import raw
    from openicp.sql import elsewhere as sql

    pairs = [(there[name], wanted) for name, wanted in OTHERWISE.items() if name in there and wanted not in there]
    if not pairs:
        return []
    counts = engine.rows(sql.filled_sql(engine.dialect, raw("accounts"), [column for column, _ in pairs]))[0]
    return [
        Finding("column_called_otherwise", "warning", {"column": column, "wanted": wanted})
        for (column, wanted), n in zip(pairs, counts, strict=True)
        if n
    ]


def _of_values(engine: Engine, attributes: Path | Location, there: Mapping[str, str]) -> list[Finding]:
    from openicp.engine.elsewhere import raw
    from openicp.model.tables import ATTRIBUTES
    from openicp.sql import elsewhere as sql
    from openicp.sql.known import attributes_sql

    d = engine.dialect
    own = isinstance(attributes, Path) or attributes.made is None
    columns = {
        spec.name: [there[name] for name in _columns_of(spec.name, spec.kind) if name in there]
        for spec in ATTRIBUTES
        if spec.kind != "tags" and (own or not _is_read(spec.name, spec.kind, there))
    }
    if own and any(columns.values()):
        engine.load("attributes", attributes)
        told = {str(name) for (name,) in engine.rows(attributes_sql(d))}
        columns = {name: held for name, held in columns.items() if name not in told}
    asked = [name for held in columns.values() for name in held]
    counts = engine.rows(sql.filled_sql(d, raw("accounts"), asked))[0] if asked else ()
    named = [name for name, n in zip(asked, counts, strict=True) if n]
    code = "columns_beside_attributes" if own else "columns_without_bounds"
    return [Finding(code, "warning", {"columns": named, "n": len(named)})] if named else []


def _columns_of(name: str, kind: str) -> tuple[str, ...]:
    return (name, f"{name}_low", f"{name}_high") if kind in BOUNDED else (name,)


def _is_read(name: str, kind: str, there: Container[str]) -> bool:
    return kind not in BOUNDED or any(each in there for each in _columns_of(name, kind)[1:])
