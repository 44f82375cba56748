"""Which roles occur in the companies of the customers: counts, without a name.

Comes in: what is known. Goes out: ``Role`` values for the profile's people. It never sees a person.
"""

from __future__ import annotations

from openicp.actions.analysis import Known
from openicp.model.facts import TagsColumn
from openicp.report.inputs import Role

MOST = 5
RARE = 0.03


def roles(known: Known) -> tuple[Role, ...]:
    """Roles named at customers, the most frequent first, each (with it, known)."""
    accounts = known.facts.accounts
    column = accounts.columns.get("roles")
    if not isinstance(column, TagsColumn):
        return ()
    state = column.state[accounts.customer]
    told = int((state >= 0).any(axis=1).sum())
    counts = [(int((state[:, index] == 1).sum()), tag) for index, tag in enumerate(column.tags)]
    kept = sorted((pair for pair in counts if pair[0] >= max(1.0, RARE * told)), key=lambda pair: (-pair[0], pair[1]))
    return tuple(Role("named", tag, (count, told)) for count, tag in kept[:MOST]) if told else ()
