"""Which language the system speaks.

Comes in: the environment. Goes out: a language code that ``texts`` understands. It never fails.
"""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Mapping

VARIABLES = ("OPENICP_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
WINDOWS = {"english": "en", "dutch": "nl", "german": "de", "romanian": "ro", "french": "fr"}
"""What Windows calls our languages."""


def chosen(environment: Mapping[str, str] = os.environ) -> str:
    """One of our languages; ``en`` where nothing is said or another one is spoken.

    >>> chosen({"LANG": "de_AT.UTF-8"})
    'de'
    """
    named = next((value for name in VARIABLES if (value := environment.get(name))), None)
    return short(named or _of_the_system())


def short(name: str) -> str:
    """``de`` of ``de_AT.UTF-8`` or ``German_Germany``."""
    from openicp.texts import LANGUAGES

    word = re.split(r"[_.@-]", name.strip().lower())[0]
    word = WINDOWS.get(word, word)
    return word if word in LANGUAGES else "en"


def _of_the_system() -> str:
    try:
        return locale.getlocale()[0] or "en"
    except ValueError:
        return "en"
