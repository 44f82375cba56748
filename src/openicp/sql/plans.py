"""SELECTs about plans and price lists: which cost nothing, what their ids are called.

Comes in: a dialect; the loaded tables ``all_plans`` and ``all_subscriptions``. Goes out: SELECTs. It never says whether
a plan counts: a person may say otherwise.
"""

from __future__ import annotations

from openicp.sql.dialect import Dialect


def priced_nothing_sql(d: Dialect) -> str:
    """``plan_id, plan_name`` of plans that cost nothing by the price list."""
    return (
        "select plan_id, plan_name from all_plans where plan_price = 0 or is_free order by 1 nulls last, 2 nulls last"
    )


def most_paid_sql(d: Dialect) -> str:
    """``plan, most``: the highest MRR of each plan; 1 where it is not known."""
    return (
        "select plan, max(coalesce(mrr, 1)) as most from all_subscriptions where plan is not null "
        "group by plan order by 1 nulls last"
    )


def listed_plans_sql(d: Dialect) -> str:
    """``plan_id, plan_name`` of every plan of a price list."""
    return "select distinct plan_id, plan_name from all_plans order by 1 nulls last, 2 nulls last"
