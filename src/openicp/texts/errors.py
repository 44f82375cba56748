"""Errors as one sentence and a hint.

Comes in: an ``OpenICPError``. Goes out: two sentences; the reason code of the error chooses the closest ones. It
never raises another error in place of the one it speaks of.
"""

from __future__ import annotations

from openicp.errors import OpenICPError
from openicp.texts.catalogues import Texts


def said(texts: Texts, error: OpenICPError) -> tuple[str, str]:
    """(sentence, hint) of an error."""
    key = f"error.{error.code()}"
    closer = f"{key}.{error.fields.get('reason')}"
    chosen = closer if texts.has(closer) and texts.has(f"{closer}.hint") else key
    fields = dict(error.fields)
    return texts(chosen, **fields).rstrip(), texts(f"{chosen}.hint", **fields)  # a detail may be empty
