"""Rows and values that cannot be as they stand: an end before its start, days that have not come yet, outliers.

Comes in: a loaded table. Goes out: conditions that mark rows, and findings. The values of a marked row stay in the
loaded snapshot; the dates in doubt are left out of what is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from openicp.collect.schema import ROW_IDS, column_kind, spec_column
from openicp.model.finding import Finding
from openicp.sql import collect as sql
from openicp.sql.dialect import Dialect

if TYPE_CHECKING:
    from openicp.collect.loading.columns import Column
    from openicp.collect.loading.load import Task
    from openicp.engine import Engine, Location

FUTURE = "future_date"
ORDERED: dict[str, tuple[tuple[str, str, str], ...]] = {
    "accounts": (("churned_before_start", "customer_since", "churned_on"),),
    "subscriptions": (
        ("ended_before_start", "started_on", "ended_on"),
        ("trial_ended_before_start", "trial_start", "trial_end"),
    ),
    "deals": (("closed_before_opened", "opened_on", "closed_on"),),
    "items": (("ended_before_start", "started_on", "ended_on"),),
    "spend": (("ended_before_start", "month", "ended_on"),),
}
"""Code, earlier day, later day."""
BLANKED: dict[str, tuple[str, ...]] = {
    "churned_before_start": ("customer_since", "churned_on"),
    "ended_before_start": ("started_on", "ended_on", "cancelled_on"),
    "trial_ended_before_start": ("trial_start", "trial_end"),
    "migrated": ("opened_on", "created_on"),
}
"""Dates that a doubt leaves out of the published row. A deal closed before it was opened keeps its days: its outcome
holds, and ``facts`` leaves its cycle out."""
ANNOUNCED = timedelta(days=366)
"""A start or an end may be announced this long ahead; a contract's end, ten times as long."""
HAPPENED: dict[str, dict[str, int]] = {
    "accounts": {"created_on": 0, "customer_since": 1, "churned_on": 0, "known_on": 0},
    "deals": {"opened_on": 0, "closed_on": 0},
    "subscriptions": {"started_on": 1, "cancelled_on": 0, "ended_on": 10, "trial_start": 1},
    "mrr_events": {"on": 1},
    "invoices": {"issued_on": 1},
    "leads": {"created_on": 0, "mql_on": 0, "sql_on": 0},
    "usage": {"on": 0},
    "ratings": {"on": 0},
    "referrals": {"on": 0},
    "tags": {"known_on": 0},
    "spend": {"month": 1},
}
"""Dates that cannot lie ahead, or only so many years."""
FAR = 1000.0
"""An amount is an outlier beyond this many times the median (both ways it would be a currency or a unit)."""
FEWEST = 20


def doubts(d: Dialect, table: str, given: dict[str, str], today: date) -> list[tuple[str, str]]:
    """Code and condition of everything that makes a row doubtful.

    Parameters
    ----------
    today
        The day of the import: a day after it has not come yet. It is kept with the source, so that the same import
        says the same for ever.
    """
    rules = [
        (code, f"{given[early]} > {given[late]}")
        for code, early, late in ORDERED.get(table, ())
        if early in given and late in given
    ]
    for column, years in HAPPENED.get(table, {}).items():
        if column in given:
            latest = today + years * ANNOUNCED + timedelta(days=1)
            rules.append((f"{FUTURE}:{column}", f"{given[column]} > {d.literal(latest)}"))
    return rules


def through(engine: Engine, paths: Mapping[str, Path | Location], today: date) -> date | None:
    """The latest day of loaded tables on which something happened; days to come tell nothing of how far data go."""
    d = engine.dialect
    latest: list[date] = []
    for table, path in paths.items():
        columns = sorted(HAPPENED.get(table, {}))
        if not columns:
            continue
        engine.load("collect_through", path)
        listed = ", ".join(f"max(case when {d.ident(c)} <= {d.literal(today)} then {d.ident(c)} end)" for c in columns)
        latest += [day for day in engine.rows(f"select {listed} from collect_through")[0] if day is not None]
    return max(latest, default=None)


def about_values(task: Task, table: str, columns: list[Column], paths: Mapping[str, Path]) -> list[Finding]:
    """What the loaded rows of the main table show: doubts, repeated ids, outliers."""
    if table == "tags":
        return []
    main = "collect_main"
    task.engine.load(main, paths[table])
    return [*_doubts(task, main), *_repeated(task, table, columns, main), *_outliers(task, table, columns, main)]


def _doubts(task: Task, table: str) -> list[Finding]:
    counts: dict[str, tuple[int, int]] = {}
    for doubt, number, line in task.engine.rows(sql.doubt_counts_sql(task.engine.dialect, table)):
        for code in str(doubt).split(";"):
            before, first = counts.get(code, (0, int(line)))
            counts[code] = (before + int(number), min(first, int(line)))
    return [
        _finding(task, code.partition(":")[0], n=number, line=line, column=_header(task, code.partition(":")[2]))
        for code, (number, line) in sorted(counts.items())
    ]


def _header(task: Task, column: str) -> str:
    return next((each.header for each in task.mapping.columns if each.column == column), column)


def _finding(task: Task, code: str, /, **fields: object) -> Finding:
    return Finding(code, "warning", {"source": task.mapping.source, "file": task.file, **fields})


OWN_KEY = ROW_IDS | {"accounts": "account_ref"}


def _repeated(task: Task, table: str, columns: list[Column], out: str) -> list[Finding]:
    """The same id twice in one file."""
    key = OWN_KEY.get(table)
    mapped = task.mapping.column(key) if key else None
    if key is None or mapped is None:
        return []
    rows = task.engine.rows(sql.repeated_sql(task.engine.dialect, out, key))
    if not rows:
        return []
    examples = [str(value) for _, value in rows]
    return [_finding(task, "repeated_ids", n=rows[0][0], column=mapped.header, examples=examples)]


def _outliers(task: Task, table: str, columns: list[Column], out: str) -> list[Finding]:
    found = []
    for each in task.mapping.columns:
        if each.table != table or spec_column(table, each.column) is None:
            continue
        if column_kind(table, each.column) != "money":
            continue
        name = next(c for c in columns if c.table == table and c.header == each.header).outputs[0]
        far = task.engine.rows(sql.far_sql(task.engine.dialect, out, name, fewest=FEWEST, times=FAR))
        if far:
            number, largest, line = far[0]
            fields = {"column": each.header, "n": int(number), "largest": float(largest), "line": int(line)}
            found.append(_finding(task, "outliers", **fields))
    return found
