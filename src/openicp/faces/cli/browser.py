"""Shows a report where there is a screen.

Comes in: a path. Goes out: whether a browser took it. It never opens one in a pipe, on a build server, or inside the
terminal itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

BUILD_SERVERS = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "BUILD_NUMBER", "TF_BUILD")
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
IN_THE_TERMINAL = ("www-browser", "links", "links2", "elinks", "lynx", "w3m")
"""Browsers that would take the terminal over."""


def screen(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser of its own window can be expected.

    >>> screen({"DISPLAY": ":0"}, "linux"), screen({}, "linux"), screen({"CI": "true"}, "darwin"), screen({}, "win32")
    (True, False, False, True)
    """
    if any(environment.get(name) for name in BUILD_SERVERS):
        return False
    if platform in {"darwin", "win32"}:
        return not environment.get("SSH_CONNECTION")
    return any(environment.get(name) for name in SCREENS)


def opened(report: Path) -> bool:
    """Open a file in the browser; ``False`` where there is no screen or no browser."""
    import webbrowser

    if not screen():
        return False
    try:
        found = webbrowser.get()
        if str(getattr(found, "name", "")).rpartition("/")[2] in IN_THE_TERMINAL:
            return False
        return found.open(report.resolve().as_uri())
    except (webbrowser.Error, OSError):
        return False
