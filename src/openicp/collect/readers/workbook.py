"""XLSX, XLSB, XLS and ODS: every visible sheet with cells is a table.

Comes in: a workbook. Goes out: one clean CSV per sheet, values as ISO texts. It never opens a sheet whose bounds are
beyond the limits.
"""

from __future__ import annotations

import datetime as dt
import mmap
from collections.abc import Sequence
from pathlib import Path

import python_calamine as calamine

from openicp.collect.readers.header import kind_of_value
from openicp.collect.readers.looks import ending_of, linked
from openicp.collect.readers.output import Job, Note, note
from openicp.collect.readers.sections import Row, write_rows
from openicp.collect.readers.unreadable import Unreadable
from openicp.collect.readers.workbook_bounds import Bounds, bounds_of, parts_by_sheet
from openicp.vocab.marks import HIDDEN

Range = tuple[tuple[int, int], tuple[int, int]]
Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(path: Path, job: Job, *, zipped: bool) -> None:
    """Add a table per visible sheet that has cells."""
    if path.stat().st_size > job.limits.workbook_bytes:
        raise Unreadable("too_large", detail="workbook", limit=job.limits.workbook_bytes)
    bounds = _bounds_by_sheet(path, job) if zipped else {}
    refused: list[Unreadable] = []
    with _open(_own(path, job, zipped=zipped)) as workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.visible != calamine.SheetVisibleEnum.Visible:
                if sheet.name != HIDDEN:
                    job.notes.append(note("hidden_sheet", sheet=sheet.name))
            elif sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                _read_or_refuse(workbook, sheet.name, bounds.get(sheet.name, Bounds()), job, refused)
    if not job.tables:
        raise refused[0] if refused else Unreadable("empty")


def _bounds_by_sheet(path: Path, job: Job) -> dict[str, Bounds]:
    """Bounds by name of the sheet; parts that no sheet claims are checked at once."""
    found, parts = bounds_of(path, job.limits), parts_by_sheet(path)
    for part, bounds in found.items():
        if part not in parts.values():
            _check(bounds, job, sheet=part)
    return {sheet: found[part] for sheet, part in parts.items() if part in found}


def _check(bounds: Bounds, job: Job, *, sheet: str) -> None:
    if bounds.area > job.limits.cells:
        raise Unreadable(
            "too_many_cells", sheet=sheet, rows=bounds.bottom, columns=bounds.right, limit=job.limits.cells
        )


def _own(path: Path, job: Job, *, zipped: bool) -> Path:
    """The file under a name that says what it is: calamine believes the ending before the content."""
    ending = ending_of(path) if zipped else "xls"
    if not zipped and _is_protected(path):
        raise Unreadable("encrypted")
    return linked(path, job.into / f"workbook.{ending}")


def _is_protected(path: Path) -> bool:
    """Whether an old container holds a new workbook, locked away."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find("EncryptedPackage".encode("utf-16-le")) >= 0


def _open(path: Path) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise Unreadable("encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _refused(error) from error


def _refused(error: Exception, **fields: object) -> Unreadable:
    """Calamine has a limit of cells of its own, which an ODS meets when it is opened."""
    reason = "too_large" if "limit exceeded" in str(error) else "damaged"
    return Unreadable(reason, detail=str(error)[:200], **fields)


def _read_or_refuse(
    workbook: calamine.CalamineWorkbook, name: str, bounds: Bounds, job: Job, refused: list[Unreadable]
) -> None:
    """One bad sheet does not take the others with it."""
    try:
        _check(bounds, job, sheet=name)
        _read_sheet(workbook, name, bounds, job)
    except Unreadable as reason:
        refused.append(reason)
        job.notes.append(note("sheet_not_readable", "problem", sheet=name, reason=reason.reason))


def _read_sheet(workbook: calamine.CalamineWorkbook, name: str, bounds: Bounds, job: Job) -> None:
    rows = _rows(workbook, name, bounds, job)
    write_rows(rows, job, sheet=name)
    if any(any(cells) for _, cells in rows):
        job.notes += _about(name, bounds)


def _about(name: str, bounds: Bounds) -> list[Note]:
    """What a person does not see in the sheet, and what is not in it."""
    found = []
    if bounds.hidden_rows:
        found.append(note("hidden_rows", sheet=name, n=bounds.hidden_rows))
    if bounds.hidden_columns:
        found.append(note("hidden_columns", sheet=name, n=bounds.hidden_columns))
    if bounds.without_result:
        cell, number = bounds.first_without_result, bounds.without_result
        found.append(note("formulas_without_result", "warning", sheet=name, n=number, cell=cell))
    return found


def _rows(workbook: calamine.CalamineWorkbook, name: str, bounds: Bounds, job: Job) -> list[tuple[int, list[str]]]:
    """(row as the spreadsheet numbers it, cells), beginning at column A."""
    try:
        sheet = workbook.get_sheet_by_name(name)
        grid = sheet.to_python(skip_empty_area=True)
    except (calamine.CalamineError, ValueError) as error:
        raise _refused(error, sheet=name) from error
    if sheet.start is None:
        return []
    top, left = sheet.start
    if grid and len(grid) * len(grid[0]) > job.limits.cells:
        raise Unreadable("too_many_cells", sheet=name, rows=len(grid), columns=len(grid[0]), limit=job.limits.cells)
    rows = [(top + index + 1, [as_text(cell) for cell in cells]) for index, cells in enumerate(grid)]
    for (row, column), text in bounds.errors.items():
        if 0 <= row - top < len(rows) and 0 <= column - left < len(rows[row - top][1]):
            rows[row - top][1][column - left] = text
    if filled := _fill_merged(rows, sheet.merged_cell_ranges or [], (top, left)):
        job.notes.append(note("merged_cells", sheet=name, n=filled))
    return rows


def _fill_merged(rows: list[Row], ranges: Sequence[Range], start: tuple[int, int]) -> int:
    """Words of a cell that goes over several rows hold for each of them; a figure stands for all, and only once."""
    number = 0
    for (top, left), (bottom, _) in ranges:
        first, last, column = top - start[0], min(bottom - start[0], len(rows) - 1), left - start[1]
        if first < 0 or last <= first or not 0 <= column < len(rows[first][1]):
            continue
        text = rows[first][1][column]
        if kind_of_value(text) in ("text", "truth"):
            number += 1
            for _, cells in rows[first + 1 : last + 1]:
                cells[column] = text
    return number


def as_text(cell: Cell) -> str:
    """One unambiguous text: ISO dates and times, ``true`` or ``false``, numbers without a false ``.0``.

    >>> as_text(5.0), as_text(0.1), as_text(True), as_text(dt.datetime(2024, 1, 31))
    ('5', '0.1', 'true', '2024-01-31')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return _hours(cell)


def number_text(number: float) -> str:
    """Whole numbers without decimals, others as short as they read back.

    >>> number_text(1e20), number_text(0.30000000000000004), number_text(1e-7)
    ('100000000000000000000', '0.30000000000000004', '0.0000001')
    """
    if isinstance(number, int) or (number == int(number) if abs(number) < 1e22 else False):
        return str(int(number))
    text = repr(number)
    return f"{number:.20f}".rstrip("0") if "e-" in text and abs(number) > 1e-12 else text


def _hours(duration: dt.timedelta) -> str:
    seconds = round(duration.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
