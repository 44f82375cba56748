"""Prospects and segments as CSV and XLSX, for those who go on in a spreadsheet or a CRM.

Comes in: rows of a report and ``Texts``. Goes out: files. A cell that a spreadsheet would run as a formula is
written as text, in both forms.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from openicp.report.build import terms_of
from openicp.report.inputs import ProspectRow, ReportInput
from openicp.report.views.prospects import signed
from openicp.texts import Texts

Value = str | int | float | None
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
PROSPECT_COLUMNS = (
    "rank", "company", "domain", "tier", "timing", "score", "score_low", "score_high", "chance",
    "why", "unknown", "event", "event_on",
)  # fmt: skip
SEGMENT_METRICS = (
    "accounts", "customers", "left_12m", "annual_churn", "monthly_churn", "mrr_share", "clv", "cac", "ltv_cac",
    "payback_months", "win_rate", "cycle_days",
)  # fmt: skip
WIDEST = 60


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a quote before ``= + - @``, tab and return.

    >>> defused("=HYPERLINK(1)"), defused("-5"), defused("Brava")
    ("'=HYPERLINK(1)", "'-5", 'Brava')
    """
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_FORMULA) or text.startswith("\n") else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A CSV with its header; numbers stay numbers, text is defused."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([defused(name) for name in header])
    writer.writerows([defused(value) if isinstance(value, str) else value for value in row] for row in rows)
    return out.getvalue()


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a CSV that spreadsheets read as UTF-8."""
    path.write_text(csv_text(header, rows), encoding="utf-8-sig", newline="")


def write_xlsx(path: Path, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Value]]]]) -> None:
    """Write sheets of (name, header, rows); every text is written as text, whatever it starts with."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
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


def prospect_rows(inp: ReportInput, texts: Texts) -> tuple[list[str], list[list[Value]]]:
    """Header and all ranked prospects."""
    known = texts.within(terms_of(inp, texts))
    header = [known(f"sheet.{name}") for name in PROSPECT_COLUMNS]
    rows = inp.prospects.rows if inp.prospects else ()
    return header, [_prospect(rank, row, known) for rank, row in enumerate(rows, 1)]


def _prospect(rank: int, row: ProspectRow, texts: Texts) -> list[Value]:
    why = "; ".join(f"{texts.value(name, value)} {signed(points, texts)}" for name, value, points in row.why)
    ask = "; ".join(texts.attribute(name) for name in row.ask)
    chance = row.chance.value if row.chance else None
    event_on = row.event_on.isoformat() if row.event_on else None
    return [
        rank, row.name, row.domain, row.tier, row.timing, row.points, row.low, row.high, chance, why, ask, row.event,
        event_on,
    ]  # fmt: skip


def segment_rows(inp: ReportInput, texts: Texts) -> tuple[list[str], list[list[Value]]]:
    """Header and all segments: each metric with value, low, high and how many it rests on."""
    known = texts.within(terms_of(inp, texts))
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


def write_prospects(folder: Path, inp: ReportInput, texts: Texts) -> tuple[Path, Path]:
    """``prospects.csv`` and ``prospects.xlsx`` in ``folder``."""
    header, rows = prospect_rows(inp, texts)
    paths = folder / "prospects.csv", folder / "prospects.xlsx"
    write_csv(paths[0], header, rows)
    write_xlsx(paths[1], [(texts("part.prospects"), header, rows)])
    return paths


def write_segments(folder: Path, inp: ReportInput, texts: Texts) -> Path:
    """``segments.xlsx`` in ``folder``."""
    header, rows = segment_rows(inp, texts)
    path = folder / "segments.xlsx"
    write_xlsx(path, [(texts("part.segments"), header, rows)])
    return path
