"""Findings are not errors: what a person should know about the data. Proposals wait for a yes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed; its sentence is ``finding.<code>`` in ``texts``."""

    code: str
    severity: str
    """``note``, ``warning`` or ``problem``."""
    fields: dict[str, object] = field(default_factory=dict)
    """Counts, names of files and columns, examples: never names of persons."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row or a cell that could not be read; nothing is lost and nothing is guessed."""

    file: str
    line: int
    """Line in the file as the user sees it (1 = first line, the header included)."""
    column: str
    """Header of the column; empty when the whole row is at fault."""
    value: str
    """The original text."""
    reason: str
    """Code; its words are ``set_aside.<code>``."""
    scope: str
    """``row`` (nothing of the row is used) or ``cell`` (the rest of the row is used)."""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Anything that waits for a yes: a mapping, a link, an edit."""

    id: str
    """Stable: the same proposal has the same id when the same files are imported again."""
    kind: str
    """``mapping``, ``link``, ``free_plan``, ``pipeline``..."""
    subject: dict[str, object]
    """What it is about (source, column; two accounts)."""
    suggestion: dict[str, object]
    """What a yes would do."""
    confidence: float
    """0 to 1."""
    reason: str
    """Code: ``proposal.<reason>``."""
    decided: str | None = None
    """``None`` (open), ``taken``, ``accepted`` or ``refused``."""
