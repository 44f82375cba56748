"""From loaded tables to published ones, in one call.

Comes in: where the loaded tables of every source are, what the ledger knows, what people decided. Goes out: files to
publish, rows for the ledger, proposals and findings. It never touches the workspace.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from openicp.collect.columns import OWN_KINDS
from openicp.collect.identify.accounts import Numbered, number
from openicp.collect.identify.decided import decide
from openicp.collect.identify.followed import followed
from openicp.collect.identify.joining import Entity, Joined, Likeness, Reference, cleaned, join, strength
from openicp.collect.identify.names import one_spelling
from openicp.collect.identify.near import near
from openicp.collect.identify.publish import NAMED, Made, Publisher, prepare, publish
from openicp.collect.mapping import proposal_id
from openicp.collect.schema import STORED, stored_columns
from openicp.config import Project
from openicp.engine import Engine
from openicp.model.finding import Finding, Proposal
from openicp.model.tables import ATTRIBUTES
from openicp.sql import publish as sql

FILES = "files"
LOOKED_UP = ("plans", "stages")
SYSTEMS_FIRST = ("hubspot", "salesforce", "pipedrive", "chartmogul", "chargebee", "stripe", "zendesk")
"""Whose word comes first about a company: CRMs before billing before support."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source as it stands after an import."""

    name: str
    system: str
    tables: Mapping[str, Path]
    """Loaded Parquet file by canonical table."""
    main: str
    own: Sequence[tuple[str, str, str]] = ()
    """Attribute, kind, label."""
    exported_on: date | None = None
    """Day of the export, where its name tells: the values of its companies are known since then."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows."""

    identities: Sequence[Mapping[str, Any]] = ()
    aliases: Sequence[Mapping[str, Any]] = ()
    proposals: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Identified:
    """What is to be published."""

    made: tuple[Made, ...]
    identities: list[dict[str, object]]
    aliases: list[dict[str, object]]
    proposals: list[Proposal]
    findings: list[Finding] = field(default_factory=list)


def identify(
    engine: Engine,
    sources: Sequence[Source],
    known: Known,
    folder: Path,
    project: Project | None = None,
    *,
    accounts: Sequence[Mapping[str, Any]] = (),
) -> Identified:
    """Join the companies of all sources and write the published tables into ``folder``.

    Parameters
    ----------
    project
        For the plans and pipelines that a person has decided about.
    accounts
        Rows of ``identities`` of accounts that are none of these sources', to look companies of a list up among.
    """
    project = project or Project()
    ordered = sorted(sources, key=_place)
    tables = _views(engine, ordered)
    references = _references(engine, tables)
    spaces = _spaces(ordered, references)
    lists = frozenset(source.name for source in ordered if source.main == "prospects")
    companies = [r for r in references if r.source not in lists]
    joined = join(companies, spaces, _accepted(known))
    numbered = number(joined, companies, known.identities, known.aliases)
    _match_lists(joined, numbered, [r for r in references if r.source in lists], accounts)
    names, spelling = _spellings(engine, tables)
    prepare(engine, numbered, {source.name: source.exported_on for source in ordered}, names, lists)
    own = [(*each, source.name) for source in ordered for each in source.own]
    of_lists = _own_stored([source for source in ordered if source.name in lists])
    free, renewals = decide(engine, tables, names, project, _decisions(known))
    made = publish(Publisher(engine, frozenset(tables), numbered, own, folder, of_lists))
    links, more = _links(joined, numbered, references, known)
    links = _confirmed(engine, tables, links)
    findings = [*spelling, *_findings(engine, tables, joined, numbered, more)]
    proposals = [*links, *free, *renewals]
    return Identified(tuple(made), numbered.identities, numbered.aliases, proposals, findings)


def _place(source: Source) -> tuple[int, int, str]:
    first = SYSTEMS_FIRST.index(source.system) if source.system in SYSTEMS_FIRST else len(SYSTEMS_FIRST)
    return first, 0 if source.main == "accounts" else 1, source.name


def _views(engine: Engine, sources: Sequence[Source]) -> set[str]:
    """One view per canonical table over the files of all sources."""
    paths: dict[str, list[Path]] = defaultdict(list)
    for source in sources:
        for table, path in source.tables.items():
            paths[table].append(path)
    for table, files in paths.items():
        engine.load(f"all_{table}", *files)
    return set(paths)


