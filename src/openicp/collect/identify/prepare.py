"""The small tables that publishing joins: the account of every reference, the places of sources, names in one spelling.

Comes in: numbered accounts, sources. Goes out: tables ``collect_...`` in the engine. It never reads a loaded row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from openicp.collect.identify.accounts import Numbered
from openicp.collect.working import let_go
from openicp.engine import Engine
from openicp.sql import joining as sql


def prepare(
    engine: Engine,
    numbered: Numbered,
    sources: Mapping[str, date | None],
    names: Mapping[str, str],
    lists: frozenset[str],
    internal: frozenset[int],
) -> None:
    """Put the small tables that the SELECTs join.

    Parameters
    ----------
    sources
        Each source, the first to speak first, with the day of its export where that is known.
    lists
        The sources of prospects.
    internal
        Numbers of the accounts that are tests or our own.
    """
    engine.create("collect_refs", sql.references_of_accounts_sql(engine.dialect))
    places: dict[str, list[Any]] = {"source": list(sources), "place": list(range(len(sources)))}
    listed: dict[str, list[Any]] = {"prospects": [source in lists for source in sources]}
    listed["exported_on"] = list(sources.values())
    kinds = {"source": "varchar", "place": "bigint", "prospects": "boolean", "exported_on": "date"}
    engine.put("collect_sources", places | listed, types=kinds)
    texts = {"text": list(names), "name": list(names.values())}
    engine.put("collect_names", texts, types=dict.fromkeys(texts, "varchar"))
    engine.create("collect_shown", sql.shown_accounts_sql(engine.dialect, sorted(internal)))
    used = ("join_keyed", "join_numbers", "join_ids")
    let_go(engine, *used, companies=len(numbered.account))
