"""Plans nobody pays for and pipelines that are no new business: what was decided, and what to ask.

Comes in: the loaded tables and the project. Goes out: small tables for the SELECTs that publish, and proposals that
are taken already and may be refused. It never changes what a row says of itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from openicp.collect.identify.names import squash
from openicp.collect.loading.derive import is_free
from openicp.collect.mapping import proposal_id
from openicp.collect.recognise.headers import fold
from openicp.collect.recognise.words import kind_of
from openicp.config import Project
from openicp.engine import Engine
from openicp.model.finding import Proposal
from openicp.sql import plans
from openicp.sql import publish as sql


def decide(
    engine: Engine,
    tables: set[str],
    names: Mapping[str, str],
    project: Project,
    decisions: Mapping[str, str],
) -> tuple[list[Proposal], list[Proposal]]:
    """Put ``collect_free`` and ``collect_pipelines``; say what was taken for what.

    Parameters
    ----------
    names
        Names of plans in their one spelling.
    decisions
        ``accepted`` or ``refused`` by the id of a proposal.
    """
    return _free(engine, tables, names, project, decisions), _pipelines(engine, tables, project, decisions)


def _free(
    engine: Engine,
    tables: set[str],
    names: Mapping[str, str],
    project: Project,
    decisions: Mapping[str, str],
) -> list[Proposal]:
    """Free by the project, by a price of 0, or by name; unless a person refused."""
    listed = {squash(plan) for plan in project.free_plans}
    priced = _priced_nothing(engine, tables, names)
    unpaid = _never_paid(engine, tables, names)
    counts = _plans(engine, tables, names)
    found = []
    for plan in sorted(p for p in counts if squash(p) in listed or p in priced or is_free(p)):
        identity = proposal_id("free_plan", plan)
        said = squash(plan) in listed
        reason = "decided" if said else "price_of_nothing" if plan in priced | unpaid else "named_free"
        state = "accepted" if said else decisions.get(identity, "taken")
        subject = {"plan": plan, "n": counts[plan]}
        found.append(Proposal(identity, "free_plan", subject, {"paying": False}, 0.9, reason, state))
    free = [str(each.subject["plan"]) for each in found if each.decided != "refused"]
    engine.put("collect_free", {"plan": free}, types={"plan": "varchar"})
    return found


def _priced_nothing(engine: Engine, tables: set[str], names: Mapping[str, str]) -> set[str]:
    if "plans" not in tables:
        return set()
    rows = engine.rows(plans.priced_nothing_sql(engine.dialect))
    return {names.get(str(text), str(text)) for row in rows for text in row if text}


def _never_paid(engine: Engine, tables: set[str], names: Mapping[str, str]) -> set[str]:
    """Plans of which every subscription says that it costs nothing."""
    if "subscriptions" not in tables:
        return set()
    rows = engine.rows(plans.most_paid_sql(engine.dialect))
    return {names.get(str(plan), str(plan)) for plan, most in rows if most == 0}


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


def _pipelines(engine: Engine, tables: set[str], project: Project, decisions: Mapping[str, str]) -> list[Proposal]:
    renewal = {fold(pipeline) for pipeline in project.renewal_pipelines}
    rows = []
    if "deals" in tables:
        rows = engine.rows(sql.distinct_values_sql(engine.dialect, "all_deals", "pipeline"))
    found: list[Proposal] = []
    kinds: dict[str, str] = {}
    for text, n in ((str(text), int(n)) for text, n in rows):
        kind = "renewal" if fold(text) in renewal else kind_of(text)
        if kind not in ("renewal", "expansion"):
            continue
        identity = proposal_id("pipeline", text)
        state = "accepted" if fold(text) in renewal else decisions.get(identity, "taken")
        # Refused: its deals are new business, whatever the pipeline's name says.
        kinds |= {text: "new" if state == "refused" else kind} if state != "taken" else {}
        found.append(
            Proposal(identity, "pipeline", {"pipeline": text, "n": n}, {"kind": kind}, 0.9, f"named_{kind}", state)
        )
    content = {"pipeline": sorted(kinds), "kind": [kinds[p] for p in sorted(kinds)]}
    engine.put("collect_pipelines", content, types=dict.fromkeys(content, "varchar"))
    return found
