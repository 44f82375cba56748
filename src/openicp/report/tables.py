"""Segments as a workbook, for those who go on in a spreadsheet.

Comes in: rows of a report and ``Texts``. Goes out: an XLSX file. Every text is written as text, so that no cell runs
as a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from openicp.report.inputs import ReportInput
from openicp.texts import Texts

Value = str | int | float | None
SEGMENT_METRICS = (
    "accounts", "customers", "left_12m", "annual_churn", "monthly_churn", "mrr_share", "clv", "cac", "ltv_cac",
    "payback_months", "win_rate", "cycle_days",
)  # fmt: skip
WIDEST = 60
WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
"""The same rows are the same file, byte for byte, whenever it is written."""


def write_xlsx(path: Path, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Value]]]]) -> None:
    """Write sheets of (name, header, rows); every text is written as text, whatever it starts with."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": WRITTEN})
    bold = book.add_format({"bold": True})
    for name, header, rows in sheets:
        sheet = book.add_worksheet(name[:31])
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
            sheet.set_column(column, column, _width(title, [row[column] for row in rows]))
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, line, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), max(len(header) - 1, 0))
    book.close()


def _write(sheet: object, line: int, column: int, value: Value) -> None:
    if isinstance(value, str) and value:
        sheet.write_string(line, column, value)  # type: ignore[attr-defined]
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)  # type: ignore[attr-defined]


def _width(title: str, values: Sequence[Value]) -> float:
    longest = max((len(str(value)) for value in values[:200] if value is not None), default=0)
    return min(max(len(title), longest) + 2, WIDEST)


def segment_rows(inp: ReportInput, texts: Texts) -> tuple[list[str], list[list[Value]]]:
    """Header and all segments: each metric with value, low, high and how many it rests on."""
    known = texts.within(inp.terms)
    metrics = [m for m in SEGMENT_METRICS if any(m in row.metrics for row in inp.segments)]
    header = [known("column.segment"), known("sheet.todo")]
    for metric in metrics:
        name = known(f"column.{metric}")
        header += [name, *(known(f"sheet.{end}", name=name) for end in ("low", "high", "n"))]
    rows: list[list[Value]] = []
    for row in inp.segments:
        cells: list[Value] = [row.name or known.label(row.segment)]
        cells.append(known(f"todo.{row.verdict.code}") if row.verdict else None)
        for metric in metrics:
            found = row.metrics.get(metric)
            cells += [None] * 4 if found is None else [found.value, found.low, found.high, found.n]
        rows.append(cells)
    return header, rows


def write_segments(folder: Path, inp: ReportInput, texts: Texts) -> Path:
    """``segments.xlsx`` in ``folder``."""
    header, rows = segment_rows(inp, texts)
    path = folder / "segments.xlsx"
    write_xlsx(path, [(texts("part.segments"), header, rows)])
    return path
