"""``score``: any list of companies, ranked by a profile and written with its own columns.

Comes in: a workspace, a list, a place to write. Goes out: plain data and the file. The list is not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.model.progress import Progress
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.texts import Texts

SHOWN = 100
"""Companies in the plain data; the file has all."""


def score(
    ws: Workspace,
    texts: Texts,
    file: Path,
    out: Path,
    *,
    name: str | None = None,
    tiers: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Rank the companies of ``file`` and write them to ``out`` (CSV or XLSX).

    Raises
    ------
    FileNotReadable, TableNotRecognised, ProfileNotFound, OutputNotWritable, InvalidChoice
    """
    raise NotImplementedError
