"""Every word a person reads, by key; numbers, money, dates and labels in the reader's own form.

Comes in: codes and fields. Goes out: sentences of the chosen language (English where it has none yet). It never
touches data; importing it loads neither Babel nor a catalogue, and each name is looked up when it is first used, so
that the help of the command line reads one small file and nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openicp.texts.catalogues import TextMissing, Texts, catalogue
    from openicp.texts.sentence import Part, Span, plain
    from openicp.texts.terms import Terms

LANGUAGES = ("en", "nl", "de", "ro", "fr")
PLACES = {
    **dict.fromkeys(("TextMissing", "Texts", "catalogue"), "catalogues"),
    **dict.fromkeys(("Part", "Span", "plain"), "sentence"),
    "Terms": "terms",
}
"""Name: the module that holds it."""

__all__ = ["LANGUAGES", "Part", "Span", "Terms", "TextMissing", "Texts", "catalogue", "plain"]


def __getattr__(name: str) -> Any:
    if name not in PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"openicp.texts.{PLACES[name]}"), name)
