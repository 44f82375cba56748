"""The sheet to write answers of interviews in: a row for each company and question, the words still empty.

Comes in: companies with the kinds that they are asked for, and ``Texts``. Goes out: an XLSX file that is read back
without a question. Its headers bear no sign: company and kind are answers too, and a row without words says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openicp.texts import Texts
from openicp.vocab import load as vocabulary
from openicp.worksheet.book import write_book
from openicp.worksheet.page import EARLIEST, Lists
from openicp.worksheet.paper import Paper

COLUMNS = (
    ("company", 26, "text"),
    ("role", 22, "text"),
    ("kind", 26, "text"),
    ("quote", 64, "text"),
    ("theme", 22, "text"),
    ("language", 13, "text"),
    ("date", 12, "date"),
    ("consent", 12, "text"),
    ("keep_until", 14, "date"),
)
"""Id, width and format of each column; headers are ``answers.<id>``."""
BLANK_ROWS = 200
LANGUAGES = ("en", "nl", "de", "ro", "fr")
"""Offered first; any language that is written is read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One company and the kinds that it is asked for, with the question of each as a note."""

    name: str
    questions: tuple[tuple[str, str], ...]
    """(kind, question)."""


def write_answers(path: Path, asked: Sequence[Asked], texts: Texts) -> None:
    """Write the sheet; without companies it is empty.

    Raises
    ------
    OutputNotWritable
    """

    def fill(book: Any, paper: Paper, lists: Lists) -> None:
        page = book.add_worksheet(texts("answers.sheet"))
        for place, (name, width, style) in enumerate(COLUMNS):
            page.write_string(0, place, texts(f"answers.{name}"), paper("header"))
            page.set_column(place, place, width, paper(style))
        rows = [(one.name, kind, question) for one in asked for kind, question in one.questions]
        for line, row in enumerate(rows, 1):
            _row(page, paper, texts, line, row)
        _offer(page, texts, lists, last=max(len(rows), BLANK_ROWS))
        page.freeze_panes(1, 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0, 0)

    write_book(path, fill)


def _row(page: Any, paper: Paper, texts: Texts, line: int, row: tuple[str, str, str]) -> None:
    company, kind, question = row
    page.write_string(line, 0, company, paper("name"))
    page.write_string(line, 2, vocabulary("voice_kind").label(kind, texts.lang), paper("known"))
    page.write_comment(line, 2, question)
    page.write_blank(line, 3, None, paper("text", "line"))


def _offer(page: Any, texts: Texts, lists: Lists, *, last: int) -> None:
    """Drop-downs, and dates that are dates."""
    kinds = tuple(entry.name(texts.lang) for entry in vocabulary("voice_kind").entries.values())
    spoken = tuple(vocabulary("language").label(code, texts.lang) for code in LANGUAGES)
    answers = (texts("word.yes"), texts("word.no"))
    for place, labels in ((2, kinds), (5, spoken), (7, answers)):
        rule = {"validate": "list", "source": lists.source(labels), "show_error": place == 2}
        page.data_validation(1, place, last, place, rule)
    day: dict[str, Any] = {"validate": "date", "criteria": ">=", "value": date.fromordinal(EARLIEST.toordinal())}
    for place in (6, 8):
        page.data_validation(1, place, last, place, day)
