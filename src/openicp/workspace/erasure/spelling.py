"""One thing that names a person, as a pattern that finds it however a file wrote it down.

Comes in: a name, an address or a number. Goes out: regular expressions that also match it escaped for HTML, JSON, YAML
or an address, split by tags, and in the forms that the program makes of names. It never looks into a file.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html.entities import codepoint2name
from typing import Literal
from urllib.parse import quote

from openicp.vocab.folding import keys, tidy

Kind = Literal["name", "company", "key", "mail", "domain", "phone"]
"""A ``key`` is what rows of a company are joined by; it stands in no text that people wrote."""

TAG = r"<[^<>]{0,2000}>"
BETWEEN = rf"(?:\s|&nbsp;|&#160;|&#[xX]0*[aA]0;|%20|\+|\\u00[aA]0|\\[nrt]|{TAG})+"
"""What may stand between two words of a name."""
BEFORE = r"(?:(?<![^\W_])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4})|(?<=\\x[0-9A-Fa-f]{2})" + (
    r"|(?<=_x000[AaDd]_))"
)
"""No letter or digit of another word; the letter of an escape (``\\n``) is none."""
AFTER = r"(?=s?(?![^\W_]))"
"""A genitive is the same name: *Peter Müllers Büro*."""
ALONE_BEFORE, ALONE_AFTER = r"(?<![\w.@\-])", r"(?![\w@\-]|\.\w)"
"""A key of one word is no part of an address or of a longer code."""
JOINERS = r"(?:[ _.\-+]|%20)?"
AT = r"(?:@|%40|&#64;|&#[xX]40;|&commat;|\\u0040)"
DOT = r"(?:\.|%2[eE]|&#46;|&period;)"
BOX = r"[A-Za-z0-9._%+\-]+"
SEEN_DIGITS = 8
"""The last digits tell a telephone number; before them stand codes that people write in many ways."""
LEAST_DIGITS = 7
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """Something that names a person."""

    text: str
    kind: Kind

    @property
    def words(self) -> tuple[str, ...]:
        """Words of a name."""
        return tuple(tidy(self.text).split())

    @property
    def folded(self) -> tuple[str, ...]:
        """What the program makes of it: small letters, no accents, German umlauts also written out."""
        return tuple(sorted(keys(self.text)))

    @property
    def digits(self) -> str:
        """Of a telephone number."""
        return re.sub(r"\D", "", self.text)


def term_of(text: str) -> Term:
    """What somebody typed: an address, a number, else a name.

    >>> term_of("jo@brava.ro").kind, term_of("+49 151 2345678").kind, term_of("Jo Ba").kind
    ('mail', 'phone', 'name')
    """
    tidied = tidy(text)
    if re.fullmatch(rf"{BOX}@[^\s@]+\.[^\s@]+", tidied):
        return Term(tidied, "mail")
    digits = re.sub(r"\D", "", tidied)
    if len(digits) >= LEAST_DIGITS and re.fullmatch(r"[+\d][\d\s().\-/]*", tidied):
        return Term(tidied, "phone")
    return Term(tidied, "name")


def patterns(term: Term) -> list[tuple[str, str]]:
    """(regular expression, style of what takes its place) of a term, the longest first."""
    if term.kind == "mail":
        box, _, domain = term.text.partition("@")
        return [(rf"(?<![A-Za-z0-9])(?i:{literal(box)}{AT}{_dotted(domain)})(?![A-Za-z0-9])", "mail")]
    if term.kind == "domain":
        domain = _dotted(term.text)
        return [
            (rf"(?i:{BOX}{AT}{domain})(?![A-Za-z0-9])", "mail_gone"),
            (rf"{BEFORE}(?i:{domain})(?![A-Za-z0-9])", "domain"),
        ]
    if term.kind == "phone":
        return [(_phone(term.digits), "phone")]
    if term.kind == "key":
        return _derived(term)
    spelt = BETWEEN.join(literal(word) for word in term.words)
    return [(f"{BEFORE}{spelt}{AFTER}", "name"), *_derived(term)]


def _derived(term: Term) -> list[tuple[str, str]]:
    """Forms that codes, keys and file names are made of; of single words only a company's has one."""
    found = []
    for folded in term.folded:
        words = WORD.findall(folded)
        if len(words) > 1:
            found.append((BEFORE + JOINERS.join(map(re.escape, words)) + AFTER, "folded"))
        elif words and term.kind in ("company", "key") and len(words[0]) > 3:
            found.append((ALONE_BEFORE + re.escape(words[0]) + ALONE_AFTER, "folded"))
    return found


def _phone(digits: str) -> str:
    """The last digits, with whatever stands between them, and the codes before them."""
    gap = r"[\s().\-/]{0,3}"
    last = gap.join(digits[-SEEN_DIGITS:])
    return rf"(?<!\d)(?:\+|00)?(?:\d{gap}){{0,7}}{last}(?!\d)"


def _dotted(domain: str) -> str:
    return DOT.join(literal(part) for part in domain.split("."))


def literal(text: str) -> str:
    """A word, each sign as itself or escaped; accents as one sign or as two."""
    return "".join(_sign(sign) for sign in unicodedata.normalize("NFC", text))


def _sign(sign: str) -> str:
    if sign.isascii() and sign.isalnum():
        return sign
    code = ord(sign)
    units = sign.encode("utf-16-be")
    escaped = "".join(f"\\u{units[at] * 256 + units[at + 1]:04x}" for at in range(0, len(units), 2))
    split = unicodedata.normalize("NFD", sign)
    forms = [re.escape(sign), rf"&#0*{code};", _any_case(f"&#x{code:x};"), _any_case(escaped)]
    forms += [_any_case(quote(sign, safe=""))] if quote(sign, safe="") != sign else []
    forms += [_any_case(f"\\x{code:02x}")] if code < 256 else []
    forms += [re.escape(f"&{codepoint2name[code]};")] if code in codepoint2name else []
    forms += [re.escape(split), split[0] + _any_case(_escapes(split[1:]))] if split != sign else []
    forms += ["&apos;", r"\\'", "''"] if sign == "'" else []
    return "(?:" + "|".join(forms) + ")"


def _escapes(text: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in text)


def _any_case(text: str) -> str:
    return f"(?i:{re.escape(text)})"
