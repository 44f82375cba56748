"""What ``start`` read, said before its first question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openicp.faces.cli.paper import Paper
from openicp.faces.cli.render import started


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Files, columns, what was set aside."""
    started.read(paper, view)
