"""One raw table and its mapping to canonical loaded tables.

Comes in: a clean CSV of ours, a ``Mapping``, an engine. Goes out: one Parquet file per canonical table that the file
feeds, cells and rows set aside, findings. It never joins sources and never leaves a row out without saying so.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Plain
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from openicp.collect.loading import plainly
from openicp.collect.loading.columns import Column, columns_of
from openicp.collect.loading.derive import derived, rating_kind, won_by_sheet
from openicp.collect.loading.dictionaries import ReadBack, Texts, read_columns
from openicp.collect.loading.doubts import about_values, doubts
from openicp.collect.loading.estimates import TABLES, estimates
from openicp.collect.loading.history import read_changes
from openicp.collect.loading.spoken import Spoken, spoken_of, unknown_kinds
from openicp.collect.loading.tagging import load_tags
from openicp.collect.mapping import Mapping
from openicp.collect.read import RawTable
from openicp.collect.recognise.headers import parse
from openicp.collect.schema import TAIL, stored_columns
from openicp.collect.working import LARGE, keep, watched
from openicp.engine import Engine
from openicp.model.finding import Finding, SetAside
from openicp.model.tables import REFERENCES
from openicp.sql import collect as sql

MISSING = {"ratings": "not_answered"}
"""Why a row without its key is set aside, where it is no fault of the file."""
CLEAN, RAW, TYPED, EXCLUDED = "collect_clean", "collect_raw", "collect_typed", "collect_excluded"
READ, KEYS = "collect_read", "collect_keys"


@dataclass(frozen=True, slots=True)
class Words:
    """What other files say about words in this one."""

    stages: Plain[str, tuple[str, str | None]] = field(default_factory=dict)
    """Stage id to its name and outcome."""
    units: Plain[str, str] = field(default_factory=dict)
    """Header to its description in a data dictionary (``Annual revenue (in millions of USD)``)."""
    own: Path | None = None
    """Folder of the workspace with words of its users."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one raw table became."""

    mapping: Mapping
    paths: dict[str, Path]
    """Parquet by canonical table, the main one first."""
    counts: dict[str, int]
    """Rows by table."""
    rows: int
    """Rows of the file."""
    rows_set_aside: int
    set_aside: tuple[SetAside, ...]
    findings: tuple[Finding, ...]
    own: tuple[tuple[str, str, str], ...] = ()
    """Attribute, kind, label of the user's own columns."""
    spoken: tuple[Spoken, ...] = ()
    """What people said: for the ledger, never for a snapshot."""


@dataclass(frozen=True, slots=True)
class Task:
    """One raw table on its way."""

    engine: Engine
    raw: RawTable
    file: str
    mapping: Mapping
    folder: Path
    today: date
    words: Words
    tell: Callable[[float], None] = lambda share: None
    """Called with each further share of the table that is done."""


def load(task: Task) -> Loaded:
    """Load a raw table into every canonical table that it feeds."""
    task = replace(task, mapping=_described(task.mapping, task.words.units))
    mapping = task.mapping
    assert mapping.table is not None
    columns = columns_of(task.raw.header, mapping, own_words=task.words.own)
    back, read = _read(task, columns)
    once = _is_read_once(mapping, columns)
    if once:
        task.engine.view(TYPED, back.sql(task.engine.dialect))
        task.tell(0.2)
    else:
        _keep(task, TYPED, back.sql(task.engine.dialect), share=0.2)
    aside, lost = _aside(task, columns, back, once=once)
    paths: dict[str, Path] = {}
    counts: dict[str, int] = {}
    changes = read_changes(task) if mapping.table == "history" else None
    if changes is not None:
        paths["history"], counts["history"] = changes.path, changes.rows
        aside = tuple(sorted((*aside, *changes.set_aside), key=lambda each: (each.line, each.column)))
    tables = () if mapping.table in ("history", "tags") else (mapping.table, *mapping.others)
    for table in tables:
        paths[table], counts[table] = _store(task, table, columns, share=0.2 / len(tables))
    tags = load_tags(task, columns)
    if tags is not None:
        paths["tags"], counts["tags"] = tags
    values = changes.findings if changes is not None else about_values(task, mapping.table, columns, paths)
    findings = (*_with_column(read, task), *values, *_unknown_stages(task, columns))
    own = tuple((each.attribute, each.kind, each.header) for each in mapping.own)
    task.tell(0.1 if tables else 0.3)
    spoken = spoken_of(task.engine, mapping, task.raw.header, columns, (RAW, TYPED))
    findings = (*findings, *unknown_kinds(spoken, task.file, mapping.source))
    return Loaded(mapping, paths, counts, task.raw.rows, lost, aside, findings, own, spoken)


