"""What the values of a column look like: dates, money, mails, ids, few distinct words.

Comes in: a sample of one column. Goes out: a ``ColumnProfile`` of shares and counts. It never reads a value for
good (``normalise`` does) and keeps no more than a few examples.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

DATE = re.compile(
    r"^(\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([T ]\d.*)?$"
    r"|^\d{1,2}\.? [^\W\d]{3,}\.?,? \d{4}$|^[^\W\d]{3,9}\.? \d{1,2}, ?\d{4}$|^[^\W\d]{3,9}\.? \d{4}$"
)
NUMBER = re.compile(r"^[-+(]?\d[\d .,'\u00a0\u202f]*\)?$")
MONEY = re.compile(
    r"^(?=.*\d)(?=.*([$€£¥]|\b[A-Z]{3}\b|\b(mio|mln|mrd|million|miljoen|milioane|k|m|bn)\b|\d[kKmM]\+?$))[-+<>~ ]*"
    r"[\w$€£¥.,'+\u00a0\u202f –-]{1,60}$",
    re.IGNORECASE,
)
PERCENT = re.compile(r"^[-+<>~ ]*\d[\d.,]*[ \u00a0\u202f]?%.*$")
RANGE = re.compile(
    r"^\D{0,12}\d[\d.,'\u00a0\u202f ]*\s*(-|–|—|\+|to|bis|à|tot|until)\s*\D{0,3}\d*[\d.,'\u00a0\u202f ]*\D{0,12}$"
)
MAIL = re.compile(r"^[^@\s,;]+@[^@\s,;]+\.[a-zA-Z]{2,}$")
DOMAIN = re.compile(r"^(https?://)?(www\.)?[\w-]+(\.[\w-]+)*\.[a-zA-Z]{2,}(/\S*)?$")
PHONE = re.compile(r"^(\+|00|\(0|0)[\d ()/.-]{7,20}$")
YES_NO = frozenset(
    [
        "true",
        "false",
        "yes",
        "no",
        "y",
        "n",
        "ja",
        "nein",
        "oui",
        "non",
        "da",
        "nu",
        "nee",
        "wahr",
        "falsch",
        "vrai",
        "faux",
        "x",
    ]
)
NAME = re.compile(r"^[^\W\d_a-z][^\W\d_A-Z]+( [^\W\d_]\.)? [^\W\d_a-z][\w'-]+$")
ID = re.compile(r"^(?=.*\d)[\w.:/+=-]{3,64}$")


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """Shares (0 to 1) of the filled values of a sample."""

    rows: int
    filled: int
    distinct: int
    shapes: dict[str, float]
    """Share per shape: date, number, money, percent, range, mail, domain, phone, yesno, name, id, list."""
    mean_length: float
    top: tuple[str, ...]
    """Most frequent values, for the vocabulary of stages; never shown."""

    @property
    def empty(self) -> bool:
        """Whether no value is filled."""
        return self.filled == 0

    @property
    def unique(self) -> bool:
        """Whether nearly every value occurs once."""
        return self.filled > 0 and self.distinct >= 0.95 * self.filled

    @property
    def complete(self) -> bool:
        """Whether nearly every row has a value."""
        return self.rows > 0 and self.filled >= 0.98 * self.rows

    def share(self, *shapes: str) -> float:
        """Share of values of any of these shapes, as their largest."""
        return max((self.shapes.get(shape, 0.0) for shape in shapes), default=0.0)


SHAPES: dict[str, Callable[[str], object]] = {
    "date": DATE.match,
    "number": NUMBER.match,
    "money": MONEY.match,
    "percent": PERCENT.match,
    "range": RANGE.match,
    "mail": MAIL.match,
    "domain": DOMAIN.match,
    "phone": PHONE.match,
    "yesno": lambda text: text.lower() in YES_NO,
    "name": NAME.match,
    "id": ID.match,
    "list": lambda text: any(sign in text for sign in ";|") or text.count(",") >= 1,
}


def profile(values: Sequence[str | None]) -> ColumnProfile:
    """What a sample of one column looks like.

    Parameters
    ----------
    values
        One per row; empty ones are ``None``.
    """
    counts = Counter(text for value in values if value is not None and (text := value.strip()))
    filled = sum(counts.values())
    shapes = {
        name: sum(n for text, n in counts.items() if test(text)) / filled for name, test in SHAPES.items() if filled
    }
    length = sum(len(text) * n for text, n in counts.items()) / filled if filled else 0.0
    top = tuple(text for text, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:40])
    return ColumnProfile(len(values), filled, len(counts), shapes, length, top)


NEEDS: dict[str, tuple[str, ...]] = {
    "date": ("date",),
    "money": ("number", "money"),
    "moneyrange": ("number", "money", "range"),
    "number": ("number", "range"),
    "range": ("number", "range", "money"),
    "share": ("percent", "number"),
    "yesno": ("yesno", "number"),
}
"""Shapes of which a kind needs one."""


def agreement(found: ColumnProfile, kind: str) -> float:
    """How well values agree with a kind: 1 yes, 0 not at all, 0.85 when there are none to ask."""
    if found.empty:
        return 0.85
    needed = NEEDS.get(kind)
    return 1.0 if needed is None else found.share(*needed)
