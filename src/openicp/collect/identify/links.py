"""Doubtful pairs as proposals, and what people decided about them.

Comes in: what joining came to, rows of proposals in the ledger. Goes out: proposals with both companies named, and
pairs of entities that are one or two because somebody said so. It never decides itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from openicp.collect.identify.accounts import Identities, Numbered
from openicp.collect.identify.companies import Companies, Entity
from openicp.collect.identify.followed import followed
from openicp.collect.identify.joining import Joined, Likeness, Pair
from openicp.collect.mapping import proposal_id
from openicp.engine import Engine
from openicp.model.finding import Proposal
from openicp.sql import joining as sql

CONFIRMED = 0.95


def decided_pairs(engine: Engine, proposals: Sequence[Mapping[str, Any]]) -> tuple[list[Pair], list[Pair]]:
    """Pairs of entities that a person said are one, and are two, as far as both are still there."""
    rows = [row for row in proposals if row["kind"] == "link" and row["decided"] in ("accepted", "refused")]
    columns: dict[str, list[Any]] = {name: [] for name in ("pair", "side", "kind", "space", "value")}
    for place, row in enumerate(rows):
        for side, letter in enumerate("ab"):
            key = (place, side, *key_columns(row["subject"][letter]["key"]))
            for name, value in zip(columns, key, strict=True):
                columns[name].append(value)
    types = {"pair": "bigint", "side": "bigint", "kind": "bigint", "space": "varchar", "value": "varchar"}
    engine.put("join_decided", columns, types=types)
    found: dict[int, list[int]] = {}
    for place, _, entity in engine.rows(sql.decided_sql(engine.dialect)):
        found.setdefault(int(place), []).append(int(entity))
    pairs = [(rows[p]["decided"], (e[0], e[1])) for p, e in sorted(found.items()) if len(e) == 2]
    accepted = [pair for said, pair in pairs if said == "accepted"]
    return accepted, [pair for said, pair in pairs if said == "refused"]


def key_columns(key: Sequence[Any]) -> tuple[int, str, str]:
    """Kind, space and value of an entity's key."""
    kind = sql.KINDS.index(str(key[0]))
    return (kind, "", str(key[1])) if len(key) == 2 else (kind, str(key[1]), str(key[2]))


def link_id(first: Entity, second: Entity) -> str:
    """The same pair has the same id in every import."""
    one, other = sorted((first, second), key=lambda key: (sql.KINDS.index(key[0]), key))
    return proposal_id("link", *one, "=", *other)


def links(
    joined: Joined,
    numbered: Numbered,
    rows: Identities,
    pairs: Iterable[Likeness],
    known: Sequence[Mapping[str, Any]],
) -> list[Proposal]:
    """Pairs that could be one company, still two after all that was decided, each once."""
    decided = {str(row["id"]): row["decided"] for row in known if row["kind"] == "link"}
    account = numbered.account
    open_ = [
        pair
        for pair in pairs
        if account[pair.first] != account[pair.second] and not joined.groups.apart(pair.first, pair.second)
    ]
    shown = rows.of(entity for pair in open_ for entity in (pair.first, pair.second))
    sides = {each: _side(joined.companies, each, row, source) for each, (row, source) in shown.items()}
    found: dict[tuple[int, int], Proposal] = {}
    for pair in open_:
        one, other = sorted((int(account[pair.first]), int(account[pair.second])))
        proposal = _proposal(joined.companies, pair, sides)
        if decided.get(proposal.id) != "refused":
            found.setdefault((one, other), proposal)
    return list(found.values())


def _proposal(c: Companies, pair: Likeness, known: Mapping[int, Mapping[str, Any]]) -> Proposal:
    first, second = sorted((pair.first, pair.second))
    sides = {"a": known[first], "b": known[second]}
    subject: dict[str, Any] = dict(sides)
    subject |= {"first": sides["a"]["name"], "first_source": sides["a"]["source"]}
    subject |= {"second": sides["b"]["name"], "second_source": sides["b"]["source"]}
    identity = link_id(c.key(first), c.key(second))
    return Proposal(identity, "link", subject, {"same": True}, pair.confidence, pair.reason, None)


def _side(c: Companies, entity: int, row: Mapping[str, object], source: str) -> dict[str, Any]:
    """One of the two companies of a pair: as its own system names it."""
    named = {name: row[name] for name in ("account_id", "name", "domain", "system")}
    return {"key": list(c.key(entity)), **named, "source": source}


def confirmed(engine: Engine, tables: set[str], found: Sequence[Proposal]) -> list[Proposal]:
    """The links, with those first that days of winning and of paying confirm, then the likeliest."""
    pairs = {_accounts_of(link): link for link in found if link.reason == "near_name"}
    sure = followed(engine, tables, pairs)
    told = {pairs[p].id: replace(pairs[p], confidence=CONFIRMED, reason="won_then_paid") for p in sure}
    every = (told.get(link.id, link) for link in found)
    return sorted(every, key=lambda link: (link.id not in told, -link.confidence, link.id))


def _accounts_of(link: Proposal) -> tuple[str, str]:
    first, second = (str(dict(link.subject[side])["account_id"]) for side in ("a", "b"))  # type: ignore[call-overload]
    return first, second
