"""JSON lines, arrays of objects or of rows, and documents that wrap such arrays.

Comes in: a JSON text. Goes out: a clean CSV per list of objects; nested objects flattened with dots, lists as JSON
text, numbers as they were written. It never keeps lines in memory; documents are held, within a limit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from openicp.collect.readers.encoding import codec_of
from openicp.collect.readers.header import find_header
from openicp.collect.readers.json_lists import lists_of, without_node
from openicp.collect.readers.lines import Lines, open_text
from openicp.collect.readers.looks import is_json_document
from openicp.collect.readers.output import Job, check_columns
from openicp.collect.readers.sections import write_rows
from openicp.collect.readers.table import Table
from openicp.collect.readers.unreadable import Unreadable

DEEPEST = 20
"""Levels of nesting that become names with dots; deeper objects stay JSON text."""

Parsed = tuple[int, dict[str, Any] | None, str, str]
"""Line, object, original text, reason why there is none."""


class Number(str):
    """A number exactly as the file writes it."""

    __slots__ = ()


def read_json(path: Path, encoding: str, job: Job) -> None:
    """Add a table per list of objects."""
    codec, _ = codec_of(encoding)
    if not is_json_document(path, codec):
        _write(partial(_parsed_lines, path, encoding, job), job, sheet="")
        return
    if path.stat().st_size > job.limits.workbook_bytes:
        raise Unreadable("too_large", detail="json", limit=job.limits.workbook_bytes)
    document = _document(path, encoding)
    if isinstance(document, list) and all(isinstance(entry, list) for entry in document):
        write_rows([(n, [_text(cell) for cell in row]) for n, row in enumerate(document, start=1)], job, sheet="")
    else:
        for name, entries in lists_of(document):
            _write(partial(_parsed_entries, entries), job, sheet=name)
    if not job.tables:
        raise Unreadable("not_a_table", looks="json")


def _document(path: Path, encoding: str) -> Any:
    try:
        with open_text(path, encoding) as stream:
            return _loads(stream.read().lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("damaged", detail=str(error)[:200]) from error


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=Number, parse_int=Number, parse_constant=lambda _: None)


def _parsed_entries(entries: list[Any]) -> Iterator[Parsed]:
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, dict):
            yield number, entry, "", ""
        else:
            yield number, None, _dumped(entry), "not_an_object"


def _parsed_lines(path: Path, encoding: str, job: Job) -> Iterator[Parsed]:
    with open_text(path, encoding) as stream:
        lines = Lines(stream, job.limits.line_characters)
        while (line := lines.next()) is not None:
            number, text = line
            if number in lines.overlong:
                yield number, None, text[:2000], "row_too_long"
            elif text.strip():
                yield number, *_object(text)


def _object(text: str) -> tuple[dict[str, Any] | None, str, str]:
    try:
        found = _loads(text)
    except (ValueError, RecursionError):
        return None, text, "not_json"
    return (without_node(found), "", "") if isinstance(found, dict) else (None, text, "not_an_object")


def _write(rows: Callable[[], Iterator[Parsed]], job: Job, *, sheet: str) -> None:
    """Two passes: the columns are the union of all keys, in the order they first appear."""
    keys: dict[str, None] = {}
    first_line = 0
    for line, entry, _, _ in rows():
        if entry is not None:
            keys |= dict.fromkeys(flat(entry))
            first_line = first_line or line
            check_columns(len(keys), job.limits)
    if not keys:
        raise Unreadable("damaged", detail="no_row_is_whole")
    header = find_header([list(keys)])
    table = Table(job.path(), header, job.aside, sheet=job.named(sheet))
    for line, entry, text, reason in rows():
        if entry is None:
            table.set_aside(line, text, reason)
        else:
            cells = flat(entry)
            table.add_object(line, [cells.get(key, "") for key in keys])
    job.add(table, first_line=first_line, notes=[])


def flat(entry: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """Texts by dotted name.

    >>> flat({"name": "Acme", "address": {"city": "Bern"}, "tags": ["a", 1], "vip": True, "note": None})
    {'name': 'Acme', 'address.city': 'Bern', 'tags': '["a", 1]', 'vip': 'true', 'note': ''}
    """
    cells: dict[str, str] = {}
    for key, value in entry.items():
        name = f"{prefix}{key}".replace("\0", "")
        if isinstance(value, dict) and value and depth < DEEPEST:
            cells |= flat(value, f"{name}.", depth + 1)
        else:
            cells[name] = _text(value)
    return cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _writable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _writable(_dumped(value)) if value else ""


def _writable(text: str) -> str:
    """Half a surrogate pair, as ``\\ud800`` gives it, and zeros have no place in UTF-8 text of ours."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _dumped(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Number):
        return int(value) if value.lstrip("-").isdigit() and len(value) < 4000 else float(value)
    if isinstance(value, list):
        return [_plain(inside) for inside in value]
    return {key: _plain(inside) for key, inside in value.items()} if isinstance(value, dict) else value
