"""What an import writes down: outcomes, and the changes to the ledger that are published with its tables.

Comes in: an import under way and what identifying came to. Goes out: a ``Publication``. It reads and decides
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping as Plain
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from openicp.collect.files.homes import folder_of
from openicp.collect.identify.run import Identified
from openicp.collect.loading.doubts import through
from openicp.collect.loading.load import Loaded
from openicp.collect.mapping import Mapping, to_plain
from openicp.collect.recognise.draft import Draft
from openicp.collect.recognise.explain import explained
from openicp.collect.saying import Said, statement_changes, without_source
from openicp.engine import Engine
from openicp.errors import OpenICPError
from openicp.model.finding import Finding, Proposal, SetAside
from openicp.vocab.own import fingerprint
from openicp.workspace import Built, Change, Publication, Remove, Replace, Upsert, Workspace
from openicp.workspace.publication import canonical

JOINED = "accounts"
"""Owner of the findings that concern all sources together."""
ASKED = ("mapping", "stage", "pipeline_kind")
"""Kinds of questions about one source."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one table of one file."""

    file: str
    source: str
    tables: tuple[str, ...]
    """Canonical tables that it feeds; none when it is not used."""
    rows: int
    loaded: int
    quarantined: int
    """Rows set aside: ``rows = loaded + quarantined`` for every file that is used."""
    cells_set_aside: int
    unchanged: bool
    columns: int = 0
    understood: int = 0
    """Columns read without a question."""
    persons: int = 0
    """Columns with personal data or free text, kept out."""
    reason: str | None = None
    """Why it is not used."""
    object: str = ""
    """What its system calls the rows."""
    asked: int = 0
    """Columns that wait for a yes."""
    unknown: int = 0
    """Columns of which nothing is known; they are left out."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read at all."""

    file: str
    error: OpenICPError


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did."""

    files: tuple[FileOutcome, ...]
    set_aside: tuple[SetAside, ...]
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()


@dataclass
class Work:
    """An import under way."""

    workspace: Workspace
    engine: Engine
    folder: Path
    yes: bool
    today: date
    drafts: list[Draft] = field(default_factory=list)
    """Those that will be loaded."""
    seen: list[Draft] = field(default_factory=list)
    """All that were read."""
    loaded: list[tuple[Draft, Loaded]] = field(default_factory=list)
    unused: list[tuple[Draft, str]] = field(default_factory=list)
    """Of which nothing is used, and why."""
    outcomes: list[FileOutcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    parts: list[tuple[Draft, Loaded]] = field(default_factory=list)
    """Files whose rows went into a newer part of the same source."""
    modes: dict[str, str] = field(default_factory=dict)
    """``full`` or ``incremental``, by source, where there was something to decide."""
    earlier: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Digest and outcome of the file before, of sources that grow."""
    asked: list[Proposal] = field(default_factory=list)
    """Stages and pipelines whose words say nothing."""
    past: list[Draft] = field(default_factory=list)
    """Older versions of lists of companies: their values are kept as history."""
    past_loaded: list[tuple[Draft, Loaded]] = field(default_factory=list)
    histories: dict[str, tuple[Path, int]] = field(default_factory=dict)
    """File and rows of the history of each source that has one."""


def as_plain(outcome: FileOutcome) -> dict[str, Any]:
    """An outcome as the ledger keeps it."""
    return {name: getattr(outcome, name) for name in FileOutcome.__slots__}


def file_outcome(each: Draft, done: Loaded) -> FileOutcome:
    mapping = done.mapping
    early = sum(entry.scope == "row" for entry in each.set_aside)
    cells = sum(entry.scope == "cell" for entry in (*each.set_aside, *done.set_aside))
    return FileOutcome(
        each.file,
        mapping.source,
        tuple(done.paths),
        each.rows,
        done.rows - done.rows_set_aside,
        early + done.rows_set_aside,
        cells,
        unchanged=False,
        columns=len(each.raw.header),
        understood=_understood(each, mapping),
        persons=sum(group in ("person", "free", "owner") for group in mapping.apart.values())
        + sum(column.column == "account_mail" for column in mapping.columns),
        object=mapping.object,
        asked=len(mapping.doubtful),
        unknown=sum(group == "ignored" for group in mapping.apart.values()),
    )


def _understood(each: Draft, mapping: Mapping) -> int:
    """Columns of the file that were read without a question, those that are kept out for a known reason too."""
    unknown = sum(group == "ignored" for group in mapping.apart.values())
    return len(each.raw.header) - unknown - len(mapping.doubtful)


def loaded_name(source: str, table: str) -> str:
    """Name of a loaded snapshot."""
    return f"loaded/{source}/{table}"


