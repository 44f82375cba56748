"""A wide table of a file as a long one: one row for each channel, feature or month.

Comes in: a clean CSV of ours and how it is wide. Goes out: a clean CSV in the same form, each row under the line that
it came from; and what was set aside under the headers of the file. It reads row by row and changes no cell.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from openicp.collect.read import RawTable
from openicp.collect.recognise.wide import Wide
from openicp.model.finding import SetAside
from openicp.sql.collect import LINE


def lengthen(raw: RawTable, wide: Wide, folder: Path) -> RawTable:
    """Write the long table into ``folder``; its rows are still counted as those of the file."""
    path = folder / "long.csv"
    header = wide.header(raw.header)
    csv.field_size_limit(10_000_000)
    with raw.path.open(encoding="utf-8", newline="") as there, path.open("w", encoding="utf-8", newline="") as here:
        writer = csv.writer(here, lineterminator="\n")
        writer.writerow([LINE, *header])
        rows = csv.reader(there)
        next(rows)
        for line, *cells in rows:
            writer.writerows([line, *long] for long in wide.rows(cells))
    return replace(raw, header=header, path=path)


def under_own_headers(aside: Iterable[SetAside], raw: RawTable, wide: Wide) -> list[SetAside]:
    """Cells set aside in the new columns, under the header at which the file has them."""
    entries = list(aside)
    wanted = {entry.line for entry in entries if entry.column in wide.names and entry.scope == "cell"}
    if not wanted:
        return entries
    places: dict[tuple[int, str], str] = {}
    with raw.path.open(encoding="utf-8", newline="") as there:
        rows = csv.reader(there)
        next(rows)
        for line, *cells in rows:
            if int(line) in wanted:
                places |= {(int(line), cells[place]): raw.header[place] for place, _ in reversed(wide.molten)}
    return [replace(entry, column=places.get((entry.line, entry.value), entry.column)) for entry in entries]
