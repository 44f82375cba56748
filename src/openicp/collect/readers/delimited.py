"""CSV, TSV and their relatives: one table per file.

Comes in: a text file and its encoding. Goes out: a clean CSV with findings. It never holds more of the file than its
first rows.
"""

from __future__ import annotations

import itertools
from pathlib import Path

from openicp.collect.readers.delimiter import CANDIDATES, Shape, shape_of, shape_with
from openicp.collect.readers.lines import Line, Lines, open_text
from openicp.collect.readers.output import SAMPLE, Job, Note, note
from openicp.collect.readers.records import Damaged, Record, Records, Sound
from openicp.collect.readers.sections import Stack
from openicp.collect.readers.unreadable import Unreadable

PROSE = 60
"""Median characters of a line above which a text without any delimiter is prose, not a column."""
SAMPLED_CHARACTERS = 2 << 20


def read_delimited(path: Path, encoding: str, job: Job) -> None:
    """Add the file's table to the job."""
    with open_text(path, encoding) as stream:
        lines = Lines(stream, job.limits.line_characters)
        sample, declared = _sample(lines)
        if not sample:
            raise Unreadable("empty")
        shape = shape_with(sample, declared) if declared else shape_of(sample)
        if shape.width == 1 and _is_prose(sample):
            raise Unreadable("not_a_table", looks="prose")
        records = Records(lines, shape.delimiter, shape.width, job.limits.line_characters)
        _write(records, job, [_encoding_note(encoding), *_delimiter_note(shape)])


def _is_prose(sample: list[str]) -> bool:
    """Whether a line is longer than any cell; few files have one column, and the library takes 6 ms to load."""
    from statistics import median

    return median(map(len, sample)) > PROSE


def _sample(lines: Lines) -> tuple[list[str], str]:
    """The first lines that are not blank, and the delimiter that Excel's ``sep=;`` declares."""
    taken: list[Line] = []
    size, declared = 0, ""
    while len(taken) < SAMPLE and size < SAMPLED_CHARACTERS and (line := lines.next()) is not None:
        told = line[1].strip('"').lower()
        if not taken and told.startswith("sep=") and told[4:5] in CANDIDATES:
            declared = told[4]
            continue
        taken.append(line)
        size += len(line[1])
    lines.put_back(taken)
    return [text for _, text in taken if text.strip()], declared


def _write(records: Records, job: Job, notes: list[Note]) -> None:
    first = list(itertools.islice(records, SAMPLE))
    rows = [(record.line, record.cells) for record in first if isinstance(record, Record)]
    if not rows:
        raise Unreadable("damaged", detail="no_row_is_whole")
    stack = Stack(job, rows, notes=notes)
    try:
        for each in first:
            if isinstance(each, Damaged) or each.line >= stack.begins:
                stack.add_record(each)
        for piece in records.many():
            if isinstance(piece, Sound):
                stack.add_many(piece)
            else:
                stack.add_record(piece)
        stack.close()
    finally:
        stack.abandon()


def _encoding_note(encoding: str) -> Note:
    if encoding == "utf-8-mixed":
        return note("mixed_encoding", "warning", encoding="utf-8")
    guessed = encoding in {"cp1252", "cp1250", "iso-8859-2", "mac-roman"}
    return note("encoding_guessed" if guessed else "encoding", encoding=encoding)


def _delimiter_note(shape: Shape) -> list[Note]:
    return [note("delimiter", delimiter=shape.delimiter)] if shape.width > 1 else []
