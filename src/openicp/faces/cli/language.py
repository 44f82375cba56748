"""Which language the system speaks.

Comes in: the environment. Goes out: a language code that ``texts`` understands. It never fails.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping

VARIABLES = ("OPENICP_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def chosen(environment: Mapping[str, str] = os.environ) -> str:
    """``de_DE.UTF-8``, ``fr``...; ``en`` where nothing is said.

    >>> chosen({"LANG": "de_AT.UTF-8"})
    'de_AT.UTF-8'
    """
    for name in VARIABLES:
        if value := environment.get(name):
            return "en" if value.startswith(("C", "POSIX")) else value
    try:
        return locale.getlocale()[0] or "en"
    except ValueError:
        return "en"
