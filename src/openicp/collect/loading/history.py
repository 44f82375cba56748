"""Values that companies had: tables of changes, and earlier versions of a list of companies.

Comes in: a table of changes on its way (field, old value, new value, day), or the loaded files of earlier versions.
Goes out: one Parquet file in the shape of the loaded table ``history``. It never decides which value counts when.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.collect.identify.publish import canonical, own_expressions
from openicp.collect.loading.columns import OWN_KINDS, VALUES, Column, own_hints, reader_of
from openicp.collect.mapping import SURE, ColumnMapping, own_attribute
from openicp.collect.recognise.columns import group_of, own_kind
from openicp.collect.recognise.headers import apart, candidates, parse
from openicp.collect.recognise.values import profile
from openicp.collect.schema import column_kind, stored_columns
from openicp.engine import Engine
from openicp.model.finding import Finding, SetAside
from openicp.model.tables import ATTRIBUTES
from openicp.normalise import Reading
from openicp.sql import history as sql
from openicp.sql.joining import no_rows_sql

if TYPE_CHECKING:
    from openicp.collect.loading.load import Task

TABLE = "history"
CHANGED = "collect_changed"
DATED = re.compile(r"date (\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Changes:
    """A table of changes, read."""

    path: Path
    rows: int
    """Values that it tells: a change tells one, the first of a field two."""
    set_aside: tuple[SetAside, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of a list of companies, as it was loaded."""

    path: Path
    day: date
    """On which its values were known."""
    own: Sequence[tuple[str, str]] = field(default=())
    """Attribute and kind of the user's own columns."""


def day_of(version: str) -> date | None:
    """The day that the name of a file tells: of a month its last.

    >>> day_of("date 20240600"), day_of("date 20240115"), day_of("number 00000002")
    (datetime.date(2024, 6, 30), datetime.date(2024, 1, 15), None)
    """
    found = DATED.fullmatch(version)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


def kept(engine: Engine, path: Path, versions: Iterable[Version], before: Iterable[Path]) -> int:
    """Write what earlier versions said, together with the history that there is; how many values.

    Parameters
    ----------
    path
        File to be written.
    versions
        Loaded lists of companies.
    before
        Files of history that are kept.
    """
    parts = []
    for place, version in enumerate(versions):
        name = f"collect_version_{place}"
        engine.load(name, version.path)
        columns = list(engine.fetch(no_rows_sql(engine.dialect, name)))
        each = [one for one in _told(engine, version.own) if _there(one["name"], columns)]
        if each:
            ready = [_as_known(one, columns) for one in each]
            engine.create(f"{name}_rows", sql.earlier_rows_sql(engine.dialect, name, ready, columns, version.day))
            parts.append(f"{name}_rows")
    for place, file in enumerate(before):
        engine.load(f"collect_history_{place}", file)
        parts.append(f"collect_history_{place}")
    if not parts:
        return 0
    return engine.export(sql.merged_history_sql(engine.dialect, parts, stored_columns(TABLE)), path)


