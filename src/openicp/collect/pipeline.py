"""Files into a workspace: read, recognise, load, identify, one atomic publication.

Comes in: paths of files and a workspace. Goes out: what happened to every file, what was set aside, what waits for a
yes. A file that cannot be read never keeps a good one out, and a crash leaves the last published state.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Plain
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openicp.collect.erased import kept_out
from openicp.collect.files.attached import with_companies
from openicp.collect.files.earlier import remember, set_apart, without_list
from openicp.collect.files.growing import GROWS, grow
from openicp.collect.files.homes import apart
from openicp.collect.files.sources import newest
from openicp.collect.identify.run import Identified, Known, Source, identify
from openicp.collect.lists import CompanyList, read_list
from openicp.collect.loading.history import day_of
from openicp.collect.loading.lengthen import lengthen, under_own_headers
from openicp.collect.loading.load import Loaded, Task, Words, load
from openicp.collect.loading.settled import questions, settled, told
from openicp.collect.read import ReadResult, read
from openicp.collect.recognise.draft import Draft, check_asked, draft, settle
from openicp.collect.recognise.joins import with_joins
from openicp.collect.recognise.systems import known as known_systems
from openicp.collect.recognise.told import dictionary, words_of
from openicp.collect.recognise.worksheet import filled_in
from openicp.collect.recording import (
    Failure,
    FileOutcome,
    ImportOutcome,
    Work,
    answers,
    decided,
    file_outcome,
    forgotten,
    joined_changes,
    loaded_name,
    publication,
)
from openicp.collect.saying import statement_changes
from openicp.engine import Engine, chosen
from openicp.errors import FileNotReadable, NoFileReadable, OpenICPError, SourceNotFound, TableNotRecognised
from openicp.model.finding import Finding, Proposal
from openicp.model.progress import Progress, Silence, Step
from openicp.model.tables import TABLES
from openicp.workspace import Built, Change, Publication, Workspace
from openicp.workspace.files import digest_of

MEMORY = "600MB"
"""What the engine may hold; the rest goes to the disk. With 800 MB joining 100,000 accounts takes the same 12 s of the
processor, with 500 MB 15 s."""
NOT_USED = {"not_needed": "known_not_needed", "no_company": "without_company"}
"""What is said of a file that is not used, by its reason."""
MOST_READERS = 4
"""Files that are read at once, where there are as many processors."""
WAIT_SECONDS = 20.0
"""For another command to finish, before a person is told to wait."""


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
    with (
        workspace.lease("import", wait_seconds=WAIT_SECONDS),
        _engine(workspace) as (engine, folder),
    ):
        work = Work(workspace, engine, folder, yes, datetime.now(UTC).date())
        _read_all(work, paths, table, progress)
        words = words_of(work.drafts, workspace, engine)
        _choose(work, table)
        _load_all(work, words, progress)
        grow(work)
        remember(work, words)
        if not work.loaded and not work.histories:
            _nothing(work, paths)
            return _outcome(work, None)
        with progress.step("identify"):
            known = _known(workspace)
            sources = settled(engine, _sources(work), told(known.proposals), folder)
            identified = identify(engine, sources, known, folder, workspace.project)
        with progress.step("publish"):
            workspace.publish(publication(work, identified))
        return _outcome(work, identified)


@contextmanager
def _engine(workspace: Workspace) -> Iterator[tuple[Engine, Path]]:
    """An engine that holds at most ``MEMORY``, and the scratch folder where the rest goes."""
    with (
        workspace.scratch() as folder,
        chosen(workspace.project, workspace.layout.inside, memory_limit=MEMORY, spill=folder) as engine,
    ):
        yield engine, folder


def _nothing(work: Work, paths: Sequence[Path]) -> None:
    """Nothing new: an error only when no file could be used."""
    if any(each.unchanged or each.reason in ("older_version", "untouched") for each in work.outcomes):
        return
    if len(work.failures) > 1:
        raise NoFileReadable(n=len(work.failures), errors=[failure.error for failure in work.failures])
    if work.failures:
        raise work.failures[0].error
    for seen in work.seen[:1]:
        if not seen.raw.rows:
            raise FileNotReadable(file=seen.file, reason="header_only", detail="")
        raise TableNotRecognised(file=seen.file, columns=list(seen.raw.header)[:20], tables=sorted(TABLES))


def _read_all(work: Work, paths: Sequence[Path], table: str | None, progress: Progress) -> None:
    """While a file is looked at here, the next ones are read by processes of their own."""
    sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
    known = [_unchanged(work.workspace, path, table) if path.is_file() else [] for path in paths]
    with progress.step("read", sum(sizes) or 1) as step, _readers() as readers:
        begun = [
            None if there else readers.submit(read, path, work.folder, tell=_shares_of(step, size))
            for path, size, there in zip(paths, sizes, known, strict=True)
        ]
        if any(begun):  # what is needed to look at a file is got ready while the first one is read
            known_systems()
        for path, size, there, reading in zip(paths, sizes, known, begun, strict=True):
            work.outcomes += there
            try:
                if reading is not None:
                    _look_at(work, path, reading.result(), table)
                else:
                    step.advance(size)
            except OpenICPError as error:
                work.failures.append(Failure(path.name, error))
                step.advance(size)


@contextmanager
def _readers() -> Iterator[ThreadPoolExecutor]:
    """Threads that wait for processes; of what is not begun yet nothing is, when something goes wrong."""
    readers = ThreadPoolExecutor(min(MOST_READERS, os.cpu_count() or 1))
    try:
        yield readers
    finally:
        readers.shutdown(cancel_futures=True)


def _shares_of(step: Step, amount: int) -> Callable[[float], None]:
    """Advance a step by shares of what is one file's part of it."""
    return lambda share: step.advance(share * amount)


