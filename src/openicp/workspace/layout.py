"""Where everything lives in a workspace.

Comes in: the workspace's path. Goes out: the paths inside it. It reads and writes nothing but empty folders.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CONFIG = "openicp.yaml"

IGNORED = (
    ".openicp/",
    "reports/",
    "exports/",
    "*.csv",
    "*.html",
    "*.json",
    "*.parquet",
    "*.pdf",
    "*.png",
    "*.pptx",
    "*.svg",
    "*.tsv",
    "*.txt",
    "*.xls",
    "*.xlsx",
    "voice/*",
    "!voice/codebook.yaml",
    "!vocab/*.tsv",
)
"""What may hold persons stays out of version control: ours, copies of exports, and what is written beside them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of one workspace."""

    path: Path

    @property
    def config(self) -> Path:
        """What a person decides."""
        return self.path / CONFIG

    @property
    def ignore(self) -> Path:
        """For git."""
        return self.path / ".gitignore"

    @property
    def inside(self) -> Path:
        """What the program keeps; the engine may touch this folder alone."""
        return self.path / ".openicp"

    @property
    def ledger(self) -> Path:
        """SQLite."""
        return self.inside / "ledger.sqlite"

    @property
    def lock(self) -> Path:
        """Held by the one writer."""
        return self.inside / "lease.lock"

    @property
    def tables(self) -> Path:
        """Immutable Parquet files, named by digest."""
        return self.inside / "tables"

    @property
    def runs(self) -> Path:
        """Results of runs."""
        return self.inside / "runs"

    @property
    def scratch(self) -> Path:
        """Temporary folders."""
        return self.inside / "scratch"

    @property
    def erasing(self) -> Path:
        """An erasure under way."""
        return self.inside / "erasing"

    @property
    def vocab(self) -> Path:
        """Words of the workspace's own users, where they have some."""
        return self.path / "vocab"

    @property
    def reports(self) -> Path:
        """What was written for people."""
        return self.path / "reports"

    @property
    def visible(self) -> tuple[Path, ...]:
        """Folders that people see."""
        return tuple(self.path / name for name in ("sources", "profiles", "voice", "reports"))

    def make(self) -> None:
        """Make what is missing: a workspace from version control has no ``.openicp``."""
        for folder in (*self.visible, self.tables, self.runs, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
