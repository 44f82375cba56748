"""What no figure counts although a file has it, or counts twice: told, so that nobody misses it.

Comes in: the engine and the setting of a gathering, what is known of the accounts. Goes out: findings. It never changes
a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from openicp.engine import Engine, Location
from openicp.facts.gathering import Setting
from openicp.model.finding import Finding
from openicp.sql import uncounted as sql

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats


def rows_not_counted(engine: Engine, setting: Setting, snapshots: Mapping[str, Path | Location]) -> list[Finding]:
    """Rows of contracts, invoices, usage... of no company, or of one that is not in the list of companies.

    An import makes an account of whatever company a row names: only tables that lie elsewhere name others.
    """
    present = [name for name in (*sql.OF_COMPANIES, *sql.IN_TOTALS) if name in setting.tables]
    if "accounts" not in setting.tables:
        return []
    apart = isinstance(snapshots["accounts"], Location)
    elsewhere = [name for name in present if apart or isinstance(snapshots[name], Location)]
    here = [name for name in present if name in sql.OF_COMPANIES and name not in elsewhere]
    rows = [(table, n, 0, "") for table, n in (engine.rows(sql.nameless_sql(engine.dialect, here)) if here else ())]
    rows += engine.rows(sql.without_company_sql(engine.dialect, elsewhere)) if elsewhere else []
    found = []
    for table, nameless, strange, example in rows:
        if nameless and table in sql.OF_COMPANIES:
            found.append(Finding("rows_without_company", "warning", {"table": table, "n": nameless}))
        if strange:
            fields = {"table": table, "n": strange, "example": example}
            found.append(Finding("rows_of_strangers", "warning", fields))
    return found


def rows_counted_twice(engine: Engine, setting: Setting, snapshots: Mapping[str, Path | Location]) -> list[Finding]:
    """Deals, contracts and changes that stand twice in a table read where it lies; an import keeps the last of them."""
    elsewhere = [name for name in sql.SINGLE if name in setting.tables and isinstance(snapshots[name], Location)]
    if not elsewhere:
        return []
    found = [
        Finding("rows_repeated", "warning", {"table": table, "n": n, "example": example})
        for table, n, example in engine.rows(sql.repeated_rows_sql(engine.dialect, elsewhere))
    ]
    if "mrr_events" in elsewhere:
        [(n,)] = engine.rows(sql.unordered_events_sql(engine.dialect))
        found += [Finding("events_unordered", "warning", {"n": n})] if n else []
    return found


def without_mrr(active: Bools, mrr: Floats) -> list[Finding]:
    """The paying whose MRR nobody knows, where that of others is: a sum of MRR is theirs alone."""
    known, unknown = int((active & ~np.isnan(mrr)).sum()), int((active & np.isnan(mrr)).sum())
    if not known or not unknown:
        return []
    return [Finding("paying_without_mrr", "warning", {"n": unknown, "of": known + unknown})]
