"""From loaded tables to published ones, in one call.

Comes in: where the loaded tables of every source are, what the ledger knows, what people decided. Goes out: files to
publish, rows for the ledger, proposals and findings. It never touches the workspace.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from openicp.collect.identify.accounts import identities, number
from openicp.collect.identify.companies import Loaded, gather, loaded
from openicp.collect.identify.deals import findings as about_moves
from openicp.collect.identify.decided import decide
from openicp.collect.identify.internal import internal
from openicp.collect.identify.joining import Joined, join
from openicp.collect.identify.links import confirmed, decided_pairs, links
from openicp.collect.identify.names import one_spelling
from openicp.collect.identify.near import near
from openicp.collect.identify.ours import in_order, named_by_us
from openicp.collect.identify.prepare import prepare
from openicp.collect.identify.publish import NAMED, Made, Publisher, publish
from openicp.collect.loading.columns import OWN_KINDS
from openicp.collect.recognise.systems import OURS
from openicp.collect.schema import STORED
from openicp.config import Project
from openicp.engine import Engine
from openicp.model.finding import Finding, Proposal
from openicp.model.tables import ATTRIBUTES
from openicp.sql import deals, joining, plans
from openicp.sql import publish as sql

SYSTEMS_FIRST = (OURS, "hubspot", "salesforce", "pipedrive", "chartmogul", "chargebee", "stripe", "zendesk")
"""Whose word comes first about a company: what a person wrote down, CRMs, billing, support."""


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
    identities: Iterable[Mapping[str, object]]
    """Made while the engine is open."""
    aliases: list[dict[str, object]]
    proposals: list[Proposal]
    findings: list[Finding] = field(default_factory=list)


def identify(
    engine: Engine,
    sources: Sequence[Source],
    known: Known,
    folder: Path,
    project: Project | None = None,
) -> Identified:
    """Join the companies of all sources and write the published tables into ``folder``.

    Parameters
    ----------
    project
        For the plans and pipelines that a person has decided about.
    """
    project = project or Project()
    ordered = sorted(sources, key=_place)
    there = _views(engine, ordered)
    tables = set(there)
    spaces = {source.name: source.system for source in ordered}
    lists = frozenset(source.name for source in ordered if source.main == "prospects")
    companies = gather(engine, there, spaces, lists)
    ours = named_by_us(engine, tables, known.identities, known.aliases)
    accepted, refused = decided_pairs(engine, [*known.proposals, *ours])
    joined = join(companies, accepted=accepted, refused=refused)
    numbered = number(engine, joined, known.identities, known.aliases)
    names, spelling = _spellings(engine, tables)
    own_accounts = internal(engine, tables, numbered, project.product)
    exported = {source.name: source.exported_on for source in ordered}
    prepare(engine, numbered, exported, names, lists, own_accounts)
    own = [(*each, source.name) for source in ordered if source.name not in lists for each in source.own]
    of_lists = _own_stored([source for source in ordered if source.name in lists])
    free, renewals = decide(engine, tables, names, project, _decisions(known))
    of_tables = {table: [source.name for source in ordered if table in source.tables] for table in there}
    made = publish(Publisher(engine, there, of_tables, numbered, own, folder, of_lists, project.systems_of_record))
    rows = identities(engine, joined, numbered)
    alike, more = near(engine, joined)
    found = confirmed(engine, tables, links(joined, numbered, rows, [*joined.doubtful, *alike], known.proposals))
    ours_named = sorted(numbered.names[account] for account in own_accounts)
    findings = [*spelling, *_findings(engine, tables, joined, ours_named, len(found) + more)]
    return Identified(tuple(made), rows, numbered.aliases, [*found, *free, *renewals], findings)


def _place(source: Source) -> tuple[int, int, str]:
    first = SYSTEMS_FIRST.index(source.system) if source.system in SYSTEMS_FIRST else len(SYSTEMS_FIRST)
    return first, 0 if source.main == "accounts" else 1, in_order(source.name)


def _views(engine: Engine, sources: Sequence[Source]) -> Loaded:
    """One view per canonical table over the files of all sources; the columns of each."""
    paths: dict[str, list[Path]] = defaultdict(list)
    for source in sources:
        for table, path in source.tables.items():
            paths[table].append(path)
    for table, files in paths.items():
        engine.load(f"all_{table}", *files)
    return loaded(engine, paths)


def _decisions(known: Known) -> dict[str, str]:
    """What people decided, by the id of the question."""
    return {str(row["id"]): str(row["decided"]) for row in known.proposals if row["decided"] in ("accepted", "refused")}


def _spellings(engine: Engine, tables: set[str]) -> tuple[dict[str, str], list[Finding]]:
    counts: Counter[str] = Counter()
    for table, columns in NAMED.items():
        for column in columns if table in tables else ():
            rows = engine.rows(sql.distinct_values_sql(engine.dialect, f"all_{table}", column))
            counts.update({str(text): int(n) for text, n in rows})
    listed: list[tuple[str | None, str | None]] = []
    if "plans" in tables:
        listed = [(code, name) for code, name in engine.rows(plans.listed_plans_sql(engine.dialect))]
    return one_spelling(counts, listed)


def _own_stored(sources: Sequence[Source]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for source in sources:
        for attribute, kind, _ in source.own:
            # How long ago a day is depends on the day of looking: a list does not tell it.
            for suffix, sql_type in STORED.get(OWN_KINDS.get(kind, "code"), ()) if kind != "date" else ():
                found[attribute + suffix] = sql_type
    return sorted(found.items())


def _findings(engine: Engine, tables: set[str], joined: Joined, internals: Sequence[str], links: int) -> list[Finding]:
    found: list[Finding] = []
    if joined.shared_domains:
        texts = [text for (text,) in engine.rows(joining.domain_texts_sql(engine.dialect))]
        fields = {"n": len(joined.shared_domains), "examples": [texts[code] for code in joined.shared_domains[:5]]}
        found.append(Finding("shared_domains", "note", fields))
    if internals:
        found.append(Finding("internal_accounts", "warning", {"n": len(internals), "examples": internals[:5]}))
    if links:
        found.append(Finding("links_to_confirm", "note", {"n": links}))
    if "deals" in tables:
        found += _about_deals(engine)
    return [*found, *(_conflicts(engine) if "accounts" in tables else ())]


def _conflicts(engine: Engine) -> list[Finding]:
    """In how many accounts the sources disagree about an attribute."""
    names = [spec.name for spec in ATTRIBUTES if spec.kind in ("code", "label")]
    counted = engine.rows(sql.conflicts_sql(engine.dialect, "with_accounts", names))
    return [
        Finding("conflicting_values", "note", {"attribute": names[place], "n": int(number)})
        for place, number in counted
    ]


def _about_deals(engine: Engine) -> list[Finding]:
    counts = engine.fetch(deals.counts_of_deals_sql(engine.dialect))
    found = [
        Finding(code, "note", {"n": int(column[0])})
        for code, column in counts.items()
        if len(column) and column[0] == column[0] and column[0]
    ]
    return [*found, *about_moves(engine)]
