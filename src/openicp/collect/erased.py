"""Who was erased stays out of what is imported.

Comes in: what was read of a file, and the list of the erased. Goes out: the same without them: every cell, header and
original that named them has the neutral name. It runs before anything is recognised, and never touches the user's file.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from openicp.collect.read import RawTable, ReadResult
from openicp.model.finding import SetAside
from openicp.workspace import Workspace
from openicp.workspace.erasure.keeping import Keeper, keeper_of

LONGEST_CELL = 10_000_000


def kept_out(workspace: Workspace, path: Path, result: ReadResult) -> tuple[Path, ReadResult]:
    """(the path as it may be named, what was read of it), both without those who were erased."""
    keeper = keeper_of(workspace.ledger)
    if not keeper:
        return path, result
    tables = tuple(_table(raw, keeper) for raw in result.tables)
    aside = tuple(_aside(one, keeper) for one in result.set_aside)
    named = path.with_name(keeper.text(path.name))
    return named, replace(result, file=named.name, tables=tables, set_aside=aside)


def _table(raw: RawTable, keeper: Keeper) -> RawTable:
    made = raw.path.with_name(f"{raw.path.name}.kept")
    csv.field_size_limit(LONGEST_CELL)
    header = tuple(_headers(raw.header, keeper))
    with raw.path.open(encoding="utf-8", newline="") as old, made.open("w", encoding="utf-8", newline="") as new:
        writer, rows = csv.writer(new, lineterminator="\n"), csv.reader(old)
        writer.writerow([next(rows)[0], *header])
        writer.writerows([row[0], *keeper.row(row[1:])] for row in rows)
    os.replace(made, raw.path)
    return replace(raw, header=header, sheet=keeper.text(raw.sheet))


def _headers(header: Sequence[str], keeper: Keeper) -> Iterator[str]:
    """Names of columns stay different from each other."""
    seen = {text.lower() for text in header}
    for text in header:
        named = keeper.text(text)
        while named != text and named.lower() in seen:
            named += " *"
        seen.add(named.lower())
        yield named


def _aside(one: SetAside, keeper: Keeper) -> SetAside:
    """The original of a row that named somebody may hold more of theirs: it is emptied whole."""
    value = one.value if keeper.text(one.value) == one.value else ""
    return replace(
        one, file=keeper.text(one.file), column=keeper.text(one.column), sheet=keeper.text(one.sheet), value=value
    )