def _look_at(work: Work, path: Path, read_of_it: ReadResult, table: str | None) -> None:
    path, found = kept_out(work.workspace, path, read_of_it)
    result, untouched = filled_in(found)
    work.findings += [Finding(n.code, n.severity, {"file": path.name, **n.fields}) for n in result.notes]
    if untouched:
        work.findings.append(Finding("worksheet_untouched", "note", {"file": path.name}))
        work.outcomes.append(FileOutcome(path.name, "", (), 0, 0, 0, 0, unchanged=False, reason="untouched"))
    several = len(result.tables) > 1
    drafts = [draft(work.workspace, path, result, raw, table=table, several=several) for raw in result.tables]
    check_asked(drafts, table)
    work.drafts += drafts
    if not result.tables and not untouched:
        _all_aside(work, result)


def _all_aside(work: Work, result: ReadResult) -> None:
    rows = sum(each.scope == "row" for each in result.set_aside)
    outcome = FileOutcome(result.file, "", (), rows, 0, rows, 0, unchanged=False, reason="no_table")
    work.outcomes.append(outcome)


def _unchanged(workspace: Workspace, path: Path, table: str | None) -> list[FileOutcome]:
    """The outcomes of the same content, when nothing that was decided about it has changed."""
    sources = workspace.ledger.rows("sources")
    digest = digest_of(path) if sources else ""
    rows = [row for row in sources if row["digest"] == digest]
    kept = [one for row in sources for one in row["detail"].get("past", ()) if one["digest"] == digest]
    outcomes = [_as_before(one["outcome"], path) for one in kept if table is None]
    for row in rows:
        detail: Plain[str, Any] = row["detail"]
        if detail["decided"] != decided(workspace, str(row["source"])) or table not in (None, detail["main"]):
            return []
        outcomes.append(_as_before(detail["outcome"], path))
    return outcomes


def _as_before(plain: Plain[str, Any], path: Path) -> FileOutcome:
    return FileOutcome(**{**plain, "file": path.name, "unchanged": True, "tables": tuple(plain["tables"])})


