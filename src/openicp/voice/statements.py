"""The statements of a workspace: who said what, without a name.

Comes in: a workspace. Goes out: ``Statement`` values, one per quote, in the order of the ledger. Whoever gave no
consent is counted and never quoted, and nobody is quoted beyond the day until which their words may be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from openicp.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that one person said."""

    ident: str
    account: str | None
    person: str
    """Who said it, so that each counts once: by id where the source tells, else by company and role."""
    kind: str | None
    """Code of ``voice_kind``; ``None`` while nobody has said which it is."""
    theme: str
    """As its sheet names it; empty where it names none."""
    quote: str
    role: str
    language: str | None
    said_on: date | None
    quotable: bool = True
    """Whether it may be shown word by word: not without consent, and not what an erased person said."""

    @property
    def company(self) -> str:
        """What is counted: the company, or the person where no company is known."""
        return self.account or self.person


def of_ledger(workspace: Workspace, *, today: date | None = None) -> tuple[Statement, ...]:
    """Every statement.

    Parameters
    ----------
    today
        The day that keep-until dates are compared with; the clock's by default.
    """
    day = (today or datetime.now(UTC).date()).isoformat()
    return tuple(_statement(row, day) for row in workspace.ledger.rows("statements"))


def overdue(workspace: Workspace, *, today: date | None = None) -> int:
    """Statements that are kept beyond the day until which they may be."""
    day = (today or datetime.now(UTC).date()).isoformat()
    return sum(_late(row, day) for row in workspace.ledger.rows("statements"))


def _late(row: Mapping[str, Any], day: str) -> bool:
    until = (row["detail"] or {}).get("keep_until")
    return bool(until) and str(until) < day


def _statement(row: Mapping[str, Any], day: str) -> Statement:
    told = row["detail"] or {}
    said = row["said_on"]
    who = row["person_id"] or f"{row['account_id'] or row['source']}:{row['role'] or ''}"
    return Statement(
        str(row["statement_id"]),
        row["account_id"],
        str(who),
        row["kind"] or None,
        str(row["theme"] or ""),
        str(row["quote"]),
        str(row["role"] or ""),
        row["language"] or None,
        date.fromisoformat(said) if said else None,
        bool(row["quote"]) and told.get("consent") is not False and not _late(row, day),
    )
