"""OpenICP: which type of company is most worth having as a customer.

Comes in: the exports a firm already has. Goes out: measured segments, a written profile, scored prospects.
Importing the package loads neither NumPy nor DuckDB; ``openicp.open(path)`` is the door for Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from openicp.actions import Session

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(path: str | Path, *, engine: str | None = None) -> Session:  # noqa: A001 - reads as openicp.open(...), as the standard library does
    """Open the workspace at (or above) ``path``; ``engine`` overrules that of ``openicp.yaml``.

    Raises
    ------
    openicp.errors.WorkspaceNotFound
        When neither the folder nor any above it is a workspace.
    """
    from openicp.actions import Session

    return Session.open(path, engine=engine)
