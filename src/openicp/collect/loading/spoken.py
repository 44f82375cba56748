"""What people said in a file: quotes with their kind, and comments beside scores, with who said it.

Comes in: the raw rows of voices or ratings and how their columns are read. Goes out: ``Spoken`` values for the ledger,
and the kinds whose words say nothing. It never codes a text to a kind: a kind is given, or there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from openicp.collect.loading.columns import Column, reader_of
from openicp.collect.mapping import Mapping
from openicp.engine import Engine
from openicp.model.finding import Finding
from openicp.sql import collect as sql
from openicp.vocab import load as vocabulary

TEXT = {"voices": "quote", "ratings": "comment"}
"""Column with a person's words, by table."""
ROLE, LANGUAGE = {"voices": "role", "ratings": "answer_role"}, {"voices": "language", "ratings": "answer_language"}
MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
PHONE = re.compile(r"\+?[\d\s()/.-]{6,}")
NAME = re.compile(r"[^\d@/]+")
KINDS_SHOWN = 8

Cells = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One statement of one person, as a file has it."""

    line: int
    quote: str
    kind: str | None = None
    """Code of ``voice_kind``; ``None`` where none is given or its words say nothing."""
    written: str = ""
    """The kind as written, where its words say nothing."""
    theme: str | None = None
    role: str | None = None
    language: str | None = None
    said_on: str | None = None
    name: str = ""
    mail: str = ""
    phone: str = ""
    consent: bool | None = None
    keep_until: str | None = None
    score: float | None = None
    """Beside it, in a file of ratings."""


def spoken_of(
    engine: Engine, mapping: Mapping, header: Sequence[str], columns: Sequence[Column], tables: tuple[str, str]
) -> tuple[Spoken, ...]:
    """The statements of a file, in the order of its lines.

    Parameters
    ----------
    columns
        As they were read: the other columns of the file have decided ambiguous dates.
    tables
        The raw and the typed table in the engine.
    """
    text = mapping.column(TEXT.get(str(mapping.table), ""))
    if text is None or text.header not in header:
        return ()
    raw = {name: f"c{place}" for place, name in enumerate(header)}
    persons = [name for name, group in mapping.apart.items() if group == "person" and name in raw]
    mails = [each.header for each in mapping.columns if each.column == "account_mail" and each.header in raw]
    used = [each for each in columns if each.table == mapping.table and each.mapping and each.column != "account_mail"]
    beside = list(dict.fromkeys([*(each.raw for each in used), *(raw[name] for name in (*persons, *mails))]))
    query = sql.free_texts_sql(engine.dialect, tables[0], raw[text.header], tables[1], beside)
    rows = engine.rows(query)
    cells = [dict(zip(beside, (None if c is None else str(c) for c in row[2:]), strict=True)) for row in rows]
    read = {each.column: _reading(each, cells) for each in used}
    named = [raw[name] for name in (*persons, *mails)]
    return tuple(
        _one(mapping, int(row[0]), str(row[1]).strip(), cell, read, named)
        for row, cell in zip(rows, cells, strict=True)
        if str(row[1]).strip()
    )


def _reading(column: Column, cells: Sequence[dict[str, str | None]]) -> Callable[[dict[str, str | None]], Any]:
    """How a column's cell of a row is read, as the whole column decides."""
    made = reader_of(column, sorted({text for row in cells if (text := row[column.raw]) is not None}))
    return lambda row: made.read(row[column.raw]).value


def _one(
    mapping: Mapping,
    line: int,
    quote: str,
    cell: dict[str, str | None],
    read: dict[str, Callable[[dict[str, str | None]], Any]],
    named: Sequence[str],
) -> Spoken:
    def of(column: str) -> Any:
        return read[column](cell) if column in read else None

    table = str(mapping.table)
    kind, written = _kind(mapping, of("kind") if table == "voices" else None)
    said, keep, score = of("on"), of("keep_until"), of("score")
    language = of(LANGUAGE[table])
    name, mail, phone = _person([text for each in named if (text := cell[each])])
    return Spoken(
        line,
        quote,
        kind,
        written,
        _text(of("theme")) if table == "voices" else None,
        _text(of(ROLE[table])),
        vocabulary("language").find(str(language)) if language else None,
        said.isoformat() if said else None,
        name,
        mail,
        phone,
        of("consent"),
        keep.isoformat() if keep else None,
        None if score is None else float(score),
    )


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _kind(mapping: Mapping, text: object) -> tuple[str | None, str]:
    """The code of a kind, or none and how it is written."""
    if not text:
        return None, ""
    book = vocabulary("voice_kind")
    told = mapping.kinds.get(str(text)) or str(text)
    found = book.find(told)
    return found, "" if found else str(text)


def _person(texts: Sequence[str]) -> tuple[str, str, str]:
    """Name, mail and phone among the cells that tell of a person; whatever else they hold is left."""
    mail = next((found[0].lower() for text in texts if (found := MAIL.search(text))), "")
    phone = next((text.strip() for text in texts if PHONE.fullmatch(text.strip())), "")
    names = [text.strip() for text in texts if NAME.fullmatch(text.strip())]
    return " ".join(dict.fromkeys(names)), mail, phone


def unknown_kinds(spoken: Sequence[Spoken], file: str, source: str) -> list[Finding]:
    """Kinds whose words say nothing: their quotes count without a kind until a person says which it is."""
    written = [each.written for each in spoken if each.written]
    if not written:
        return []
    words = sorted(set(written), key=lambda text: (-written.count(text), text))[:KINDS_SHOWN]
    fields: dict[str, object] = {"file": file, "source": source, "n": len(written), "kinds": words}
    return [Finding("voice_kinds_unknown", "warning", fields)]