def _choose(work: Work, table: str | None) -> None:
    """What only all files together can tell, and one file per source: the newest."""
    found = with_companies(apart(work.drafts, work.workspace, table=table), work.folder)
    work.drafts = with_joins(found, work.workspace, table=table)
    past = set_apart(work)
    settled = settle(work.drafts, _tables_before(work.workspace), asked=table is not None)
    work.drafts = [*settled, *without_list(work, past, settled)]
    used = [each for each in work.drafts if each.mapping.table]
    best = newest([each.name for each in used])
    kept = []
    for each in work.drafts:
        before = _version_before(work.workspace, each.name.source)
        newest_one = each not in used or used[best[each.name.source]] is each
        part = each.mapping.table in GROWS and (newest_one or each.name.version != _newest_version(used, best, each))
        if each in used and not part and (not newest_one or each.name.version < before):
            fields: dict[str, object] = {"file": each.file, "source": each.name.source}
            work.findings.append(Finding("older_version_left_out", "warning", fields))
            work.outcomes.append(_unused(each, "older_version"))
        elif each.mapping.table is None or each.raw.rows == 0:
            reason = _why_unused(each)
            if reason != "dictionary":
                work.findings.append(_not_used(each, reason))
            work.outcomes.append(_unused(each, reason))
            work.unused.append((each, reason))
        else:
            kept.append(each)
    work.seen, work.drafts = work.drafts, kept


def _newest_version(used: Sequence[Draft], best: Plain[str, int], each: Draft) -> str:
    return used[best[each.name.source]].name.version


def _why_unused(each: Draft) -> str:
    if not each.raw.rows:
        return "no_rows"
    return "dictionary" if dictionary(each) else each.mapping.reason


def _not_used(each: Draft, reason: str) -> Finding:
    fields: dict[str, object] = {"file": each.file}
    if reason == "contracts_beside_subscriptions":
        return Finding("contracts_beside_subscriptions", "note", fields)
    if reason in NOT_USED:
        return Finding(NOT_USED[reason], "note" if reason == "not_needed" else "warning", fields)
    return Finding("table_not_used", "note", fields)


def _unused(each: Draft, reason: str) -> FileOutcome:
    columns = len(each.raw.header)
    return FileOutcome(each.file, "", (), each.rows, 0, 0, 0, unchanged=False, columns=columns, reason=reason)


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
    with progress.step("load", sum(each.raw.rows for each in ordered) or 1) as step:
        for place, each in enumerate(ordered):
            try:
                words = _load_one(work, each, words, place, _shares_of(step, each.raw.rows))
            except OpenICPError as error:
                work.failures.append(Failure(each.file, error))
                step.advance(each.raw.rows)


def _load_one(work: Work, each: Draft, words: Words, place: int, tell: Callable[[float], None]) -> Words:
    folder = work.folder / f"loaded-{place}"
    folder.mkdir()
    mapping = each.mapping.answered(answers(work.workspace)).settled(yes=work.yes)
    raw = lengthen(each.raw, each.wide, folder) if each.wide else each.raw
    task = Task(work.engine, raw, each.file, mapping, folder, work.today, words, tell)
    done = load(task)
    if each.wide:
        done = replace(done, set_aside=tuple(under_own_headers(done.set_aside, each.raw, each.wide)))
    work.loaded.append((each, done))
    work.outcomes.append(file_outcome(each, done))
    notes = [Finding(n.code, n.severity, {"file": each.file, **n.fields}) for n in each.raw.notes]
    work.findings += [*notes, *done.findings]
    if "deals" in done.paths:
        work.asked += questions(work.engine, mapping.source, each.file, done.paths["deals"], done.findings)
    if mapping.table == "stages":
        return words_of([], work.workspace, work.engine, stages=done.paths["stages"], units=words.units)
    return words


def _sources(work: Work) -> list[Source]:
    """Every source as it will stand: the new ones, and those of earlier imports that are not replaced."""
    new = {done.mapping.source: _new_source(each, done) for each, done in work.loaded}
    stored = _stored_sources(work.workspace, leave_out=set(new))
    late = {source: {"history": path} for source, (path, _) in work.histories.items()}
    return [*new.values(), *(replace(s, tables={**s.tables, **late.get(s.name, {})}) for s in stored)]


