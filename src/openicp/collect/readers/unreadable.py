"""Why a file cannot be read at all: a reason code and fields, carried to the parent as JSON.

Comes in: the situation. Goes out: an exception of the child. It never holds a sentence.
"""

from __future__ import annotations

REASONS = (
    "missing",
    "not_allowed",
    "not_a_file",
    "empty",
    "not_a_table",
    "too_many_columns",
    "too_many_cells",
    "too_large",
    "encrypted",
    "damaged",
    "changed",
    "reader_died",
    "timeout",
)
"""Every reason; its words are ``file_not_readable.<reason>``."""


class Unreadable(Exception):
    """The file is no table that we can read."""

    def __init__(self, reason: str, **fields: object) -> None:
        self.reason = reason
        self.fields = fields
        super().__init__(f"{reason}: {fields}")
