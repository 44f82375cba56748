"""Small exports on disk, workspaces, and what is published in them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openicp.engine import duck
from openicp.workspace import Workspace


def sheet(path: Path, text: str) -> Path:
    """Write ``text`` without its indentation."""
    lines = [line.strip() for line in text.strip().splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def table(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def asked(workspace: Workspace, select: str) -> list[tuple[Any, ...]]:
    """Rows over the published tables, each under its own name."""
    with duck(workspace.layout.inside) as engine:
        for name, snapshot in workspace.snapshots().items():
            engine.load(name, snapshot.path)
        return engine.rows(select)


def digests(workspace: Workspace) -> dict[str, str]:
    """Fingerprint of everything that is published."""
    return {name: snapshot.digest for name, snapshot in workspace.snapshots().items()}
