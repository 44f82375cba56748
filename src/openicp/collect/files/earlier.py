"""Earlier versions of a list of companies: what they said stays, as known on their day.

Comes in: an import under way. Goes out: for each source the file of its history, written into the scratch folder and
noted in ``Work``. It never changes what the newest version says, and a version that merely mends another of the same
day leaves no trace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from openicp.collect.files.sources import newest
from openicp.collect.loading.doubts import through
from openicp.collect.loading.history import TABLE, Version, day_of, kept
from openicp.collect.loading.load import Loaded, Task, Words, load
from openicp.collect.mapping import Mapping as ColumnsOfFile
from openicp.collect.recognise import recognise
from openicp.collect.recognise.draft import Draft
from openicp.collect.recording import Failure, Work, file_outcome, loaded_name
from openicp.errors import OpenICPError
from openicp.model.finding import Finding

LISTS = "accounts"


def set_apart(work: Work) -> list[Draft]:
    """Take the older versions of lists out of the drafts: what a file is, its newest version tells."""
    best = newest([each.name for each in work.drafts])
    past = []
    for each in work.drafts:
        last = work.drafts[best[each.name.source]].name.version
        dated = each.mapping.table in (LISTS, "prospects") and day_of(each.name.version) is not None
        if dated and each.name.version < max(last, str(_stored(work, each.name.source).get("version", ""))):
            past.append(each)
    ids = {id(each) for each in past}
    work.drafts = [each for each in work.drafts if id(each) not in ids]
    return past


def without_list(work: Work, past: Sequence[Draft], settled: Sequence[Draft]) -> list[Draft]:
    """Note the versions whose newest is a list of accounts as past; the others are given back."""
    lists = {each.name.source for each in settled if each.mapping.table == LISTS}
    given_back = []
    for each in past:
        if each.name.source in lists or _stored(work, each.name.source).get("main") == LISTS:
            work.past.append(each)
        else:
            given_back.append(each)
    return given_back


def _stored(work: Work, source: str) -> Mapping[str, Any]:
    """What the ledger remembers of a source."""
    rows = work.workspace.ledger.rows("sources", {"source": source})
    return dict(rows[0]["detail"]) if rows else {}


def remember(work: Work, words: Words) -> None:
    """Keep what earlier versions said of every source that this import touches."""
    loaded = {done.mapping.source: (each, done) for each, done in work.loaded if done.mapping.table == LISTS}
    past = _load_past(work, words)
    snapshots = work.workspace.snapshots()
    for place, source in enumerate(sorted({*loaded, *past})):
        versions = [*_replaced(work, *loaded[source])] if source in loaded else []
        versions += [Version(done.paths[LISTS], _day(each), _own(done.own)) for each, done in past.get(source, ())]
        stored = snapshots.get(loaded_name(source, TABLE))
        before = [stored.path] if stored else []
        if versions or before:
            path = work.folder / f"history-{place}.parquet"
            rows = kept(work.engine, path, versions, before)
            if rows:
                work.histories[source] = (path, rows)
    work.loaded = [(each, _with_history(work, done)) for each, done in work.loaded]


def _with_history(work: Work, done: Loaded) -> Loaded:
    found = work.histories.get(done.mapping.source)
    if found is None:
        return done
    return replace(done, paths=done.paths | {TABLE: found[0]}, counts=done.counts | {TABLE: found[1]})


def _load_past(work: Work, words: Words) -> dict[str, list[tuple[Draft, Loaded]]]:
    """Load the older files of this import, by source, the oldest first."""
    found: dict[str, list[tuple[Draft, Loaded]]] = {}
    for place, each in enumerate(sorted(work.past, key=lambda one: (one.name.source, one.name.version))):
        folder = work.folder / f"past-{place}"
        folder.mkdir()
        mapping = _as_the_newest(work, each)
        try:
            done = load(Task(work.engine, each.raw, each.file, mapping, folder, work.today, words))
        except OpenICPError as error:
            work.failures.append(Failure(each.file, error))
            continue
        found.setdefault(each.name.source, []).append((each, done))
        work.past_loaded.append((each, done))
        work.outcomes.append(replace(file_outcome(each, done), tables=(TABLE,)))
        told: dict[str, object] = {"file": each.file, "source": each.name.source, "date": _day(each).isoformat()}
        work.findings.append(Finding("earlier_version_kept", "note", told))
    return found


def _as_the_newest(work: Work, each: Draft) -> ColumnsOfFile:
    """The mapping of an older file, its own attributes of the same kinds as in the newest one."""
    mapping = each.mapping
    if mapping.table != LISTS:
        mapping = replace(recognise(each.look, table=LISTS), source=mapping.source)
    kinds = dict(_kinds(work, each.name.source))
    own = tuple(replace(one, kind=kinds.get(one.attribute, one.kind)) for one in mapping.own)
    return replace(mapping, own=own).settled(yes=work.yes)


def _kinds(work: Work, source: str) -> list[tuple[str, str]]:
    """The users' own attributes of the newest version with their kinds."""
    new = [done.own for _, done in work.loaded if done.mapping.source == source]
    return _own(new[0] if new else _stored(work, source).get("own", ()))


def _day(each: Draft) -> date:
    day = day_of(each.name.version)
    assert day is not None
    return day


def _own(own: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    return [(str(each[0]), str(each[1])) for each in own]


def _replaced(work: Work, each: Draft, done: Loaded) -> list[Version]:
    """The version that this import replaces, unless it is the same one read anew or mended."""
    rows = work.workspace.ledger.rows("sources", {"source": each.name.source})
    if not rows or rows[0]["digest"] == each.digest or rows[0]["detail"]["main"] != LISTS:
        return []
    day = _day_of_replaced(work, rows[0], each, done)
    path = work.workspace.snapshots().get(loaded_name(each.name.source, LISTS))
    # A column that is of another kind now tells nothing of what it is now.
    alike = [own for own in _own(rows[0]["detail"]["own"]) if own in _own(done.own)]
    return [Version(path.path, day, alike)] if day and path else []


def _day_of_replaced(work: Work, row: Mapping[str, Any], each: Draft, done: Loaded) -> date | None:
    """The day of its name; of a file without one its last event, where the new version goes on from there."""
    version = str(row["detail"]["version"])
    if version:
        return day_of(version) if version != each.name.version else None
    before = date.fromisoformat(row["data_through"]) if row["data_through"] else None
    now = through(work.engine, done.paths, work.today)
    return before if before and now and now > before else None
