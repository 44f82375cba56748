"""Which roles decide, use and stop in the companies of the customers, and which merely occur: counts, without a name.

Comes in: what is known, the published roles. Goes out: ``Role`` values for the profile's people. It never sees a
person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from openicp.actions.known import Known, engine_of, tables_of
from openicp.model.facts import TagsColumn
from openicp.report.inputs import Role
from openicp.sql.personas import decision_roles_sql
from openicp.workspace import Workspace

MOST = 5
MOST_OF_PART = 2
RARE = 0.03
PARTS = {
    "decision_maker": "decides",
    "economic_buyer": "pays",
    "champion": "speaks_for",
    "influencer": "has_a_say",
    "user": "uses",
    "blocker": "stops",
}
"""What is said of each part in a decision, in this order."""


def roles(ws: Workspace, known: Known) -> tuple[Role, ...]:
    """Roles with their part in the decision where a source tells it, else those that are named at customers."""
    return _deciding(ws, known) or _named(known)


def _deciding(ws: Workspace, known: Known) -> tuple[Role, ...]:
    """Each part's most frequent roles: (customers where somebody has it, customers of which any part is known)."""
    place = tables_of(ws).get("personas")
    if place is None:
        return ()
    with engine_of(ws) as engine:
        engine.load("decision_roles", place)
        rows = engine.rows(decision_roles_sql(engine.dialect, "decision_roles"))
    accounts = known.facts.accounts
    customers = {str(one) for one, is_one in zip(accounts.account_id, accounts.customer, strict=True) if is_one}
    return _counted((str(a), str(title), str(part)) for a, title, part in rows if str(a) in customers)


def _counted(rows: Iterable[tuple[str, str, str]]) -> tuple[Role, ...]:
    told: set[str] = set()
    who: dict[tuple[str, str], set[str]] = defaultdict(set)
    spelt: dict[str, str] = {}
    for account, title, part in rows:
        told.add(account)
        spelt.setdefault(title.casefold(), title)
        who[PARTS.get(part, part), title.casefold()].add(account)
    found = []
    for part in PARTS.values():
        held = sorted(((len(of), title) for (one, title), of in who.items() if one == part), key=_most_first)
        found += [Role(part, spelt[title], (count, len(told))) for count, title in held[:MOST_OF_PART]]
    return tuple(found)


def _most_first(pair: tuple[int, str]) -> tuple[int, str]:
    return (-pair[0], pair[1])


def _named(known: Known) -> tuple[Role, ...]:
    """Roles named at customers, the most frequent first, each (with it, known)."""
    accounts = known.facts.accounts
    column = accounts.columns.get("roles")
    if not isinstance(column, TagsColumn):
        return ()
    state = column.state[accounts.customer]
    told = int((state >= 0).any(axis=1).sum())
    counts = [(int((state[:, index] == 1).sum()), tag) for index, tag in enumerate(column.tags)]
    kept = sorted((pair for pair in counts if pair[0] >= max(1.0, RARE * told)), key=_most_first)
    return tuple(Role("named", tag, (count, told)) for count, tag in kept[:MOST]) if told else ()
