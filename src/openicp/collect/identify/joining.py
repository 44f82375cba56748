"""Which references speak of the same company: by identifier, then domain, then cleaned name.

Comes in: the distinct references (system, id, name, domain) of all sources. Goes out: groups of them. Two records of
one system are never merged unless both name and domain are equal; what could be the same but is not shown to be
becomes a proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from openicp.normalise.names import clean_company_name

Entity = tuple[str, ...]
"""``("id", space, ref)``, ``("dm", domain)`` or ``("nm", space, cleaned name)``."""
SHARED_BY = 20
"""A domain that more companies of one system have is that of a host, not of a company."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One distinct way in which a source names a company."""

    source: str
    system: str
    table: str
    ref: str | None
    name: str | None
    domain: str | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a row of the source is joined by."""
        return self.source, self.ref or "", self.name or "", self.domain or ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two companies that could be one."""

    first: Entity
    second: Entity
    confidence: float
    reason: str


@dataclass
class Groups:
    """Entities that are one company: a union-find that keeps the smallest as the root."""

    parent: dict[Entity, Entity] = field(default_factory=dict)

    def root(self, entity: Entity) -> Entity:
        """The entity that stands for the group."""
        path = []
        found = self.parent.setdefault(entity, entity)
        while found != entity:
            path.append(entity)
            entity, found = found, self.parent[found]
        for each in path:
            self.parent[each] = entity
        return entity

    def join(self, first: Entity, second: Entity) -> None:
        """The two are one company."""
        a, b = sorted((self.root(first), self.root(second)), key=strength)
        self.parent[b] = a

    def join_all(self, entities: Iterable[Entity]) -> None:
        """All are one company."""
        first, *others = entities
        for other in others:
            self.join(first, other)

    def members(self) -> dict[Entity, list[Entity]]:
        """Entities by root, both in order."""
        found: dict[Entity, list[Entity]] = defaultdict(list)
        for entity in sorted(self.parent, key=strength):
            found[self.root(entity)].append(entity)
        return dict(sorted(found.items(), key=lambda item: strength(item[0])))


def strength(entity: Entity) -> tuple[int, Entity]:
    """Order of identities: ids before domains before names."""
    return {"id": 0, "dm": 1, "nm": 2}[entity[0]], entity


@dataclass
class Joined:
    """What joining came to."""

    groups: Groups
    entity_of: dict[tuple[str, str, str, str], Entity]
    """Entity by the key of a reference."""
    names: dict[Entity, set[str]]
    """Cleaned names of an entity."""
    domains: dict[Entity, set[str]]
    doubtful: list[Likeness]
    shared_domains: list[str]
    methods: dict[Entity, str]
    """How an entity came to its group, where it was not by its own id."""


@lru_cache(maxsize=1_000_000)
def cleaned(name: str) -> str:
    """A company's name for comparing."""
    return clean_company_name(name)


def join(references: list[Reference], spaces: Mapping[str, str], accepted: set[frozenset[Entity]]) -> Joined:
    """Group references that are one company.

    Parameters
    ----------
    references
        Distinct, in any order.
    spaces
        Space of ids by source: sources whose ids mean the same share one.
    accepted
        Pairs of entities that a person said are one.
    """
    joined = Joined(Groups(), {}, defaultdict(set), defaultdict(set), [], [], {})
    for reference in sorted(references, key=lambda each: (each.table == "tags", each.key)):
        _enter(joined, reference, spaces[reference.source])
    for pair in sorted(accepted, key=sorted):
        if all(entity in joined.groups.parent for entity in pair):
            joined.groups.join_all(sorted(pair))
    _by_domain(joined)
    _by_name(joined)
    return joined


def _enter(joined: Joined, reference: Reference, space: str) -> None:
    name = cleaned(reference.name) if reference.name else ""
    if reference.ref:
        entity: Entity = ("id", space, reference.ref)
    elif reference.domain:
        entity = ("dm", reference.domain)
    elif name:
        entity = ("nm", space, name)
    else:
        return
    joined.groups.root(entity)
    joined.entity_of[reference.key] = entity
    if name:
        joined.names[entity].add(name)
    # Where a person's mail goes says less than the company's own address.
    if reference.domain and not (reference.table == "tags" and joined.domains.get(entity)):
        joined.domains[entity].add(reference.domain)