def publication(work: Work, identified: Identified) -> Publication:
    """Everything that this import makes visible at once."""
    snapshots = {each.name: Built(each.path, each.rows) for each in identified.made}
    changes: list[Change] = []
    yaml: dict[str, Plain[str, Any]] = {}
    removed: list[str] = []
    for each, done in work.loaded:
        source = done.mapping.source
        snapshots |= {loaded_name(source, t): Built(path, done.counts[t]) for t, path in done.paths.items()}
        removed += _replaced(work.workspace, source, set(done.paths))
        plain = to_plain(done.mapping)
        if plain != work.workspace.sources_yaml.load(source):
            yaml[source] = plain
        changes += _ledger(work, each, done, plain)
    changes += _late(work, snapshots)
    said = [_said(work, done) for _, done in work.loaded]
    changes += statement_changes(work.workspace, work.engine, identified.made, said)
    changes.append(Upsert("imports", _unused_rows(work)))
    changes.append(Upsert("proposals", [*_mapping_rows(work), *_word_rows(work)]))
    changes += joined_changes(identified)
    removed += _gone(work.workspace, snapshots)
    return Publication(snapshots, removed, changes, yaml)


def _late(work: Work, snapshots: dict[str, Built]) -> list[Change]:
    """History that older files gave to sources of which nothing else is new."""
    new = {done.mapping.source for _, done in work.loaded}
    changes: list[Change] = []
    for source, (path, rows) in work.histories.items():
        if source not in new:
            snapshots[loaded_name(source, "history")] = Built(path, rows)
            row = work.workspace.ledger.rows("sources", {"source": source})[0]
            tables = list(dict.fromkeys([*row["tables"], "history"]))
            detail = {**row["detail"], "past": _past(work, source, row["detail"])}
            changes.append(Upsert("sources", [{**row, "tables": tables, "detail": detail}]))
    return changes


def _past(work: Work, source: str, before: Plain[str, Any]) -> list[dict[str, Any]]:
    """Digest and outcome of every older file that became history."""
    found = {str(one["digest"]): one for one in before.get("past", ())}
    read = [(one, replace(file_outcome(*one), tables=("history",))) for one in work.past_loaded]
    read += [(one, file_outcome(*one)) for one in work.parts]
    for (each, done), outcome in read:
        if done.mapping.source == source:
            found[each.digest] = {"digest": each.digest, "outcome": as_plain(outcome)}
    if source in work.earlier:
        found[work.earlier[source]["digest"]] = work.earlier[source]
    return [found[digest] for digest in sorted(found)]


def _word_rows(work: Work) -> list[dict[str, object]]:
    """Questions about stages and pipelines that nobody has answered."""
    known = {row["id"] for row in work.workspace.ledger.rows("proposals") if row["decided"] == "accepted"}
    return [_proposal_row(each) for each in work.asked if each.id not in known]


def _unused_rows(work: Work) -> list[dict[str, object]]:
    """Files of which nothing is used, and why: for whoever asks how they were read."""
    rows: list[dict[str, object]] = []
    for each, reason in work.unused:
        detail = {"reason": reason, "system": each.mapping.system, "object": each.mapping.object}
        row: dict[str, object] = {"source": "", "digest": each.digest, "file": each.file, "tables": []}
        row |= {"rows": each.rows, "loaded": 0, "quarantined": 0, "cells_set_aside": 0, "unchanged": False}
        rows.append(row | {"detail": detail})
    return rows


def _mapping_rows(work: Work) -> list[dict[str, object]]:
    """Questions about columns; what was taken by ``yes`` is said to be, what a person answered stays as it is."""
    known = answers(work.workspace)
    rows = []
    for each, done in work.loaded:
        used = {(column.header, column.table, column.column) for column in done.mapping.columns}
        for asked in each.mapping.proposals():
            target = (asked.subject["column"], asked.suggestion["table"], asked.suggestion["field"])
            if asked.id not in known:
                rows.append(_proposal_row(replace(asked, decided="taken" if target in used else None)))
    return rows


def _said(work: Work, done: Loaded) -> Said:
    source = done.mapping.source
    return Said(source, done.spoken, adds=work.modes.get(source) == "incremental")


def _replaced(workspace: Workspace, source: str, tables: set[str]) -> list[str]:
    """Loaded tables that the newer version of a source does not have any more."""
    rows = workspace.ledger.rows("sources", {"source": source})
    return [loaded_name(source, t) for row in rows for t in row["tables"] if t not in tables]


