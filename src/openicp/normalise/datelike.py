"""Cells in which a spreadsheet turned a number or a band into a date: ``May-20`` for ``5-20``, ``3/30/1900`` for 90.

Comes in: a tidied text of a column that holds no dates. Goes out: whether it is one. It never reads the number back:
a day and a month do not tell which number they were.
"""

from __future__ import annotations

import re

from openicp.normalise.monthnames import MONTH_WORD, month_of
from openicp.vocab import plain

WORDED = re.compile(rf"(?:\d{{1,2}}[-./ ]+({MONTH_WORD})\.?|({MONTH_WORD})\.?[-./ ]+\d{{2}})(?:[-./ ]+\d{{2,4}})?")
DIGITS = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}([./-])\d{1,2}\1\d{4}(?: \d.*)?|\d{1,2}/\d{1,2}/\d{2}(?: \d.*)?")


def became_date(text: str) -> bool:
    """Whether a text is a date.

    >>> became_date("May-20"), became_date("1900-03-30 00:00:00"), became_date("5-20")
    (True, True, False)
    """
    folded = plain(text)
    worded = WORDED.fullmatch(folded)
    return bool(worded and month_of(worded[1] or worded[2])) or DIGITS.fullmatch(folded) is not None
