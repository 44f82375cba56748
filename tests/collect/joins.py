"""Companies of several systems joined without files: references in, groups out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openicp.collect.identify.accounts import Numbered, identities, number
from openicp.collect.identify.companies import gather, loaded
from openicp.collect.identify.joining import Joined, Likeness, join
from openicp.collect.identify.links import decided_pairs
from openicp.collect.identify.near import near
from openicp.engine import Engine, duck

COLUMNS = ("account_ref", "account_name", "account_domain", "country", "other_ref", "parent_ref", "parent_name")


@dataclass(frozen=True)
class Reference:
    """One way in which a source names a company."""

    source: str
    system: str
    table: str
    ref: str | None = None
    name: str | None = None
    domain: str | None = None
    country: str | None = None
    other_ref: str | None = None
    parent_ref: str | None = None
    parent_name: str | None = None

    @property
    def values(self) -> tuple[str | None, ...]:
        return (self.ref, self.name, self.domain, self.country, self.other_ref, self.parent_ref, self.parent_name)


@dataclass(frozen=True)
class Outcome:
    """What joining came to, by reference."""

    joined: Joined
    numbered: Numbered
    identities: Sequence[Any]
    alike: list[Likeness]
    entity_of: dict[tuple[str, str, str, str], int]

    def together(self, *references: Reference) -> bool:
        """Whether all are of one company."""
        return len({self.account(each) for each in references}) == 1

    def account(self, reference: Reference) -> str:
        """Its account's id."""
        return self.id_of(self.entity_of[key(reference)])

    def id_of(self, entity: int) -> str:
        """The id of an entity's account."""
        return self.numbered.ids[int(self.numbered.account[entity])]

    def reasons(self) -> list[str]:
        """Why pairs are doubtful, each pair once."""
        root, found = self.joined.groups.root, {}
        for each in (*self.joined.doubtful, *self.alike):
            found.setdefault(frozenset((root(each.first), root(each.second))), each.reason)
        return list(found.values())

    def pairs(self) -> set[frozenset[str]]:
        """Values of the entities that are asked about."""
        value = self.joined.companies.value
        return {frozenset((value[e.first], value[e.second])) for e in (*self.joined.doubtful, *self.alike)}


def key(reference: Reference) -> tuple[str, str, str, str]:
    """What a mention is told by."""
    return reference.source, reference.ref or "", reference.name or "", reference.domain or ""


def joined(engine: Engine, *references: Reference, known=(), aliases=(), proposals=()) -> Outcome:
    """Join references as an import would."""
    tables: dict[str, list[Reference]] = defaultdict(list)
    for each in references:
        tables[each.table].append(each)
    for table, rows in tables.items():
        content = {"source": [r.source for r in rows], "system": [r.system for r in rows]}
        content |= {name: [r.values[place] for r in rows] for place, name in enumerate(COLUMNS)}
        engine.put(f"all_{table}", content, types=dict.fromkeys(content, "varchar"))
    spaces = {each.source: each.system for each in references}
    companies = gather(engine, loaded(engine, tables), spaces, frozenset())
    accepted, refused = decided_pairs(engine, proposals)
    found = join(companies, accepted=accepted, refused=refused)
    numbered = number(engine, found, known, aliases)
    rows = identities(engine, found, numbered)
    alike, _ = near(engine, found)
    mentions = engine.rows("select source, ref, name, domain, entity from join_mentioned")
    return Outcome(found, numbered, rows, alike, {tuple(row[:4]): row[4] for row in mentions})


@contextmanager
def engine_in(folder: Path) -> Iterator[Engine]:
    """An engine of its own."""
    folder.mkdir(exist_ok=True)
    with duck(folder, threads=1) as engine:
        yield engine
