"""What is said of a company on a list: its reasons, what is unknown of it and what to ask.

Comes in: a ranked row. Goes out: words. It is loaded for a list of any size, and so without the report.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from openicp.texts.labels import had

if TYPE_CHECKING:
    from openicp.prospects import Ranked, Wording
    from openicp.texts import Texts


def wording(texts: Texts) -> Callable[[Ranked], Wording]:
    """Reasons, unknown lines and the question of a company, in words."""
    from openicp.prospects import Wording

    def describe(row: Ranked) -> Wording:
        unknown = ", ".join(texts.attribute(name) for name in row.unknown)
        return Wording(reasons_said(row, texts), unknown, ask_said(row, texts))

    return describe


def reasons_said(row: Ranked, texts: Texts) -> str:
    """``E-commerce +6, 80 people +5``."""
    told = {one.attribute for one in row.reasons}
    parts = [
        f"{had(texts, one.attribute, value_said(one.value), told=told, first=not at)} {one.points:+d}"
        for at, one in enumerate(row.reasons)
    ]
    return ", ".join(parts)


def ask_said(row: Ranked, texts: Texts) -> str:
    """Which answer would change the tier."""
    if row.ask is None:
        return ""
    names = texts.listing([texts.attribute(name) for name in row.ask.attributes])
    return texts("list.ask", attribute=names, tier=row.ask.tier)


def value_said(value: object) -> object:
    """What is said of a value: several tags as the first of them; a range and pairs of both stay."""
    if not isinstance(value, tuple) or not value:
        return value
    if all(isinstance(one, str) for one in value):
        return value[0]
    if all(isinstance(one, tuple) for one in value):
        return tuple((name, value_said(one)) for name, one in value)
    return value
