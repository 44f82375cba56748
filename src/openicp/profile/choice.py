"""A choice: what becomes a line of the card.

Comes in: conditions that stood out. Goes out: choices, and their attributes cut into parts. It never fits anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openicp.model.attribute import Condition
from openicp.model.profile import TOGETHER
from openicp.profile.cells import Cells, cells_of

if TYPE_CHECKING:
    from openicp.model.facts import Accounts, Ints


@dataclass(frozen=True)
class Choice:
    """An attribute, or several at once, that becomes a line."""

    condition: Condition
    """What stands out: the first band."""
    chance: float
    """Corrected for everything looked at (and beside the lines before it)."""
    basis: str
    """``shown`` or ``leaning``."""
    together: bool = False
    """Whether it is a condition of the found segment, so that it is judged together with the others of it."""
    also: tuple[Condition, ...] = ()
    """Further conditions that must hold too."""
    silent: bool = False
    """Whether it tells nothing beside the line that asks it together with others: it is said, without points."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that must hold."""
        return (self.condition, *self.also)

    @property
    def attribute(self) -> str:
        """Of the line that it becomes."""
        return TOGETHER if self.also else self.condition.attribute


def cells_of_all(choices: Sequence[Choice], accounts: Accounts, rows: Ints) -> list[Cells]:
    """Per choice that speaks, its attribute cut into parts for the labelled accounts."""
    return [cells_of(one.conditions, accounts, rows) for one in choices if not one.silent]
