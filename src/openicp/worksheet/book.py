"""Writes the workbook: a sheet that explains the others, one sheet per kind of thing, and the hidden lists.

Comes in: sheets and ``Texts``. Goes out: one XLSX file, written whole or not at all, the same bytes for the same
inputs. Every text is written as text, so that no cell runs as a formula.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openicp.errors import OutputNotWritable, not_written
from openicp.texts import Texts
from openicp.vocab.marks import HIDDEN
from openicp.worksheet.cover import write_cover
from openicp.worksheet.page import Lists, write_page
from openicp.worksheet.paper import Paper
from openicp.worksheet.sheets import Sheet, askable, blank_sheets, sheets
from openicp.worksheet.todo import Todo
from openicp.worksheet.todopage import write_asked

WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
"""The same worksheet is the same file, byte for byte, whenever it is written."""
ENDING = ".xlsx"

Fill = Callable[[Any, Paper, Lists], None]


def write_blank(path: Path, texts: Texts) -> None:
    """A worksheet that nobody has filled in.

    Raises
    ------
    OutputNotWritable
        When the ending is another one, the place cannot be written, or holds another file: it may be filled in.
    """
    chosen = blank_sheets()

    def fill(book: Any, paper: Paper, lists: Lists) -> None:
        named = [(texts(f"worksheet.sheet.{each.id}"), texts(f"worksheet.sheet.{each.id}.what")) for each in chosen]
        write_cover(book, paper, texts, named, file=path.name)
        for sheet in chosen:
            write_page(book, paper, texts, sheet, lists)

    write_book(path, fill)


def write_todo(path: Path, todo: Todo, texts: Texts, *, file: str = "") -> None:
    """A prefilled sheet: known values in grey, what is asked for in the accent.

    Parameters
    ----------
    file
        What the workbook will be called, where ``path`` is another place.

    Raises
    ------
    OutputNotWritable
    """
    sheet = todo_sheet(todo)

    def fill(book: Any, paper: Paper, lists: Lists) -> None:
        named = [(texts("worksheet.sheet.todo"), texts("worksheet.sheet.todo.what"))]
        write_cover(book, paper, texts, named, file=file or path.name, prefilled=True)
        write_asked(book, paper, texts, sheet, todo, lists)

    write_book(path, fill)


def todo_sheet(todo: Todo) -> Sheet:
    """The sheet of a to-do: our id, the company, why it is asked, and the fields."""
    own = next(each for each in sheets() if each.id == "todo")
    first = tuple(each for each in own.columns if each.id in ("our_id", "company", "because"))
    known = askable()
    return Sheet("todo", own.table, 1, (*first, *(known[field] for field in todo.fields)))


def write_book(path: Path, fill: Fill) -> None:
    """Write a workbook whole or not at all; another file in its place is never overwritten.

    Raises
    ------
    OutputNotWritable
    """
    import xlsxwriter

    if path.suffix.lower() != ENDING:
        raise OutputNotWritable(file=str(path), detail="", reason="workbook", choices=[ENDING])
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        book = xlsxwriter.Workbook(str(beside), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": WRITTEN, "author": "OpenICP"})
        lists = Lists()
        fill(book, Paper(book), lists)
        _write_lists(book, lists)
        book.close()
        if path.exists() and path.read_bytes() != beside.read_bytes():
            raise OutputNotWritable(file=str(path), detail="", reason="exists")
        os.replace(beside, path)
    except xlsxwriter.exceptions.FileCreateError as error:
        # It wraps what the system said, and is none of its errors.
        raise not_written(path, error.args[0]) from error
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _write_lists(book: Any, lists: Lists) -> None:
    """What the drop-downs offer, on a sheet that nobody has to see."""
    sheet = book.add_worksheet(HIDDEN)
    for place, labels in enumerate(lists.offered):
        for line, text in enumerate(labels):
            sheet.write_string(line, place, text)
    sheet.hide()
