"""What attributes and values are called in this workspace.

Comes in: an engine over the published tables. Goes out: ``Terms``. It fetches one original per code, never all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from openicp.actions.known import Known
from openicp.sql.terms import originals_sql
from openicp.texts import Terms
from openicp.vocab.own import own_names

if TYPE_CHECKING:
    from openicp.engine import Engine, Location


def terms_of(
    engine: Engine, tables: Mapping[str, Path | Location], known: Known, *, own_words: Path | None = None
) -> Terms:
    """Attributes by name, and for each code the way its users write it most often.

    Parameters
    ----------
    own_words
        Folder of the workspace with words of its users.
    """
    originals: dict[str, dict[str, str]] = defaultdict(dict)
    for table, original in (("attributes", "original"), ("tags", "value_original")):
        if table in tables:
            engine.load(f"terms_{table}", tables[table])
            for attribute, value, written in engine.rows(originals_sql(engine.dialect, f"terms_{table}", original)):
                originals[attribute][value] = written
    facts = known.facts
    return Terms.of(facts.accounts, currency=facts.currency, originals=originals, names=own_names(own_words))
