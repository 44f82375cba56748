"""A ranked list as CSV or XLSX: the rows of the user's file with what the profile says of each.

Comes in: a ranking, the rows of the file by line, a function that puts codes into words. Goes out: one file, written
whole or not at all. It never lets a cell be taken for a formula, and never touches a number.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from openicp.errors import OutputNotWritable, not_written
from openicp.prospects.rows import Ranked, Ranking

COLUMNS = ("score", "score_low", "score_high", "chance", "tier", "reasons", "unknown", "ask", "expected_value")
"""What is added to the rows of the file."""

NUMBER = re.compile(r"[+-]?\d[\d .,'  ]*%?")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
IN_ORDER = ".parquet"
"""Ending of a list that keeps its order: ``streaming`` writes it."""
XLSX_ROWS = 1_048_575
WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
"""The same list is the same file, byte for byte, whenever it is written."""

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said of a company in words."""

    reasons: str = ""
    unknown: str = ""
    ask: str = ""


def write_list(
    out: Path,
    ranking: Ranking,
    describe: Callable[[Ranked], Wording],
    *,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str | None]]],
) -> int:
    """Write the rows of a file in the order of the ranking; rows that could not be read come last, without a score.

    Parameters
    ----------
    out
        Ends in ``.csv`` or ``.xlsx``.
    describe
        Reasons, unknown lines and the question in words.
    header, rows
        The user's own columns and rows, each with its line in the file.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    OutputNotWritable
        When the ending is another one, the place cannot be written, or a sheet cannot hold so many rows.
    """
    writer = WRITERS.get(out.suffix.lower())
    if writer is None:
        raise OutputNotWritable(file=str(out), detail="", reason="ending", choices=sorted((*WRITERS, IN_ORDER)))
    by_line = {line: tuple(values) for line, values in rows}
    table = _table(ranking, describe, header, by_line)
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        written = writer(beside, table)
        os.replace(beside, out)
    except OSError as error:
        raise not_written(out, error) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return written


def _table(
    ranking: Ranking,
    describe: Callable[[Ranked], Wording],
    header: Sequence[str],
    by_line: Mapping[int, Sequence[str | None]],
) -> Iterator[Sequence[Cell]]:
    yield (*header, *free_names(header, COLUMNS))
    left = dict(by_line)
    blank = (None,) * len(header)
    for row in ranking.rows:
        own = left.pop(row.line, blank) if row.line is not None else blank
        yield (*_filled(own, len(header)), *added(row, describe(row)))
    for own in left.values():
        yield (*_filled(own, len(header)), *(None,) * len(COLUMNS))


def free_names(header: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Our column names; where the file has such a column already with ``openicp_`` before them, and a number behind
    where it has that too."""
    taken = {name.strip().casefold() for name in header}
    return [next(each for each in _names(name) if each not in taken) for name in columns]


def _names(name: str) -> Iterator[str]:
    yield from (name, f"openicp_{name}")
    yield from (f"openicp_{name}_{number}" for number in count(2))


def _filled(own: Sequence[str | None], width: int) -> Sequence[str | None]:
    return (*own[:width], *(None,) * (width - len(own)))


def added(row: Ranked, words: Wording) -> Sequence[Cell]:
    """The cells of ``COLUMNS``."""
    chance = None if row.chance is None or row.chance.value is None else round(row.chance.value, 4)
    worth = None if row.expected is None or row.expected.value is None else round(row.expected.value, 2)
    return (
        row.score, row.score_low, row.score_high, chance, row.tier, words.reasons, words.unknown, words.ask, worth
    )  # fmt: skip


def defused(cell: Cell) -> Cell:
    """A text that a spreadsheet would run gets an apostrophe before it; numbers stay as they are.

    >>> defused("=1+1"), defused("-12.5"), defused(-3)
    ("'=1+1", '-12.5', -3)
    """
    if isinstance(cell, str) and cell.startswith(DANGEROUS) and not NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def _write_csv(path: Path, table: Iterator[Sequence[Cell]]) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        lines = 0
        for row in table:
            writer.writerow(["" if cell is None else defused(cell) for cell in row])
            lines += 1
    return lines - 1


def _write_xlsx(path: Path, table: Iterator[Sequence[Cell]]) -> int:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    n = -1
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            book.set_properties({"created": WRITTEN})
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            for n, row in enumerate(table):
                if n > XLSX_ROWS:
                    raise OutputNotWritable(file=str(path), detail="", reason="rows", choices=[".csv"])
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(n, column, cell[:32_767])
                    elif cell is not None:
                        sheet.write_number(n, column, cell)
        return max(0, n)
    except xlsxwriter.exceptions.FileCreateError as error:
        # It wraps what the system said, and is none of its errors.
        raise OSError(*error.args[0].args) from error


WRITERS: Mapping[str, Callable[[Path, Iterator[Sequence[Cell]]], int]] = {".csv": _write_csv, ".xlsx": _write_xlsx}
"""By the ending of the file."""
