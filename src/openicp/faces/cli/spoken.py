"""Help, usage errors and click's own words in the reader's language.

Comes in: a language. Goes out: commands whose texts are those of one small catalogue, ``help.po``. It reads no other
one, so that help is there at once.
"""

from __future__ import annotations

import gettext
import re
import sys
from functools import lru_cache
from pathlib import Path

import click

from openicp.texts import LANGUAGES, po

LOCALE = Path(po.__file__).parent / "locale"
FILE = "help.po"
COMMON = "common"
COLUMNS = "   "
"""What stands between columns, and nowhere else."""
WHOLE = "group"
"""The key of ``openicp`` itself, beside those of its commands."""


@lru_cache(maxsize=8)
def words(lang: str) -> po.Catalogue:
    """The small catalogue of a language."""
    return po.read([LOCALE / (lang if lang in LANGUAGES else "en") / FILE])


def known(lang: str, key: str, n: object = None) -> str | None:
    """The sentence of a key, in English where the language has none; ``None`` where nobody has it."""
    return words(lang).sentence(key, n) or words("en").sentence(key, n)


def say(lang: str, key: str, n: object = None, /, **fields: object) -> str:
    """A sentence with its fields as they are: these are names of commands, options and files."""
    return (known(lang, key, n) or key).format(**fields)


def in_words(command: click.Command, name: str, lang: str) -> click.Command:
    """A command whose help, options and placeholders are said in a language."""
    command.help = _laid_out(known(lang, f"help.{name}")) or command.help
    command.short_help = known(lang, f"help.{name}.short") or command.short_help
    command.epilog = known(lang, f"help.{name}.epilog") or command.epilog
    command.options_metavar = known(lang, "help.meta.OPTIONS")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            own = known(lang, f"help.{name}.{parameter.name}") or known(lang, f"help.{COMMON}.{parameter.name}")
            parameter.help = own or parameter.help
        parameter.metavar = _placeholder(parameter, lang)
    return command


def _laid_out(text: str | None) -> str | None:
    """Paragraphs in columns stay as they stand: click marks these by a sign that catalogues do not have."""
    paragraphs = (text or "").split("\n\n")
    return "\n\n".join(f"\b\n{one}" if COLUMNS in one else one for one in paragraphs) if text else None


def _placeholder(parameter: click.Parameter, lang: str) -> str | None:
    """``DIR`` as ``ORDNER``; what was written in the code stays the key, whatever was said before."""
    written = vars(parameter).setdefault("placeholder", parameter.metavar)
    if not written:
        return None
    return re.sub(r"[A-Z]{2,}", lambda found: known(lang, f"help.meta.{found.group()}") or found.group(), written)


def slug(sentence: str) -> str:
    """The key of one of click's sentences: ``No such option {name!r}.`` is ``no_such_option``."""
    bare = re.sub(r"\{[^}]*\}|%\([^)]*\)s", " ", sentence)
    return re.sub(r"\W+", "_", bare.replace("'", "")).strip("_").lower()


def adopt(lang: str) -> None:
    """Let click say its own words in a language: it asks ``gettext``, which knows no ``--lang``."""

    def one(sentence: str) -> str:
        return known(lang, f"click.{slug(sentence)}") or sentence

    def several(sentence: str, plural: str, n: int) -> str:
        return known(lang, f"click.{slug(sentence)}", n) or (sentence if n == 1 else plural)

    for name, module in list(sys.modules.items()):
        if name.startswith("click.") and module is not None:
            asks = vars(module)
            if asks.get("_") is gettext.gettext or hasattr(asks.get("_"), "adopted"):
                asks["_"] = _marked(one)
            if asks.get("ngettext") is gettext.ngettext or hasattr(asks.get("ngettext"), "adopted"):
                asks["ngettext"] = _marked(several)


def _marked(function: object) -> object:
    function.adopted = True  # type: ignore[attr-defined]
    return function
