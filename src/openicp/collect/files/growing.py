"""Sources whose files add to each other: parts of one table, the newest row of a key counts.

Comes in: an import under way, its files loaded. Goes out: for each source one loaded table, whole or grown from its
parts, and what was assumed. A file that replaces another leaves nothing of it; lists of companies keep their past
elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from openicp.collect.loading.load import Loaded
from openicp.collect.recognise.draft import Draft
from openicp.collect.recording import Work, loaded_name
from openicp.collect.schema import ROW_IDS
from openicp.model.finding import Finding
from openicp.sql import collect as sql
from openicp.sql.joining import no_rows_sql

KEYS: dict[str, str] = ROW_IDS | {"items": "subscription_id", "referrals": "referred_name"}
DAYS: dict[str, str] = {"mrr_events": "on", "spend": "month", "usage": "on", "ratings": "on", "rates": "month"}
"""Where rows have no key of their own: a day that the newer part has is that of the newer part alone."""
TABLES = ("collect_newer", "collect_older")
GROWS = frozenset({*KEYS, *DAYS})
FULL, INCREMENTAL = "full", "incremental"
WHOLE = 0.5
"""A newer file with at least this share of the earlier keys is the whole table again."""


def grow(work: Work) -> None:
    """Put the parts of each source together: those of this import, then what was loaded before."""
    by_source: dict[str, list[tuple[Draft, Loaded]]] = {}
    for each, done in work.loaded:
        by_source.setdefault(done.mapping.source, []).append((each, done))
    grown = []
    for source, parts in by_source.items():
        ordered = sorted(parts, key=lambda part: part[0].name.version)
        whole = ordered[0]
        for part in ordered[1:]:
            whole = _together(work, source, whole, part)
        grown.append(_with_stored(work, source, whole))
    work.loaded = [part for part in grown if part is not None]


def _together(work: Work, source: str, old: tuple[Draft, Loaded], new: tuple[Draft, Loaded]) -> tuple[Draft, Loaded]:
    """A newer part of the same import over an older one; or the newer alone, where it has the older keys."""
    (before, was), (each, done) = old, new
    mode = _mode(work, each, done, was.paths.get(str(done.mapping.table)))
    work.modes[source] = mode
    if mode == FULL:
        _left_out(work, before)
        return each, done
    work.parts.append((before, was))
    paths, counts = _merged(work, source, done.paths, was.paths)
    findings = (*was.findings, *done.findings)
    return each, replace(done, paths=paths, counts=counts, findings=findings, spoken=(*was.spoken, *done.spoken))


def _left_out(work: Work, each: Draft) -> None:
    told: dict[str, object] = {"file": each.file, "source": each.name.source}
    work.findings.append(Finding("older_version_left_out", "warning", told))
    nothing = {"tables": (), "loaded": 0, "quarantined": 0, "cells_set_aside": 0, "reason": "older_version"}
    mine = (each.file, each.name.source)
    work.outcomes = [
        replace(one, **nothing) if (one.file, one.source) == mine else one  # type: ignore[arg-type]
        for one in work.outcomes
    ]


def _with_stored(work: Work, source: str, part: tuple[Draft, Loaded]) -> tuple[Draft, Loaded] | None:
    """The new rows over those of earlier imports, where this file only adds; nothing of a file that is older."""
    each, done = part
    row = _stored(work, source)
    table = str(done.mapping.table)
    if row is None or row["detail"]["main"] != table or table not in GROWS or row["digest"] == each.digest:
        return part
    snapshots = work.workspace.snapshots()
    stored = {t: snapshots[loaded_name(source, t)].path for t in row["tables"] if loaded_name(source, t) in snapshots}
    before = str(row["detail"]["version"])
    late = each.name.version < before
    if late and table in stored:
        swapped = replace(done, paths=done.paths | {table: stored[table]})
        mode = _mode(work, each, swapped, done.paths[table], before=before)
    else:
        mode = _mode(work, each, done, stored.get(table), before=before)
    if late and mode == FULL:
        _left_out(work, each)
        return None
    if work.modes.get(source) != INCREMENTAL or mode == INCREMENTAL:
        work.modes[source] = mode
    if mode == FULL:
        return part
    first, second = (stored, done.paths) if late else (done.paths, stored)
    paths, counts = _merged(work, source, first, second)
    detail = row["detail"]
    work.earlier[source] = {"digest": row["digest"], "outcome": detail["outcome"], "version": detail["version"]}
    return each, replace(done, paths=paths, counts=counts)


def _stored(work: Work, source: str) -> Mapping[str, Any] | None:
    rows = work.workspace.ledger.rows("sources", {"source": source})
    return rows[0] if rows else None


def _mode(work: Work, each: Draft, done: Loaded, old: Path | None, *, before: str | None = None) -> str:
    """What a person wrote, else what the keys tell; what was assumed is said."""
    source, table = done.mapping.source, str(done.mapping.table)
    if done.mapping.mode in (FULL, INCREMENTAL):
        return done.mapping.mode
    if old is None or table not in GROWS:
        return FULL
    kept, total = _kept(work, table, done.paths[table], old)
    if total == 0 or kept >= WHOLE * total:
        return FULL
    dated = bool(each.name.version) and before != each.name.version
    told: dict[str, object] = {"file": each.file, "source": source, "n": total - kept, "of": total}
    work.findings.append(Finding("source_grows" if dated else "source_replaced", "note" if dated else "warning", told))
    return INCREMENTAL if dated else FULL


def _kept(work: Work, table: str, new: Path, old: Path) -> tuple[int, int]:
    """How many keys of the older rows the newer ones have too, and how many there are."""
    work.engine.load("collect_newer", new)
    work.engine.load("collect_older", old)
    for key in (KEYS.get(table), DAYS.get(table)):
        if key is not None:
            kept, total = work.engine.rows(
                sql.kept_keys_sql(work.engine.dialect, "collect_newer", "collect_older", key)
            )[0]
            if total:
                return int(kept), int(total)
    return 0, 0


def _merged(
    work: Work, source: str, newer: Mapping[str, Path], older: Mapping[str, Path]
) -> tuple[dict[str, Path], dict[str, int]]:
    """Every table of both, the newer rows of a key alone."""
    paths: dict[str, Path] = {}
    counts: dict[str, int] = {}
    for place, table in enumerate(dict.fromkeys([*newer, *older])):
        path = work.folder / f"grown-{len(work.parts)}-{len(list(work.folder.iterdir()))}-{place}.parquet"
        files = [found[table] for found in (newer, older) if table in found]
        work.engine.load("collect_newer", files[0])
        work.engine.load("collect_older", files[-1])
        keys = tuple(key for key in (KEYS.get(table), DAYS.get(table)) if key is not None)
        columns, before = (list(work.engine.fetch(no_rows_sql(work.engine.dialect, one))) for one in TABLES)
        select = sql.grown_sql(work.engine.dialect, *TABLES, keys, columns, before)
        paths[table], counts[table] = path, work.engine.export(select, path)
    return paths, counts
