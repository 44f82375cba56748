"""Stable ids for companies: the same company keeps its id in every later import.

Comes in: groups of entities, identities known from earlier. Goes out: an id per account, rows of identities, aliases
after merges. An id comes from the strongest identity a company had when it was first seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from openicp.collect.identify.companies import ID, NAME_AND_DOMAIN, Companies, Entity
from openicp.collect.identify.groups import Ints
from openicp.collect.identify.joining import Joined
from openicp.engine import Engine
from openicp.normalise.names import clean_company_name
from openicp.sql import joining as sql

CONFIDENCE = {"id": 1.0, "identifier": 1.0, "domain": 0.95, "name": 0.8, "accepted": 1.0}
OWN_METHOD = ("id", "domain", "domain", "name")
NUMBERS = {"entity": "bigint", "account": "bigint"}


AT_ONCE = 200_000
"""Identities that are made at once: what two million are called is 280 MB."""


class Identities(Iterable[Mapping[str, object]]):
    """Rows of the ledger's ``identities``, made as they are written: two million of them never stand side by side."""

    def __init__(self, engine: Engine, companies: Companies, numbered: Numbered, methods: list[str]) -> None:
        self._engine, self._companies, self._numbered, self._methods = engine, companies, numbered, methods

    def __iter__(self) -> Iterator[Mapping[str, object]]:
        for first in range(0, self._companies.n, AT_ONCE):
            select = sql.entities_between_sql(self._engine.dialect, first, first + AT_ONCE - 1)
            for entity, name, domain, _ in self._shown(select):
                yield self._row(entity, name, domain)

    def of(self, entities: Iterable[int]) -> dict[int, tuple[Mapping[str, object], str]]:
        """By entity its row, and the first source that mentions it."""
        asked = sorted(set(entities))
        if not asked:
            return {}
        self._engine.put("join_asked", {"entity": asked}, types={"entity": "bigint"})
        rows = self._shown(sql.entities_asked_sql(self._engine.dialect))
        return {entity: (self._row(entity, name, domain), str(source)) for entity, name, domain, source in rows}

    def _shown(self, select: str) -> Iterator[tuple[int, str | None, str | None, str]]:
        shown = self._engine.fetch(select)
        names = (shown[column].tolist() for column in ("entity", "name", "domain", "source"))
        return zip(*names, strict=True)

    def _row(self, entity: int, name: str | None, domain: str | None) -> Mapping[str, object]:
        c, account = self._companies, self._numbered.account[entity]
        return {
            "account_id": self._numbered.ids[account],
            "system": c.space[entity],
            "external_id": c.value[entity] if c.kind[entity] == ID else None,
            "domain": domain,
            "name": name or self._numbered.names[account],
            "method": self._methods[entity],
            "confidence": CONFIDENCE[self._methods[entity]],
        }


@dataclass(frozen=True, slots=True)
class Numbered:
    """Every entity with the account it is of."""

    account: Ints
    """Number of the account, by entity."""
    ids: list[str]
    """Stable id, by number of the account."""
    names: list[str]
    """Name to show, by number of the account."""
    aliases: list[dict[str, object]]


def number(
    engine: Engine, joined: Joined, known: Iterable[Mapping[str, Any]], aliases: Iterable[Mapping[str, Any]]
) -> Numbered:
    """Give every group its id, and put ``join_numbers`` and ``join_ids``: what each account is called.

    Parameters
    ----------
    known
        Rows of ``identities`` in the ledger.
    aliases
        Rows of ``aliases``.
    """
    roots, account = np.unique(joined.groups.roots(), return_inverse=True)
    merged = {str(row["alias"]): str(row["account_id"]) for row in aliases}
    earlier = _earlier(engine, account, known)
    ids = _ids(joined.companies, roots, earlier, merged)
    entities = np.arange(joined.companies.n)
    engine.put("join_numbers", {"entity": entities, "account": account}, types=NUMBERS)
    shown = engine.fetch(sql.accounts_shown_sql(engine.dialect))
    rows = zip(shown["name"], shown["domain"], shown["ref"], ids, strict=True)
    names = [str(name or domain or ref or account_id) for name, domain, ref, account_id in rows]
    called: dict[str, Any] = {"account_id": ids, "name": names, "domain": shown["domain"]}
    types = dict.fromkeys(called, "varchar") | {"account": "bigint"}
    engine.put("join_ids", {"account": np.arange(len(ids)), **called}, types=types)
    settled = sorted(_settled(merged, set(ids)).items())
    changed: list[dict[str, object]] = [{"alias": old, "account_id": new} for old, new in settled]
    return Numbered(account.astype(np.int64), ids, names, changed)