def _new_source(each: Draft, done: Loaded) -> Source:
    mapping, day = done.mapping, day_of(each.name.version)
    return Source(mapping.source, mapping.system, done.paths, str(mapping.table), done.own, day)


def _stored_sources(workspace: Workspace, *, leave_out: Iterable[str]) -> list[Source]:
    snapshots = workspace.snapshots()
    found = []
    for row in workspace.ledger.rows("sources"):
        if row["source"] in leave_out:
            continue
        paths = {str(t): snapshots[loaded_name(row["source"], t)].path for t in row["tables"]}
        own = [(str(a), str(k), str(label)) for a, k, label in row["detail"]["own"]]
        main, day = str(row["detail"]["main"]), day_of(str(row["detail"]["version"]))
        found.append(Source(str(row["source"]), str(row["system"]), paths, main, own, day))
    return found


def _known(workspace: Workspace) -> Known:
    ledger = workspace.ledger
    return Known(ledger.rows("identities"), ledger.rows("aliases"), ledger.rows("proposals"))


def _proposals(work: Work, identified: Identified | None) -> list[Proposal]:
    columns = [proposal for _, done in work.loaded for proposal in done.mapping.proposals()]
    return [*columns, *work.asked, *(identified.proposals if identified else [])]


def _outcome(work: Work, identified: Identified | None) -> ImportOutcome:
    read = (*work.loaded, *work.past_loaded, *work.parts)
    aside = [entry for each, done in read for entry in (*each.set_aside, *done.set_aside)]
    findings = [*work.findings, *(identified.findings if identified else [])]
    ordered = sorted(work.outcomes, key=lambda each: (each.file, each.source))
    waiting = [each for each in _proposals(work, identified) if each.decided is None]
    return ImportOutcome(tuple(ordered), tuple(aside), tuple(waiting), tuple(findings), tuple(work.failures))


def forget(workspace: Workspace, source: str) -> None:
    """Remove a source and everything that came from it, and publish what remains.

    Raises
    ------
    SourceNotFound
        When there is no such source.
    """
    with workspace.lease("forget"), _engine(workspace) as (engine, folder):
        rows = workspace.ledger.rows("sources")
        found = next((row for row in rows if row["source"] == source), None)
        if found is None:
            raise SourceNotFound(source=source, sources=[str(row["source"]) for row in rows])
        removed = [loaded_name(source, table) for table in found["tables"]]
        changes = forgotten(workspace, source)
        _republish(workspace, engine, folder, without={source}, changes=changes, removed=removed)
        workspace.sources_yaml.forget(source)


def rebuild(workspace: Workspace) -> None:
    """Publish again from what is loaded: after a person decided about links."""
    with workspace.lease("rebuild"), _engine(workspace) as (engine, folder):
        _republish(workspace, engine, folder, without=set(), changes=(), removed=())


def _republish(
    workspace: Workspace,
    engine: Engine,
    folder: Path,
    *,
    without: set[str],
    changes: Sequence[Change],
    removed: Sequence[str],
) -> None:
    """Join what is loaded, but for some sources, and publish it."""
    rest = _stored_sources(workspace, leave_out=without)
    known = _known(workspace)
    complete = settled(engine, rest, told(known.proposals), folder)
    identified = identify(engine, complete, known, folder, workspace.project)
    snapshots = {each.name: Built(each.path, each.rows) for each in identified.made}
    published = [n for n in workspace.snapshots(verify=False) if not n.startswith("loaded/")]
    gone = [*removed, *(n for n in published if n not in snapshots)]
    moved = statement_changes(workspace, engine, identified.made, ())
    workspace.publish(Publication(snapshots, gone, [*moved, *changes, *joined_changes(identified)]))


__all__ = [
    "CompanyList",
    "Failure",
    "FileOutcome",
    "ImportOutcome",
    "forget",
    "import_files",
    "read_list",
    "rebuild",
]
