"""The share of columns that are read without a question, per export: for the page ``docs/exports.md``.

``python -m collect.share`` in the folder of the tests, with ``OPENICP_DATA`` set, writes the tables of the page anew.
"""

# ruff: noqa: E501  (lines of a page)
from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from collect.shapes import SHAPES
from openicp.collect.mapping import Mapping
from openicp.collect.recognise import look_at, recognise
from openicp.collect.recognise.headers import parse
from openicp.collect.recognise.systems import not_needed, recognised
from openicp.collect.recognise.wide import wide

PAGE = Path(__file__).parents[2] / "docs" / "exports.md"
ROWS = 2000
HEAD = "| export | read as | columns | used | kept out | unknown | asked | without a question |\n|---|---|---|---|---|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class Read:
    """How the columns of one file were read."""

    name: str
    mapping: Mapping
    columns: int
    molten: int = 0
    """Columns of a wide table that became rows."""

    @property
    def used(self) -> int:
        return (
            len({c.header for c in self.mapping.columns} | {o.header for o in self.mapping.own})
            - 2 * bool(self.molten)
            + self.molten
        )

    @property
    def unknown(self) -> int:
        return sum(group == "ignored" for group in self.mapping.apart.values())

    @property
    def sure(self) -> int:
        if self.mapping.table is None:
            return self.columns if self.mapping.reason == "not_needed" else 0
        return self.columns - self.unknown - len(self.mapping.doubtful)

    def line(self) -> str:
        """One row of the page."""
        table = self.mapping.table or ("not needed" if self.mapping.reason == "not_needed" else "not recognised")
        asked = len(self.mapping.doubtful)
        kept = self.columns - self.used - self.unknown - asked if self.mapping.table else self.columns
        share = f"{self.sure} of {self.columns}"
        return f"| {self.name} | {table} | {self.columns} | {self.used} | {kept} | {self.unknown} | {asked} | {share} |"


def read(name: str, file: str, header: list[str], rows: list[list[str | None]]) -> Read:
    """What a file is read as, wide ones as rows."""
    headers = [parse(text) for text in header]
    told = recognised(headers, file) or not_needed(headers, file, sure=True)
    found = None if told else wide(file, header, rows)
    long = found.header(header) if found else header
    sample = found.sample(rows) if found else rows
    return Read(name, recognise(look_at(file, long, sample)), len(header), len(found.molten) if found else 0)


def of_shapes() -> list[Read]:
    """The shapes of the tests."""
    found = []
    for each in SHAPES:
        header, *rows = csv.reader(each.csv().splitlines())
        found.append(read(each.name, each.file, header, [[cell or None for cell in row] for row in rows]))
    return found


def of_data(folder: Path) -> Iterator[Read]:
    """Every CSV of the example data."""
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            header, *rows = [[cell or None for cell in row] for row in islice(csv.reader(stream), ROWS)]
        names = [text or f"column {place}" for place, text in enumerate(header)]
        wide_enough = [row + [None] * (len(names) - len(row)) for row in rows]
        yield read(str(path.relative_to(folder)), path.name, names, wide_enough)


def shapes_table() -> str:
    """Markdown of the shapes."""
    return HEAD + "\n".join(each.line() for each in of_shapes())


def data_table(folder: Path) -> str:
    """Markdown of the example data: files that are used each, the others counted."""
    every = list(of_data(folder))
    used = [each for each in every if each.mapping.table]
    known = [each for each in every if not each.mapping.table and each.mapping.reason == "not_needed"]
    rest = [each.name for each in every if not each.mapping.table and each.mapping.reason != "not_needed"]
    columns, sure = sum(each.columns for each in used), sum(each.sure for each in used)
    told = f"Together: {sure} of {columns} columns of {len(used)} files that are used, without a question. "
    told += f"{len(known)} further files are known and not needed."
    named = f"Not recognised, and said so: {', '.join(f'`{name}`' for name in rest)}."
    return f"{HEAD}" + "\n".join(each.line() for each in used) + f"\n\n{told}\n\n{named}"


def put(page: str, name: str, content: str) -> str:
    """The page with the content between its marks replaced."""
    return re.sub(
        rf"(<!-- {name} -->\n).*?(\n<!-- end -->)", lambda m: m[1] + content + m[2], page, count=1, flags=re.DOTALL
    )


def between(page: str, name: str) -> str:
    """What stands between the marks."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- end -->", page, re.DOTALL)
    return found[1] if found else ""


if __name__ == "__main__":
    text = put(PAGE.read_text(encoding="utf-8"), "shapes", shapes_table())
    PAGE.write_text(put(text, "data", data_table(Path(os.environ["OPENICP_DATA"]))), encoding="utf-8")
