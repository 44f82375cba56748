"""Files into a workspace: read, recognise, load, identify, one atomic publication.

Comes in: paths of files and a workspace. Goes out: what happened to every file, what was set aside, what waits for a
yes. A file that cannot be read never keeps a good one out, and a crash leaves the last published state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping as Plain, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from openicp.collect.draft import Draft, draft, settle
from openicp.collect.identify.run import Identified, Known, Source, identify
from openicp.collect.load import Loaded, Task, Words, load
from openicp.collect.mapping import to_plain
from openicp.collect.read import ReadResult, read
from openicp.collect.sources import newest
from openicp.collect.words import words_of
from openicp.engine import Engine, duck
from openicp.errors import OpenICPError, SourceNotFound, TableNotRecognised
from openicp.model.finding import Finding, Proposal, SetAside
from openicp.model.progress import Progress, Silence
from openicp.model.tables import TABLES
from openicp.workspace import Built, Change, Publication, Remove, Replace, Upsert, Workspace
from openicp.workspace.files import digest_of
from openicp.workspace.publication import canonical

JOINED = "accounts"
"""Owner of the findings that concern all sources together."""


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
    persons: int = 0
    """Columns with personal data or free text, kept out."""
    reason: str | None = None
    """Why it is not used."""


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
    loaded: list[tuple[Draft, Loaded]] = field(default_factory=list)
    outcomes: list[FileOutcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    table: str | None = None,
    yes: bool = False,
    progress: Progress | None = None,
) -> ImportOutcome:
    """Import files; the good ones load even when others cannot be read.

    Parameters
    ----------
    table
        The canonical table, where the user says so.
    yes
        Take the best of what is doubtful instead of asking.

    Raises
    ------
    FileNotReadable, TableNotRecognised
        When no file at all could be used.
    """
    progress = progress or Silence()
    with workspace.lease("import"), workspace.scratch() as folder, duck(workspace.layout.inside) as engine:
        work = Work(workspace, engine, folder, yes, datetime.now(UTC).date())
        _read_all(work, paths, table, progress)
        words = words_of(work.drafts, workspace, engine)
        _choose(work, table)
        _load_all(work, words, progress)
        if not work.loaded:
            _nothing(work, paths)
            return _outcome(work, None)
        with progress.step("identify"):
            identified = identify(engine, _sources(work), _known(workspace), folder)
        with progress.step("publish"):
            workspace.publish(_publication(work, identified))
        return _outcome(work, identified)


def _nothing(work: Work, paths: Sequence[Path]) -> None:
    """Nothing new: an error only when no file could be used."""
    if any(each.unchanged for each in work.outcomes):
        return
    if work.failures:
        raise work.failures[0].error
    used = next((each for each in work.drafts), None)
    if used is not None:
        raise TableNotRecognised(file=used.file, columns=list(used.raw.header)[:20], tables=sorted(TABLES))


def _read_all(work: Work, paths: Sequence[Path], table: str | None, progress: Progress) -> None:
    with progress.step("read", len(paths)) as step:
        for path in paths:
            try:
                _read_one(work, path, table)
            except OpenICPError as error:
                work.failures.append(Failure(path.name, error))
            step.advance()


def _read_one(work: Work, path: Path, table: str | None) -> None:
    known = _unchanged(work.workspace, path, table) if path.is_file() else []
    if known:
        work.outcomes += known
        return
    result = read(path, work.folder)
    work.findings += [Finding(n.code, n.severity, {"file": path.name, **n.fields}) for n in result.notes]
    several = len(result.tables) > 1
    for raw in result.tables:
        work.drafts.append(draft(work.workspace, path, result, raw, table=table, several=several))
    if not result.tables:
        _all_aside(work, result)


def _all_aside(work: Work, result: ReadResult) -> None:
    rows = sum(each.scope == "row" for each in result.set_aside)
    outcome = FileOutcome(result.file, "", (), rows, 0, rows, 0, False, reason="no_table")
    work.outcomes.append(outcome)


def _unchanged(workspace: Workspace, path: Path, table: str | None) -> list[FileOutcome]:
    """The outcomes of the same content, when nothing that was decided about it has changed."""
    digest = digest_of(path)
    rows = [row for row in workspace.ledger.rows("sources") if row["digest"] == digest]
    outcomes = []
    for row in rows:
        detail: Plain[str, Any] = row["detail"]
        if detail["decided"] != decided(workspace, str(row["source"])) or table not in (None, detail["main"]):
            return []
        plain = {**detail["outcome"], "file": path.name, "unchanged": True}
        outcomes.append(FileOutcome(**{**plain, "tables": tuple(plain["tables"])}))
    return outcomes


def decided(workspace: Workspace, source: str) -> str:
    """A text that changes when a person edits the file of a source, or what the project says of plans."""
    return canonical(workspace.sources_yaml.load(source))


def _choose(work: Work, table: str | None) -> None:
    """What only all files together can tell, and one file per source: the newest."""
    work.drafts = settle(work.drafts, _tables_before(work.workspace), asked=table is not None)
    best = newest([each.name for each in work.drafts])
    kept = []
    for place, each in enumerate(work.drafts):
        before = _version_before(work.workspace, each.name.source)
        if best[each.name.source] != place or each.name.version < before:
            fields = {"file": each.file, "source": each.name.source}
            work.findings.append(Finding("older_version_left_out", "warning", fields))
            work.outcomes.append(_unused(each, "older_version"))
        elif each.mapping.table is None or each.raw.rows == 0:
            reason = each.mapping.reason if each.raw.rows else "no_rows"
            work.findings.append(Finding("table_not_used", "note", {"file": each.file, "reason": reason}))
            work.outcomes.append(_unused(each, reason))
        else:
            kept.append(each)
    work.drafts = kept or work.drafts[:1] if not work.outcomes else kept


def _unused(each: Draft, reason: str) -> FileOutcome:
    return FileOutcome(each.file, "", (), each.rows, 0, 0, 0, False, len(each.raw.header), 0, 0, reason)


def _tables_before(workspace: Workspace) -> set[str]:
    return {str(table) for row in workspace.ledger.rows("sources") for table in row["tables"]}


def _version_before(workspace: Workspace, source: str) -> str:
    rows = workspace.ledger.rows("sources", {"source": source})
    return str(rows[0]["detail"]["version"]) if rows else ""


def _load_all(work: Work, words: Words, progress: Progress) -> None:
    """Lists that help to read others first."""
    ordered = sorted(
        (each for each in work.drafts if each.mapping.table),
        key=lambda each: (each.mapping.table != "stages", each.mapping.table != "plans"),
    )
    with progress.step("load", len(ordered)) as step:
        for place, each in enumerate(ordered):
            try:
                words = _load_one(work, each, words, place)
            except OpenICPError as error:
                work.failures.append(Failure(each.file, error))
            step.advance()


def _load_one(work: Work, each: Draft, words: Words, place: int) -> Words:
    folder = work.folder / f"loaded-{place}"
    folder.mkdir()
    mapping = each.mapping.settled(yes=work.yes)
    task = Task(work.engine, each.raw, each.file, mapping, folder, work.today, words)
    done = load(task)
    work.loaded.append((each, done))
    work.outcomes.append(_file_outcome(each, done))
    notes = [Finding(n.code, n.severity, {"file": each.file, **n.fields}) for n in each.raw.notes]
    work.findings += [*notes, *done.findings]
    if mapping.table == "stages":
        return words_of([], work.workspace, work.engine, stages=done.paths["stages"], units=words.units)
    return words


def _file_outcome(each: Draft, done: Loaded) -> FileOutcome:
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
        False,
        len(each.raw.header),
        len(mapping.columns) + len(mapping.own),
        sum(group in ("person", "free", "owner") for group in mapping.apart.values())
        + sum(column.column == "account_mail" for column in mapping.columns),
    )


def _sources(work: Work) -> list[Source]:
    """Every source as it will stand: the new ones, and those of earlier imports that are not replaced."""
    new = {done.mapping.source: _new_source(done) for _, done in work.loaded}
    return [*new.values(), *_stored_sources(work.workspace, leave_out=set(new))]


def _new_source(done: Loaded) -> Source:
    mapping = done.mapping
    return Source(mapping.source, mapping.system, done.paths, str(mapping.table), done.own)


def _stored_sources(workspace: Workspace, *, leave_out: Iterable[str]) -> list[Source]:
    snapshots = workspace.snapshots()
    found = []
    for row in workspace.ledger.rows("sources"):
        if row["source"] in leave_out:
            continue
        paths = {str(t): snapshots[loaded_name(row["source"], t)].path for t in row["tables"]}
        own = [(str(a), str(k), str(label)) for a, k, label in row["detail"]["own"]]
        found.append(Source(str(row["source"]), str(row["system"]), paths, str(row["detail"]["main"]), own))
    return found


def loaded_name(source: str, table: str) -> str:
    """Name of a loaded snapshot."""
    return f"loaded/{source}/{table}"


def _known(workspace: Workspace) -> Known:
    ledger = workspace.ledger
    return Known(ledger.rows("identities"), ledger.rows("aliases"), ledger.rows("proposals"))


def _publication(work: Work, identified: Identified) -> Publication:
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
    changes += joined_changes(identified)
    changes.append(Upsert("proposals", [_proposal_row(p) for p in _proposals(work, identified)]))
    removed += _gone(work.workspace, snapshots)
    return Publication(snapshots, removed, changes, yaml)


def _replaced(workspace: Workspace, source: str, tables: set[str]) -> list[str]:
    """Loaded tables that the newer version of a source does not have any more."""
    rows = workspace.ledger.rows("sources", {"source": source})
    return [loaded_name(source, t) for row in rows for t in row["tables"] if t not in tables]


def _gone(workspace: Workspace, made: Plain[str, Built]) -> list[str]:
    """Published tables that are not made any more."""
    return [n for n in workspace.snapshots(verify=False) if not n.startswith("loaded/") and n not in made]


def _ledger(work: Work, each: Draft, done: Loaded, plain: Plain[str, object]) -> list[Change]:
    source, outcome = done.mapping.source, _file_outcome(each, done)
    fields = {name: getattr(outcome, name) for name in FileOutcome.__slots__}
    detail = {
        "main": done.mapping.table,
        "own": [list(own) for own in done.own],
        "version": each.name.version,
        "decided": canonical(plain),
        "outcome": fields,
    }
    row = {"source": source, "system": done.mapping.system, "tables": list(done.paths), "file": each.file}
    row |= {"digest": each.digest, "mode": "full", "data_through": None, "rows": each.rows, "detail": detail}
    kept = {"digest": each.digest, "detail": {}}
    names = ("source", "file", "tables", "rows", "loaded", "quarantined", "cells_set_aside", "unchanged")
    aside = [_aside_row(source, entry) for entry in (*each.set_aside, *done.set_aside)]
    found = [n for n in done.findings]
    return [
        Upsert("sources", [row]),
        Upsert("imports", [{name: fields[name] for name in names} | kept]),
        Replace("set_aside", aside, {"source": source}),
        Replace("findings", [_finding_row(source, entry) for entry in found], {"owner": source}),
    ]


def _aside_row(source: str, entry: SetAside) -> dict[str, object]:
    names = ("file", "sheet", "line", "column", "value", "reason", "scope")
    return {"source": source} | {name: getattr(entry, name) for name in names}


def _finding_row(owner: str, entry: Finding) -> dict[str, object]:
    return {"owner": owner, "code": entry.code, "severity": entry.severity, "fields": entry.fields}


def joined_changes(identified: Identified) -> list[Change]:
    """Rows of the ledger that follow from all sources together."""
    return [
        Replace("identities", identified.identities),
        Replace("aliases", identified.aliases),
        Replace("findings", [_finding_row(JOINED, f) for f in identified.findings], {"owner": JOINED}),
        Remove("proposals", {"kind": "link", "decided": None}),
        Upsert("proposals", [_proposal_row(each) for each in identified.proposals]),
    ]


def _proposal_row(each: Proposal) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(each, name) for name in ("id", "kind", "subject", "suggestion")}
    row |= {"confidence": each.confidence, "reason": each.reason, "decided": each.decided}
    return row | {"decided_by": None, "decided_on": None}


def _proposals(work: Work, identified: Identified | None) -> list[Proposal]:
    columns = [proposal for _, done in work.loaded for proposal in done.mapping.proposals()]
    return [*columns, *(identified.proposals if identified else [])]


def _outcome(work: Work, identified: Identified | None) -> ImportOutcome:
    aside = [entry for each, done in work.loaded for entry in (*each.set_aside, *done.set_aside)]
    findings = [*work.findings, *(identified.findings if identified else [])]
    ordered = sorted(work.outcomes, key=lambda each: (each.file, each.source))
    waiting = [each for each in _proposals(work, identified) if each.decided is None]
    return ImportOutcome(
        tuple(ordered), tuple(aside), tuple(waiting), tuple(findings), tuple(work.failures)
    )


def forget(workspace: Workspace, source: str) -> None:
    """Remove a source and everything that came from it, and publish what remains.

    Raises
    ------
    SourceNotFound
        When there is no such source.
    """
    with workspace.lease("forget"), workspace.scratch() as folder, duck(workspace.layout.inside) as engine:
        rows = workspace.ledger.rows("sources")
        found = next((row for row in rows if row["source"] == source), None)
        if found is None:
            raise SourceNotFound(source=source, sources=[str(row["source"]) for row in rows])
        rest = _stored_sources(workspace, leave_out={source})
        identified = identify(engine, rest, _known(workspace), folder)
        snapshots = {each.name: Built(each.path, each.rows) for each in identified.made}
        removed = [loaded_name(source, table) for table in found["tables"]]
        removed += [n for n in workspace.snapshots(verify=False) if not n.startswith("loaded/") and n not in snapshots]
        changes: list[Change] = [Remove(t, {"source": source}) for t in ("sources", "imports", "set_aside")]
        changes += [Remove("findings", {"owner": source}), *joined_changes(identified)]
        workspace.publish(Publication(snapshots, removed, changes))
        workspace.sources_yaml.forget(source)
