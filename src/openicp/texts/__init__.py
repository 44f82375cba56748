"""Every word a person reads, by key; numbers, money, dates and labels in the reader's own form.

Comes in: codes and fields. Goes out: sentences of the chosen language (English where it has none yet). It never
touches data, and importing it loads neither Babel nor a catalogue.
"""

from openicp.texts.catalogues import LANGUAGES, TextMissing, Texts, catalogue
from openicp.texts.sentence import Part, Span, plain
from openicp.texts.terms import Terms

__all__ = ["LANGUAGES", "Part", "Span", "Terms", "TextMissing", "Texts", "catalogue", "plain"]
