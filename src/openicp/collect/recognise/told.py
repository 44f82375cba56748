"""What one file says about words in another: lists of stages, data dictionaries.

Comes in: the drafts of an import. Goes out: ``Words`` for loading. It never guesses: a stage without flags and known
words stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openicp.collect.loading.load import Words
from openicp.collect.recognise.draft import Draft, sample
from openicp.collect.recognise.headers import fold
from openicp.engine import Engine
from openicp.vocab.own import check
from openicp.workspace import Workspace

FIELD = frozenset({"field", "column", "variable", "name", "field name", "column name", "feld", "champ", "veld", "camp"})
MEANING = frozenset({"description", "definition", "meaning", "beschreibung", "omschrijving", "descriere"})


def words_of(
    drafts: Sequence[Draft],
    workspace: Workspace,
    engine: Engine,
    *,
    stages: Path | None = None,
    units: Mapping[str, str] | None = None,
) -> Words:
    """The words of this import, with the stages that earlier ones brought.

    Raises
    ------
    VocabularyNotReadable
        When a file of the workspace's own words is broken.
    """
    check(workspace.layout.vocab)
    paths = [s.path for n, s in workspace.snapshots().items() if n.startswith("loaded/") and n.endswith("/stages")]
    found: dict[str, tuple[str, str | None]] = {}
    for path in [*paths, *([stages] if stages else [])]:
        found |= _stages(engine, path)
    told = dict(units or {})
    for draft in drafts:
        told |= dictionary(draft)
    return Words(found, told, workspace.layout.vocab)


def _stages(engine: Engine, path: Path) -> dict[str, tuple[str, str | None]]:
    engine.load("collect_stages", path)
    rows = engine.rows(
        "select stage_id, stage_label, stage_won, stage_closed from collect_stages order by 1 nulls last"
    )
    return {
        str(i): (str(label or ""), _outcome(won=won, closed=closed)) for i, label, won, closed in rows if i is not None
    }


def _outcome(*, won: bool | None, closed: bool | None) -> str | None:
    if won:
        return "won"
    return None if closed is None else "lost" if closed else "open"


def dictionary(draft: Draft) -> dict[str, str]:
    """Header to description, where a file is a data dictionary."""
    folded = [fold(text) for text in draft.raw.header]
    field = next((i for i, text in enumerate(folded) if text in FIELD), None)
    meaning = next((i for i, text in enumerate(folded) if text in MEANING), None)
    if field is None or meaning is None or len(folded) > 6:
        return {}
    rows = sample(draft.raw)
    return {str(row[field]): str(row[meaning]) for row in rows if row[field] and row[meaning]}
