"""The ledger's tables and the three ways to change them, as data.

Comes in: nothing. Goes out: ``LEDGER`` and the values ``Replace``, ``Upsert``, ``Remove``. Persons, quotes and
originals of what was set aside live here and in no snapshot.

The attribute history is no table of the ledger but a Parquet snapshot named ``attributes`` (account_id, attribute,
value, known_on, source, estimated): a million rows took 0.65 s and 48 MB as rows of SQLite, already in Python, and
0.32 s and 0.4 MB as Parquet, without ever leaving the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

VERSION = 2
"""Of the schema; a ledger with a higher one was written by a newer OpenICP."""


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """One table: columns without a type hold what they are given, ``json`` ones any plain value."""

    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    json: tuple[str, ...] = ()
    index: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """Columns that rows are read in the order of: the same content reads the same, however it came about."""
        return self.key or self.columns


LEDGER: dict[str, LedgerTable] = {
    "meta": LedgerTable(("key", "value"), ("key",)),
    "snapshots": LedgerTable(("name", "digest", "path", "rows"), ("name",)),
    "retired": LedgerTable(("path", "second"), ("path",)),
    "pending": LedgerTable(("path", "text", "kind"), ("path",)),
    "sources": LedgerTable(
        ("source", "system", "tables", "file", "digest", "mode", "data_through", "rows", "detail"),
        ("source",),
        ("tables", "detail"),
    ),
    "imports": LedgerTable(
        (
            "source",
            "digest",
            "file",
            "tables",
            "rows",
            "loaded",
            "quarantined",
            "cells_set_aside",
            "unchanged",
            "detail",
        ),
        ("source", "digest"),
        ("tables", "detail"),
    ),
    "set_aside": LedgerTable(
        ("source", "file", "sheet", "line", "column", "value", "reason", "scope"), index=("source",)
    ),
    "identities": LedgerTable(
        ("account_id", "system", "external_id", "domain", "name", "method", "confidence"),
        index=("account_id",),
    ),
    "aliases": LedgerTable(("alias", "account_id"), ("alias",)),
    "persons": LedgerTable(
        (
            "person_id",
            "account_id",
            "name",
            "email",
            "phone",
            "role",
            "source",
            "consent",
            "keep_until",
            "detail",
        ),
        ("person_id",),
        ("detail",),
    ),
    "statements": LedgerTable(
        (
            "statement_id",
            "account_id",
            "person_id",
            "role",
            "kind",
            "quote",
            "theme",
            "language",
            "said_on",
            "source",
            "detail",
        ),
        ("statement_id",),
        ("detail",),
    ),
    "proposals": LedgerTable(
        (
            "id",
            "kind",
            "subject",
            "suggestion",
            "confidence",
            "reason",
            "decided",
            "decided_by",
            "decided_on",
        ),
        ("id",),
        ("subject", "suggestion"),
    ),
    "marks": LedgerTable(("account_id", "mark", "because", "by", "marked_on"), ("account_id",)),
    "hypotheses": LedgerTable(
        ("id", "written_on", "since", "by", "question", "answer", "withdrawn_on"), ("id",), ("question", "answer")
    ),
    "findings": LedgerTable(("owner", "code", "severity", "fields"), json=("fields",), index=("owner",)),
    "runs": LedgerTable(
        ("id", "as_of", "profile", "outcome", "verdict", "path", "digest", "detail"), ("id",), ("detail",)
    ),
    "reports": LedgerTable(("path", "run", "kind", "digest"), ("path",)),
    "erased": LedgerTable(("fingerprint", "kind", "words", "label", "number"), ("fingerprint",)),
}
"""Every table by name.

``owner`` of a finding is a source or ``run:<id>``; ``marks`` are customers that a person struck from the best or added
to them; ``hypotheses`` are questions written down before their data came; ``erased`` holds salted fingerprints of those
who must not come back, no names.
"""


@dataclass(frozen=True, slots=True)
class Replace:
    """All rows that equal ``where`` give way to ``rows``; an empty ``where`` means the whole table."""

    table: str
    rows: Iterable[Mapping[str, object]] = ()
    where: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upsert:
    """Each row replaces the one with its key."""

    table: str
    rows: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Remove:
    """All rows that equal ``where`` are removed (and overwritten: ``secure_delete``)."""

    table: str
    where: Mapping[str, object]


Change = Replace | Upsert | Remove


def creation(tables: Mapping[str, LedgerTable] = LEDGER) -> Iterable[str]:
    """The statements that make the tables."""
    for name, table in tables.items():
        columns = ", ".join(f'"{column}"' for column in table.columns)
        key = ", primary key (" + ", ".join(f'"{column}"' for column in table.key) + ")" if table.key else ""
        yield f'create table if not exists "{name}" ({columns}{key})'
        for column in table.index:
            yield f'create index if not exists "{name}_{column}" on "{name}" ("{column}")'
