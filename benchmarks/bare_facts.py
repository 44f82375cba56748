"""Gathering facts beside the same sums in bare DuckDB: work, memory, and whether the sums are equal.

Comes in: a folder of published tables, as ``made.py tables`` writes them. Goes out: seconds of work of both, their
ratio, the highest memory. Each side runs in a process of its own; the bare one knows this company and needs no rules.

    python benchmarks/made.py tables OUT --accounts 1000000
    python benchmarks/bare_facts.py OUT
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

MONTH_ENDS = """(select cast(unnest(generate_series(timestamp '2021-10-01', timestamp '2026-10-01', interval 1 month))
  + interval 1 month - interval 1 day as date) as last_day)"""
TOOLS = ("slack", "jira", "asana", "dropbox", "g_suite", "google_drive", "salesforce", "zendesk", "microsoft_teams")
LAST = "date '2026-10-31'"
ENDED = "coalesce(s.ended_on, date '9999-12-31')"
BARE = {
    "contracts": f"""select ix, min(started_on) as started, max({ENDED}) as ended,
        sum(case when {ENDED} >= {LAST} then mrr end) as mrr
        from subscriptions s join a using (account_id) group by ix""",
    "months": f"""select ix, last_day, sum(mrr) as mrr from subscriptions s join a using (account_id)
        join {MONTH_ENDS} m on last_day between started_on and {ENDED} group by ix, last_day order by last_day, ix""",
    "invoices": """select ix, period_start, period_end, sum(amount) as amount, count(*) as n from invoices
        join a using (account_id) where status <> 'void' group by ix, period_start, period_end""",
    "deals": """select ix, count(*) as n, sum(case when outcome = 'won' then 1 else 0 end) as won,
        sum(case when outcome = 'lost' then 1 else 0 end) as lost, min(opened_on) as first, sum(amount) as amount
        from deals join a using (account_id) where kind = 'new' group by ix""",
    "usage": f"""select ix,
        sum(case when "on" between date '2026-08-01' and {LAST} then amount else 0 end) / 3 as amount
        from usage join a using (account_id) group by ix""",
    "attributes": "select ix, "
    + ", ".join(
        f"arg_max({value}, known_on) filter (attribute = '{name}') as {name}"
        for value, names in (("value", ("industry", "country", "channel")), ("low", ("employees", "revenue")))
        for name in names
    )
    + ", arg_max(low, known_on) filter (attribute = 'founded_year') as founded_year"
    " from attributes join a using (account_id) group by ix",
    "tags": f"select ix, {', '.join(f'''bool_or(value = '{tool}') as {tool}''' for tool in TOOLS)}"
    " from tags join a using (account_id) where attribute = 'technologies' group by ix",
    "spend": "select month, channel, sum(amount) as amount from spend group by month, channel",
}


def bare(folder: Path) -> dict[str, float]:
    """The sums by hand."""
    import duckdb

    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(folder / "spill")}) as engine:
        for path in sorted(folder.glob("*.parquet")):
            engine.execute(f"create view {path.stem} as select * from read_parquet('{path}')")
        engine.execute(
            "create temp table a as select account_id, row_number() over (order by account_id) - 1 as ix from accounts"
        )
        found: dict[str, Any] = {name: engine.execute(sql).fetchnumpy() for name, sql in BARE.items()}
    running = found["contracts"]["mrr"]
    return {
        "customers": len(found["contracts"]["ix"]),
        "mrr": float(running.sum()),
        "months": len(found["months"]["ix"]),
        "months_mrr": float(found["months"]["mrr"].sum()),
        "won": float(found["deals"]["won"].sum()),
        "spend": float(found["spend"]["amount"].sum()),
    }


def ours(folder: Path) -> dict[str, float]:
    """The product's facts and metrics of everybody."""
    import numpy as np

    from openicp import facts, metrics
    from openicp.config.project import Project
    from openicp.engine import duck

    tables = {path.stem: path for path in folder.glob("*.parquet")}
    with duck(folder, memory_limit="1GB") as engine:
        found, _ = facts.gather(engine, tables, Project())
    metrics.measure(found)
    accounts, totals = found.accounts, facts.totals(found)
    assert found.revenue is not None
    return {
        "customers": int(accounts.customer.sum()),
        "mrr": float(np.nansum(accounts.mrr[accounts.active])),
        "months": len(found.revenue.mrr),
        "months_mrr": float(found.revenue.mrr.sum()),
        "won": float(totals["won_deals"] or 0),
        "spend": float(totals["spend"] or 0),
    }


def main() -> None:
    """One line for each side and their ratio; or, inside a child, one side."""
    if len(sys.argv) > 2:
        began, side = time.perf_counter(), {"bare": bare, "ours": ours}[sys.argv[2]]
        sums = side(Path(sys.argv[1]).resolve())
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = {"work": used.ru_utime + used.ru_stime, "seconds": time.perf_counter() - began}
        print(json.dumps({"sums": sums, **seconds, "megabytes": used.ru_maxrss // 1024}))
        return
    sides = {name: _child(sys.argv[1], name) for name in ("bare", "ours")}
    for name, side in sides.items():
        print(f"{name}  {side['work']:7.1f} s of work  {side['seconds']:7.1f} s  {side['megabytes']:6} MB")
    for sum_, value in sides["ours"]["sums"].items():
        assert abs(value - sides["bare"]["sums"][sum_]) <= 1e-9 * max(1.0, abs(value)), sum_
    print(f"ratio {sides['ours']['work'] / sides['bare']['work']:.2f}, equal sums")


def _child(folder: str, side: str) -> dict[str, Any]:
    command = [sys.executable, __file__, folder, side]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found


if __name__ == "__main__":
    main()
