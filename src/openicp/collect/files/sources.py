"""Which files are the same source, and which of them is the newest.

Comes in: names of files and what was recognised. Goes out: names of sources without date and version, and their
order. It never opens a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openicp.collect.mapping import Mapping
from openicp.collect.recognise import FILES, source_name
from openicp.collect.recognise.systems import OURS
from openicp.collect.recognise.tables import file_thing

VERSION = re.compile(
    r"(?P<date>(?<!\d)(?:19|20)\d{2}(?:[-_. ]?\d{2}(?:[-_. ]?\d{2})?)?(?!\d))|\bv(?P<number>\d+)\b|\((?P<copy>\d+)\)"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A source and the version of it that a file holds."""

    source: str
    version: str
    """Sortable; empty where the file's name has none."""


def named(path: Path, mapping: Mapping, sheet: str, *, several: bool, batch: str = "") -> Name:
    """The source of a file: system, name without its date, and the table where the name does not say it.

    A sheet of our worksheet is called by what it is, in whatever language; a prefilled one by its batch, so that the
    next one stands beside it.
    """
    if mapping.system == OURS:
        parts = [OURS, mapping.object, batch or source_name(path.name)]
        return Name("-".join(part for part in parts if part), version_of(path.name))
    name = source_name(path.name, sheet if several else "")
    parts = [name]
    if mapping.system != FILES and mapping.system not in name.split("-"):
        parts.insert(0, mapping.system)
    if mapping.table and file_thing(name.replace("-", " ")) not in (mapping.table, None) and mapping.table not in name:
        parts.append(mapping.table.replace("_", "-"))
    return Name("-".join(part for part in parts if part) or "source", version_of(path.name))


def version_of(file: str) -> str:
    """The version that a file's name says: its last date, else its number."""
    found = list(VERSION.finditer(file))
    if not found:
        return ""
    last = next((m for m in reversed(found) if m["date"]), found[-1])
    digits = re.sub(r"\D", "", last["date"]) if last["date"] else (last["number"] or last["copy"])
    return f"date {digits:<08}" if last["date"] else f"number {int(digits):08}"


def newest(names: Sequence[Name]) -> dict[str, int]:
    """Place of the newest file of every source; of equal versions the last."""
    best: dict[str, int] = {}
    for place, name in enumerate(names):
        if name.source not in best or name.version >= names[best[name.source]].version:
            best[name.source] = place
    return best