def _is_read_once(mapping: Mapping, columns: list[Column]) -> bool:
    """Whether one table is made of the file: what its texts mean need not be kept, only worked out on the way."""
    return not mapping.others and mapping.table != "history" and all(c.kind != "tags" for c in columns)


def _read(task: Task, columns: list[Column]) -> tuple[ReadBack, list[Finding]]:
    """The texts of the file, and what they mean."""
    engine = task.engine
    names = [sql.LINE, *(f"c{place}" for place in range(len(task.raw.header)))]
    if task.raw.rows < LARGE:
        engine.load_texts(RAW, task.raw.path, names, held=True)
        task.tell(0.3)
    else:
        engine.load_texts(CLEAN, task.raw.path, names)
        _keep(task, RAW, sql.all_rows_sql(engine.dialect, [CLEAN]), share=0.3)
    each = 0.2 / max(1, len(columns))
    texts = Texts(engine, RAW, task.raw.rows, lambda: task.tell(each))
    return read_columns(texts, columns)


def _keep(task: Task, name: str, select: str, *, share: float = 0.0) -> None:
    """A table to work with; ``share`` is its part of the whole work."""
    tell = _part(task, share)
    keep(task.engine, name, select, folder=task.folder, rows=task.raw.rows, tell=tell)


def _part(task: Task, share: float) -> Callable[[float], None]:
    return lambda done: task.tell(share * done)


def _described(mapping: Mapping, units: Plain[str, str]) -> Mapping:
    """With the units that a data dictionary gives to columns whose header names none."""
    columns = []
    for each in mapping.columns:
        told = units.get(each.header)
        if told is None or each.kind not in ("money", "moneyrange") or each.reason == "remembered":
            columns.append(each)
            continue
        unit = parse(told)
        scale = each.scale if each.scale != 1 else unit.scale
        columns.append(replace(each, currency=each.currency or unit.currency, scale=scale))
    return replace(mapping, columns=tuple(columns))


def _with_column(findings: list[Finding], task: Task) -> list[Finding]:
    return [
        Finding(each.code, each.severity, {"file": task.file, **each.fields, "source": task.mapping.source})
        for each in findings
    ]


def _aside(task: Task, columns: list[Column], back: ReadBack, *, once: bool) -> tuple[tuple[SetAside, ...], int]:
    """Cells that could not be read, and rows without any key: those leave the typed table."""
    engine, d = task.engine, task.engine.dialect
    cells: dict[int, list[SetAside]] = {}
    for column in columns:
        if column.dictionary is None or not column.unreadable:
            continue
        for line, text, problem in engine.rows(sql.unreadable_sql(d, RAW, column.dictionary, column.raw)):
            entry = SetAside(task.file, int(line), column.header, text, problem, "cell", task.raw.sheet)
            cells.setdefault(int(line), []).append(entry)
    rows = _rows_aside(task, columns, cells, back if once else None)
    if rows:
        engine.put(EXCLUDED, {"line": sorted(rows)}, types={"line": "bigint"})
        if once:
            engine.view(READ, back.sql(d))
            engine.view(TYPED, sql.without_lines_sql(d, READ, EXCLUDED))
        else:
            _keep(task, TYPED, sql.without_lines_sql(d, TYPED, EXCLUDED))
    kept = [each for line in sorted(cells) if line not in rows for each in cells[line]]
    every = [*kept, *(rows[line] for line in sorted(rows))]
    return tuple(sorted(every, key=lambda each: (each.line, each.column))), len(rows)


