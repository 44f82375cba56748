"""One sheet to fill in: header, a line of explanation, an example row, and cells that say what they take.

Comes in: a ``Sheet`` and ``Texts``. Goes out: a worksheet in the workbook. All that it writes bears our sign, so that
none of it is ever taken for an answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openicp.texts import Texts
from openicp.vocab.marks import HIDDEN, SIGN
from openicp.worksheet.lists import label, options
from openicp.worksheet.paper import BY_ANSWER, Paper
from openicp.worksheet.sheets import Column, Sheet

HEADER, ABOUT, EXAMPLE, FIRST = 0, 1, 2, 3
ROWS, LINED = 1000, 30
"""Rows that have drop-downs, and those that have a line for a pen; further ones are read all the same."""
SEPARATOR_ROOM = 3
EARLIEST = date(1990, 1, 1)


@dataclass(slots=True)
class Lists:
    """The drop-downs of a workbook, each kept once on the hidden sheet."""

    offered: list[tuple[str, ...]] = field(default_factory=list)

    def source(self, labels: tuple[str, ...]) -> str:
        """Where a drop-down finds its labels."""
        from xlsxwriter.utility import xl_range_abs

        if labels not in self.offered:
            self.offered.append(labels)
        place = self.offered.index(labels)
        return f"={HIDDEN}!{xl_range_abs(0, place, len(labels) - 1, place)}"


def write_page(book: Any, paper: Paper, texts: Texts, sheet: Sheet, lists: Lists) -> None:
    """Write an empty sheet."""
    page = book.add_worksheet(texts(f"worksheet.sheet.{sheet.id}"))
    heads(page, paper, texts, sheet)
    for place, column in enumerate(sheet.columns):
        kind = BY_ANSWER.get(column.answer, "text")
        page.set_column(place, place, column.width, paper(kind))
        for line in range(FIRST, FIRST + LINED):
            page.write_blank(line, place, None, paper(kind, "line"))
        page.write_string(EXAMPLE, place, example(column, texts, first=place == 0), paper("example"))
        validate(page, texts, column, lists, (FIRST, place, ROWS, place))
    page.set_row(EXAMPLE, _height([example(c, texts, first=False) for c in sheet.columns], sheet.columns, 12.5))
    finish(page, sheet)


def heads(page: Any, paper: Paper, texts: Texts, sheet: Sheet) -> None:
    """Header and explanations."""
    titles = [heading(column, texts) for column in sheet.columns]
    told = [f"{SIGN} {texts(f'worksheet.about.{column.id}')}" for column in sheet.columns]
    for place, (title, about) in enumerate(zip(titles, told, strict=True)):
        page.write_string(HEADER, place, title, paper("header"))
        page.write_string(ABOUT, place, about, paper("about"))
    page.set_row(HEADER, max(22.0, _height(titles, sheet.columns, 14.5)))
    page.set_row(ABOUT, _height(told, sheet.columns, 11.0, small=1.2))


def heading(column: Column, texts: Texts) -> str:
    """The header of a column, with our sign."""
    return f"{SIGN} {texts(f'worksheet.head.{column.id}')}"


def example(column: Column, texts: Texts, *, first: bool) -> str:
    """What an answer looks like, with our sign; the first cell of the row says that it is an example."""
    key = f"worksheet.words.{column.id}"
    said = texts(key) if texts.has(key) else _shown(column, texts)
    if not said:
        return ""
    return f"{SIGN} {texts('worksheet.example', x=said) if first else said}"


def _shown(column: Column, texts: Texts) -> str:
    if column.list and column.example:
        return label(column, column.example, texts)
    if column.answer == "share" and column.example:
        return texts.share(float(column.example))
    if column.answer == "figure" and column.example:
        return texts.number(float(column.example))
    return column.example


def validate(page: Any, texts: Texts, column: Column, lists: Lists, cells: tuple[int, int, int, int]) -> None:
    """Say what a column takes, and offer it."""
    rule = _rule(texts, column, lists)
    if rule:
        page.data_validation(*cells, {"error_title": texts("worksheet.ask.title"), **rule})


def _rule(texts: Texts, column: Column, lists: Lists) -> dict[str, Any]:
    labels = options(column, texts)
    if labels:
        strict = column.answer == "choice"
        offered = {"validate": "list", "source": lists.source(labels), "show_error": strict}
        return offered | ({"error_message": texts("worksheet.ask.choice")} if strict else {})
    between = {"criteria": "between"}
    if column.answer == "whole":
        said = texts("worksheet.ask.whole", low=str(column.low), high=str(column.high))
        return {"validate": "integer", **between, "minimum": column.low, "maximum": column.high, "error_message": said}
    if column.answer == "share":
        said = texts("worksheet.ask.share")
        return {"validate": "decimal", **between, "minimum": 0, "maximum": 1, "error_message": said}
    if column.answer == "date":
        said = texts("worksheet.ask.date")
        return {"validate": "date", "criteria": ">=", "value": EARLIEST, "error_message": said}
    return {}


def finish(page: Any, sheet: Sheet, *, frozen: int = FIRST, before: int = 1) -> None:
    """Frozen header, and pages that can be printed."""
    page.freeze_panes(frozen, before)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(sheet.pages, 0)
    page.repeat_rows(HEADER, HEADER)
    if sheet.pages > 1:
        page.repeat_columns(0, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&8OpenICP · &A&R&8&P / &N")


def _height(texts: Sequence[str], columns: Sequence[Column], line: float, *, small: float = 1.0) -> float:
    """Room for the longest text of a row, by whole words."""
    lines = [_lines(text, (column.width - 1) * small) for text, column in zip(texts, columns, strict=True)]
    return line * max([1, *lines]) + SEPARATOR_ROOM


def _lines(text: str, width: float) -> int:
    """Lines that a text takes when it is wrapped at blanks.

    >>> _lines("one two three", 8)
    2
    """
    lines, room = 1, width
    for word in text.split(" "):
        needed = len(word) + 1
        if needed > room + 1 and room < width:
            lines, room = lines + 1, width
        lines += math.ceil(len(word) / width) - 1 if len(word) > width else 0
        room -= needed
    return lines
