"""The statement as data: which conditions it names, in which order, each with its basis.

Comes in: a profile. Goes out: parts that ``texts`` turns into one or two sentences. It never writes a word.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.model.attribute import Condition
from openicp.model.profile import Profile

ORDER = (
    "industry",
    "business_model",
    "employees",
    "size_class",
    "revenue",
    "country",
    "region",
    "technologies",
    "roles",
)
"""Who they are, how large, where, what they use."""
MOST_SHARED = 2
"""Shared traits enter the sentence only beside others, and at most so many."""


@dataclass(frozen=True, slots=True)
class StatementPart:
    """One phrase of the sentence."""

    attribute: str
    condition: Condition
    basis: str
    """``shown``, ``leaning``, ``heard``, ``shared`` or ``chosen``: how the phrase is underlined."""
    line: int
    """Place of its line in the profile."""


def statement_parts(profile: Profile) -> tuple[StatementPart, ...]:
    """Parts of *Our best customers are ...*, in the order in which people say them."""
    parts = [
        StatementPart(line.attribute, line.best, line.basis, place)
        for place, line in enumerate(profile.lines)
        if line.best is not None and line.segment is None and line.basis != "heard"
    ]
    shared = [part for part in parts if part.basis == "shared"][MOST_SHARED:]
    return tuple(sorted((part for part in parts if part not in shared), key=_place))


def _place(part: StatementPart) -> tuple[int, int]:
    return (ORDER.index(part.attribute) if part.attribute in ORDER else len(ORDER), part.line)
