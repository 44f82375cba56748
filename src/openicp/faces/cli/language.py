"""Which language the person or the system speaks.

Comes in: arguments, the environment, the settings of the system. Goes out: a language code that ``texts`` understands.
It never fails.
"""

from __future__ import annotations

import contextlib
import locale
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from openicp.texts import LANGUAGES

OURS = "OPENICP_LANG"
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order of POSIX; an empty one says nothing."""
NEUTRAL = ("c", "posix")
WINDOWS = {"english": "en", "dutch": "nl", "german": "de", "romanian": "ro", "french": "fr"}
"""What Windows calls our languages."""
MAC_SETTINGS = Path("Library/Preferences/.GlobalPreferences.plist")
OPTION = "--lang"


def asked(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` says, before anything is parsed: help and errors are said in it too.

    >>> asked(["run", "--lang", "de", "--help"]), asked(["--lang=fr"]), asked(["--lang", "xx"]), asked(["--lang"])
    ('de', 'fr', None, None)
    """
    found = None
    for place, word in enumerate(arguments):
        if word == OPTION:
            found = next(iter(arguments[place + 1 : place + 2]), None)
        elif word.startswith(f"{OPTION}="):
            found = word.partition("=")[2]
    return found if found in LANGUAGES else None


def chosen(environment: Mapping[str, str] = os.environ) -> str:
    """One of our languages; ``en`` where nothing is said or another one is spoken.

    >>> chosen({"LANG": "de_AT.UTF-8"}), chosen({"LC_ALL": "", "LC_MESSAGES": "fr_BE", "LANG": "nl_BE"})
    ('de', 'fr')
    """
    if environment.get(OURS):
        return short(environment[OURS])
    named = next((value for name in VARIABLES if (value := environment.get(name))), None)
    if named is None:
        return short(_of_the_system())
    listed = environment.get("LANGUAGE", "")
    if listed and _word(named) not in NEUTRAL:  # GNU: a list that comes before the others
        return next((_word(one) for one in listed.split(":") if _word(one) in LANGUAGES), short(named))
    return short(named)


def short(name: str) -> str:
    """``de`` of ``de_AT.UTF-8`` or ``German_Germany``."""
    word = WINDOWS.get(_word(name), _word(name))
    return word if word in LANGUAGES else "en"


def _word(name: str) -> str:
    return re.split(r"[_.@-]", name.strip().lower())[0]


def _of_the_system() -> str:
    """What Windows or macOS is set to, where no variable says anything; else what Python took from the system."""
    told = {"win32": _of_windows, "darwin": _of_mac}.get(sys.platform)
    if told is not None:
        with contextlib.suppress(Exception):  # a language is not worth an error
            if found := told():
                return found
    with contextlib.suppress(ValueError):
        return locale.getlocale()[0] or "en"
    return "en"


def _of_windows() -> str:
    """The language of the desktop, which need not be that of its numbers and dates."""
    import ctypes

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")  # type: ignore[attr-defined,unused-ignore]


def _of_mac() -> str:
    """The first of the languages in the settings."""
    import plistlib

    with (Path.home() / MAC_SETTINGS).open("rb") as file:
        return str(plistlib.load(file)["AppleLanguages"][0])
