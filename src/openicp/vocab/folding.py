"""Writing that differs but means the same, brought to one form.

Comes in: any text as people and machines write it. Goes out: tidied text, keys for looking up, and slugs. It never
changes what is kept as the original, and knows no language beyond the letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\n"
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like a blank: fillers of Hangul, Braille without a dot."""
INVISIBLE = (
    "\u00ad\u034f\u061c\u17b4\u17b5\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
) + "".join(map(chr, range(0xFE00, 0xFE10)))
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Marks of footnotes: never digits of the number before them."""

SIGNS = (
    dict.fromkeys(map(ord, SPACES + BLANK_LETTERS), " ")
    | dict.fromkeys(map(ord, INVISIBLE))
    | dict.fromkeys(map(ord, DASHES), "-")
    | dict.fromkeys(map(ord, SINGLE_QUOTES), "'")
    | dict.fromkeys(map(ord, DOUBLE_QUOTES), '"')
    | {ord(sign): f"^{digit}" for digit, sign in enumerate(SUPERSCRIPTS)}
)
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ı": "i", "þ": "th"})
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
AND = frozenset({"and", "und", "et", "en", "si"})
MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0487]+")
WORDS = re.compile(r"[^\W_]+[+#]*")
INITIALS = re.compile(r"\b[a-z](?: [a-z]\b)+")


def tidy(text: str) -> str:
    """One kind of space, dash and quotation mark; no invisible signs; nothing at the ends.

    >>> tidy(" 50 – 200 ")
    '50 - 200'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(SIGNS)).translate(SIGNS)
    return " ".join(text.split())


def plain(text: str) -> str:
    """Small letters without accents: ``Sănătate`` and ``sanatate``, ``ş`` and ``ș`` are one."""
    text = text.casefold()
    if text.isascii():
        return text
    return MARKS.sub("", unicodedata.normalize("NFKD", text.translate(LETTERS)))


def key(text: str) -> str:
    """What two spellings of the same thing share.

    >>> key("Food & Beverages"), key("FOOD_BEVERAGES"), key("U.S.A.")
    ('food beverages', 'food beverages', 'usa')
    """
    words = WORDS.findall(plain(tidy(text)))
    if any(word in AND for word in words):
        words = [word for word in words if word not in AND] or words
    joined = " ".join(words)
    return INITIALS.sub(lambda run: run[0].replace(" ", ""), joined)


def keys(text: str) -> set[str]:
    """Every key under which a known word is found: German umlauts also as ``ae``, ``oe``, ``ue``."""
    return {key(text), key(tidy(text).casefold().translate(GERMAN))} - {""}


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """A code made of an original that no vocabulary knows; never empty for a text that has a sign.

    >>> slug("Property Services"), slug("C++")
    ('property_services', 'c_plus_plus')
    """
    named = tidy(text).replace("+", " plus ").replace("#", " sharp ").replace("&", " and ")
    made = "_".join(WORDS.findall(plain(named)))
    return made or "_".join(f"u{ord(sign):x}" for sign in tidy(text) if not sign.isspace())
