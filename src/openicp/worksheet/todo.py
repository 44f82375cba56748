"""What a prefilled sheet asks: a few fields of a few companies.

Comes in: nothing. Goes out: frozen ``Todo`` and ``Asked`` values. It holds codes and values, no words of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """One company."""

    account_id: str
    name: str
    because: str
    """``best, lost, left``."""
    known: Mapping[str, str]
    """What is known already of the fields asked for, in words; a field that is not there is empty."""


@dataclass(frozen=True, slots=True)
class Todo:
    """A prefilled sheet."""

    fields: tuple[str, ...]
    """Attributes asked for, the most helpful first."""
    rows: tuple[Asked, ...]
    batch: str
    """Tells this sheet from others, so that each is read into the workspace beside the earlier ones."""

    def missing(self, field: str) -> int:
        """Companies of the sheet of which a field is not known."""
        return sum(field not in row.known for row in self.rows)
