"""Cells that say nothing, and cells that a spreadsheet broke.

Comes in: a tidied text. Goes out: whether it is as good as empty, or which problem it shows. It never takes a zero or
a no for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from openicp.normalise.wording import spellings
from openicp.vocab import plain

OFFICE_ERROR = re.compile(r"Err:\d{3}")
"""As LibreOffice writes errors."""


@lru_cache(maxsize=1)
def nothings() -> frozenset[str]:
    """The texts that say nothing, as ``plain`` writes them; none is longer than 23 signs."""
    return frozenset(spellings("empty"))


@lru_cache(maxsize=1)
def _errors() -> frozenset[str]:
    return frozenset(spellings("spreadsheet_error"))


def is_nothing(tidied: str) -> bool:
    """Whether a tidied text says nothing: empty, ``N/A``, ``-``, ``(not set)``, ``keine Angabe``...

    >>> is_nothing("k. A."), is_nothing("0")
    (True, False)
    """
    return not tidied or (len(tidied) < 24 and plain(tidied) in nothings())


def own_nothings(hints: Mapping[str, str]) -> Callable[[str], bool] | None:
    """Whether a tidied text says nothing in the user's own words; ``None`` where they have none."""
    folder = hints.get("vocab_folder")
    if folder is None or not (Path(folder) / "empty.tsv").is_file():
        return None
    words = frozenset(spellings("empty", hints))
    return lambda tidied: plain(tidied) in words


def spreadsheet_problem(tidied: str) -> str | None:
    """``spreadsheet_error`` for ``#NAME?`` and its like, ``cut_off`` for ``####``."""
    if OFFICE_ERROR.fullmatch(tidied):
        return "spreadsheet_error"
    if tidied[0] != "#":
        return None
    if len(tidied) > 1 and not tidied.strip("#"):
        return "cut_off"
    return "spreadsheet_error" if plain(tidied) in _errors() else None
