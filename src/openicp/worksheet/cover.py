"""The first sheet: in half a page what to do, and what the other sheets are for.

Comes in: names of the sheets and ``Texts``. Goes out: a worksheet in the workbook. Its first cell tells whoever reads
the file that nothing here is an answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from openicp.texts import Texts
from openicp.vocab.marks import BRAND, SIGN
from openicp.worksheet.paper import Paper

NARROW, WIDE = 22, 92
STEPS = ("rows", "blank", "several", "sign", "persons", "import")
PREFILLED = ("blank", "several", "sign", "persons", "import")
LINE = 14.0


def write_cover(
    book: Any,
    paper: Paper,
    texts: Texts,
    named: Sequence[tuple[str, str]],
    *,
    file: str,
    prefilled: bool = False,
) -> None:
    """Write the sheet; ``named`` are name and purpose of the others."""
    sheet = book.add_worksheet(texts("worksheet.cover.name"))
    _set_up(sheet)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, BRAND, paper("brand"))
    sheet.write_string(0, 1, texts("worksheet.title"), paper("kind"))
    lead = texts("worksheet.cover.todo.lead" if prefilled else "worksheet.cover.lead")
    sheet.set_row(2, 21.0 * math.ceil(len(lead) / 98))
    sheet.merge_range(2, 0, 2, 1, "", paper("lead"))
    sheet.write_string(2, 0, lead, paper("lead"))
    line = _section(sheet, paper, 4, texts("worksheet.cover.how"))
    for number, step in enumerate(PREFILLED if prefilled else STEPS, 1):
        said = texts(f"worksheet.cover.step.{step}", file=file, sign=SIGN)
        line = _entry(sheet, line, (str(number), paper("number")), (said, paper("step")))
    line = _section(sheet, paper, line + 1, texts("worksheet.cover.sheets"))
    for name, what in named:
        sheet.write_url(line, 0, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", paper("link"), name)
        line = _entry(sheet, line, None, (what, paper("what")))


def _set_up(sheet: Any) -> None:
    sheet.set_column(0, 0, NARROW)
    sheet.set_column(1, 1, WIDE)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)


def _section(sheet: Any, paper: Paper, line: int, title: str) -> int:
    sheet.set_row(line, 20)
    sheet.write_string(line, 0, title, paper("section"))
    sheet.write_blank(line, 1, None, paper("section"))
    return line + 1


def _entry(sheet: Any, line: int, first: tuple[str, Any] | None, second: tuple[str, Any]) -> int:
    sheet.set_row(line, LINE * math.ceil(len(second[0]) / (WIDE * 1.2)) + 5)
    if first is not None:
        sheet.write_string(line, 0, *first)
    sheet.write_string(line, 1, *second)
    return line + 1
