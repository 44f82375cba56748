"""One function per thing a user does: wires the rooms, takes a ``Progress``, publishes in one transaction.

Comes in: a workspace and arguments. Goes out: plain data that the CLI, web pages and Python show alike. It does no
arithmetic, parses no arguments and writes no HTML; each name is looked up when it is first used, so that showing a
profile loads neither an engine nor statistics.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openicp.actions.demonstrating import demo
    from openicp.actions.interviewing import blank_guide
    from openicp.actions.session import Session
    from openicp.actions.starting import start
    from openicp.actions.worksheet import blank as blank_worksheet

PLACES = {
    "Session": ("session", "Session"),
    "blank_guide": ("interviewing", "blank_guide"),
    "blank_worksheet": ("worksheet", "blank"),
    "demo": ("demonstrating", "demo"),
    "start": ("starting", "start"),
}
"""Name: the module that holds it, and what it is called there."""

__all__ = ["Session", "blank_guide", "blank_worksheet", "demo", "start"]


def __getattr__(name: str) -> Any:
    if name not in PLACES:
        raise AttributeError(name)
    module, inside = PLACES[name]
    return getattr(import_module(f"openicp.actions.{module}"), inside)
