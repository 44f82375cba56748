"""SELECTs of rows that no figure counts, or that count more than once.

Comes in: a dialect; published tables by name. Goes out: counts by table. It never leaves a row out or puts one in.
"""

from __future__ import annotations

from collections.abc import Iterable

from openicp.sql.dialect import Dialect

OF_COMPANIES = ("subscriptions", "mrr_events", "invoices", "usage", "ratings", "referrals")
"""Tables of which a row without a company counts nowhere."""
IN_TOTALS = ("deals", "leads")
"""Those that count in totals without one; of a company that is not in ``accounts`` they count nowhere either."""
SINGLE: dict[str, tuple[str, ...]] = {
    "deals": ("source", "deal_id"),
    "subscriptions": ("source", "subscription_id", "started_on"),
    "mrr_events": ("source", "event_id"),
}
"""Columns that no two rows share; a contract may have a row for each of its terms."""


def nameless_sql(d: Dialect, tables: Iterable[str]) -> str:
    """Rows that name no company, of each table: ``part, n``."""
    selects = [
        f"select {d.literal(name)} as part, count(*) as n from {d.ident(name)} where account_id is null"
        for name in tables
    ]
    return f"select part, n from ({' union all '.join(selects)}) f where n > 0 order by part"


def without_company_sql(d: Dialect, tables: Iterable[str]) -> str:
    """Rows that name no company, and those that name one that is not in ``accounts``, of each table.

    ``part, nameless, strange, example``: one of the ids that are not there.
    """
    selects = [
        f"select {d.literal(name)} as part, count(*) as n, count(t.account_id) as strange, min(t.account_id) as example"
        f" from {d.ident(name)} t left join {d.ident('accounts')} a on a.account_id = t.account_id"
        " where a.account_id is null"
        for name in tables
    ]
    return (
        f"select part, n - strange as nameless, strange, coalesce(example, '') as example"
        f" from ({' union all '.join(selects)}) f where n > 0 order by part"
    )


def repeated_rows_sql(d: Dialect, tables: Iterable[str]) -> str:
    """How many rows stand there once more: ``part, n, example``, one of their ids."""
    selects = []
    for name in tables:
        columns = ", ".join(SINGLE[name])
        key = SINGLE[name][1]
        repeated = f"select {key}, count(*) as n from {d.ident(name)} where {key} is not null"
        selects.append(
            f"select {d.literal(name)} as part, cast(coalesce(sum(n - 1), 0) as bigint) as n, min({key}) as example"
            f" from ({repeated} group by {columns} having count(*) > 1) r"
        )
    return f"select part, n, example from ({' union all '.join(selects)}) f where n > 0 order by part"


def unordered_events_sql(d: Dialect) -> str:
    """How many changes of MRR share company, contract and day, and no id or line tells their order: ``n``."""
    on = d.ident("on")
    return (
        f"select cast(coalesce(sum(n), 0) as bigint) as n from (select count(*) as n from {d.ident('mrr_events')}"
        f" where event_id is null and line is null and {on} is not null"
        f" group by source, account_id, subscription_id, {on} having count(*) > 1) r"
    )