def _told(engine: Engine, own: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [*canonical(engine.dialect), *own_expressions(engine.dialect, own)]


def _there(attribute: str, columns: Sequence[str]) -> bool:
    return attribute in columns or f"{attribute}_low" in columns


def _as_known(each: dict[str, str], columns: Sequence[str]) -> dict[str, str]:
    """Versions that were loaded before estimates were told apart have none."""
    return each if {"origin", "estimates"} <= set(columns) else each | {"estimated": "false"}


def read_changes(task: Task) -> Changes:
    """Read a table of changes: every field as the column of that name would be read."""
    from openicp.collect.loading.load import TYPED

    engine, d = task.engine, task.engine.dialect
    has_old = task.mapping.column("old_value", TABLE) is not None
    values = ["history.value", *(["history.old_value"] if has_old else [])]
    by_field: dict[str, list[str]] = defaultdict(list)
    for name, text in engine.rows(sql.texts_of_changes_sql(d, TYPED, values)):
        by_field[str(name)].append(str(text))
    rows: list[tuple[Any, ...]] = []
    broken: list[tuple[str, str, str]] = []
    unused = []
    for name, texts in by_field.items():
        column = field_column(name, texts)
        if column is None:
            unused.append(name)
            continue
        column = replace(column, hints=own_hints(task.words.own))
        for said, problem in _read(name, column, texts):
            rows.append(said)
            if problem is not None:
                broken.append((name, str(said[1]), problem))
    _put(engine, rows)
    path = task.folder / f"{TABLE}.parquet"
    engine.create(f"{CHANGED}_rows", _select(task, has_old=has_old))
    written = engine.export(sql.merged_history_sql(d, [f"{CHANGED}_rows"], stored_columns(TABLE)), path)
    findings = [Finding("history_fields_not_used", "note", _which(task, unused))] if unused else []
    return Changes(path, written, _aside(task, broken, values), tuple(findings))


def _which(task: Task, unused: Sequence[str]) -> dict[str, object]:
    return {"file": task.file, "source": task.mapping.source, "n": len(unused), "fields": list(unused)[:10]}


def field_column(name: str, texts: Sequence[str]) -> Column | None:
    """The attribute whose history a field is, as a column to read its values with; ``None`` when it is none."""
    kinds = {spec.name: spec.kind for spec in ATTRIBUTES}
    header = parse(name)
    for one in candidates(name):
        if one.fits("accounts") and one.confidence >= SURE and kinds.get(one.column, "tags") != "tags":
            kind = column_kind("accounts", one.column)
            money = kind == "moneyrange"
            currency, scale = (header.currency, header.scale) if money else (None, 1.0)
            mapping = ColumnMapping(name, "accounts", one.column, one.confidence, one.reason, currency, scale)
            return Column(name, "", "accounts", one.column, kind, one.column, mapping, is_key=False)
    found = profile(list(texts))
    if apart(name) is not None or candidates(name) or group_of(header, found) is not None:
        return None
    own = own_kind(found)
    if own is None or own == "tags":
        return None
    return Column(name, "", "own", own_attribute(name), OWN_KINDS.get(own, "code"), "", None, is_key=False)


def _read(name: str, column: Column, texts: list[str]) -> Iterable[tuple[tuple[Any, ...], str | None]]:
    """Per text the row of the dictionary of changes, and why it could not be read."""
    read = reader_of(column, texts)
    for text in texts:
        reading = read.read(text)
        said = (name, text, column.column, *_said(column.kind, reading, text), reading.estimated)
        yield said, reading.problem


def _said(kind: str, reading: Reading, text: str) -> tuple[Any, ...]:
    """``value, low, high, currency, original`` of a reading."""
    stored = VALUES[kind](reading, text)
    if kind == "range":
        return (None, stored[0], stored[1], None, stored[2])
    if kind == "moneyrange":
        return (None, *stored)
    if kind == "number":
        return (None, stored[0], stored[0], None, text.strip())
    if kind == "yesno":
        return ({True: "yes", False: "no"}.get(stored[0]), None, None, None, text.strip())
    return (None if stored[0] is None else str(stored[0]), None, None, None, text.strip())


def _put(engine: Engine, rows: Sequence[tuple[Any, ...]]) -> None:
    names = ("field", "text", "attribute", "value", "low", "high", "value_currency", "original", "estimated")
    known = [row for row in rows if any(row[place] is not None for place in (3, 4, 5))]
    content = {name: [row[place] for row in known] for place, name in enumerate(names)}
    types = dict.fromkeys(("field", "text", "attribute"), "varchar") | dict(sql.SAID)
    engine.put(CHANGED, content, types=types)


def _select(task: Task, *, has_old: bool) -> str:
    from openicp.collect.loading.load import TYPED

    d, mapping = task.engine.dialect, task.mapping
    read = {c.column: d.ident(f"{TABLE}.{c.column}") for c in mapping.columns if c.column.startswith("account_")}
    mail = read.pop("account_mail", None)
    if mail is not None:
        read["account_domain"] = f"coalesce({read.get('account_domain', 'null')}, {mail})"
    tail = {"source": d.literal(mapping.source), "system": d.literal(mapping.system)}
    return sql.changes_sql(d, TYPED, CHANGED, read, tail, has_old=has_old)


def _aside(task: Task, broken: Sequence[tuple[str, str, str]], values: Sequence[str]) -> tuple[SetAside, ...]:
    """The cells of values that could not be read."""
    from openicp.collect.loading.load import TYPED

    if not broken:
        return ()
    content = {n: [each[i] for each in broken] for i, n in enumerate(("field", "text", "problem"))}
    task.engine.put(f"{CHANGED}_broken", content, types=dict.fromkeys(content, "varchar"))
    headers = {f"{TABLE}.{_stored(c.column)}": c.header for c in task.mapping.columns}
    found = []
    for value in values:
        select = sql.broken_changes_sql(task.engine.dialect, TYPED, f"{CHANGED}_broken", value)
        for line, text, problem in task.engine.rows(select):
            found.append(
                SetAside(task.file, int(line), headers[value], str(text), str(problem), "cell", task.raw.sheet)
            )
    return tuple(found)


def _stored(column: str) -> str:
    return {"new_value": "value"}.get(column, column)