def _gone(workspace: Workspace, made: Plain[str, Built]) -> list[str]:
    """Published tables that are not made any more."""
    return [n for n in workspace.snapshots(verify=False) if not n.startswith("loaded/") and n not in made]


def _ledger(work: Work, each: Draft, done: Loaded, plain: Plain[str, object]) -> list[Change]:
    source, fields = done.mapping.source, as_plain(file_outcome(each, done))
    detail: dict[str, Any] = {
        "main": done.mapping.table,
        "own": [list(own) for own in done.own],
        "version": max(each.name.version, str(work.earlier.get(source, {}).get("version", ""))),
        "folder": folder_of(each),
        "decided": decided(work.workspace, source, plain),
        "outcome": fields,
        "columns": explained(each, done.mapping),
    }
    earlier = work.workspace.ledger.rows("sources", {"source": source})
    if past := _past(work, source, earlier[0]["detail"] if earlier else {}):
        detail["past"] = past
    day = through(work.engine, done.paths, work.today)
    row: dict[str, object] = {
        "source": source,
        "system": done.mapping.system,
        "tables": list(done.paths),
        "file": each.file,
    }
    row |= {
        "digest": each.digest,
        "mode": work.modes.get(source) or (earlier[0]["mode"] if earlier else "full"),
        "data_through": day.isoformat() if day else None,
        "rows": each.rows,
        "detail": detail,
    }
    kept: dict[str, object] = {"digest": each.digest, "detail": {}}
    names = ("source", "file", "tables", "rows", "loaded", "quarantined", "cells_set_aside", "unchanged")
    others = [pair for pair in (*work.past_loaded, *work.parts) if pair[1].mapping.source == source]
    read = [(each, done), *others]
    aside = [_aside_row(source, entry) for one, it in read for entry in (*one.set_aside, *it.set_aside)]
    return [
        Upsert("sources", [row]),
        Upsert("imports", [{name: fields[name] for name in names} | kept]),
        Replace("set_aside", aside, {"source": source}),
        Replace("findings", [_finding_row(source, entry) for entry in done.findings], {"owner": source}),
    ]


def _aside_row(source: str, entry: SetAside) -> dict[str, object]:
    names = ("file", "sheet", "line", "column", "value", "reason", "scope")
    return {"source": source} | {name: getattr(entry, name) for name in names}


def _finding_row(owner: str, entry: Finding) -> dict[str, object]:
    return {"owner": owner, "code": entry.code, "severity": entry.severity, "fields": entry.fields}


def answers(workspace: Workspace, source: str | None = None) -> dict[str, str]:
    """What people decided about columns (of one source), by the id of the question."""
    rows = workspace.ledger.rows("proposals", {"kind": "mapping"})
    asked = [row for row in rows if source is None or row["subject"]["source"] == source]
    return {str(row["id"]): str(row["decided"]) for row in asked if row["decided"] in ("accepted", "refused")}


def decided(workspace: Workspace, source: str, plain: Plain[str, object] | None = None) -> str:
    """Changes when a person edits the file of a source, answers a question about it, or edits their own words."""
    known: list[object] = [plain or workspace.sources_yaml.load(source), answers(workspace, source)]
    words = fingerprint(workspace.layout.vocab)
    return canonical([*known, words] if words else known)


def forgotten(workspace: Workspace, source: str) -> list[Change]:
    """Everything that the ledger holds of a source alone, its questions too."""
    changes: list[Change] = [Remove(t, {"source": source}) for t in ("sources", "imports", "set_aside")]
    changes += without_source(workspace, source)
    changes.append(Remove("findings", {"owner": source}))
    asked = [row for kind in ASKED for row in workspace.ledger.rows("proposals", {"kind": kind})]
    return [*changes, *(Remove("proposals", {"id": row["id"]}) for row in asked if row["subject"]["source"] == source)]


def joined_changes(identified: Identified) -> list[Change]:
    """Rows of the ledger that follow from all sources together."""
    return [
        Replace("identities", identified.identities),
        Replace("aliases", identified.aliases),
        Replace("findings", [_finding_row(JOINED, f) for f in identified.findings], {"owner": JOINED}),
        *(
            Remove("proposals", {"kind": kind, "decided": state})
            for kind in ("link", "free_plan", "pipeline")
            for state in (None, "taken")
        ),
        # What a person decided stays as it was written down, with who and when.
        Upsert("proposals", [_proposal_row(p) for p in identified.proposals if p.decided in (None, "taken")]),
    ]


def _proposal_row(each: Proposal) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(each, name) for name in ("id", "kind", "subject", "suggestion")}
    row |= {"confidence": each.confidence, "reason": each.reason, "decided": each.decided}
    return row | {"decided_by": None, "decided_on": None}