def _references(engine: Engine, tables: set[str]) -> list[Reference]:
    found: list[Reference] = []
    for table in sorted(tables):
        if "account_ref" not in {name for name, _ in stored_columns(table)} or table in LOOKED_UP:
            continue
        rows = engine.rows(sql.references_sql(engine.dialect, f"all_{table}"))
        found += [Reference(source, system, table, ref, name, domain) for source, system, ref, name, domain in rows]
    return found


def _spaces(sources: Sequence[Source], references: Sequence[Reference]) -> dict[str, str]:
    """Which ids mean the same: those of one system; those of plain files, unless two lists contradict each other."""
    spaces = {source.name: source.system for source in sources}
    lists: dict[str, dict[str, str]] = defaultdict(dict)
    for reference in references:
        if reference.system == FILES and reference.table == "accounts" and reference.ref and reference.name:
            lists[reference.source][reference.ref] = cleaned(reference.name)
    ordered = sorted(lists, key=lambda name: (-len(lists[name]), name))
    for i, source in enumerate(ordered):
        if any(_contradict(lists[source], lists[other]) for other in ordered[:i] if spaces[other] == FILES):
            spaces[source] = f"{FILES}/{source}"
    return spaces


def _contradict(first: Mapping[str, str], second: Mapping[str, str]) -> bool:
    common = first.keys() & second.keys()
    different = sum(first[ref] != second[ref] for ref in common)
    return len(common) >= 3 and different > 0.5 * len(common)


def _decisions(known: Known) -> dict[str, str]:
    """What people decided, by the id of the question."""
    return {str(row["id"]): str(row["decided"]) for row in known.proposals if row["decided"] in ("accepted", "refused")}


def _accepted(known: Known) -> set[frozenset[Entity]]:
    return {
        frozenset(tuple(str(part) for part in row["subject"][side]["key"]) for side in ("a", "b"))
        for row in known.proposals
        if row["kind"] == "link" and row["decided"] == "accepted"
    }


def _match_lists(
    joined: Joined,
    numbered: Numbered,
    references: Sequence[Reference],
    accounts: Sequence[Mapping[str, Any]],
) -> None:
    """Companies of a list are looked up among the accounts, by domain or by an unmistakable name; none is made."""
    by_domain: dict[str, set[str]] = defaultdict(set)
    by_name: dict[str, set[str]] = defaultdict(set)
    domains: dict[str, set[str]] = defaultdict(set)
    pairs = [(a, d, n) for e, a in numbered.id_of.items() for d, n in _named(joined, e)]
    pairs += [(str(r["account_id"]), r["domain"], cleaned(str(r["name"] or ""))) for r in accounts]
    for account, domain, name in pairs:
        if domain:
            by_domain[domain].add(account)
            domains[account].add(domain)
        by_name[name or ""].add(account)
    for reference in references:
        found = by_domain.get(reference.domain, set()) if reference.domain else set()
        if not found and reference.name:
            named = by_name.get(cleaned(reference.name), set())
            # The same name at another domain is another company.
            found = {account for account in named if not (reference.domain and domains.get(account))}
        if len(found) == 1:
            numbered.account_of[reference.key] = next(iter(found))


def _named(joined: Joined, entity: Entity) -> list[tuple[str | None, str | None]]:
    """Domains and cleaned names of an entity, each once."""
    found: list[tuple[str | None, str | None]] = [(domain, None) for domain in joined.domains.get(entity, ())]
    return [*found, *((None, name) for name in joined.names.get(entity, ()))]


def _spellings(engine: Engine, tables: set[str]) -> tuple[dict[str, str], list[Finding]]:
    counts: Counter[str] = Counter()
    for table, columns in NAMED.items():
        for column in columns if table in tables else ():
            rows = engine.rows(sql.distinct_values_sql(engine.dialect, f"all_{table}", column))
            counts.update({str(text): int(n) for text, n in rows})
    listed: list[tuple[str | None, str | None]] = []
    if "plans" in tables:
        listed = [
            (code, name)
            for code, name in engine.rows(
                "select distinct plan_id, plan_name from all_plans order by 1 nulls last, 2 nulls last"
            )
        ]
    return one_spelling(counts, listed)


