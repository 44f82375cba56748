"""The sign before everything that a worksheet of ours says by itself: titles, explanations, examples, known values.

Comes in: nothing. Goes out: ``SIGN``, and whether a text bears it. A cell that bears it is never a person's answer.
"""

from __future__ import annotations

SIGN = "›"
"""In Windows-1250 and Windows-1252 too, so that it outlives a spreadsheet that is saved as CSV; nobody types it."""
BRAND = "OpenICP"
"""First cell of the sheet that explains the others."""
HIDDEN = "openicp"
"""Name of the hidden sheet with what the drop-downs offer."""


def marked(text: str) -> bool:
    """Whether a text is ours.

    >>> marked("› Studio Nord"), marked("Studio Nord")
    (True, False)
    """
    return text.lstrip().startswith(SIGN)
