"""Who speaks in the ledger's statements.

Comes in: statements. Goes out: who said them, so that each person counts once. It names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Statement = Mapping[str, Any]


def person(row: Statement) -> tuple[object, object]:
    """One person: by id where the source tells, else by company and role."""
    return (row["person_id"] or row["account_id"], row["role"])
