"""Plans nobody pays for and pipelines that are no new business: what was decided, and what to ask.

Comes in: the loaded tables and the project. Goes out: small tables for the SELECTs that publish, and proposals that
are taken already and may be refused. It never changes what a row says of itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from openicp.collect.derive import FREE
from openicp.collect.identify.names import squash
from openicp.collect.mapping import proposal_id
from openicp.collect.recognise.headers import fold
from openicp.collect.recognise.words import kind_of
from openicp.config import Project
from openicp.engine import Engine
from openicp.model.finding import Proposal
from openicp.sql import publish as sql


def decide(
    engine: Engine, tables: set[str], names: Mapping[str, str], project: Project
) -> tuple[list[Proposal], list[Proposal]]:
    """Put ``collect_free`` and ``collect_pipelines``; say what was taken for what."""
    return _free(engine, tables, names, project), _pipelines(engine, tables, project)


def _free(engine: Engine, tables: set[str], names: Mapping[str, str], project: Project) -> list[Proposal]:
    """Free by the project, by a price of 0, or by name."""
    listed = {squash(plan) for plan in project.free_plans}
    priced = _priced_nothing(engine, tables, names)
    counts = _plans(engine, tables, names)
    free = sorted(p for p in counts if squash(p) in listed or p in priced or fold(p) in FREE)
    engine.put("collect_free", {"plan": free}, types={"plan": "varchar"})
    return [
        Proposal(
            proposal_id("free_plan", plan),
            "free_plan",
            {"plan": plan, "n": counts[plan]},
            {"paying": False},
            1.0 if squash(plan) in listed else 0.9,
            "decided" if squash(plan) in listed else "price_of_nothing" if plan in priced else "named_free",
            "accepted" if squash(plan) in listed else "taken",
        )
        for plan in free
    ]


def _priced_nothing(engine: Engine, tables: set[str], names: Mapping[str, str]) -> set[str]:
    if "plans" not in tables:
        return set()
    rows = engine.rows(
        "select plan_id, plan_name from all_plans where plan_price = 0 or is_free order by 1 nulls last, 2 nulls last"
    )
    return {names.get(str(text), str(text)) for row in rows for text in row if text}


def _plans(engine: Engine, tables: set[str], names: Mapping[str, str]) -> dict[str, int]:
    """Plans as they will be published, with the number of rows of the table that says most about paying."""
    counts: dict[str, int] = {}
    for table in ("subscriptions", "mrr_events", "accounts"):
        if table not in tables:
            continue
        for text, n in engine.rows(sql.distinct_values_sql(engine.dialect, f"all_{table}", "plan")):
            plan = names.get(str(text), str(text))
            counts[plan] = counts.get(plan, 0) + int(n)
    return counts


def _pipelines(engine: Engine, tables: set[str], project: Project) -> list[Proposal]:
    renewal = {fold(pipeline) for pipeline in project.renewal_pipelines}
    rows = []
    if "deals" in tables:
        rows = engine.rows(sql.distinct_values_sql(engine.dialect, "all_deals", "pipeline"))
    decided = {str(text): "renewal" for text, _ in rows if fold(str(text)) in renewal}
    content = {"pipeline": sorted(decided), "kind": [decided[p] for p in sorted(decided)]}
    engine.put("collect_pipelines", content, types=dict.fromkeys(content, "varchar"))
    found = []
    for text, n in rows:
        kind = decided.get(str(text)) or kind_of(str(text))
        if kind in ("renewal", "expansion"):
            fields = {"pipeline": str(text), "n": int(n)}
            state = "accepted" if str(text) in decided else "taken"
            identity = proposal_id("pipeline", str(text))
            found.append(Proposal(identity, "pipeline", fields, {"kind": kind}, 0.9, f"named_{kind}", state))
    return found
