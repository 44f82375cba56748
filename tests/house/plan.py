"""What the house tests look at: the package's files and their syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "openicp"


@dataclass(frozen=True)
class Module:
    """One file of the package."""

    path: Path
    tree: ast.Module
    lines: int

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def room(self) -> str:
        first = self.path.relative_to(PACKAGE).parts[0]
        return first.removesuffix(".py")

    def imported(self) -> Iterator[str]:
        """Dotted names of what is imported anywhere in the file."""
        package = ("openicp", *self.path.relative_to(PACKAGE).parts[:-1])
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
                base = ".".join(part for part in (above, node.module) if part)
                yield from (f"{base}.{alias.name}" for alias in node.names)


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the package."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path, ast.parse(text), len(text.splitlines())))
    return tuple(found)
