"""The worksheet: a workbook to collect by hand what no export tells, in five languages.

Comes in: ``Texts``, and for a prefilled one what is known of some companies. Goes out: an XLSX file whose answers
``collect`` reads back without a question. It reads no file and decides nothing about what is missing.
"""

from openicp.worksheet.answers import Asked as ToAnswer
from openicp.worksheet.answers import write_answers
from openicp.worksheet.book import write_blank, write_todo
from openicp.worksheet.lists import label, options
from openicp.worksheet.sheets import Column, Sheet, askable, blank_sheets, sheets
from openicp.worksheet.todo import Asked, Todo

__all__ = [
    "Asked",
    "Column",
    "Sheet",
    "ToAnswer",
    "Todo",
    "askable",
    "blank_sheets",
    "label",
    "options",
    "sheets",
    "write_answers",
    "write_blank",
    "write_todo",
]
