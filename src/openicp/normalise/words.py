"""Columns of plain words: ids, labels, yes and no.

Comes in: the distinct texts of a column. Goes out: readers that keep ids and labels as written, and answer yes or no.
An id that a spreadsheet shortened is set aside: two different ones may look alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from openicp.normalise.reading import Hints, Reader, Reading, finding
from openicp.normalise.scaling import texts_of
from openicp.normalise.wording import spellings
from openicp.vocab import plain

SHORTENED = re.compile(r"\d[.,]\d+E\+\d{2}", re.IGNORECASE)
FLOATED = re.compile(r"\d+\.0")


def id_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Ids as written; ``123.0`` loses its ``.0`` when every id of the column has one."""
    texts = texts_of(values)
    floated = bool(texts) and all(FLOATED.fullmatch(text) for text in texts)
    findings = (finding("ids_with_decimals", hints, example=texts[0]),) if floated else ()
    return Reader("id", lambda text: _id(text, floated=floated), findings, as_written=True)


def _id(text: str, *, floated: bool) -> Reading:
    if SHORTENED.fullmatch(text):
        return Reading(problem="id_shortened")
    return Reading(text[:-2] if floated and FLOATED.fullmatch(text) else text)


def label_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Labels as written, tidied."""
    return Reader("label", Reading, as_written=True)


def yesno_reader(values: Sequence[str], hints: Hints) -> Reader:
    """Yes or no in five languages."""
    answers = {word: code == "yes" for word, code in spellings("yesno", hints).items()}

    def parse(text: str) -> Reading:
        answer = answers.get(plain(text), answers.get(plain(text).strip("'.! ")))
        return Reading(problem="not_readable_as_yesno") if answer is None else Reading(answer)

    return Reader("yesno", parse)
