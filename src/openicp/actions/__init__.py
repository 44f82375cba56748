"""One function per thing a user does: wires the rooms, takes a ``Progress``, publishes in one transaction.

Comes in: a workspace and arguments. Goes out: plain data that the CLI, web pages and Python show alike. It does no
arithmetic, parses no arguments and writes no HTML.
"""

from openicp.actions.demonstrating import demo
from openicp.actions.interviewing import blank_guide
from openicp.actions.session import Session
from openicp.actions.starting import start
from openicp.actions.worksheet import blank as blank_worksheet

__all__ = ["Session", "blank_guide", "blank_worksheet", "demo", "start"]
