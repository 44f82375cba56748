"""The same sums by hand: the same Parquet files through bare DuckDB, one statement for each, fetched as arrays.

Comes in: a folder of tables, a folder to write to. Goes out: ``sums.json``. It knows what the tables hold (one
currency, contracts before invoices, no trials), which the product has to find out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import duckdb
import numpy as np

from bench.measure import timed

GRACE = 30
"""Days without a contract after which a customer is lost."""
AS_OF = "date '2026-10-31'"
SELECTS = {
    "days": "select max(issued_on) as invoices, (select max(closed_on) from deals) as deals, (select max(started_on) "
    "from subscriptions) as subscriptions from invoices",
    "accounts": "select account_id, name from accounts where not is_internal order by account_id",
    "spells": f"""
with placed as (
  select account_id, started_on, coalesce(ended_on, date '2999-12-31') as ended_on,
    max(coalesce(ended_on, date '2999-12-31')) over (partition by account_id order by started_on
      rows between unbounded preceding and 1 preceding) as before
  from subscriptions
), numbered as (
  select *, sum(case when before is null or started_on > before + {GRACE} + 1 then 1 else 0 end)
    over (partition by account_id order by started_on) as spell from placed
)
select account_id, min(started_on) as started, max(ended_on) as ended from numbered group by account_id, spell""",
    "latest": f"""
select account_id, arg_max(cast(mrr as double), started_on) as mrr,
  max(coalesce(ended_on, date '2999-12-31')) >= {AS_OF} as active from subscriptions group by account_id""",
    "revenue": f"""
select account_id, month, sum(cast(mrr as double)) as mrr from subscriptions, (
  select cast(range as date) as month, last_day(range) as day
  from range(date '2015-01-01', {AS_OF} + 1, interval 1 month)
) where started_on <= day and coalesce(ended_on, date '2999-12-31') >= day group by account_id, month""",
    "billed": """
select account_id, date_trunc('month', period_start) as month, sum(cast(amount as double)) as amount,
  count(*) as lines, min(period_start) as first, max(period_end) as last
from invoices where status = 'paid' group by account_id, date_trunc('month', period_start)""",
    "deals": """
select account_id, opened_on, closed_on, outcome, cast(amount as double) as amount from deals
where kind = 'new'""",
    "usage": f"""
select account_id, sum(amount) / 3 as amount from usage
where "on" between date_trunc('month', {AS_OF}) - interval 2 month and {AS_OF} group by account_id""",
    "attributes": """
select account_id, attribute, arg_max(value, known_on) as value, arg_max(low, known_on) as low
from attributes group by account_id, attribute""",
    "tags": "select account_id, attribute, value from tags group by account_id, attribute, value",
    "spend": "select month, channel, sum(cast(amount as double)) as amount from spend group by month, channel",
}


def main() -> None:
    """Ask, fetch, sum up."""
    inputs, out = map(Path, sys.argv[1:3])
    with timed(out), duckdb.connect() as engine:
        for path in inputs.glob("*.parquet"):
            engine.execute(f"create view \"{path.stem}\" as select * from read_parquet('{path}')")
        found = {name: engine.execute(select).fetchnumpy() for name, select in SELECTS.items()}
    (out / "sums.json").write_text(json.dumps(summed(found)))


def summed(found: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Counts and totals over all accounts."""
    latest, deals, usage, attributes = (found[name] for name in ("latest", "deals", "usage", "attributes"))
    active = latest["active"].astype(bool)
    using = np.isin(usage["account_id"].astype(str), latest["account_id"].astype(str)[active])
    sums: dict[str, Any] = {
        "accounts": len(found["accounts"]["account_id"]),
        "ever customers": len(latest["account_id"]),
        "metric customers": active.sum(),
        "metric mrr": latest["mrr"][active].sum(),
        "mrr of all": latest["mrr"].sum(),
        "spells": len(found["spells"]["account_id"]),
        "deals": len(deals["account_id"]),
        "deals won": (deals["outcome"] == "won").sum(),
        "deals lost": (deals["outcome"] == "lost").sum(),
        "deals amount": deals["amount"].sum(),
        "months of revenue": len(found["revenue"]["account_id"]),
        "revenue": found["revenue"]["mrr"].sum(),
        "spend": found["spend"]["amount"].sum(),
        "users": using.sum(),
        "usage": usage["amount"][using].sum(),
        "known technologies": len(found["tags"]["value"]),
    }
    names, counts = np.unique(attributes["attribute"].astype(str), return_counts=True)
    sums |= {f"known {name}": count for name, count in zip(names, counts, strict=True)}
    return {name: float(value) for name, value in sums.items()}


if __name__ == "__main__":
    main()
