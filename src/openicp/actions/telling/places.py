"""What was read of tables that stay where they lie, as the report's appendix tells it.

Comes in: a workspace, an engine that sees its tables. Goes out: a ``SourceRow`` for each. It keeps nothing of them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from openicp.actions.inplace import locations
from openicp.report.inputs import SourceRow
from openicp.sql.collect import count_sql
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine


def in_place(ws: Workspace, engine: Engine, as_of: date) -> tuple[SourceRow, ...]:
    """Each table in place: where it lies, how many rows are read, and the last day up to ``as_of`` that it tells of."""
    from openicp.collect.loading.doubts import through

    found = []
    for location in locations(ws):
        engine.load(location.table, location)
        [(rows,)] = engine.rows(count_sql(engine.dialect, location.table))
        until = through(engine, {location.table: location}, as_of)
        # As it is written in openicp.yaml: a report is shared, and where a workspace lies is nobody's business.
        at = ws.project.tables[location.table]
        found.append(SourceRow(at, ((location.table, int(rows)),), until=until, in_place=True))
    return tuple(found)
