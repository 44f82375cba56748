"""Groups of digits: which sign is the decimal, and what the number is.

Comes in: digits with points, commas, spaces and apostrophes. Goes out: a ``Decimal``, and what one text says about the
decimal sign of its column. It never repairs: ``7897. 2`` is no number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

SPACED = re.compile(r"\d{1,3}(?P<by>[ '])\d{3}(?:(?P=by)\d{3})*(?:(?P<point>[.,])\d+)?")
POINTED = re.compile(r"\d*(?P<point>[.,])\d+")
GROUPED = re.compile(r"\d{1,3}(?P<by>[.,])\d{3}(?:(?P=by)\d{3})+|\d{1,2}(?:(?P<indian>,)\d{2})+,\d{3}")
BOTH = re.compile(
    r"(?:\d{1,3}(?P<by>[.,])\d{3}(?:(?P=by)\d{3})*|\d{1,2}(?:(?P<indian>,)\d{2})+,\d{3})(?P<point>[.,])\d+"
)
UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
OTHER = {".": ",", ",": "."}
CLEAR_MAJORITY = 20
"""Below twenty against one, a column writes its decimals both ways, and ``1.234`` in it cannot be read."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text of digits is built."""

    decimal: str | None
    """The sign that is the decimal for certain; ``None`` where the text does not say."""
    unclear: bool = False
    """One sign before exactly three digits: ``1.234``."""


PLAIN = Shape(None)
KEPT = {point: {ord(sign): "." if sign == point else None for sign in ".,' "} for point in (".", ",", "thousands")}
"""What becomes of the signs between digits, by the decimal sign."""
UNCLEAR_SHAPE = Shape(None, unclear=True)


def shape(digits: str) -> Shape | None:
    """The shape of a text of digits, ``None`` when it is no number.

    >>> shape("1.234,56").decimal, shape("1.234").unclear, shape("7897. 2")
    (',', True, None)
    """
    if digits.isdecimal():
        return PLAIN
    if UNCLEAR.fullmatch(digits):
        return UNCLEAR_SHAPE
    if POINTED.fullmatch(digits):
        return Shape("." if "." in digits else ",")
    if match := SPACED.fullmatch(digits):
        return Shape(match["point"])
    if match := GROUPED.fullmatch(digits):
        return Shape(OTHER[match["by"] or ","])
    if (match := BOTH.fullmatch(digits)) and match["point"] != (match["by"] or ","):
        return Shape(match["point"])
    return None


def number(digits: str, *, decimal: str) -> Decimal | None:
    """The number, ``decimal`` deciding where the text itself does not.

    >>> number("1.234", decimal=","), number("1.234", decimal="."), number("12.5", decimal=",")
    (Decimal('1234'), Decimal('1.234'), Decimal('12.5'))
    """
    found = shape(digits)
    return None if found is None else number_of(digits, found, decimal=decimal)


def number_of(digits: str, found: Shape, *, decimal: str) -> Decimal:
    """The number of a text whose shape is known."""
    return Decimal(digits if found is PLAIN else digits.translate(KEPT[found.decimal or decimal]))


@dataclass(frozen=True, slots=True)
class Decision:
    """The decimal sign of a column, and how it was decided."""

    decimal: str
    unclear: int
    """Texts that depend on the decision."""
    by: str
    """``column``, ``hint``, ``file``, ``mixed`` or ``default``."""
    example: str = ""


def decide(texts: Iterable[str], *, hint: str | None = None, file: str | None = None) -> Decision:
    """The decimal sign of a column: its certain texts, else the hint, else what the other columns of its file show,
    else thousands for ``1.234`` and ``1,234``.

    Where nothing decides, ``1.234`` and ``1,234`` are both read as thousands: a column of decimals with exactly three
    places in every value is rarer than one of round thousands.
    """
    votes: Counter[str] = Counter()
    unclear: list[str] = []
    for digits in texts:
        found = shape(digits)
        if found is not None and found.unclear:
            unclear.append(digits)
        elif found is not None and found.decimal:
            votes[found.decimal] += 1
    example = unclear[0] if unclear else ""
    if votes:
        first, other = votes.most_common(1)[0][0], min(votes[","], votes["."])
        by = "mixed" if other * CLEAR_MAJORITY > votes[first] else "column"
        return Decision(first, len(unclear), by, example)
    if hint in OTHER:
        return Decision(hint, len(unclear), "hint", example)
    if file in OTHER:
        return Decision(file, len(unclear), "file", example)
    signs = {"." if "." in digits else "," for digits in unclear}
    return Decision(OTHER[signs.pop()] if len(signs) == 1 else "thousands", len(unclear), "default", example)
