"""The prefilled sheet: a row per company, known values in grey, what is asked for in the accent.

Comes in: a ``Todo``. Goes out: a worksheet in the workbook. What is known bears our sign and is never read as an
answer, so that a later export is not overruled by what it once said itself.
"""

from __future__ import annotations

from typing import Any

from openicp.texts import Texts
from openicp.vocab.marks import SIGN
from openicp.worksheet.page import ABOUT, Lists, finish, heads, validate
from openicp.worksheet.paper import BY_ANSWER, Paper
from openicp.worksheet.sheets import Column, Sheet
from openicp.worksheet.todo import Asked, Todo

FIRST_ASKED = 2
FIXED = 3
"""Columns before the first field: our id, the company, why."""


def write_asked(book: Any, paper: Paper, texts: Texts, sheet: Sheet, todo: Todo, lists: Lists) -> None:
    """Write the rows of a to-do."""
    page = book.add_worksheet(texts("worksheet.sheet.todo"))
    heads(page, paper, texts, sheet)
    page.write_string(ABOUT, 0, f"{SIGN} {todo.batch}", paper("about"))
    last = FIRST_ASKED + len(todo.rows) - 1
    for place, column in enumerate(sheet.columns):
        hidden = {"hidden": True} if column.reads == "account_ref" else {}
        page.set_column(place, place, max(column.width, 18) if place >= FIXED else column.width, None, hidden)
        if place >= FIXED:
            validate(page, texts, column, lists, (FIRST_ASKED, place, last, place))
    for line, row in enumerate(todo.rows, FIRST_ASKED):
        page.set_row(line, 18)
        _row(page, paper, texts, line, row, sheet.columns)
    finish(page, sheet, frozen=FIRST_ASKED, before=2)


def _row(page: Any, paper: Paper, texts: Texts, line: int, row: Asked, columns: tuple[Column, ...]) -> None:
    page.write_string(line, 0, row.account_id, paper("known"))
    page.write_string(line, 1, row.name, paper("name"))
    page.write_string(line, 2, f"{SIGN} {texts(f'worksheet.because.{row.because}')}", paper("known"))
    for place, column in enumerate(columns[FIXED:], FIXED):
        said = row.known.get(column.reads)
        if said is None:
            page.write_blank(line, place, None, paper(BY_ANSWER.get(column.answer, "text"), "ask"))
        else:
            page.write_string(line, place, f"{SIGN} {said}", paper("known"))
