"""SELECTs over what came back in a worksheet of ours.

Comes in: a dialect and the view over all loaded companies. Goes out: one SELECT. It never reads an answer.
"""

from __future__ import annotations

from openicp.sql.dialect import Dialect


def our_ids_sql(d: Dialect, table: str, system: str) -> str:
    """``account_ref``: our own ids that worksheets name."""
    name = d.ident("account_ref")
    return (
        f"select distinct {name} from {d.ident(table)} "
        f"where {d.ident('system')} = {d.literal(system)} and {name} is not null order by {name} nulls last"
    )
