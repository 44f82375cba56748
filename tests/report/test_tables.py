"""Spreadsheets: nothing runs, numbers stay numbers."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from openicp.report import tables
from openicp.report.inputs import ReportInput
from openicp.texts import catalogue
from report.examples import figures, good

EVIL = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1"]


def with_names(names: list[str]) -> ReportInput:
    found = good()
    assert found.prospects is not None
    rows = tuple(replace(row, name=name) for row, name in zip(found.prospects.rows, names, strict=False))
    return replace(found, prospects=replace(found.prospects, rows=rows))


@pytest.mark.parametrize("text", EVIL)
def test_a_cell_that_would_run_is_text_in_csv(text: str) -> None:
    assert tables.defused(text) == f"'{text}"


@given(st.text())
def test_no_cell_of_a_csv_starts_a_formula(text: str) -> None:
    read = next(csv.reader(StringIO(tables.csv_text([text, "b"], []), newline="")))
    assert not read[0].lstrip(" ").startswith(tables.STARTS_FORMULA)


def test_prospects_are_written_whole_with_numbers_as_numbers(tmp_path: Path) -> None:
    paths = tables.write_prospects(tmp_path, good(), catalogue("en"))
    with paths[0].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert rows[0]["Points"] == "24"
    sheet = CalamineWorkbook.from_path(paths[1]).get_sheet_by_index(0).to_python()
    assert len(sheet) == 41
    assert sheet[1][5] == 24.0


def test_an_xlsx_holds_evil_names_as_strings(tmp_path: Path) -> None:
    paths = tables.write_prospects(tmp_path, with_names(EVIL), catalogue("en"))
    sheet = CalamineWorkbook.from_path(paths[1]).get_sheet_by_index(0).to_python()
    assert [row[1] for row in sheet[1:6]] == [text.replace("\r", "\n") if "\r" in text else text for text in EVIL[:5]]


def test_segments_have_value_range_and_count(tmp_path: Path) -> None:
    path = tables.write_segments(tmp_path, figures(), catalogue("en"))
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    row = dict(zip(sheet[0], sheet[1], strict=True))
    assert row["Segment"] == "B mid"
    assert (row["Churn a month"], row["Churn a month, low"], row["Churn a month, of"]) == (0.04, 0.023, 300.0)