def _by_domain(joined: Joined) -> None:
    holders: dict[str, list[Entity]] = defaultdict(list)
    for entity in sorted(joined.groups.parent, key=strength):
        for domain in sorted(joined.domains.get(entity, ())):
            holders[domain].append(entity)
    for domain, entities in sorted(holders.items()):
        if _most_in_a_space(joined, entities) > SHARED_BY:
            joined.shared_domains.append(domain)
            for entity in entities:
                joined.domains[entity].discard(domain)
        elif _most_in_a_space(joined, entities) <= 1:
            _merge(joined, entities, "domain")
        else:
            _by_domain_and_name(joined, entities)


def _by_domain_and_name(joined: Joined, entities: list[Entity]) -> None:
    """Several records of one system have the domain: only those with one name too are one company."""
    named: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        for name in sorted(joined.names.get(entity, ())):
            named[name].append(entity)
    for _, same in sorted(named.items()):
        _merge(joined, same, "domain")
    rest = _roots(joined, entities)
    joined.doubtful += [Likeness(rest[0], other, 0.6, "same_domain") for other in rest[1:4]]


def _by_name(joined: Joined) -> None:
    holders: dict[str, list[Entity]] = defaultdict(list)
    for entity in sorted(joined.groups.parent, key=strength):
        for name in sorted(joined.names.get(entity, ())):
            holders[name].append(entity)
    for name, entities in sorted(holders.items()):
        if len(name) < 2 or len(_roots(joined, entities)) == 1:
            continue
        firm = [entity for entity in entities if entity[0] != "nm"]
        loose = [entity for entity in entities if entity[0] == "nm"]
        if len(firm) > 1:
            _firm_names(joined, firm)
        for entity in loose:
            _attach(joined, entity, firm)
        left = [entity for entity in loose if joined.groups.root(entity) == entity]
        if not firm and len(left) > 1:
            _merge(joined, left, "name")


def _firm_names(joined: Joined, entities: list[Entity]) -> None:
    """One name in several records with ids or domains: one company, unless a system or the domains tell them apart."""
    roots = _roots(joined, entities)
    if len(roots) < 2:
        return
    if _most_in_a_space(joined, entities) <= 1 and not _domains_differ(joined, roots):
        _merge(joined, entities, "name")
        return
    if _domains_differ(joined, roots):
        if _most_in_a_space(joined, entities) > 1:
            return  # one system lists them side by side, each with a domain of its own: two companies
        reason = "same_name_other_domain"
    else:
        reason = "same_name"
    joined.doubtful += [Likeness(roots[0], other, 0.65, reason) for other in roots[1:4]]


def _attach(joined: Joined, entity: Entity, firm: list[Entity]) -> None:
    """A row that gives only a name belongs to the one company of that name: of its own system first, else of all."""
    own = _roots(joined, [each for each in firm if each[0] == "id" and each[1] == entity[1]])
    every = _roots(joined, firm)
    target = own[0] if len(own) == 1 else every[0] if len(every) == 1 else None
    if target is not None:
        joined.groups.join(target, entity)
        joined.methods.setdefault(entity, "name")


def _merge(joined: Joined, entities: list[Entity], method: str) -> None:
    if len(_roots(joined, entities)) < 2:
        return
    joined.groups.join_all(entities)
    for entity in entities[1:]:
        joined.methods.setdefault(entity, method)


def _roots(joined: Joined, entities: Iterable[Entity]) -> list[Entity]:
    return sorted({joined.groups.root(entity) for entity in entities}, key=strength)


def _most_in_a_space(joined: Joined, entities: Iterable[Entity]) -> int:
    """The largest number of different companies that one system lists among these."""
    spaces: dict[str, set[Entity]] = defaultdict(set)
    for entity in entities:
        if entity[0] == "id":
            spaces[entity[1]].add(joined.groups.root(entity))
    return max((len(found) for found in spaces.values()), default=0)


def _domains_differ(joined: Joined, roots: list[Entity]) -> bool:
    known = [
        found
        for root in roots
        if (found := {d for e, ds in joined.domains.items() if joined.groups.root(e) == root for d in ds})
    ]
    return any(not (first & second) for n, first in enumerate(known) for second in known[n + 1 :])
