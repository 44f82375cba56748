"""Stable ids for companies: the same company keeps its id in every later import.

Comes in: groups of references, identities known from earlier. Goes out: an id per reference, rows of identities,
aliases after merges. An id comes from the strongest identity a company had when it was first seen.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openicp.collect.identify.joining import Entity, Joined, Reference, cleaned
from openicp.collect.recognise.headers import fold

CONFIDENCE = {"id": 1.0, "domain": 0.95, "name": 0.8, "accepted": 1.0}
INTERNAL = frozenset({"test", "demo", "internal", "dummy", "sandbox", "intern", "testing", "tests"})
WITH_INTERNAL = INTERNAL | frozenset(
    ("account", "company", "customer", "organization", "org", "user", "konto", "firma", "kunde", "inc", "gmbh", "ltd")
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Every reference with the id of its account."""

    account_of: dict[tuple[str, str, str, str], str]
    identities: list[dict[str, object]]
    aliases: list[dict[str, object]]
    names: dict[str, str]
    """Name to show, by account."""
    domains: dict[str, str]
    id_of: dict[Entity, str]
    internal: frozenset[str]


def number(
    joined: Joined,
    references: Sequence[Reference],
    known: Iterable[Mapping[str, object]],
    aliases: Iterable[Mapping[str, object]],
) -> Numbered:
    """Give every group its id.

    Parameters
    ----------
    known
        Rows of ``identities`` in the ledger.
    aliases
        Rows of ``aliases``.
    """
    before = _known(known)
    ids: dict[Entity, str] = {}
    merged = {str(row["alias"]): str(row["account_id"]) for row in aliases}
    taken: set[str] = set()
    for root, members in joined.groups.members().items():
        earlier = _earlier(joined, members, before)
        free = [each for each in earlier if each not in taken]
        chosen = free[0] if free else _fresh(root, taken)
        taken.add(chosen)
        merged |= dict.fromkeys(free[1:], chosen)
        ids |= dict.fromkeys(members, chosen)
    account_of = {key: ids[entity] for key, entity in joined.entity_of.items()}
    names, domains = _shown(references, account_of)
    rows = _identities(joined, references, ids, names)
    settled = sorted(_settled(merged, taken).items())
    alias_rows: list[dict[str, object]] = [{"alias": old, "account_id": new} for old, new in settled]
    return Numbered(account_of, rows, alias_rows, names, domains, ids, _internal(names))


def _known(rows: Iterable[Mapping[str, object]]) -> dict[Entity, list[str]]:
    found: dict[Entity, list[str]] = defaultdict(list)
    for row in rows:
        account = str(row["account_id"])
        if row.get("external_id"):
            found["id", str(row["system"]), str(row["external_id"])].append(account)
            continue
        if row.get("domain"):
            found["dm", str(row["domain"])].append(account)
        if row.get("name"):
            found["nm", str(row["system"]), cleaned(str(row["name"]))].append(account)
    return found


def _earlier(joined: Joined, members: list[Entity], before: Mapping[Entity, list[str]]) -> list[str]:
    """Ids that this company had, the one of its strongest identity first."""
    found = [account for entity in members for account in before.get(entity, ())]
    for entity in members:
        for domain in sorted(joined.domains.get(entity, ())):
            found += before.get(("dm", domain), ())
    return list(dict.fromkeys(found))


def _fresh(root: Entity, taken: set[str]) -> str:
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


RANK = {"accounts": 0, "subscriptions": 1, "deals": 2}


def _shown(
    references: Sequence[Reference], account_of: Mapping[tuple[str, str, str, str], str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Name and domain to show: those of a list of accounts before those in other tables."""
    names: dict[str, str] = {}
    domains: dict[str, str] = {}
    order = sorted(references, key=lambda r: (RANK.get(r.table, 3), r.system == "files", r.source, r.key))
    for reference in order:
        account = account_of.get(reference.key)
        if account is None:
            continue
        if reference.name:
            names.setdefault(account, reference.name)
        if reference.domain:
            domains.setdefault(account, reference.domain)
    for reference in order:
        account = account_of.get(reference.key)
        if account is not None:
            names.setdefault(account, reference.domain or reference.ref or account)
    return names, domains


def _identities(
    joined: Joined, references: Sequence[Reference], ids: Mapping[Entity, str], names: Mapping[str, str]
) -> list[dict[str, object]]:
    """One row per external id; for a company without any, one for its domain or name."""
    shown: dict[Entity, tuple[str | None, str | None]] = {}
    for reference in sorted(references, key=lambda r: (RANK.get(r.table, 3), r.source, r.key)):
        entity = joined.entity_of.get(reference.key)
        if entity is not None:
            name, domain = shown.get(entity, (None, None))
            shown[entity] = (name or reference.name, domain or reference.domain)
    rows: list[dict[str, object]] = []
    for entity, account in sorted(ids.items()):
        name, domain = shown.get(entity, (None, None))
        method = joined.methods.get(entity, "id" if entity[0] == "id" else {"dm": "domain", "nm": "name"}[entity[0]])
        rows.append(
            {
                "account_id": account,
                "system": entity[1] if entity[0] != "dm" else "",
                "external_id": entity[2] if entity[0] == "id" else None,
                "domain": domain,
                "name": name or names.get(account),
                "method": method,
                "confidence": CONFIDENCE.get(method, 1.0),
            }
        )
    return rows


def _internal(names: Mapping[str, str]) -> frozenset[str]:
    """Accounts whose name says that they are tests or our own."""
    found = set()
    for account, name in names.items():
        words = fold(name.lower()).split()
        only = all(word in WITH_INTERNAL or word.isdecimal() for word in words)
        if (only and INTERNAL & set(words)) or "test account" in " ".join(words):
            found.add(account)
    return frozenset(found)
