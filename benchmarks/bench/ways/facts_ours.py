"""What is known of every account, and the metrics of all: published tables in, sums out, by the product.

Comes in: a folder of tables, a folder to write to. Goes out: ``sums.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from bench.measure import timed
from openicp import facts, metrics
from openicp.actions.known import MEMORY
from openicp.config import Project
from openicp.engine import duck
from openicp.model.facts import CategoryColumn, Facts, NumberColumn, TagsColumn


def main() -> None:
    """Gather, measure, sum up."""
    inputs, out = map(Path, sys.argv[1:3])
    tables = {path.stem: path for path in inputs.glob("*.parquet")}
    with timed(out), duck(inputs, memory_limit=MEMORY, spill=out) as engine:
        found, _ = facts.gather(engine, tables, Project())
        whole = metrics.measure(found, project=Project(), seed=0)
    sums = summed(found)
    told = {"customers": whole["customers"].value, "mrr": whole["mrr"].value}
    (out / "sums.json").write_text(json.dumps(sums | {f"metric {name}": value for name, value in told.items()}))


def summed(found: Facts) -> dict[str, float]:
    """Counts and totals over all accounts."""
    a, deals, spells, revenue, costs = found.accounts, found.deals, found.spells, found.revenue, found.costs
    assert deals
    assert spells
    assert revenue
    assert costs
    assert found.usage is not None
    sums: dict[str, Any] = {
        "accounts": a.n,
        "ever customers": a.customer.sum(),
        "metric customers": a.active.sum(),
        "metric mrr": np.nansum(a.mrr[a.active]),
        "mrr of all": np.nansum(a.mrr),
        "spells": len(spells.account),
        "deals": len(deals.account),
        "deals won": (deals.outcome == 1).sum(),
        "deals lost": (deals.outcome == 0).sum(),
        "deals amount": np.nansum(deals.amount),
        "months of revenue": len(revenue.account),
        "revenue": revenue.mrr.sum(),
        "spend": costs.total,
        "users": np.isfinite(found.usage).sum(),
        "usage": np.nansum(found.usage),
    }
    sums |= {f"known {name}": known(column) for name, column in a.columns.items()}
    return {name: float(value) for name, value in sums.items()}


def known(column: CategoryColumn | NumberColumn | TagsColumn) -> int:
    """Accounts of which it is known; of tags how many there are."""
    if isinstance(column, TagsColumn):
        return int((column.state == 1).sum())
    values = column.codes >= 0 if isinstance(column, CategoryColumn) else np.isfinite(column.low)
    return int(values.sum())


if __name__ == "__main__":
    main()
