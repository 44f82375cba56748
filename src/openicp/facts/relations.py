"""What our product does with the tools that customers use: integrates with them, complements or replaces them.

Comes in: the relations that files tell of technologies, and who uses which. Goes out: findings with counts. It never
takes an unknown tool for an absent one.
"""

from __future__ import annotations

import numpy as np

from openicp.engine import Engine
from openicp.model.facts import Accounts, TagsColumn
from openicp.model.finding import Finding
from openicp.sql import known

RELATIONS = ("integrates", "complements", "replaces")
MOST = 8


def relations(engine: Engine, tables: frozenset[str], accounts: Accounts) -> list[Finding]:
    """Of how many customers with known tools our product integrates with, complements or replaces one."""
    column = accounts.columns.get("technologies")
    if "tags" not in tables or not isinstance(column, TagsColumn):
        return []
    told: dict[str, set[str]] = {}
    for value, relation in engine.rows(known.relations_sql(engine.dialect)):
        told.setdefault(str(relation), set()).add(str(value))
    state = column.state[accounts.customer]
    of = int((state >= 0).any(axis=1).sum())
    findings = []
    for relation in RELATIONS:
        places = [place for place, tag in enumerate(column.tags) if tag in told.get(relation, ())]
        having = (state[:, places] == 1).sum(axis=0)
        order = [places[at] for at in np.argsort(-having, kind="stable") if having[at]]
        if order:
            count = int((state[:, order] == 1).any(axis=1).sum())
            fields: dict[str, object] = {"names": [column.tags[at] for at in order[:MOST]], "n": count, "of": of}
            findings.append(Finding(f"tools_{relation}", "note", fields))
    return findings
