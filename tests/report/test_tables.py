"""Spreadsheets: nothing runs, numbers stay numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from openicp.report import tables
from openicp.report.build import build
from openicp.texts import catalogue
from report.examples import figures, good

EVIL = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1"]


def test_an_xlsx_holds_evil_names_as_strings(tmp_path: Path) -> None:
    row = figures().segments[0]
    evil = replace(figures(), segments=tuple(replace(row, name=text) for text in EVIL))
    path = tables.write_segments(tmp_path, evil, catalogue("en"))
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [line[0] for line in sheet[1:]] == EVIL


def test_segments_have_value_range_and_count(tmp_path: Path) -> None:
    path = tables.write_segments(tmp_path, figures(), catalogue("en"))
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    row = dict(zip(sheet[0], sheet[1], strict=True))
    assert row["Segment"] == "B mid"
    assert (row["Churn a month"], row["Churn a month, low"], row["Churn a month, of"]) == (0.04, 0.023, 300.0)


@pytest.mark.parametrize(("day", "said"), [(date(2026, 10, 7), "September 2026"), (date(2026, 10, 31), "October 2026")])
def test_movements_name_the_last_month_that_is_over(day: date, said: str) -> None:
    parts = build(replace(good(), as_of=day), catalogue("en")).parts
    assert next(part.view.month for part in parts if part.code == "totals") == said
