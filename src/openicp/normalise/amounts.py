"""Numbers with words around them, taken apart: one amount, or the two ends of a range.

Comes in: a tidied text. Goes out: the digits as written and what the words say (sign, scale, currency, period, unit,
bound), or nothing when any word is not understood. It does not read the digits: their column decides how.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from openicp.normalise.wording import Meaning, after, before, compact, joins
from openicp.vocab import plain

SHARED_SIGNS = {
    "USD": frozenset({"AUD", "CAD", "NZD", "SGD", "HKD", "MXN"}),
    "JPY": frozenset({"CNY"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
}
"""Signs that several currencies use, by what they mean unless said otherwise (``$100 CAD``); crowns mean none."""
DIGITS = re.compile(r"\d[\d.,' ]*\d|[.,]\d+|\d")
SCIENTIFIC = re.compile(r"(?P<mantissa>\d(?:[.,]\d+)?)e(?P<power>[+-]?\d{1,2})")
LONGEST_TEXT = 120
"""No amount is longer; free text is."""
TOKENS = re.compile(r"[^\W\d_]+|\S")
PRICE_DASH = re.compile(r"(?<=\d)[.,]-+(?!\d)")
"""``€ 10,-`` and ``1'200.–``: a dash for no cents, and no minus sign."""
DOTS = re.compile(r"(?<=\d) ?\.{2,} ?(?=\d)")
"""``51..200``."""
NO_END = re.compile(r"(?<=\d) ?- ?(?:∞|max\.?|inf|infinity|unendlich|oneindig|infini|infinit)$")
"""``10001-max``."""
IN_BRACKETS = re.compile(r"([^\d()]*)\(([^()]*\d[^()]*)\)([^\d()]*)")
"""``(1,234)`` and ``$(5)``: less than nothing, as accountants write it."""
LONGEST_PHRASE = 6
ONCE = frozenset({"sign", "percent"})
"""What is said twice only by mistake."""
Said = dict[str, str]


@dataclass(frozen=True, slots=True)
class Amount:
    """One number as written."""

    digits: str
    negative: bool = False
    scale: str | None = None
    """Factor (``1000000``) or ``billion``, which languages read differently."""
    currency: str | None = None
    period: str | None = None
    percent: str | None = None
    """Factor of a percent or permille sign."""
    unit: str | None = None
    bound: str | None = None
    """``above``, ``at_least``, ``below`` or ``at_most``."""
    about: bool = False
    power: int = 0
    """Of ten, from ``1.2E+05``."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text taken apart."""

    first: Amount
    second: Amount | None = None
    """The other end of a range."""


def parse(tidied: str) -> Parsed | None:
    """A text taken apart, ``None`` when anything in it is not understood.

    >>> parse("10 Millionen $ - 50 Millionen $").second.currency
    'USD'
    """
    if len(tidied) > LONGEST_TEXT:
        return None
    text = plain(tidied)
    if text.isdecimal():
        return Parsed(Amount(text))
    text = DOTS.sub(" - ", text.strip('"'))
    if "-" in text:
        text = NO_END.sub("+", PRICE_DASH.sub("", text))
    if text.count("(") != text.count(")"):
        return None
    brackets = IN_BRACKETS.fullmatch(text)
    parsed = _parse(" ".join(brackets.groups()).strip() if brackets else text)
    if parsed is None or not brackets:
        return parsed
    if parsed.second:
        return parsed
    if parsed.first.negative:
        return None
    return Parsed(replace(parsed.first, negative=True))


def _parse(text: str) -> Parsed | None:
    spans = list(DIGITS.finditer(text))
    if len(spans) == 1:
        return _single(text, spans[0])
    if len(spans) == 2:
        return _scientific(text) or _double(text, spans[0], spans[1])
    return None


def _single(text: str, span: re.Match[str]) -> Parsed | None:
    front = _said(text[: span.start()], before_number=True)
    back = _said(text[span.end() :], before_number=False)
    if back and "sign" in back and text[span.end()] != "-":
        return None
    amount = _amount(span[0], front, back)
    return Parsed(amount) if amount and "between" not in (front or {}) else None


def _scientific(text: str) -> Parsed | None:
    match = SCIENTIFIC.search(text)
    if match is None:
        return None
    front = _said(text[: match.start()], before_number=True)
    back = _said(text[match.end() :], before_number=False)
    amount = _amount(match["mantissa"], front, back)
    return Parsed(replace(amount, power=int(match["power"]))) if amount else None


def _double(text: str, first: re.Match[str], second: re.Match[str]) -> Parsed | None:
    front = _said(text[: first.start()], before_number=True)
    back = _said(text[second.end() :], before_number=False)
    joined = _joined(text[first.end() : second.start()])
    if front is None or back is None or joined is None or "sign" in back:
        return None
    left, right = _amount(first[0], front, joined[0]), _amount(second[0], joined[1], back)
    if left is None or right is None or right.bound or left.bound not in (None, "at_least"):
        return None
    return Parsed(replace(left, bound=None), right)


@lru_cache(maxsize=8192)
def _joined(text: str) -> tuple[Said, Said] | None:
    """What is said after the first number and before the second, around the one sign or word that joins them."""
    tokens = TOKENS.findall(text)
    for size in (3, 2, 1):
        for at in range(len(tokens) - size + 1):
            if compact("".join(tokens[at : at + size])) not in joins():
                continue
            back = _said(" ".join(tokens[:at]), before_number=False)
            front = _said(" ".join(tokens[at + size :]), before_number=True)
            if back is not None and front is not None and "sign" not in back and "between" not in front:
                return back, front
    return None


@lru_cache(maxsize=16384)
def _said(text: str, *, before_number: bool) -> Said | None:
    """What the words on one side of a number say; ``None`` when one is not understood or two disagree."""
    tokens = TOKENS.findall(text.replace(".", " "))
    phrases = before() if before_number else after()
    said: Said = {}
    at = 0
    while at < len(tokens):
        size, meaning = _longest(tokens, at, phrases)
        if not size or any(kind in said and (said[kind] != value or kind in ONCE) for kind, value in meaning):
            return None
        said |= dict(meaning)
        at += size
    return said


def _longest(tokens: list[str], at: int, phrases: dict[str, Meaning]) -> tuple[int, Meaning]:
    for size in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
        meaning = phrases.get("".join(tokens[at : at + size]))
        if meaning is not None:
            return size, meaning
    return 0, ()


def _amount(digits: str, front: Said | None, back: Said | None) -> Amount | None:
    """``None`` when the two sides disagree: two currencies, two bounds, two signs."""
    if front is None or back is None:
        return None
    shared = {kind for kind in front.keys() & back.keys() if kind in ONCE or front[kind] != back[kind]}
    if shared and not (shared == {"currency"} and back["currency"] in SHARED_SIGNS.get(front["currency"], ())):
        return None
    said = front | back
    return Amount(
        digits,
        "sign" in said,
        said.get("scale"),
        said.get("currency"),
        said.get("period"),
        said.get("percent"),
        said.get("unit"),
        said.get("bound"),
        "about" in said,
    )