def _rows_aside(
    task: Task, columns: list[Column], cells: dict[int, list[SetAside]], back: ReadBack | None
) -> dict[int, SetAside]:
    """Rows of which no key and no value can be read, or that their system marks as deleted."""
    engine, d = task.engine, task.engine.dialect
    found: dict[int, SetAside] = {}
    # A person without a company or a title is no fault of a list of contacts.
    keys = [c for c in columns if c.table == task.mapping.table != "tags" and c.is_key]
    deleted = next((c for c in columns if c.column == "deleted"), None)
    nothing = " and ".join(f"{d.ident(c.first)} is null" for c in keys) or "false"
    looked_at = TYPED
    if back is not None and task.raw.rows >= plainly.LARGE:  # the other columns are worked out once, when written
        looked_at = KEYS
        engine.view(KEYS, back.sql(d, [c.dictionary for c in (*keys, *([deleted] if deleted else []))]))
    for (line,) in engine.rows(sql.rows_where_sql(d, looked_at, nothing)):
        broken = [each for each in cells.get(int(line), ()) if each.column in {c.header for c in keys}]
        column = broken[0].column if broken else keys[0].header
        value = broken[0].value if broken else ""
        reason = "key_not_readable" if broken else MISSING.get(str(task.mapping.table), "key_missing")
        found[int(line)] = SetAside(task.file, int(line), column, value, reason, "row", task.raw.sheet)
    if deleted is not None:
        for (line,) in engine.rows(sql.rows_where_sql(d, looked_at, d.ident(deleted.first))):
            found[int(line)] = SetAside(
                task.file, int(line), deleted.header, "true", "deleted_in_its_system", "row", task.raw.sheet
            )
    return found


def _store(task: Task, table: str, columns: list[Column], *, share: float) -> tuple[Path, int]:
    """Write one canonical table: stored columns, the user's own, and what is derived from several."""
    engine, d = task.engine, task.engine.dialect
    own = [c for c in columns if c.is_own and table in ("accounts", "prospects")]
    given = {name: d.ident(f"{table}.{name}") for c in columns if c.table == table for name in c.outputs}
    given |= derived(task, table, columns, given) if table == task.mapping.table else _references(task, table, columns)
    extra = [(name, kind) for c in own for name, kind in c.stored]
    given |= {name: d.ident(f"own.{name}") for c in own for name in c.outputs}
    given |= {"source": d.literal(task.mapping.source), "system": d.literal(task.mapping.system)}
    if table in TABLES and (guessed := estimates(d, [*own, *(c for c in columns if c.table == table)])):
        given["estimates"] = guessed
    given |= {"line": "line", "doubt": sql.doubt_sql(d, doubts(d, table, given, task.today))}
    stored = [each for each in stored_columns(table) if each not in TAIL]
    main = table == task.mapping.table
    rows = sql.stored_sql(d, TYPED, [*stored, *extra, *TAIL], given, in_order=main)
    if not main:
        names = [name for name, _ in [*stored, *extra, *TAIL]]
        rows = sql.once_sql(d, rows, names, [c.first for c in columns if _tells(c, table)], TYPED)
        rows = sql.in_order_sql(d, rows)
    path = task.folder / f"{table}.parquet"
    with watched(engine, task.raw.rows, _part(task, share)):
        return path, engine.export(rows, path)


def _tells(column: Column, table: str) -> bool:
    """Whether this column makes a row of a further table: a customer was won, whenever one first spoke."""
    own = column.table == table and bool(column.outputs)
    return own or (table == "deals" and column.table == "accounts" and column.column == "customer_since")


def _references(task: Task, table: str, columns: list[Column]) -> dict[str, str]:
    """How the rows of a further table name the company: as those of the main one do."""
    d, main = task.engine.dialect, str(task.mapping.table)
    given = {name: d.ident(f"{main}.{name}") for c in columns if c.table == main for name in c.outputs}
    given |= derived(task, main, columns, given)
    found = {name: given[name] for name in REFERENCES if name in given}
    if table == "deals":
        return found | won_by_sheet(given)
    score = next((c for c in columns if c.table == "ratings" and c.column == "score"), None)
    if score is None:
        return found
    day = {"on": given["on"]} if main == "voices" and "on" in given else {}
    return found | day | {"kind": d.literal(rating_kind(task, score) if main == "voices" else "nps")}


def _unknown_stages(task: Task, columns: list[Column]) -> list[Finding]:
    """Stages that nothing tells the outcome of: they count as open until a person says otherwise."""
    from openicp.collect.loading.derive import unknown_stages

    unknown = unknown_stages(task, columns)
    if not unknown:
        return []
    fields = {"source": task.mapping.source, "file": task.file, "n": len(unknown), "stages": unknown[:10]}
    return [Finding("stages_not_understood", "warning", fields)]


__all__ = ["RAW", "TYPED", "Loaded", "Task", "Words", "load"]
