"""Spreadsheets: nothing runs, numbers stay numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineWorkbook

from openicp.report import tables
from openicp.texts import catalogue
from report.examples import figures

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