def _own_stored(sources: Sequence[Source]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for source in sources:
        for attribute, kind, _ in source.own:
            for suffix, sql_type in STORED.get(OWN_KINDS.get(kind, "code"), ()):
                found[attribute + suffix] = sql_type
    return sorted(found.items())


def _links(
    joined: Joined, numbered: Numbered, references: Sequence[Reference], known: Known
) -> tuple[list[Proposal], int]:
    """Pairs that could be one company, still two after all that was decided."""
    decided = {str(row["id"]): row["decided"] for row in known.proposals if row["kind"] == "link"}
    shown = {joined.entity_of[r.key]: r for r in reversed(references) if r.key in joined.entity_of}
    found: dict[str, Proposal] = {}
    for pair in [*joined.doubtful, *near(joined)]:
        if joined.groups.root(pair.first) == joined.groups.root(pair.second):
            continue
        proposal = _proposal(pair, numbered, shown, decided)
        found.setdefault(proposal.id, proposal)
    return list(found.values()), len(found)


def _confirmed(engine: Engine, tables: set[str], links: Sequence[Proposal]) -> list[Proposal]:
    """The links, with those first that days of winning and of paying confirm."""
    pairs = {_accounts_of(link): link for link in links if link.reason == "near_name"}
    sure = followed(engine, tables, pairs)
    told = {pairs[pair].id: replace(pairs[pair], confidence=0.95, reason="won_then_paid") for pair in sure}
    return sorted((told.get(link.id, link) for link in links), key=lambda link: link.id not in told)


def _accounts_of(link: Proposal) -> tuple[str, str]:
    first, second = (str(dict(link.subject[side])["account_id"]) for side in ("a", "b"))  # type: ignore[call-overload]
    return first, second


def _proposal(
    pair: Likeness, numbered: Numbered, shown: Mapping[Entity, Reference], decided: Mapping[str, Any]
) -> Proposal:
    first, second = sorted((pair.first, pair.second), key=strength)
    identity = proposal_id("link", *first, "=", *second)
    subject: dict[str, Any] = {}
    for side, entity in (("a", first), ("b", second)):
        reference = shown.get(entity)
        account = numbered.id_of[entity]
        subject[side] = {
            "key": list(entity),
            "account_id": account,
            "name": numbered.names.get(account),
            "system": reference.system if reference else "",
            "source": reference.source if reference else "",
        }
    told = {"first": subject["a"]["name"], "first_source": subject["a"]["source"]}
    told |= {"second": subject["b"]["name"], "second_source": subject["b"]["source"]}
    return Proposal(
        identity, "link", subject | told, {"same": True}, pair.confidence, pair.reason, decided.get(identity)
    )


def _findings(engine: Engine, tables: set[str], joined: Joined, numbered: Numbered, links: int) -> list[Finding]:
    found: list[Finding] = []
    if joined.shared_domains:
        fields = {"n": len(joined.shared_domains), "examples": joined.shared_domains[:5]}
        found.append(Finding("shared_domains", "note", fields))
    if numbered.internal:
        names = sorted(numbered.names[account] for account in numbered.internal)
        found.append(Finding("internal_accounts", "warning", {"n": len(names), "examples": names[:5]}))
    if links:
        found.append(Finding("links_to_confirm", "note", {"n": links}))
    if "deals" in tables:
        found += _about_deals(engine)
    return [*found, *(_conflicts(engine) if "accounts" in tables else ())]


def _conflicts(engine: Engine) -> list[Finding]:
    """In how many accounts the sources disagree about an attribute."""
    found = []
    for spec in ATTRIBUTES:
        if spec.kind not in ("code", "label"):
            continue
        query = sql.conflicts_sql(engine.dialect, "with_accounts", spec.name)
        number = int(engine.rows(query)[0][0])
        if number:
            found.append(Finding("conflicting_values", "note", {"attribute": spec.name, "n": number}))
    return found


def _about_deals(engine: Engine) -> list[Finding]:
    counts = {
        "deals_without_account": "select count(*) from with_deals where account_id is null",
        "same_deal_twice": "select count(*) from with_deals where duplicate_of is not null",
        "deals_not_new_business": "select count(*) from with_deals where kind <> 'new'",
    }
    found = []
    for code, query in counts.items():
        number = int(engine.rows(query)[0][0])
        if number:
            found.append(Finding(code, "note", {"n": number}))
    return found