def identities(engine: Engine, joined: Joined, numbered: Numbered) -> Identities:
    """One row per entity: what each is called where, and how it came to its account."""
    c = joined.companies
    methods = [OWN_METHOD[kind] for kind in c.kind.tolist()]
    for entity, method in joined.method.items():
        methods[entity] = method
    return Identities(engine, c, numbered, methods)


def _earlier(engine: Engine, account: Ints, known: Iterable[Mapping[str, Any]]) -> dict[int, list[str]]:
    """Ids that each account had before, the one of its strongest identity first."""
    columns: dict[str, list[Any]] = {name: [] for name in ("account", "kind", "space", "value", "domain")}
    for row in known:
        for name, value in zip(columns, _known(row), strict=True):
            columns[name].append(value)
    if not columns["account"]:
        return {}
    engine.put("join_known", columns, types=dict.fromkeys(columns, "varchar") | {"kind": "bigint"})
    found: dict[int, dict[str, None]] = {}
    rows = engine.rows(sql.known_pairs_sql(engine.dialect))
    for place in (0, 1):
        for entity, old, rank in rows:
            if rank == place:
                found.setdefault(int(account[entity]), {}).setdefault(str(old))
    return {each: list(olds) for each, olds in found.items()}


def _known(row: Mapping[str, Any]) -> tuple[str, int, str, str, str | None]:
    """An earlier identity as the key of an entity."""
    account, system, domain = str(row["account_id"]), str(row["system"] or ""), row["domain"]
    if row["external_id"]:
        return account, ID, system, str(row["external_id"]), None
    if not system:
        return account, 2, "", str(domain), domain
    cleaned = clean_company_name(str(row["name"] or ""))
    if domain:
        return account, NAME_AND_DOMAIN, system, f"{cleaned}@{domain}", domain
    return account, 3, system, cleaned, None


def entity_key(row: Mapping[str, Any]) -> Entity:
    """The key of the entity that a row of ``identities`` is of."""
    _, kind, space, value, _ = _known(row)
    name = sql.KINDS[kind]
    return (name, value) if name == "dm" else (name, space, value)


def _ids(c: Companies, roots: Ints, earlier: Mapping[int, list[str]], merged: dict[str, str]) -> list[str]:
    """The id of each account; ids of accounts that are one now are noted in ``merged``."""
    taken: set[str] = set()
    ids = [""] * len(roots)
    for account in sorted(earlier):
        free = [each for each in earlier[account] if each not in taken]
        if free:
            ids[account] = free[0]
            taken.add(free[0])
            merged |= dict.fromkeys(free[1:], free[0])
    for account, root in enumerate(roots.tolist()):
        if not ids[account]:
            ids[account] = _fresh(c.key(root), taken)
            taken.add(ids[account])
    return ids


def _fresh(root: tuple[str, ...], taken: set[str]) -> str:
    salt = 0
    while True:
        text = "\x1f".join(root) + (f"\x1f{salt}" if salt else "")
        made = "a" + hashlib.sha256(text.encode()).hexdigest()[:12]
        if made not in taken:
            return made
        salt += 1


def _settled(merged: dict[str, str], alive: set[str]) -> dict[str, str]:
    """Aliases that lead to a living account, chains shortened."""
    settled: dict[str, str] = {}
    for alias in merged:
        target, steps = merged[alias], 0
        while target in merged and target not in alive and steps < len(merged):
            target, steps = merged[target], steps + 1
        if alias not in alive and target != alias:
            settled[alias] = target
    return settled
